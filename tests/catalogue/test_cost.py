"""What a dossier costs people: the formula of the circular, and what comes out of the packs."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings

from tests.catalogue import folders
from toantrinh.catalogue import cost, packs, reading
from toantrinh.catalogue.cost import Rate, Task, Way
from toantrinh.catalogue.packs import samples
from toantrinh.core.calendar import Limit, LimitKind


def way(*tasks, rate=59422, fees=0, subjects=1, frequency="1"):
    return Way(
        name="",
        tasks=tasks,
        rate=Rate(2025, rate, ""),
        fees=fees,
        papers=0,
        questions=0,
        limit=Limit(kind=LimitKind.WITHIN_DAY, amount=Decimal(1)),
        subjects=subjects,
        frequency=Decimal(frequency),
        estimate=True,
    )


def task(hours="0", services=0, travel=0):
    return Task("", Decimal(hours), Decimal(0), services, travel)


@pytest.fixture(scope="module")
def copies():
    return reading.read(folders.compiled(folders.COPIES))


def test_the_published_example_of_civil_status_copies_comes_out():
    former = way(task(services=1_000_000), fees=24_000, subjects=3228)
    present = way(task(services=207_000), fees=24_000, subjects=3228)

    found = cost.benefit(former, present)

    assert (former.each, present.each) == (1_024_000, 231_000)
    assert (former.yearly, present.yearly) == (3_305_472_000, 745_668_000)
    assert found.each == 793_000
    assert found.yearly == 2_559_804_000
    assert found.percent == Decimal("77.44")


def test_hours_services_travel_and_fees_add_up_half_up():
    costly = way(task("0.25"), task("0.5", services=10_000, travel=30_000), rate=53_978, fees=8_000)

    assert costly.hours == Decimal("0.75")
    assert costly.each == 40_484 + 40_000 + 8_000  # 40,483.5


def test_more_than_once_a_year_counts_each_time():
    assert way(task(services=1000), subjects=10, frequency="2.5").yearly == 25_000


def test_an_unknown_fee_makes_no_sum_and_no_benefit():
    unknown = way(task("1"), fees=None)

    assert unknown.each is None
    assert unknown.yearly is None
    assert cost.benefit(way(task("2")), unknown).percent is None


def test_a_dearer_way_has_a_negative_benefit():
    assert cost.benefit(way(task("1")), way(task("2"))).percent == Decimal("-100.00")


def test_a_way_that_cost_nothing_has_no_percentage():
    assert cost.benefit(way(), way(task("1"))).percent is None


def test_each_way_keeps_the_rate_of_its_day(copies):
    former, present = cost.before(copies), cost.now(copies)

    assert (former.rate.year, former.rate.amount) == (2024, 53_977)
    assert (present.rate.year, present.rate.amount) == (2025, 59_422)


def test_papers_questions_and_fees_are_what_the_rules_make_of_the_ordinary_dossier(copies):
    present = cost.now(copies)

    assert cost.ordinary(copies)["name"] == "Ba bản sao cho chính mình"
    assert present.fees == 24_000  # three copies of 8,000
    assert present.papers == 0  # the state has them all
    assert present.trips == 0
    asked = cost.ordinary(copies)["expect"]["asked"]
    assert len(asked) <= present.questions < cost.before(copies).questions


def test_the_ordinary_dossier_is_the_named_sample(copies):
    poor = replace(copies, cost={**copies.cost, "case": "Hộ nghèo được miễn phí"})

    assert cost.now(poor).fees == 0


@pytest.mark.parametrize(
    "name", sorted(each.parent.name for each in settings.PACKS.glob("*/procedure.yaml"))
)
def test_every_pack_tells_a_former_way_that_cost_more(name):
    national = reading.read(packs.compile(folders.real(name)))
    pack = samples.with_council(national, cost.ordinary(national))  # its fees are the province's

    assert cost.benefit(cost.before(pack), cost.now(pack)).yearly > 0
    assert cost.before(pack).estimate
    assert cost.now(pack).estimate


def test_a_pack_without_a_former_way_has_none(copies):
    alone = {key: each for key, each in copies.cost.items() if key != "before"}

    assert cost.before(replace(copies, cost=alone)) is None


class TestMistakes:
    @pytest.fixture
    def folder(self, tmp_path):
        return folders.copy(folders.COPIES, tmp_path)

    @pytest.mark.parametrize(
        ("old", "new", "place", "said"),
        [
            ("case: Ba bản sao", "case: Bốn bản sao", "Bốn bản sao", "Không có hồ sơ mẫu"),
            ("fees: 24000", "fees: -1", "-1", "không dùng được ở đây"),
            ("papers: 3", "paper: 3", "paper: 3", "papers"),
            ("amount: 53977", "amount: 0", "0, source", "không dùng được ở đây"),
        ],
    )
    def test_are_told_with_their_line(self, folder, old, new, place, said):
        folders.edit(folder, "cost.yaml", old, new)

        found = packs.check(folder)

        assert any(
            problem.file == "cost.yaml"
            and problem.line == folders.place(folder, "cost.yaml", place)[0]
            and said in problem.message + problem.remedy
            for problem in found
        ), found

    def test_a_former_limit_without_its_amount_is_told(self, folder):
        folders.edit(folder, "cost.yaml", 'kind: within_day, cutoff: "15:00"', "kind: working_days")

        assert [problem.file for problem in packs.check(folder)] == ["cost.yaml"]
