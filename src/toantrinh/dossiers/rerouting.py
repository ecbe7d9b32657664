"""Which dossiers an order would hand over, and which of them have to stay for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission
from toantrinh.process.steps import StepKind

from .models import Dossier, ReroutedDossier, ReroutedState, Rerouting, TaskState
from .rerouting_errors import TOLD
from .states import State

OPEN: Final = (
    State.FILED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_ASKED,
    State.PAYMENT_ASKED,
    State.WITHDRAWAL_ASKED,
    State.SETTLED,  # its result is still to be returned
)
MOST: Final = 5_000  # of one order; what is left needs another one


@dataclass(frozen=True)
class Chosen:
    """Dossiers of ``agency``, of one procedure (all when empty) in one state (any open one)."""

    agency: Agency
    procedure: str = ""
    state: State | None = None

    @property
    def rows(self) -> QuerySet[Dossier]:
        rows = Dossier.objects.filter(agency=self.agency)
        rows = rows.filter(state=self.state) if self.state else rows.filter(state__in=OPEN)
        return rows.filter(version__code=self.procedure) if self.procedure else rows


@dataclass(frozen=True)
class Part:
    """How many of one procedure, and how many of them cannot go now."""

    code: str
    name: str
    count: int


@dataclass(frozen=True)
class Preview:
    parts: Sequence[Part]
    count: int
    busy: int
    signed: int

    @property
    def going(self) -> int:
        """How many an order would hand over as things stand."""
        return self.count - self.busy - self.signed

    @property
    def has_more(self) -> bool:
        return self.count > MOST


def preview(chosen: Chosen) -> Preview:
    """What an order would do, by procedure; the sum may be more than one order takes."""
    rows = chosen.rows.order_by().values("version__code")
    counted = rows.annotate(name=Max("version__name"), count=Count("pk")).order_by("-count")
    parts = [Part(row["version__code"], row["name"], row["count"]) for row in counted]
    return Preview(
        parts=parts,
        count=sum(part.count for part in parts),
        busy=chosen.rows.filter(being_signed()).distinct().count(),
        signed=chosen.rows.filter(waits_for_seal()).distinct().count(),
    )


def being_signed() -> Q:
    """A key is at work on it: in a minute it can go."""
    return Q(tasks__state=TaskState.SIGNING)


def waits_for_seal() -> Q:
    """Signed by the head of the agency it is at, and not sealed by that agency yet."""
    return Q(tasks__state=TaskState.WAITING, tasks__kind=StepKind.SEAL)


def fits(from_agency: Agency, to: Agency, day: date) -> bool:
    """Whether ``to`` may settle what ``from_agency`` does: its successor, or a body of its kind."""
    is_there = to.valid_from <= day and (to.valid_to is None or day <= to.valid_to)
    is_alike = (to.kind, to.function) == (from_agency.kind, from_agency.function)
    return is_there and (is_alike or from_agency.successor_id == to.pk)


def ended_with_dossiers(account: Account, day: date) -> list[tuple[Agency, Agency]]:
    """Agencies that ended with dossiers still there, and who succeeded them: orders to give."""
    managed = Agency.objects.managed_by(account, Permission.DOSSIER_REROUTE)
    own = Q(pk__in=managed) | Q(successor__in=managed)
    rows = Agency.objects.filter(own, valid_to__lt=day, successor__isnull=False)
    left = rows.filter(dossiers__state__in=OPEN).distinct().select_related("successor")
    ordered = sorted(left, key=lambda each: alphabetical(each.name))
    return [(each, each.successor) for each in ordered if each.successor]


@dataclass(frozen=True)
class Progress:
    total: int
    done: int
    refused: int

    @property
    def over(self) -> int:
        """How many had their turn."""
        return self.done + self.refused


def progress(rerouting: Rerouting) -> Progress:
    """How far an order is; two ranges of an index."""
    rows = rerouting.items.order_by().values("state").annotate(count=Count("pk"))
    found = {row["state"]: row["count"] for row in rows}
    return Progress(
        rerouting.total, found.get(ReroutedState.DONE, 0), found.get(ReroutedState.REFUSED, 0)
    )


def why(item: ReroutedDossier) -> tuple[str, str]:
    """In words why a dossier stayed, and what to do."""
    message, advice = TOLD.get(item.refusal, (item.refusal, ""))
    return str(message), str(advice)
