"""Dossiers that one filing opens: the leading one, and those that its steps wait for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.linking import Opening
from toantrinh.catalogue.pack import Interlinked, Step, StepKind
from toantrinh.catalogue.rules import LimitChoice
from toantrinh.core import clock
from toantrinh.payments import queries as payments
from toantrinh.trail.events import Event

from . import custody, negative, presence
from .events import LinkedEnded, LinkedFound
from .handling import about
from .knowing import facts
from .models import Dossier, Invitation, PaperKind, Task
from .states import State

GRANTED: Final = "granted"
DENIED: Final = "denied"
REFUSED: Final = "refused"
STOPPED: Final = "stopped"


def opening_of(dossier: Dossier) -> Opening | None:
    """What the leading dossier says of this one; None for one that was filed itself."""
    if dossier.leading is None:
        return None
    return dossier.leading.version.pack.step(dossier.linked_step).opening


def limit(dossier: Dossier, told: Mapping[str, Any]) -> LimitChoice:
    """The limit of this case: that of its version, or the one that the group has for it."""
    opening = opening_of(dossier)
    if opening is None or opening.within is None:
        return catalogue_rules.limit(dossier.version.pack, told)
    within = opening.within
    chosen, rule = within.chosen(dossier.version.pack.names, told)
    return LimitChoice(chosen, rule, within.legal_basis)


def found(dossier: Dossier, findings: Iterable[str]) -> list[Event]:
    """That officers found what the leading dossier wants to know too; nothing otherwise."""
    opening = opening_of(dossier)
    if opening is None or not set(opening.findings.values()) & set(findings):
        return []
    return [LinkedFound(**about(dossier), **_of(dossier))]


def ended(dossier: Dossier, outcome: str) -> list[Event]:
    """That the leading dossier need not wait for it any more; nothing for one that has none."""
    if dossier.leading_id is None:
        return []
    return [LinkedEnded(**about(dossier), **_of(dossier), outcome=outcome)]


def outcome_of(dossier: Dossier) -> str:
    """How it has ended; empty while it goes on."""
    if dossier.closed_at is not None:
        return REFUSED if dossier.state == State.NOT_ACCEPTED else STOPPED
    if dossier.settled_at is None:
        return ""
    return DENIED if negative.closing_of(dossier) else GRANTED


def is_given_at_once(dossier: Dossier) -> bool:
    """Whether its result, a file of ours, is the owner's as soon as it is issued: one of several of
    the same filing, granted, and nothing has to be paid, shown or handed over for it."""
    is_part = dossier.leading_id is not None or dossier.tasks.filter(kind=StepKind.DOSSIER).exists()
    if not is_part or not dossier.papers.filter(kind=PaperKind.RESULT).exists():
        return False
    charge = payments.charge_of(dossier.case)
    if (charge is not None and not charge.is_paid) or negative.closing_of(dossier):
        return False
    told = facts(dossier, at=clock.now())
    if dossier.originals.out().exists() or custody.not_taken(dossier, told):
        return False
    return all(each.is_met for each in presence.standings(dossier, told))


def failed(leading: Dossier) -> list[str]:
    """The names of the parts that ended without what was asked for."""
    over = dict(leading.tasks.filter(kind=StepKind.DOSSIER).values_list("key", "outcome"))
    return [
        each.name
        for each in leading.version.pack.interlinked
        if over.get(each.step) in (DENIED, REFUSED, STOPPED)
    ]


def _of(dossier: Dossier) -> dict[str, str]:
    leading = dossier.leading.case if dossier.leading else ""
    return {"leading": leading, "step": dossier.linked_step}


@dataclass(frozen=True)
class Member:
    """One procedure of a group as it stands in this case. ``dossier`` is the one opened for it;
    that of the leading procedure itself is the leading dossier. ``is_over``: its step ended
    without one, or ends not any more."""

    name: str
    agency: str
    dossier: Dossier | None
    is_leading: bool
    task: Task | None

    @property
    def is_passed_over(self) -> bool:
        return self.dossier is None and self.task is not None and bool(self.task.outcome)

    @property
    def is_delayed(self) -> bool:
        """Its turn has come and nothing could be opened yet."""
        return self.dossier is None and self.task is not None and not self.task.outcome


def members(leading: Dossier) -> list[Member]:
    """The procedures of the group that this case needs, in the order of the version; none where
    nothing is interlinked. Two statements."""
    pack = leading.version.pack
    if not any(step.kind == StepKind.DOSSIER for step in pack.steps):
        return []
    told = facts(leading, at=leading.submitted_at or clock.now())
    wide = ("version__definition", "version__found_by", "content_sealed")
    rows = leading.linked.select_related("version", "agency").defer(*wide)
    opened = {each.linked_step: each for each in rows}
    tasks = {each.key: each for each in leading.tasks.filter(kind=StepKind.DOSSIER)}
    steps = {step.key: step for step in pack.steps}
    return [
        _member(each, steps[each.step], leading, opened, tasks)
        for each in pack.interlinked
        if each.when is None or each.when.value(told) is not False
    ]


def _member(
    each: Interlinked,
    step: Step,
    leading: Dossier,
    opened: Mapping[str, Dossier],
    tasks: Mapping[str, Task],
) -> Member:
    is_leading = step.kind != StepKind.DOSSIER
    dossier = leading if is_leading else opened.get(each.step)
    agency = dossier.agency.name if dossier and dossier.agency else each.agency
    return Member(each.name, agency, dossier, is_leading, tasks.get(each.step))


def is_going_on(members: Iterable[Member]) -> bool:
    """Whether the leading part is over while others of the same filing are not."""
    found = list(members)
    over = any(each.is_leading and each.dossier and each.dossier.settled_at for each in found)
    return over and any(_goes_on(each) for each in found if not each.is_leading)


def going_on_among(dossiers: Iterable[Dossier]) -> set[int]:
    """Keys of those whose own part is over while others of the same filing are not. One statement;
    none where no part is over."""
    over = [each.pk for each in dossiers if each.settled_at is not None]
    if not over:
        return set()
    rows = Task.objects.open().filter(dossier__in=over, kind=StepKind.DOSSIER)
    return set(rows.values_list("dossier", flat=True))


def _goes_on(member: Member) -> bool:
    if member.dossier is None:
        return not member.is_passed_over
    return member.dossier.settled_at is None and member.dossier.closed_at is None


def waiting_for_persons(members: Iterable[Member]) -> set[int]:
    """Keys of those of the linked dossiers in which another person still has to confirm."""
    opened = [each.dossier.pk for each in members if each.dossier and not each.is_leading]
    if not opened:
        return set()
    rows = Invitation.objects.open().filter(dossier__in=opened)
    return set(rows.values_list("dossier", flat=True))
