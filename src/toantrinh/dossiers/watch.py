"""Of what somebody is to be reminded now. Indexes find it; what was told once is passed over.

* An answer that waits for longer than ``answer_alert``: the one-stop officers of the agency; longer
  than ``answer_escalation``: its head.
* A step that is due within ``reminder_step_before``: whoever does it; overdue for longer than
  ``escalate_step_after``: the head.
* A dossier that is due within ``due_soon``: whoever does its open step.

While time stands still nobody is reminded. The thresholds are dated rules; see ``queues`` on how
working time becomes a range of moments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import chain, islice
from operator import or_
from typing import Final, TypeVar

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from toantrinh.core.calendar import WorkCalendar, add_working, back_working
from toantrinh.identity.models import Agency
from toantrinh.lists import queries as lists

from . import breach
from .actions.reminding import ANSWER, DUE
from .models import AskingState, Dossier, Reminder, SupplementRequest, Task
from .queues import AT_OFFICES, from_now

PERSON, HEAD = "person", "head"
MOST: Final = 500  # in one run; the next comes soon


@dataclass(frozen=True)
class Due:
    """A reminder to be sent: see ``actions.remind_officers``."""

    dossier: Dossier
    about: str
    level: str


def reminders(now: datetime, *, most: int = MOST) -> list[Due]:
    """What nobody was reminded of yet, the longest overdue of each sort first."""
    watch = _Watch(now.replace(second=0, microsecond=0))
    sorts = (watch.answers_late, watch.steps_late, watch.answers, watch.steps, watch.soon)
    found = chain.from_iterable(sort(most) for sort in sorts)
    return list(islice(found, most))


class _Watch:
    """The ranges of one moment, each agency by its own hours."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.lists = lists.current()
        self.agencies = [(each.pk, each.code) for each in Agency.objects.only("pk", "code")]

    def minutes(self, key: str) -> int:
        return breach.working_minutes_of(self.lists.time_rule(key).limit)

    def before(self, field: str, moment: Callable[[WorkCalendar], datetime]) -> Q:
        shared: dict[datetime, list[int]] = {}
        for pk, code in self.agencies:
            shared.setdefault(moment(self.lists.calendar_for(code)), []).append(pk)
        # with the latest of all first, so that an index over all agencies can be used
        latest = Q(**{f"{field}__lt": max(shared, default=self.now)})
        parts = [Q(agency__in=keys, **{f"{field}__lt": end}) for end, keys in shared.items()]
        return latest & reduce(or_, parts, Q(pk=None))

    def answers(self, most: int) -> Iterator[Due]:
        waited = self.minutes("answer_alert")
        since = self.before("submitted_at", lambda each: back_working(each, self.now, waited))
        return self._answers("answer_alert", PERSON, since, most)

    def answers_late(self, most: int) -> Iterator[Due]:
        return self._answers("answer_escalation", HEAD, Q(), most)

    def _answers(self, key: str, level: str, further: Q, most: int) -> Iterator[Due]:
        left = self.minutes("answer_within") - self.minutes(key)
        rows = Dossier.objects.unanswered().filter(
            self.before("answer_due_at", lambda each: from_now(each, self.now, left)), further
        )
        untold = _untold(rows.annotate(about=_number_of_answer()), OuterRef("pk"), level)
        for each in _light(untold.order_by("answer_due_at"))[:most]:
            yield Due(each, each.about, level)  # type: ignore[attr-defined]

    def steps(self, most: int) -> Iterator[Due]:
        ahead = self.minutes("reminder_step_before")
        return self._steps(PERSON, lambda each: add_working(each, self.now, ahead), most)

    def steps_late(self, most: int) -> Iterator[Due]:
        over = self.minutes("escalate_step_after")
        return self._steps(HEAD, lambda each: back_working(each, self.now, over), most)

    def _steps(
        self, level: str, moment: Callable[[WorkCalendar], datetime], most: int
    ) -> Iterator[Due]:
        rows = Task.objects.open().filter(
            self.before("due_at", moment),
            dossier__in=Dossier.objects.running(),
            role__in=AT_OFFICES,
        )
        named = rows.annotate(about=Cast("uid", CharField()))
        untold = _untold(named, OuterRef("dossier"), level).order_by("due_at")
        wanted = untold.select_related("dossier__version", "dossier__agency", "dossier__owner")
        wide = ("dossier__version__definition", "dossier__version__found_by")
        for each in wanted.defer(*wide, "dossier__content_sealed")[:most]:
            yield Due(each.dossier, str(each.uid), level)

    def soon(self, most: int) -> Iterator[Due]:
        ahead = self.minutes("due_soon")
        rows = Dossier.objects.running().filter(
            self.before("due_at", lambda each: add_working(each, self.now, ahead)),
            due_at__gte=self.now,
        )
        untold = _untold(rows.annotate(about=Value(DUE)), OuterRef("pk"), PERSON)
        for each in _light(untold.order_by("due_at"))[:most]:
            yield Due(each, DUE, PERSON)


M = TypeVar("M", Dossier, Task)


def _untold(rows: QuerySet[M], dossier: OuterRef, level: str) -> QuerySet[M]:
    """Without those of whose ``about`` somebody was reminded at this level."""
    told = Reminder.objects.filter(dossier=dossier, about=OuterRef("about"), level=level)
    return rows.filter(~Exists(told))


def _number_of_answer() -> Concat:
    """1 for what was filed, one more for each completion: each is answered anew."""
    answered = SupplementRequest.objects.filter(dossier=OuterRef("pk"), state=AskingState.ANSWERED)
    rounds = Subquery(answered.order_by().values("dossier").annotate(n=Count("pk")).values("n"))
    return Concat(Value(ANSWER), Cast(Coalesce(rounds, 0) + 1, CharField()))


def _light(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    wide = ("version__definition", "version__found_by", "content_sealed")
    return rows.select_related("version", "agency", "owner").defer(*wide)
