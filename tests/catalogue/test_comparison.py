"""Two versions side by side: what was added, removed and changed, and what it saves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from toantrinh.catalogue import comparison, reading
from toantrinh.catalogue.comparison import Change
from toantrinh.core import expressions
from toantrinh.core.calendar import Limit, LimitKind

from . import folders
from .folders import BUSINESS, COPIES

DAY = date(2026, 10, 5)


@pytest.fixture
def pack():
    return reading.read(folders.compiled(BUSINESS))


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def lines(before, after, key):
    (part,) = (each for each in comparison.compare(before, after, DAY).parts if each.key == key)
    return part.lines


def sums(before, after):
    return [each.text for each in comparison.compare(before, after, DAY).sums]


def test_a_pack_is_the_same_as_itself(pack):
    told = comparison.compare(pack, pack, DAY)

    assert told.is_same
    assert told.sums == ()


def test_a_paper_that_is_gone_and_one_that_came(pack):
    without = replace(pack, components=pack.components[1:])

    (removed,), (added,) = lines(pack, without, "papers"), lines(without, pack, "papers")

    assert (removed.change, removed.after) == (Change.REMOVED, "")
    assert (added.change, added.before) == (Change.ADDED, "")
    assert added.name == pack.components[0].name
    assert added.after == "bắt buộc; 1 bản chính, 0 bản sao"


def test_a_shorter_limit_is_told_in_words_and_summed(pack):
    limit = replace(pack.time_limit, limit=Limit(kind=LimitKind.WORKING_DAYS, amount=2))
    shorter = replace(pack, time_limit=limit)

    (line,) = lines(pack, shorter, "limit")

    assert (line.before, line.after) == ("3 ngày làm việc", "2 ngày làm việc")
    assert sums(pack, shorter) == ["−1 ngày làm việc giải quyết"]


def test_limits_of_two_kinds_are_not_subtracted(pack):
    limit = replace(pack.time_limit, limit=Limit(kind=LimitKind.WITHIN_DAY))

    assert sums(pack, replace(pack, time_limit=limit)) == []


def test_a_fee_of_the_council_before_and_after(pack):
    (fee,) = pack.fees
    unset = replace(pack, fees=(replace(fee, prices=()),))

    (line,) = lines(unset, pack, "fees")

    assert line.before == "HĐND tỉnh chưa quy định"
    assert line.after.startswith("150.000 đồng / lần")


def test_a_cheaper_fee_is_summed_for_one_dossier_and_a_year(pack):
    free = replace(pack, fees=())

    told = sums(pack, free)

    assert told[:2] == ["−150.000 đồng phí, lệ phí", "−150.000 đồng chi phí một hồ sơ"]
    assert told[2].endswith("đồng chi phí cả năm")
    assert sums(free, pack)[0] == "+150.000 đồng phí, lệ phí"


def test_a_step_done_elsewhere_is_changed_and_its_place_is_told(pack):
    step = replace(pack.steps[1], agency="Phòng Kinh tế")
    moved = replace(pack, steps=(pack.steps[0], step, *pack.steps[2:]))

    (line,) = lines(pack, moved, "steps")

    assert line.change is Change.CHANGED
    assert "Phòng Kinh tế" in line.after


def test_two_packs_that_have_little_in_common_are_told_apart(pack):
    other = reading.read(folders.compiled(COPIES))

    told = comparison.compare(pack, other, DAY)

    assert {part.key for part in told.parts if part.lines} == {
        "about",
        "papers",
        "questions",
        "limit",
        "fees",
        "steps",
        "cost",
    }


def test_fees_are_those_of_the_first_day_of_the_new_version(pack):
    (fee,) = pack.fees
    (price,) = fee.prices
    cheaper = replace(
        price, since=date(2027, 1, 1), amount=expressions.compile("100000", pack.names)
    )
    former = replace(price, until=date(2026, 12, 31))
    after = replace(
        pack,
        in_force_from=date(2027, 1, 1),
        fees=(replace(fee, prices=(former, cheaper)),),
    )

    told = comparison.compare(pack, after)

    assert told.sums[0].text == "−50.000 đồng phí, lệ phí"
