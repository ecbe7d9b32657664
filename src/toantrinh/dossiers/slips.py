"""What the control slip (form 06) and the follow-up book (form 07) say: out of what happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Role
from toantrinh.papers import queries as papers
from toantrinh.papers import rendering

from . import documents
from .models import Closing, ClosingState, Dossier, Task, TaskState
from .states import State
from .timekeeping import Verdict, judged

VERDICTS: Final = {
    Verdict.EARLY: "truoc_han",
    Verdict.ON_TIME: "dung_han",
    Verdict.LATE: "qua_han",
}
MOST_ROWS: Final = 2_000  # of one book, which is about two months of a busy commune


def control(dossier: Dossier, *, at: datetime) -> bytes:
    """Form 06 as PDF: every hand-over, with the verdict computed from the times."""
    return documents.office_paper(
        dossier, "control", issued=None, at=at, more={"control": {"rows": list(_rows(dossier))}}
    )


def _rows(dossier: Dossier) -> Iterator[dict[str, str]]:
    unit, giver = _("The applicant"), dossier.owner.name
    rows = dossier.tasks.select_related("done_by__party", "agency").order_by("opened_at", "id")
    for task in rows:
        own = _unit(dossier, task)
        yield {
            "from_unit": unit,
            "to_unit": own,
            "at": task.opened_at.isoformat(),
            "giver": giver,
            "receiver": task.done_by.name if task.done_by else "",
            "verdict": _verdict(task),
            "note": task.name,
        }
        unit, giver = own, task.done_by.name if task.done_by else ""


def _verdict(task: Task) -> str:
    """By the times; none for a step that is open, has no time of its own, or does not count."""
    if task.state != TaskState.DONE or not (task.done_at and task.due_at and task.counts):
        return ""
    return VERDICTS[judged(task.due_at, task.done_at)]


def _unit(dossier: Dossier, task: Task) -> str:
    if task.role == Role.OWNER:
        return _("The applicant")
    if task.elsewhere:
        return task.agency.name
    steps = {step.key: step for step in dossier.version.pack.steps}
    step = steps.get(task.key)
    return (step.agency if step else "") or dossier.settling_agency.name


def book(agency: Agency, first: date, last: date, *, at: datetime) -> bytes:
    """Form 07 as PDF: what came in from ``first`` to ``last``, in order. At most ``MOST_ROWS``."""
    data = {
        "agency": {"name": agency.name, "parent": documents.parent_of(agency), "place": ""},
        "demo": settings.SIGNATURES_ARE_DEMO,
        "book": {
            "agency": agency.name,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "rows": list(_book_rows(agency, first, last)),
        },
    }
    return rendering.render(papers.template("book", first), data, at=at)


def _book_rows(agency: Agency, first: date, last: date) -> Iterator[dict[str, str]]:
    begin = datetime.combine(first, time(), clock.ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), clock.ZONE)
    rows = (
        Dossier.objects.filter(agency=agency, submitted_at__gte=begin, submitted_at__lt=end)
        .exclude(state=State.DRAFT)
        .select_related("version", "owner")
        .defer("version__definition", "version__found_by", "progress")
        .order_by("submitted_at", "pk")
    )
    closed = {
        closing.dossier_id: str(closing.get_kind_display())
        for closing in Closing.objects.filter(dossier__in=rows, state=ClosingState.DECIDED)
    }
    for number, dossier in enumerate(rows[:MOST_ROWS], 1):
        yield {
            "number": str(number),
            "reference": dossier.reference,
            "procedure": dossier.version.name,
            "sets": "1",
            "applicant": dossier.owner.name,
            "address_phone": documents.address_and_phone(dossier),
            "lead": agency.name,
            "received": _moment(dossier.accepted_at or dossier.submitted_at),
            "due": _moment(dossier.due_at),
            "returned": _moment(dossier.returned_at),
            "method": str(dossier.get_channel_display()),
            "note": closed.get(dossier.pk, ""),
        }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
