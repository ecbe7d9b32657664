"""Devices of the house: what is filed on one was not filed without help."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role


class DeviceQuerySet(models.QuerySet["Device"]):
    def in_use(self) -> Self:
        return self.filter(removed_at=None)

    def with_token(self, token: str) -> Self:
        return self.in_use().filter(token_index=sealing.blind_index(token))

    def managed_by(self, account: Account) -> Self:
        return self.filter(agency__in=account.agencies_with(Permission.DEVICE_MANAGE))


class Device(models.Model):
    """A browser on a computer, tablet or kiosk of a centre, known by a token in a cookie.

    The token itself is only in the browser; here is its blind index. A removed row stays: what was
    filed on it was.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, help_text=_("Such as the kiosk at the door."))
    token_index = models.BinaryField(max_length=32, unique=True, editable=False)
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency"], condition=Q(removed_at=None), name="counter_device_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"device {self.uid}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)
