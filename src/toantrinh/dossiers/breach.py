"""Whether what is left of the path still fits into what is left of the time.

Values in, values out. Computed when it is asked for and not stored: it changes with every step,
every still, every extension and every published version, while the few dossiers that a page or a
queue asks about cost microseconds each.

The path is that of the version without looking into the answers, which are sealed: a step whose
condition is not known may still come, so it counts. Inner hours are set by the agency and never
replace the legal limit; they only warn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from toantrinh.catalogue import rules
from toantrinh.catalogue.pack import Pack, Step, StepKind
from toantrinh.core.calendar import DAY_MINUTES, Limit, LimitKind, WorkCalendar, add_working


def working_minutes_of(limit: Limit) -> int:
    """A threshold or inner limit as working time: a day is eight hours, whatever its kind.

    >>> working_minutes_of(Limit(LimitKind.WORKING_DAYS, 2))
    960
    """
    in_hours = limit.kind in (LimitKind.WORKING_HOURS, LimitKind.HOURS)
    return int(limit.amount * (60 if in_hours else DAY_MINUTES))


def minutes_after(pack: Pack, key: str) -> int:
    """Working minutes of the inner hours of the steps that come after ``key``; 0 where it is last
    or not in the path.

    Neighbours side by side take as long as the longest. Steps that do not count take no time of
    the limit, and after the result is issued its return is not waited for.
    """
    groups = list(_groups(pack))
    for place, group in enumerate(groups):
        if any(step.key == key for step in group):
            return sum(max(map(_minutes, each)) for each in groups[place + 1 :])
    return 0


def is_at_risk(
    calendar: WorkCalendar, *, now: datetime, due: datetime, step_due: datetime | None, after: int
) -> bool:
    """Whether a dossier that is due at ``due`` will be late if every step takes its inner hours.

    Args:
        step_due: until when the present step is to be done; when that is over, or None, it is taken
            to end now.
        after: working minutes of the steps after it (``minutes_after``).
    """
    begin = max(now, step_due) if step_due else now
    if begin > due:
        return True
    return after > 0 and add_working(calendar, begin, after) > due


def _groups(pack: Pack) -> Iterator[list[Step]]:
    numbered = enumerate(rules.path(pack, {}))
    for _key, group in groupby(numbered, lambda each: each[1].parallel_group or each[0]):
        yield [step for _number, step in group]


def _minutes(step: Step) -> int:
    if step.hours is None or not step.counts_toward_limit or step.kind == StepKind.RETURN:
        return 0
    return working_minutes_of(step.hours)
