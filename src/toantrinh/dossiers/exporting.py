"""The worklist as rows of a sheet: the same steps in the same order, under the same rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.db.models import F, QuerySet

from . import worklists
from .models import Task
from .sheets import Cell
from .states import State
from .worklists import Chosen, Due, Order, Whose

CODE: Final = "ma"
AT_ONCE: Final = 2000  # rows that are in memory
CELLS: Final[Mapping[str, Callable[[Any], Cell]]] = {
    CODE: lambda task: task.reference,
    "ten": lambda task: task.owner_name,
    "thu-tuc": lambda task: task.procedure_name,
    "buoc": lambda task: f"{task.name} · {task.agency_name}" if task.elsewhere else task.name,
    "nguoi-giu": lambda task: task.holder_name or "",
    "ngay-nop": lambda task: task.submitted_at or "",
    "trang-thai": lambda task: str(State(task.dossier_state).label),
    "don-vi": lambda task: task.agency_name,
    "han": lambda task: task.due_at or "",
}
"""By the word of the column in the address of the list, from a row of ``steps``."""


def kept(chosen: Chosen) -> dict[str, Any]:
    """A choice as a row keeps it. See ``chosen``."""
    said = {name: value for name, value in asdict(chosen).items() if value not in (None, "", False)}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.items()
    }


def chosen(kept: Mapping[str, Any]) -> Chosen:
    """The choice that ``kept`` says."""
    said = dict(kept)
    for name, read in (("due", Due), ("order", Order), ("state", State)):
        if name in said:
            said[name] = read(said[name])
    for name in ("first", "last"):
        if name in said:
            said[name] = date.fromisoformat(said[name])
    return Chosen(**said)


def steps(seen: Whose, asked: Chosen) -> QuerySet[Task]:
    """The steps that the list shows, in its order, with what their cells need."""
    tasks = worklists.in_order(worklists.narrowed(seen, asked), asked)
    return worklists.with_cells(tasks).annotate(agency_name=F("agency__name"))


def rows(tasks: QuerySet[Task], columns: Sequence[str]) -> Iterator[list[Cell]]:
    """Their cells, read from the database a few at a time."""
    cells = [CELLS[column] for column in columns]
    for task in tasks.iterator(chunk_size=AT_ONCE):
        yield [cell(task) for cell in cells]
