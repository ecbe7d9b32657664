"""Lists of agencies from ``packs/agencies``, as rows for ``actions.load_agencies``.

A file names the province, its agencies, and its communes with the inner units that they have by a
template. Codes are the electronic identifiers of Quyết định 20/2020/QĐ-TTg where they are known,
and placeholders of the list where not; the README beside the file says which.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from toantrinh.core import yaml

from .models import AgencyKind

KINDS = {"trung_tam_pvhcc": AgencyKind.PROVINCE_CENTRE}  # all others: a department
COMMUNE_CENTRE = "Trung tâm Phục vụ hành chính công"

Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One agency of a list; ``parent`` is a code, empty at the top."""

    code: str
    name: str
    kind: AgencyKind
    parent: str
    administrative_code: str = ""
    function: str = ""
    valid_from: date


def read(path: Path) -> list[Row]:
    """The rows of a list of agencies, parents before children.

    Errors: YamlProblem with line and column; KeyError for a list that lacks a part.
    """
    data: Any
    data, _ = yaml.load(path)
    province = data["province"]
    top = Row(
        code=province["agency_code"],
        name=f"Ủy ban nhân dân {_lower_first(province['name'])}",
        kind=AgencyKind.PROVINCE,
        function="ubnd_tinh",
        parent="",
        administrative_code=province["administrative_code"],
        valid_from=date.fromisoformat(province["merged_on"]),
    )
    departments = {each["key"]: each for each in data["province_agencies"]}
    templates = data["commune_unit_templates"]
    return [
        top,
        *chain.from_iterable(_department(each, top) for each in departments.values()),
        *chain.from_iterable(
            _commune(each, top, templates, departments) for each in data["communes"]
        ),
    ]


def _code(agency: Data) -> str:
    return str(agency["code"] or agency["demo_code"])


def _department(agency: Data, top: Row) -> Iterator[Row]:
    row = Row(
        code=_code(agency),
        name=agency["name"],
        kind=KINDS.get(agency["type"], AgencyKind.DEPARTMENT),
        function=agency["key"],
        parent=top.code,
        valid_from=top.valid_from,
    )
    yield row
    yield from _units(row, agency.get("units", ()))


def _commune(
    agency: Data, top: Row, templates: Data, departments: Mapping[str, Data]
) -> Iterator[Row]:
    row = Row(
        code=_code(agency),
        name=agency["name"],
        kind=AgencyKind.COMMUNE,
        parent=top.code,
        administrative_code=agency["administrative_code"],
        valid_from=top.valid_from,
    )
    yield row
    own = [each for each in templates["vertical"] if each["parent"] == "ubnd"]
    yield from _units(row, [*templates[agency["unit_template"]], *own])
    for each in templates["vertical"]:
        if each["parent"] != "ubnd":
            yield _vertical(each, agency, row, _code(departments[each["parent"]]))


def _units(row: Row, units: Any) -> Iterator[Row]:
    for number, unit in enumerate(units, 1):
        centre = row.kind == AgencyKind.COMMUNE and unit["name"] == COMMUNE_CENTRE
        yield Row(
            code=f"{row.code}.{number}",
            name=unit["name"],
            kind=AgencyKind.COMMUNE_CENTRE if centre else AgencyKind.UNIT,
            function=unit.get("key", ""),
            parent=row.code,
            valid_from=row.valid_from,
        )


def _vertical(unit: Data, agency: Data, commune: Row, parent: str) -> Row:
    """A body in the commune that answers to one of the province, such as its police."""
    kind = unit["name"].split(" phường / xã")[0]
    return Row(
        code=f"{parent}.{commune.code.rpartition('.')[2]}",
        name=f"{kind} {_lower_first(agency['unit'])}",
        kind=AgencyKind.UNIT,
        function=unit.get("key", ""),
        administrative_code=commune.administrative_code,
        parent=parent,
        valid_from=commune.valid_from,
    )


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]
