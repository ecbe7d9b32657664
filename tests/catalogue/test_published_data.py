"""The register of published data: loaded, ended, and felt by every procedure at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from tests import make
from toantrinh.catalogue import actions, loading, queries
from toantrinh.catalogue.errors import DataAlreadyEnded
from toantrinh.catalogue.loading import RegisterProblem
from toantrinh.catalogue.models import PublishedData
from toantrinh.catalogue.once_only import Published
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

HOUSE = System("test")
REGISTER = settings.PACKS / "lists" / "published-data.csv"
HEADER = ",".join(loading.COLUMNS)
ROW = Published(
    paper="giay_khai_sinh",
    database="csdl_ho_tich",
    name="Cơ sở dữ liệu hộ tịch điện tử",
    document="3458/QĐ-BTP",
    since=date(2025, 12, 10),
)


def held(day):
    return [each.paper for each in queries.published_data(day)]


@pytest.mark.django_db
def test_the_same_data_are_published_once():
    first, is_new = actions.publish_data(data=ROW, by=HOUSE, at=clock.now())
    second, again = actions.publish_data(data=ROW, by=HOUSE, at=clock.now())

    assert (first.pk, is_new, again) == (second.pk, True, False)
    assert TrailEntry.objects.filter(kind="catalogue.data-published").count() == 1


@pytest.mark.django_db
def test_data_replace_papers_from_their_day_to_their_last():
    row, _new = actions.publish_data(data=ROW, by=HOUSE)

    actions.end_data(
        data=row, last_day=date(2026, 6, 30), ground="Hệ thống ngừng phục vụ", by=HOUSE
    )

    days = (date(2025, 12, 9), date(2025, 12, 10), date(2026, 6, 30), date(2026, 7, 1))
    assert [held(day) for day in days] == [[], ["giay_khai_sinh"], ["giay_khai_sinh"], []]
    assert (
        TrailEntry.objects.get(kind="catalogue.data-ended").data["ground"]
        == "Hệ thống ngừng phục vụ"
    )


@pytest.mark.django_db
def test_what_ended_is_not_ended_later():
    row, _new = actions.publish_data(data=ROW, by=HOUSE)
    actions.end_data(data=row, last_day=date(2026, 6, 30), ground="a", by=HOUSE)

    with pytest.raises(DataAlreadyEnded):
        actions.end_data(data=row, last_day=date(2026, 12, 31), ground="b", by=HOUSE)


@pytest.mark.django_db
def test_a_clerk_publishes_no_data():
    with pytest.raises(NotPermitted):
        actions.publish_data(data=ROW, by=make.officer(Role.CLERK))

    assert not PublishedData.objects.exists()


@pytest.mark.django_db
def test_what_replaces_papers_is_told_in_one_query(django_assert_num_queries):
    for row in loading.read(REGISTER):
        actions.publish_data(data=row, by=HOUSE)

    with django_assert_num_queries(1):
        found = queries.published_data(date(2026, 10, 5))

    assert {"giay_khai_sinh", "dang_ky_doanh_nghiep"} <= {each.paper for each in found}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("paper,database\n", 1, "since"),
        (f"{HEADER}\na,b,Tên,66.7/2025/NQ-CP,,01/01/2026,,\n", 2, "2026-01-31"),
        (f"{HEADER}\na,b,Tên,,,2026-01-01,,\n", 2, "document"),
        (f"{HEADER}\na,b,Tên,66.7/2025/NQ-CP,,2026-01-01,2025-12-31,\n", 2, ""),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line(text, line, says, tmp_path):
    file = tmp_path / "published-data.csv"
    file.write_text(text)

    with pytest.raises(RegisterProblem, match=f":{line}: .*{says}"):
        loading.read(file)


def test_papers_of_packs_are_kinds_that_the_register_or_the_list_knows():
    known = {
        line.split(",")[0]
        for line in (settings.PACKS / "lists/terms/paper.csv").read_text().splitlines()
    }

    asked = {
        line.split("paper:")[1].split("}")[0].split(",")[0].strip()
        for pack in settings.PACKS.glob("*/procedure.yaml")
        for line in pack.read_text().splitlines()
        if " paper:" in line or "{paper:" in line
    }

    assert {row.paper for row in loading.read(REGISTER)} <= known
    assert asked <= known, f"add to packs/lists/terms/paper.csv: {asked - known}"
