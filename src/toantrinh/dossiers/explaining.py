"""Why a dossier is due when it is, line by line in plain words.

The same words and numbers for the citizen, the officer, the leader and machines: whoever shows a
due time shows this. The days are those of ``reckoning``, so that what is said always adds up to
what was counted; here they only get their words, the names of holidays and the grounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from toantrinh.core import clock as present
from toantrinh.core.calendar import due
from toantrinh.lists import queries as lists
from toantrinh.trail.models import TrailEntry

from . import changing, ledger, reckoning
from .changing import ChangeLine
from .day_words import Days, Line, Unit, amount, named, unit_of
from .handling import answer_limits
from .models import AskingState, Dossier, ExtensionState
from .moments import moment
from .reckoning import Why
from .timekeeping import Clock, Received, Verdict
from .wording import limit_text


class About(StrEnum):
    """Which time is explained."""

    NOTHING = "nothing"  # a draft, or closed before a limit began
    ANSWER = "answer"  # filed: the hours within which the agency answers
    RESULT = "result"  # accepted: the limit of the procedure


@dataclass(frozen=True)
class Explanation:
    """Everything that is said of the time of one dossier.

    Attributes:
        basis: what counts from when, with its ``ground``.
        lines: day by day; those of kind ``counted`` add up to ``counted``, the limit, those of
            kind ``extended`` to ``extended``; both in ``unit``.
        total: that sum in words.
        changes: what moved the time, or was said about it, in order.
        verdict: ``timekeeping.Verdict``; empty where nothing runs. ``says``: it in a sentence.
        standing: why time stands still, since when and until when; empty while it goes.
    """

    about: About
    title: str
    basis: str = ""
    ground: str = ""
    lines: tuple[Line, ...] = ()
    total: str = ""
    changes: tuple[ChangeLine, ...] = ()
    verdict: str = ""
    says: str = ""
    standing: str = ""
    received: datetime | None = None
    original_due: datetime | None = None
    due: datetime | None = None
    promised: datetime | None = None
    stands_since: datetime | None = None
    ended: datetime | None = None
    limit: str = ""
    unit: Unit = Unit.DAYS
    counted: int = 0
    extended: int = 0

    @property
    def is_moved(self) -> bool:
        return self.due != self.original_due


def explain(dossier: Dossier, *, at: datetime | None = None) -> Explanation:
    """Why ``dossier`` is due when it is, as things stand at ``at`` (now).

    Before acceptance the hours within which the agency has to answer are explained instead.
    """
    at = at or present.now()
    entries = list(
        TrailEntry.objects.filter(case=dossier.case, kind__in=ledger.KINDS).order_by("seq")
    )
    found = ledger.from_entries(dossier, entries)
    if found is None:
        return _before_acceptance(dossier, at)
    decided = list(dossier.extensions.filter(state=ExtensionState.DECIDED).order_by("decided_at"))
    told = of_clock(found, dossier.counting_code, at=at)
    changes = changing.changes(dossier, found, decided, entries)
    standing = _standing(found, changes)
    says = standing or told.says
    if told.verdict == Verdict.OVERDUE and dossier.promised_at:
        says = f"{says} {_promised(dossier.promised_at)}"
    return replace(
        told,
        title=_title(found),
        lines=named(told.lines, found, changes),
        changes=tuple(changes),
        standing=standing,
        says=says,
        promised=dossier.promised_at,
    )


def of_clock(found: Clock, agency_code: str, *, at: datetime) -> Explanation:
    """What a clock alone tells, without the papers behind its changes."""
    lines = reckoning.lines(found)
    days = Days(found, agency_code)
    unit = unit_of(found)
    counted, extended = reckoning.counted(lines), reckoning.counted(lines, Why.EXTENDED)
    verdict = found.verdict(at)
    return Explanation(
        about=About.RESULT,
        title=_title(found),
        basis=_("Time limit: %(limit)s. It counts from the receipt at %(at)s.")
        % {"limit": _lower(limit_text(found.limit)), "at": moment(found.received.at)},
        ground=found.found.ground if found.found else found.received.ground,
        lines=tuple(days.line(line) for line in lines),
        total=_total(found, counted, extended),
        verdict=verdict.value,
        says=_says(found, verdict),
        received=found.received.at,
        original_due=found.original_due,
        due=found.due,
        stands_since=None if found.ended else found.stands_since,
        ended=found.ended,
        limit=limit_text(found.limit),
        unit=unit,
        counted=counted,
        extended=extended,
    )


def document(explained: Explanation) -> dict[str, object]:
    """The same for machines. Keys are never renamed; moments are in UTC, days are local."""
    return {
        "about": explained.about.value,
        "title": explained.title,
        "basis": explained.basis,
        "ground": explained.ground,
        "received": _iso(explained.received),
        "original_due": _iso(explained.original_due),
        "due": _iso(explained.due),
        "promised": _iso(explained.promised),
        "stands_since": _iso(explained.stands_since),
        "ended": _iso(explained.ended),
        "verdict": explained.verdict,
        "says": explained.says,
        "standing": explained.standing,
        "limit": explained.limit,
        "unit": explained.unit.value,
        "counted": explained.counted,
        "extended": explained.extended,
        "total": explained.total,
        "lines": [
            {
                "kind": line.kind.value,
                "when": line.when,
                "text": line.text,
                "detail": line.detail,
                "amount": line.amount,
                "counted": line.counted,
                "unit": line.unit.value,
                "first": line.first.isoformat(),
                "last": line.last.isoformat(),
                "end": _iso(line.end),
            }
            for line in explained.lines
        ],
        "changes": [
            {
                "kind": each.kind.value,
                "since": _iso(each.at),
                "until": _iso(each.until),
                "text": each.text,
                "detail": each.detail,
                "ground": each.ground,
                "counts": each.counts,
            }
            for each in explained.changes
        ],
    }


# ---- Before acceptance --------------------------------------------------------------------------


def _before_acceptance(dossier: Dossier, at: datetime) -> Explanation:
    """The hours within which the agency answers, from the filing or from what completed it."""
    if dossier.is_draft:
        return Explanation(
            About.NOTHING,
            _("No time is running yet"),
            says=_("The dossier is not filed. The agency answers within hours once it is."),
        )
    if dossier.closed_at is not None:
        return Explanation(
            About.NOTHING,
            _("No time is running any more"),
            says=_("The dossier ended at %(at)s, before a time limit began.")
            % {"at": moment(dossier.closed_at)},
            ended=dossier.closed_at,
        )
    found = _answer_clock(dossier)
    told = of_clock(found, dossier.counting_code, at=at)
    open_asking = dossier.askings.filter(state=AskingState.ISSUED).first()
    standing = ""
    if open_asking is not None and open_asking.issued_at:
        standing = _(
            "The agency answered at %(at)s: something is to be completed (form 02). Once the"
            " applicant has sent it, the time to answer begins anew: %(limit)s."
        ) % {"at": moment(open_asking.issued_at), "limit": _lower(told.limit)}
    return replace(
        told,
        about=About.ANSWER,
        title=_("Why the agency answers by %(at)s") % {"at": moment(found.due)},
        basis=_("What was filed at %(at)s is to be answered in this time: %(limit)s.")
        % {"at": moment(found.received.at), "limit": _lower(told.limit)},
        ground="Nghị định 45/2020/NĐ-CP",
        verdict="" if standing else told.verdict,
        says=standing or _answer_says(found, told.verdict),
        standing=standing,
    )


def _answer_clock(dossier: Dossier) -> Clock:
    """As ``handling.answer_due`` counted it: the shorter of the hours of the house and those of
    the version, from the filing or from what completed it."""
    answered = dossier.askings.filter(state=AskingState.ANSWERED).order_by("-ended_at").first()
    since = (answered.ended_at if answered else None) or dossier.submitted_at or dossier.begun_at
    edition = dossier.edition or lists.latest_edition()
    calendars = ledger.calendars(dossier, since)
    limits = answer_limits(dossier.version, lists.Lists(edition, present.local_day(since)))
    limit = min(limits, key=lambda each: due(calendars(edition), each, since))
    return Clock.begin(Received(since, limit, edition), calendars)


def _answer_says(found: Clock, verdict: str) -> str:
    if verdict == Verdict.OVERDUE:
        words = _("The agency should have answered by %(due)s and has not yet.")
    else:
        words = _(
            "By %(due)s the agency accepts the dossier, asks for what is missing, or refuses it in"
            " writing. With the acceptance the due time of the result is set."
        )
    return words % {"due": moment(found.due)}


# ---- Sentences ----------------------------------------------------------------------------------


def _title(found: Clock) -> str:
    if found.stands_since is not None and found.ended is None:
        return _("Why time stands still since %(at)s") % {"at": moment(found.stands_since)}
    return _("Why it is due at %(at)s") % {"at": moment(found.due)}


def _says(found: Clock, verdict: Verdict) -> str:
    words = {
        Verdict.EARLY: _("Finished early: due at %(due)s, finished at %(end)s."),
        Verdict.ON_TIME: _("Finished in time: due at %(due)s, finished at %(end)s."),
        Verdict.LATE: _("Finished late: due at %(due)s, finished at %(end)s."),
        Verdict.RUNNING: _("It is still in time: due at %(due)s."),
        Verdict.OVERDUE: _("It is overdue: it was due at %(due)s."),
        Verdict.STANDING: _("Time stands still; before that it was due at %(due)s."),
    }
    end = moment(found.ended) if found.ended else ""
    return words[verdict] % {"due": moment(found.due), "end": end}


def _standing(found: Clock, changes: Sequence[ChangeLine]) -> str:
    """Since when, why, and what lets time go on."""
    if found.ended is not None or found.stands_since is None:
        return ""
    why = [each.why for each in changes if each.is_open_pause]
    words = _(
        "Time stands still since %(at)s: %(why)s. It goes on by itself as soon as that is done, and"
        " the due time moves by the time that stood still; until then the last one was %(due)s."
    )
    return words % {
        "at": moment(found.stands_since),
        "why": "; ".join(dict.fromkeys(why)),
        "due": moment(found.due),
    }


def _promised(at: datetime) -> str:
    return _("The agency has apologised and promises an answer by %(at)s.") % {"at": moment(at)}


def _total(found: Clock, counted: int, extended: int) -> str:
    said = _("Counted in all: %(amount)s, the time limit.") % {
        "amount": amount(found, counted),
    }
    if not extended:
        return said
    more = _("And %(amount)s of extension.") % {"amount": amount(found, extended)}
    return f"{said} {more}"


def _lower(text: str) -> str:
    """As it stands within a sentence."""
    return text[:1].lower() + text[1:]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
