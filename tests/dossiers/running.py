"""Dossiers at any point of their time, written straight into the tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from tests import make
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.calendar import add_working
from toantrinh.core.clock import ZONE
from toantrinh.dossiers.models import Dossier, Task, TaskState
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Role
from toantrinh.lists import queries as lists
from toantrinh.lists.loading import load_national

LISTS = Path(__file__).parents[2] / "packs" / "lists"
_number = count(1)


def load_lists() -> None:
    """The real lists: office hours, days off, time rules."""
    load_national(folder=LISTS, by=System("set-up"), at=clock.now())


def at(text: str) -> datetime:
    """A moment in Viet Nam, "2026-10-05 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def unanswered(
    version: ProcedureVersion, agency: Agency, filed_at: str, **fields: object
) -> Dossier:
    """Filed at that moment, to be answered within 8 working hours."""
    moment = at(filed_at)
    calendar = lists.calendar_for(agency.code, clock.local_day(moment))
    return make.filed(
        version=version,
        agency=agency,
        **{
            "submitted_at": moment,
            "submitted_on": clock.local_day(moment),
            "answer_due_at": add_working(calendar, moment, 8 * 60),
            "edition": lists.latest_edition(),
            **fields,
        },
    )


def accepted(version: ProcedureVersion, agency: Agency, due: str, **fields: object) -> Dossier:
    """Being settled, due at that moment."""
    moment = at(due)
    return make.filed(
        version=version,
        agency=agency,
        **{
            "state": State.PROCESSING,
            "accepted_at": moment - timedelta(days=7),
            "original_due_at": moment,
            "due_at": moment,
            "edition": lists.latest_edition(),
            **fields,
        },
    )


def step(
    dossier: Dossier,
    key: str = "tham_tra",
    *,
    role: Role = Role.SPECIALIST,
    due: str | None = None,
    **fields: object,
) -> Task:
    """An open step of it."""
    return Task.objects.create(
        **{
            "dossier": dossier,
            "agency": dossier.agency,
            "key": key,
            "token": f"token-{next(_number)}",
            "kind": "work",
            "role": role.value,
            "name": "Thẩm tra hồ sơ",
            "state": TaskState.WAITING,
            "opened_at": clock.now(),
            "due_at": at(due) if due else None,
            **fields,
        }
    )
