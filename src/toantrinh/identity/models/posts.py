"""Offices held by accounts at agencies, and in which capacity their holders sign."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id

from .. import rules
from ..permissions import OFFICES, Role
from .people import Account, Agency


class PostQuerySet(models.QuerySet["Post"]):
    def of_heads(self) -> Self:
        """The offices of heads who sign by the office itself."""
        return self.filter(role=Role.HEAD, capacity__in=OWN)

    def held_on(self, day: date) -> Self:
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(ended_at=None) | Q(ended_at__date__gt=day),
            valid_from__lte=day,
        )


class Capacity(models.TextChoices):
    """In which capacity someone signs (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

    SELF = "", _("In their own office")
    TM = "TM.", _("On behalf of the collective (thay mặt)")
    KT = "KT.", _("For the head (ký thay)")
    TL = "TL.", _("By order (thừa lệnh)")
    TUQ = "TUQ.", _("By authorisation (thừa ủy quyền)")
    Q = "Q.", _("Acting (quyền)")


OWN = (Capacity.SELF, Capacity.TM, Capacity.Q)


class Post(models.Model):
    """One office held by one account at one agency between two dates.

    An officer may hold several. ``title`` is what stands under a signature, ``capacity`` before
    it; ``unit`` is the inner unit, for people to read. A head in a capacity of ``OWN`` signs by
    the office itself; in any other only under a ``Delegation``. A post is over after its last
    day, or at once when it was taken away.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in OFFICES])
    title = models.CharField(max_length=120, help_text=_("Such as Phó Chủ tịch."))
    capacity = models.CharField(
        max_length=4, choices=Capacity.choices, default=Capacity.SELF, blank=True
    )
    unit = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last day; empty while open."))
    ended_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When it was taken away, if it was.")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "agency", "role", "valid_from"],
                name="identity_post_once",
                violation_error_message=_("This account already holds this post from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="identity_post_dates_in_order",
                violation_error_message=_("A post ends on or after the day it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called}, {self.agency.name}"

    @property
    def called(self) -> str:
        return rules.called(self.capacity, self.title)

    @property
    def signs_by_itself(self) -> bool:
        """Whether it is the office of the head of the agency, and not of one who signs for them."""
        return self.role == Role.HEAD and self.capacity in OWN

    def is_held_at(self, moment: datetime) -> bool:
        day = clock.local_day(moment)
        return (
            self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
            and (self.ended_at is None or moment < self.ended_at)
        )

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)
