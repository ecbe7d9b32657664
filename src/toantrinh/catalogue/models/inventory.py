"""Internal procedures of the province, and changes of them that one proposes to another."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency

from .. import inventory
from ..inventory import Entry


class PlanOf(models.TextChoices):
    """What is to become of an internal procedure: the words for ``inventory.Plan``."""

    KEEP = inventory.Plan.KEEP.value, _("Keep as it is")
    SIMPLIFY = inventory.Plan.SIMPLIFY.value, _("Simplify")
    DELEGATE = inventory.Plan.DELEGATE.value, _("Delegate")
    ABOLISH = inventory.Plan.ABOLISH.value, _("Abolish")


class BetweenWhom(models.TextChoices):
    """The words for ``inventory.Between``."""

    AGENCIES = inventory.Between.AGENCIES.value, _("Between agencies of the state")
    INSIDE = inventory.Between.INSIDE.value, _("Inside one agency")


class InventoryState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")


class InventoryChangeQuerySet(models.QuerySet["InventoryChange"]):
    def about(self, code: str) -> Self:
        """Those that say something of one internal procedure."""
        return self.filter(what__contains=[{"code": code}])


class InventoryChange(models.Model):
    """Internal procedures as they shall be, proposed by one and decided by another.

    ``what`` has each as ``inventory.Entry`` writes itself; it is never edited: who errs withdraws
    and proposes anew. ``ground`` says why, or ``number`` and ``signed_on`` by which decision.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, help_text=_("Of the form that sent it."))
    what = models.JSONField()
    ground = models.TextField(blank=True, help_text=_("Why it is changed."))
    number = models.CharField(max_length=60, blank=True, help_text=_("Of the decision."))
    signed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=InventoryState, default=InventoryState.PROPOSED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text=_("Why it was not approved."))

    objects = InventoryChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="catalogue_inventory_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposed_by", "key"],
                name="catalogue_inventory_proposed_once",
                violation_error_message=_("This change is proposed already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[InventoryState.APPROVED, InventoryState.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="catalogue_inventory_by_two_people",
                violation_error_message=_("Another person checks what one person proposed."),
            ),
        ]

    def __str__(self) -> str:
        return f"inventory {self.uid}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"inventory:{self.uid}"

    @property
    def is_open(self) -> bool:
        return self.state == InventoryState.PROPOSED

    @property
    def entries(self) -> list[Entry]:
        return [inventory.of_json(each) for each in self.what]


class InternalProcedure(models.Model):
    """A procedure between bodies of the state, or inside one, as the province has it now.

    ``what`` is the whole of it (``inventory.Entry``); the columns beside it serve lists. ``change``
    is the approved change that made it so; empty for what was loaded from a list and nobody has
    decided yet. Where it runs on this engine a version of the catalogue has the same ``code``.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    code = models.CharField(max_length=40, unique=True, help_text=_("Such as NB.000001."))
    name = models.CharField(max_length=500)
    owner = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", help_text=_("The agency in charge.")
    )
    between = models.CharField(max_length=20, choices=BetweenWhom)
    plan = models.CharField(max_length=20, choices=PlanOf)
    what = models.JSONField()
    change = models.ForeignKey(
        InventoryChange, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "code"], name="catalogue_inventory_by_plan")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def entry(self) -> Entry:
        return inventory.of_json(self.what)
