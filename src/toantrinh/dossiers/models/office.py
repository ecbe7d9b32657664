"""How an office shares its work, how its people look at it, and what was typed too late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import OFFICES, Role

from .case import Dossier

_OFFICES = [(role.value, role.value) for role in OFFICES]


class Sharing(models.TextChoices):
    LEAST_LOADED = "least-loaded", _("To whoever has the least open work")
    IN_TURN = "in-turn", _("To one after the other")


class AssignmentRule(models.Model):
    """That new steps of one office at one agency go to one of its people at once, and to whom.

    No row: nobody's, until somebody takes them. ``last`` got the one before.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=_OFFICES)
    sharing = models.CharField(max_length=12, choices=Sharing.choices)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    last = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "role"],
                name="dossiers_assignment_rule_once",
                violation_error_message=_("An office has one rule for sharing its work."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sharing} for {self.role} at {self.agency.code}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def readable_by(self, account: Account) -> Self:
        """One's own, and those that colleagues share with an office one holds."""
        seen = Q(account=account)
        for post in account.posts_in_use:
            seen |= Q(agency=post.agency_id, role=post.role)
        return self.filter(seen)


class SavedFilter(models.Model):
    """A way to look at the worklist that somebody keeps under a name.

    ``choices`` is what the address of the page says: filters, order and columns, never a name or a
    number of people. With ``agency`` and ``role`` everybody of that office sees it.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    choices = models.JSONField()
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20, choices=_OFFICES, blank=True)
    saved_at = models.DateTimeField()

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "role"],
                condition=Q(agency__isnull=False),
                name="dossiers_saved_filter_office",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "title"],
                name="dossiers_saved_filter_once",
                violation_error_message=_("You already keep a filter under this name."),
            ),
            models.CheckConstraint(
                condition=Q(agency=None, role="") | Q(agency__isnull=False) & ~Q(role=""),
                name="dossiers_saved_filter_office_whole",
                violation_error_message=_("A filter is shared with an office at an agency."),
            ),
        ]

    def __str__(self) -> str:
        return f"filter {self.uid}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.account.roles_of(actor)


class UnsentText(models.Model):
    """What somebody typed about a dossier and sent after their office had ended: nothing was done
    with it, and it is not lost. ``page`` is the act it was meant for."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"typed_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="unsent")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=40)
    typed_sealed = models.BinaryField(editable=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"unsent text about {self.dossier}"

    @property
    def typed(self) -> dict[str, str]:
        """By the name of its field."""
        found = sealing.open_json(bytes(self.typed_sealed), about=f"unsent:{self.uid}")
        return {name: str(value) for name, value in found.items()}

    @typed.setter
    def typed(self, typed: Mapping[str, str]) -> None:
        self.typed_sealed = sealing.close_json(dict(typed), about=f"unsent:{self.uid}")
