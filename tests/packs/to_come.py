"""Procedures that have no pack yet, as far as finding them goes: to_come.yaml has the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from toantrinh.catalogue import actions
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.words import digits
from toantrinh.core import clock, yaml
from toantrinh.core.actor import System

HOUSE = System("packs")
TABLE = Path(__file__).with_name("to_come.yaml")


def publish_all() -> None:
    """The guide, every pack, and a stand-in for every procedure of the table without one."""
    actions.load_guide(folder=settings.PACKS / "lists", by=HOUSE, at=clock.now())
    for path in sorted(settings.PACKS.glob("*/procedure.yaml")):
        actions.publish(folder=path.parent, by=HOUSE, at=clock.now())
    there = dict(ProcedureVersion.objects.values_list("code", "name"))
    rows, _positions = yaml.load(TABLE)
    assert isinstance(rows, list)
    waiting = [
        row for row in rows if row["code"] not in there and row["name"] not in there.values()
    ]
    ProcedureVersion.objects.bulk_create(stand_ins(waiting))


def stand_ins(rows: list[dict[str, Any]]) -> Iterator[ProcedureVersion]:
    """Versions with all that search reads and no pack behind them."""
    for row in rows:
        yield ProcedureVersion(
            code=row["code"],
            code_digits=digits(row["code"]),
            name=row["name"],
            field_key=row["field"]["key"],
            field_name=row["field"]["name"],
            level=" ".join(row["level"]),
            life_events=[[key, key] for key in row["life_events"]],
            found_by={
                "called": row["synonyms"],
                "gives": [],
                "body": row["body"],
                "service_level": row["service_level"],
                "free": row["free"],
            },
            definition={},
            digest=f"{digits(row['code']):>064}",
            in_force_from=clock.today(),
            published_at=clock.now(),
        )
