"""Which other bodies do a step, and how they stand: asked, answered, silent, late, passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet

from toantrinh.catalogue.bodies import DONE, Body, By, Outcome
from toantrinh.catalogue.pack import Step
from toantrinh.identity.models import Account, Agency, AgencyQuerySet
from toantrinh.identity.permissions import Permission

from .models import ChosenBody, Dossier, LateOpinion, Task, TaskState

SILENCE: Final = "silence"
PASSED_OVER: Final = "passed-over"
PASSED_ON: Final = "passed-on"  # to a body that is asked the same
WITHOUT_ANSWER: Final = (SILENCE, PASSED_OVER)


def asked(dossier: Dossier, step: Step, answers: Mapping[str, Any], day: date) -> list[Agency]:
    """The bodies that do ``step``. Empty where the competent body does it itself: also when the
    one that is meant is not among the agencies, so that its answer is entered by the unit.

    ``answers``: those that count, with what sources said in the places of the form.
    """
    if step.body is None:
        return []
    if step.body.is_chosen:
        rows = ChosenBody.objects.filter(dossier=dossier, step=step.key).select_related("agency")
        others = rows.exclude(agency=dossier.agency_id)  # to which it was handed over since
        return [row.agency for row in others.order_by("pk")]
    found = _of_rule(step.body, dossier, answers, day)
    return [found] if found and found.pk != dossier.agency_id else []


def _of_rule(body: Body, dossier: Dossier, answers: Mapping[str, Any], day: date) -> Agency | None:
    agencies = Agency.objects.valid_on(day).order_by("code")
    if body.agency:
        return agencies.filter(code=body.agency).first()
    if body.department:
        agencies = agencies.filter(function=body.department)
    else:
        agencies = agencies.filter(kind=body.level)
    if body.by == By.DEPARTMENT:
        return agencies.first()
    if body.by == By.COMPETENT:
        unit = dossier.settling_agency.administrative_code
    else:
        place = answers.get(body.by) or {}
        unit = place.get("province" if body.level == "tinh" else "commune") or ""
    return agencies.of_unit(unit).first() if unit else None


def choosable(dossier: Dossier, body: Body, day: date) -> AgencyQuerySet:
    """Among which bodies an officer chooses: of the province, and of the unit that the competent
    body governs; never that body itself."""
    unit = dossier.settling_agency.administrative_code
    own = dossier.settling_agency.pk
    agencies = Agency.objects.valid_on(day).exclude(pk=own).exclude(function="")
    if body.among:
        agencies = agencies.filter(function__in=body.among)
    return agencies.filter(administrative_code__in=["", unit]).order_by("code")


def chosen_in(dossier: Dossier, key: str) -> list[Step]:
    """The steps of other bodies that are chosen in the step ``key``."""
    steps = dossier.version.pack.steps
    chosen = [step for step in steps if step.body and step.body.is_chosen]
    return [step for step in chosen if step.body and step.body.chosen_in == key]


@dataclass(frozen=True)
class Standing:
    """One body that was asked. ``gave``: what it said, in words; empty while it said nothing."""

    task: Task
    step: Step
    ground: str
    late: LateOpinion | None

    @property
    def agency(self) -> Agency:
        return self.task.agency

    @property
    def is_waiting(self) -> bool:
        return self.task.is_waiting

    @property
    def is_silent(self) -> bool:
        return self.task.outcome == SILENCE

    @property
    def is_passed_over(self) -> bool:
        return self.task.outcome == PASSED_OVER

    @property
    def gave(self) -> str:
        return self._label(self.task.outcome) if self.task.outcome not in WITHOUT_ANSWER else ""

    @property
    def gave_late(self) -> str:
        return self._label(self.late.outcome) if self.late else ""

    @property
    def came_late(self) -> bool:
        done, due = self.task.done_at, self.task.due_at
        return bool(self.gave and done and due and done > due)

    @property
    def objects(self) -> bool:
        """It does not agree: the outcome is one that needs a ground."""
        outcome = self.step.ends_with.get(self.late.outcome if self.late else self.task.outcome)
        return outcome is not None and outcome.needs_ground

    def is_overdue(self, at: datetime) -> bool:
        return self.is_waiting and self.task.due_at is not None and self.task.due_at < at

    def _label(self, value: str) -> str:
        outcome = self.step.ends_with.get(value)
        return outcome.label if outcome else ""


def standings(dossier: Dossier) -> list[Standing]:
    """Every body that was asked, in the order of asking. Two statements, three with late ones."""
    with_them = ("agency", "done_by__party", "late_opinion__given_by__party")
    rows = dossier.tasks.elsewhere().select_related(*with_them)
    tasks = list(rows.order_by("opened_at", "id"))
    if not tasks:
        return []
    grounds = {
        (row.step, row.agency_id): row.ground for row in ChosenBody.objects.filter(dossier=dossier)
    }
    found = []
    for task in tasks:
        task.dossier = dossier
        found.append(
            Standing(
                task,
                dossier.version.pack.step(task.key),
                grounds.get((task.key, task.agency_id), ""),
                getattr(task, "late_opinion", None),
            )
        )
    return found


def outcomes(task: Task) -> list[Outcome]:
    """With what a person may end the step; none to choose from where it is just done."""
    known = task.dossier.version.pack.step(task.key).ends_with
    return [] if list(known) == [DONE] else list(known.values())


def of_account(dossier: Dossier, account: Account) -> list[Task]:
    """The steps of ``dossier`` that the bodies of ``account`` do or did; the open ones first."""
    agencies = account.agencies_with(Permission.DOSSIER_READ)
    rows = dossier.tasks.elsewhere().filter(agency__in=agencies).select_related("agency")
    return sorted(rows, key=lambda each: (each.state == TaskState.DONE, -each.pk))


def ended_unanswered(account: Account) -> QuerySet[Task]:
    """The steps of the offices of ``account`` that ended without an answer, the newest first. What
    is said of them now is kept as late. An index finds them."""
    ended = {"elsewhere": True, "state": TaskState.DONE, "outcome__in": WITHOUT_ANSWER}
    rows = Task.objects.of_offices(account).filter(**ended, late_opinion=None)
    return rows.order_by("-done_at", "-id")


def is_late(task: Task, at: datetime) -> bool:
    return task.elsewhere and task.due_at is not None and at > task.due_at


def is_asked(agency: Agency, task: Task) -> bool:
    """Whether ``agency`` has still to answer the same."""
    same = Task.objects.open().filter(dossier=task.dossier_id, token=task.token)
    return same.filter(agency=agency).exists()


def others_asked(task: Task) -> bool:
    """Whether other bodies that were asked the same have still to answer."""
    same = Task.objects.open().filter(dossier=task.dossier_id, token=task.token)
    return same.exclude(pk=task.pk).exists()
