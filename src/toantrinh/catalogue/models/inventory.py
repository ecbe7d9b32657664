"""Internal procedures of the province, and changes of them that one proposes to another."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from toantrinh.identity.models import Agency

from .. import inventory
from ..inventory import Entry
from .two_people import ProposedChange, of_two_people


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


class InventoryChangeQuerySet(models.QuerySet["InventoryChange"]):
    def about(self, code: str) -> Self:
        """Those that say something of one internal procedure."""
        return self.filter(what__contains=[{"code": code}])


class InventoryChange(ProposedChange):
    """Internal procedures as they shall be, proposed by one and decided by another.

    ``what`` has each as ``inventory.Entry`` writes itself; ``before`` those of them that stood in
    the inventory when it was proposed, as they stood. While it is open no other change touches
    them, so that is also what the decision was about. None: proposed before that was kept.
    """

    CASE = "inventory"
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    before = models.JSONField(null=True, editable=False)

    objects = InventoryChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="catalogue_inventory_by_state")]
        constraints = of_two_people("catalogue_inventory")

    def __str__(self) -> str:
        return f"inventory {self.uid}"

    @property
    def entries(self) -> list[Entry]:
        return [inventory.of_json(each) for each in self.what]

    @property
    def stood(self) -> dict[str, Entry]:
        """What of it stood in the inventory when it was proposed, by code."""
        return {each["code"]: inventory.of_json(each) for each in self.before or ()}


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
