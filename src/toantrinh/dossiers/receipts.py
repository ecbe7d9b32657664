"""Receipt whatever the boundary: a centre takes in for any competent body of the province.

The dossier is the competent body's: its hours, its process, its account. The centre that took it
in keeps the receipt and nothing else: code, state, due time, form 01, and whether the result can
be handed out there.

Legal source: Nghị định 118/2025/NĐ-CP, Điều 7, Điều 14.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count

from toantrinh.identity.models import Account, Agency, AgencyKind
from toantrinh.identity.permissions import Permission, Role
from toantrinh.payments import queries as payments
from toantrinh.payments.models import Charge
from toantrinh.process.steps import StepKind

from .later_errors import NotAtCentre
from .models import Dossier, Paper, PaperKind, Task, TaskState
from .models.reach import DossierQuerySet
from .states import State

CENTRES: Final = (AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE)
MOST: Final = 30  # bodies in a table of figures


def taken_in(centre: Agency, competent: Agency) -> Agency | None:
    """The centre to be kept with the dossier; None for the competent body's own desk."""
    is_own = (
        centre.pk == competent.pk
        or competent.parent_id == centre.pk
        or (centre.kind in CENTRES and centre.parent_id == competent.pk)
    )
    return None if is_own else centre


def receiving(dossier: Dossier) -> Agency:
    """The body that received it: the centre that took it in, else the one that settles it."""
    return dossier.taken_in_by or dossier.settling_agency


def refuse_at_centre(dossier: Dossier, by: Account) -> None:
    """The centre accepts what it took in, once; what came back to be completed is the competent
    body's to judge. Errors: NotAtCentre."""
    roles = dossier.roles_of(by)
    if Role.RECEIVER in roles and Role.ONE_STOP not in roles and dossier.answered_at is not None:
        raise NotAtCentre(agency=dossier.settling_agency.name)


@dataclass(frozen=True)
class Receipt:
    """What the centre that took it in may know of a dossier."""

    dossier: Dossier
    has_form: bool
    to_return: Task | None
    charge: Charge | None

    @property
    def may_hand_out(self) -> bool:
        """The result is there and nothing is owed."""
        return self.to_return is not None and (self.charge is None or self.charge.is_paid)

    @property
    def may_accept(self) -> bool:
        return self.dossier.state == State.FILED and self.dossier.answered_at is None


def receipts(dossiers: Iterable[Dossier]) -> list[Receipt]:
    """The receipts of these dossiers, in three queries however many there are."""
    found = list(dossiers)
    papers = Paper.objects.filter(dossier__in=found, kind=PaperKind.FORM01)
    forms = set(papers.values_list("dossier_id", flat=True))
    tasks = Task.objects.filter(
        dossier__in=found, kind=StepKind.RETURN, state=TaskState.WAITING
    ).select_related("agency")
    waiting = {task.dossier_id: task for task in tasks}
    charges = payments.charges_of([each.case for each in found])
    return [
        Receipt(each, each.pk in forms, waiting.get(each.pk), charges.get(each.case))
        for each in found
    ]


def listed(rows: DossierQuerySet) -> DossierQuerySet:
    """For lists: with what a receipt names, without what is sealed."""
    wide = ("version__definition", "version__found_by", "content_sealed", "progress")
    return rows.select_related("version", "agency", "taken_in_by").defer(*wide)


@dataclass(frozen=True)
class Figure:
    """How many dossiers one body received for another in a span of days."""

    agency: str
    count: int


def for_others(account: Account, first: date, last: date) -> list[Figure]:
    """What the centres of ``account`` took in, by competent body; the most first."""
    rows = Dossier.objects.taken_in_at(account)
    return _figures(rows.filter(submitted_on__range=(first, last)), "agency__name")


def by_others(account: Account, first: date, last: date) -> list[Figure]:
    """What other centres took in for the bodies of ``account``, by centre; the most first."""
    agencies = account.agencies_with(Permission.DOSSIER_READ)
    rows = Dossier.objects.filter(agency__in=agencies, taken_in_by__isnull=False)
    return _figures(rows.filter(submitted_on__range=(first, last)), "taken_in_by__name")


def _figures(rows: DossierQuerySet, name: str) -> list[Figure]:
    counted = rows.order_by().values(name).annotate(count=Count("pk")).order_by("-count", name)
    return [Figure(str(row[name]), row["count"]) for row in counted[:MOST]]
