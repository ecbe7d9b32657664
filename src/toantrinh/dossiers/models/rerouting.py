"""Dossiers that go from one competent body to another: after a mistake, or a merger of units."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role

from .case import Dossier


class ReroutingQuerySet(models.QuerySet["Rerouting"]):
    def readable_by(self, account: Account) -> Self:
        """Those from, or to, an agency whose dossiers ``account`` may re-route."""
        managed = Agency.objects.managed_by(account, Permission.DOSSIER_REROUTE)
        return self.filter(Q(from_agency__in=managed) | Q(to_agency__in=managed))


class Rerouting(models.Model):
    """One order to hand dossiers of one agency over to another, with its ground and act.

    ``total`` is how many it names; what became of each is in ``ReroutedDossier``.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(
        max_length=64, help_text=_("Given by the page, so that two clicks make one order.")
    )
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    procedure = models.CharField(max_length=40, blank=True, help_text=_("Code; all when empty."))
    state = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Of the dossiers; all open ones when empty.")
    )
    ground = models.CharField(max_length=500)
    act_number = models.CharField(max_length=60, help_text=_("Such as 12/QĐ-UBND."))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReroutingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["from_agency", "-id"], name="dossiers_rerouting_from")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                name="dossiers_rerouting_once",
                violation_error_message=_("This order was already given."),
            ),
            models.CheckConstraint(
                condition=~Q(from_agency=F("to_agency")),
                name="dossiers_rerouting_elsewhere",
                violation_error_message=_("Dossiers are handed over to another agency."),
            ),
        ]

    def __str__(self) -> str:
        return f"rerouting {self.uid}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"rerouting:{self.uid}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Of the agency that hands over; of its successor where it ended."""
        roles = self.from_agency.roles_of(actor)
        if self.from_agency.successor_id == self.to_agency_id:
            roles |= self.to_agency.roles_of(actor)
        return roles


class ReroutedState(models.TextChoices):
    WAITING = "waiting", _("Waits for its turn")
    DONE = "done", _("Handed over")
    REFUSED = "refused", _("Stayed where it is")


class ReroutedDossier(models.Model):
    """One dossier of an order, and what became of it; ``refusal`` is the code of why it stayed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    rerouting = models.ForeignKey(Rerouting, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reroutings")
    state = models.CharField(
        max_length=10, choices=ReroutedState.choices, default=ReroutedState.WAITING
    )
    refusal = models.CharField(max_length=60, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["rerouting", "state", "id"], name="dossiers_rerouted_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["rerouting", "dossier"],
                name="dossiers_rerouted_once",
                violation_error_message=_("This dossier is already in the order."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None, refusal="")
                | Q(state="done", done_at__isnull=False, refusal="")
                | (Q(state="refused", done_at__isnull=False) & ~Q(refusal="")),
                name="dossiers_rerouted_told",
                violation_error_message=_("What became of a dossier is said with its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} in {self.rerouting}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.rerouting.roles_of(actor)
