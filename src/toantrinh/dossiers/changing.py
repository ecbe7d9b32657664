"""What moved the time of a dossier, each with its paper and its ground, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from toantrinh.core.calendar import whole_minute
from toantrinh.core.clock import local_day
from toantrinh.trail.models import TrailEntry

from .models import Dossier, Extension
from .moments import moment
from .time_events import DossierRecalendared
from .timekeeping import Clock, Extended, LimitFound, Reason, Still
from .wording import amount_text, limit_text


class ChangeKind(StrEnum):
    PAUSE = "pause"
    LIMIT = "limit"  # a finding gave another limit
    EXTENSION = "extension"
    APOLOGY = "apology"  # late: nothing moved
    CALENDAR = "calendar"


@dataclass(frozen=True)
class ChangeLine:
    """One thing that moved the due time, or was said about it.

    ``text`` is what happened, ``detail`` the reason given, ``ground`` the paper or the law.
    ``until``: of a pause, when it ended. ``counts``: whether the due time moved by it.
    ``why``: of a pause, the reason alone, for a line of days.
    """

    kind: ChangeKind
    at: datetime
    text: str
    detail: str = ""
    ground: str = ""
    until: datetime | None = None
    counts: bool = True
    why: str = ""

    @property
    def is_open_pause(self) -> bool:
        return self.kind is ChangeKind.PAUSE and self.until is None

    def covers(self, first: date, last: date) -> bool:
        """Whether this is a pause with days between ``first`` and ``last``."""
        if self.kind is not ChangeKind.PAUSE or not self.counts:
            return False
        return local_day(self.at) <= last and (self.until is None or local_day(self.until) >= first)


def changes(
    dossier: Dossier, found: Clock, decided: Sequence[Extension], entries: Sequence[TrailEntry]
) -> list[ChangeLine]:
    """All that moved the time of ``found``, and the apologies that moved nothing, in order.

    Args:
        decided: the decided extensions of the dossier in the order of their decision.
        entries: of the trail, out of which ``found`` was read.
    """
    told = [*_pauses(dossier, found), *_limits(found), *_extensions(found, decided)]
    told += [
        _calendar(each.at, each.data["ground"])
        for each in entries
        if each.kind == DossierRecalendared.kind
    ]
    return sorted(told, key=lambda each: each.at)


def _pauses(dossier: Dossier, found: Clock) -> Iterator[ChangeLine]:
    """A pause that began after the due time was over heals nothing, and that is said."""
    stands = found.stands_since is not None
    steps = _steps(dossier) if any(each.reason is Reason.STEP for each in found.stills) else []
    rounds = (
        dict(dossier.askings.values_list("uid", "round"))
        if any(each.reason is Reason.SUPPLEMENT for each in found.stills)
        else {}
    )
    numbers = {str(uid): number for uid, number in rounds.items()}
    for still in found.stills:
        counts = stands or whole_minute(still.since) <= found.due
        why = _why(still, numbers, steps)
        said = {"since": moment(still.since), "why": why}
        if still.until is None:
            text = _("From %(since)s time stands still: %(why)s.") % said
        else:
            text = _("From %(since)s to %(until)s time stood still: %(why)s.") % {
                **said,
                "until": moment(still.until),
            }
        too_late = _("It began after the due time, so nothing moved.")
        yield ChangeLine(
            ChangeKind.PAUSE,
            still.since,
            text,
            detail="" if counts else too_late,
            ground=still.ground,
            until=still.until,
            counts=counts,
            why=why,
        )


def _why(
    still: Still, rounds: dict[str, int], steps: Sequence[tuple[datetime, datetime | None, str]]
) -> str:
    if still.reason is Reason.SUPPLEMENT:
        words = _("the applicant was asked to complete the dossier (form 02, round %(n)d)")
        return words % {"n": rounds.get(still.ref, 1)}
    if still.reason is Reason.PAYMENT:
        return _("the applicant was told to pay (payment notice)")
    names = dict.fromkeys(
        name
        for opened, done, name in steps
        if (still.until is None or opened < still.until) and (done is None or done > still.since)
    )
    if not names:
        return _("a step that the procedure does not count")
    return _("a step that the procedure does not count (%(steps)s)") % {"steps": "; ".join(names)}


def _steps(dossier: Dossier) -> list[tuple[datetime, datetime | None, str]]:
    """Steps that are not counted: from, to, name."""
    rows = dossier.tasks.filter(counts=False).order_by("opened_at", "id")
    return list(rows.values_list("opened_at", "done_at", "name"))


def _limits(found: Clock) -> Iterator[ChangeLine]:
    if found.found is not None:
        text = _("At %(at)s another time limit was found to hold for this case: %(limit)s.") % {
            "at": moment(found.found.at),
            "limit": limit_text(found.found.limit),
        }
        yield ChangeLine(ChangeKind.LIMIT, found.found.at, text, ground=found.found.ground)
    for each in found.refused:
        if isinstance(each, LimitFound):
            text = _("At %(at)s another time limit was found: %(limit)s.") % {
                "at": moment(each.at),
                "limit": limit_text(each.limit),
            }
            why = _("It came too late, or a second time, so nothing moved.")
            yield ChangeLine(ChangeKind.LIMIT, each.at, text, why, each.ground, counts=False)


def _extensions(found: Clock, decided: Sequence[Extension]) -> Iterator[ChangeLine]:
    """The trail says that time was extended and by how much; the row of form 04 says why."""
    healing = iter([each for each in decided if each.heals])
    for extended in found.extensions:
        row = next(healing, None)
        text = _("At %(at)s the agency apologised and extended the time by %(amount)s.") % {
            "at": moment(extended.at),
            "amount": amount_text(found.limit.kind, extended.by),
        }
        reason = row.reason if row else ""
        yield ChangeLine(ChangeKind.EXTENSION, extended.at, text, reason, extended.ground)
    for each in found.refused:
        if isinstance(each, Extended):
            text = _("At %(at)s an extension was decided, too late to move anything.")
            at = moment(each.at)
            yield ChangeLine(
                ChangeKind.EXTENSION, each.at, text % {"at": at}, "", each.ground, counts=False
            )
    for row in decided:
        if not row.heals and row.decided_at and row.due_after:
            text = _(
                "At %(at)s the agency apologised for being late and promised an answer by"
                " %(promised)s. The due time stays as it was."
            ) % {"at": moment(row.decided_at), "promised": moment(row.due_after)}
            yield ChangeLine(ChangeKind.APOLOGY, row.decided_at, text, row.reason, counts=False)


def _calendar(at: datetime, ground: str) -> ChangeLine:
    text = _("At %(at)s the corrected working calendar was applied to this dossier.")
    return ChangeLine(ChangeKind.CALENDAR, at, text % {"at": moment(at)}, ground=ground)
