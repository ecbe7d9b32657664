"""What a version implies, and that unknown is never false."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from toantrinh.catalogue import reading, rules
from toantrinh.catalogue.pack import Competence, CompetentBody, Result, Validity, Variant
from toantrinh.catalogue.pricing import Discount, Exemption, Fee, Price, Row
from toantrinh.catalogue.rules import NeedKind
from toantrinh.core import expressions
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.expressions import Type

from . import folders
from .folders import BIRTH, BUSINESS, COPIES

NAMES = {
    "ngay_nop": Type.DATE,
    "kenh": Type.TEXT,
    "so": Type.NUMBER,
    "ngheo": Type.BOOLEAN,
    "muon": Type.BOOLEAN,
}
DAY = date(2026, 10, 5)


def expression(text):
    return expressions.compile(text, NAMES)


def price(amount="8000 * so", rows=(), since=date(2020, 1, 1), until=None):
    return Price(
        since=since,
        until=until,
        amount=None if rows else expression(amount),
        rows=tuple(Row(expression(when), expression(cost), text) for when, cost, text in rows),
        ground="TT 281/2016/TT-BTC",
        verified=True,
    )


def fee(*prices, when=None, exemptions=()):
    return Fee(
        key="phi",
        name="Phí",
        kind="phi",
        set_by="national",
        per="bản",
        when=expression(when) if when else None,
        prices=prices or (price(),),
        exemptions=tuple(
            Exemption(expression(condition), text, "TT 281/2016/TT-BTC")
            for condition, text in exemptions
        ),
    )


@pytest.fixture(scope="module")
def birth():
    return reading.read(folders.compiled(BIRTH))


@pytest.fixture(scope="module")
def copies():
    return reading.read(folders.compiled(COPIES))


@pytest.fixture(scope="module")
def business():
    return reading.read(folders.compiled(BUSINESS))


class Fees:
    """As much of a pack as fees need."""

    def __init__(self, *fees):
        self.fees = fees


class TestFees:
    def test_an_amount_is_unknown_while_an_answer_is(self):
        statement = rules.fees(Fees(fee()), {})

        assert statement.total is None
        assert not statement.free

    def test_a_fee_that_surely_does_not_apply_has_no_line_and_leaves_it_free(self):
        statement = rules.fees(Fees(fee(when="muon")), {"muon": False, "so": 2})

        assert statement == rules.FeeStatement(lines=(), total=0, free=True)

    def test_a_fee_that_may_apply_is_not_free(self):
        statement = rules.fees(Fees(fee(when="muon")), {"so": 2})

        assert statement.total is None
        assert not statement.free

    def test_an_exemption_says_its_ground_and_what_it_would_have_cost(self):
        exempt = fee(exemptions=[("ngheo", "Miễn phí: hộ nghèo")])

        (line,) = rules.fees(Fees(exempt), {"so": 3, "ngheo": True}).lines

        assert (line.amount, line.full_amount, line.exempt_by) == (0, 24000, "Miễn phí: hộ nghèo")

    def test_an_exemption_nobody_has_decided_leaves_the_amount_open(self):
        exempt = fee(exemptions=[("ngheo", "Miễn phí: hộ nghèo")])

        assert rules.fees(Fees(exempt), {"so": 3}).total is None

    def test_an_undecided_exemption_from_nothing_changes_nothing(self):
        exempt = fee(price("0"), exemptions=[("ngheo", "Miễn phí: hộ nghèo")])

        assert rules.fees(Fees(exempt), {}).total == 0

    def test_one_exemption_that_holds_is_enough_whatever_the_others_are(self):
        exempt = fee(exemptions=[("muon", "Miễn: muộn"), ("ngheo", "Miễn phí: hộ nghèo")])

        assert rules.fees(Fees(exempt), {"so": 3, "ngheo": True}).total == 0

    @pytest.mark.parametrize(
        ("day", "total"),
        [(date(2026, 6, 30), 100), (date(2026, 7, 1), 200), (date(2020, 12, 31), None)],
    )
    def test_the_price_is_that_of_the_day_of_filing(self, day, total):
        dated = fee(
            price("100", since=date(2021, 1, 1), until=date(2026, 6, 30)),
            price("200", since=date(2026, 7, 1)),
        )

        assert rules.fees(Fees(dated), {"ngay_nop": day}).total == total

    def test_with_two_prices_nothing_is_said_before_the_day_is_known(self):
        dated = fee(price("100", until=date(2026, 6, 30)), price("200", since=date(2026, 7, 1)))

        assert rules.fees(Fees(dated), {}).total is None

    def test_a_table_gives_the_first_row_that_holds(self):
        table = fee(price(rows=[("so > 10", "1", ""), ("so > 5", "2", ""), ("so > 0", "3", "")]))

        assert rules.fees(Fees(table), {"so": 7}).total == 2

    def test_a_table_waits_for_a_row_that_is_not_decided(self):
        table = fee(price(rows=[("muon", "1", ""), ("so > 0", "3", "")]))

        assert rules.fees(Fees(table), {"so": 7}).total is None

    def test_a_row_of_zero_says_why(self):
        table = fee(price(rows=[("kenh == 'truc_tuyen'", "0", "Miễn lệ phí khi nộp trực tuyến")]))

        (line,) = rules.fees(Fees(table), {"kenh": "truc_tuyen"}).lines

        assert line.exempt_by == "Miễn lệ phí khi nộp trực tuyến"

    def test_money_is_whole_and_rounds_half_up(self):
        assert rules.fees(Fees(fee(price("so / 2"))), {"so": 5}).total == 3

    def test_a_fee_is_never_below_zero(self):
        with pytest.raises(ValueError, match="0 or more"):
            rules.fees(Fees(fee(price("so - 10"))), {"so": 5})


class TestFacts:
    def test_an_applicant_cannot_answer_what_an_officer_finds(self, birth):
        told = rules.facts(birth, {"phai_xac_minh_hon_nhan": True})

        assert "phai_xac_minh_hon_nhan" not in told

    def test_a_finding_counts_only_where_it_is_declared(self, birth):
        told = rules.facts(birth, {}, findings={"phai_xac_minh_hon_nhan": True, "khac": True})

        assert told == {"phai_xac_minh_hon_nhan": True}

    def test_an_answer_to_a_question_that_is_no_longer_asked_does_not_count(self, birth):
        answers = {"hoan_canh": "bo_roi", "cha_me_da_ket_hon": True}

        assert "cha_me_da_ket_hon" not in rules.facts(birth, answers)

    @pytest.mark.parametrize(
        ("known", "found"),
        [
            ({"csdlqg_dan_cu.ho_ten": "Nguyễn Văn An"}, True),
            ({"csdlqg_dan_cu": False}, False),
            ({}, None),
            ({"csdl_cu_tru.noi_cu_tru": {}}, None),
        ],
    )
    def test_whether_a_source_answered_is_unknown_before_it_was_asked(self, birth, known, found):
        told = rules.facts(birth, {}, known=known)

        assert told.get("khai_thac_duoc_dan_cu") is found

    def test_what_the_state_knows_is_not_asked_again_and_counts(self, birth):
        known = {"vneid.so_dinh_danh": "019196000001", "csdlqg_dan_cu.ngay_sinh": "1996-03-14"}

        told = rules.facts(birth, {}, known=known)

        assert told["nyc_so_dinh_danh"] == "019196000001"
        assert str(told["nyc_ngay_sinh"]) == "1996-03-14"

    def test_the_record_of_the_applicant_does_not_fill_in_the_mother(self, birth):
        filled = rules.prefill(birth, {"csdlqg_dan_cu.ho_ten": "Nguyễn Văn An"})

        assert filled.keys() == {"nyc_ho_ten"}
        assert filled["nyc_ho_ten"]["source"] == "Cơ sở dữ liệu quốc gia về dân cư"


class TestComponents:
    def test_a_condition_on_what_nobody_told_is_not_yet_known(self, birth):
        needs = {need.component.key: need.need for need in rules.components(birth, {})}

        assert needs["to_khai"] is NeedKind.REQUIRED
        assert needs["giay_chung_sinh"] is NeedKind.UNKNOWN

    def test_a_condition_that_cannot_hold_any_more_is_decided_early(self, birth):
        needs = {
            need.component.key: need.need
            for need in rules.components(birth, {"hoan_canh": "bo_roi"})
        }

        assert needs["giay_chung_sinh"] is NeedKind.NOT_REQUIRED
        assert needs["bien_ban_bo_roi"] is NeedKind.REQUIRED


HOUSE_HOURS = Limit(LimitKind.WORKING_HOURS, 8)


class TestLimits:
    def test_a_finding_changes_the_limit_once_it_is_recorded(self, birth):
        before = rules.limit(birth, {})
        after = rules.limit(birth, {"phai_xac_minh_hon_nhan": True})

        assert before.limit.kind is LimitKind.WITHIN_DAY
        assert before.may_become == (birth.time_limit.variants[0].text,)
        assert after.limit == Limit(LimitKind.WORKING_DAYS, 4)
        assert after.may_become == ()

    def test_a_finding_that_is_denied_leaves_the_ordinary_limit(self, birth):
        assert rules.limit(birth, {"phai_xac_minh_hon_nhan": False}).may_become == ()

    def test_an_agency_answers_within_the_hours_of_the_house(self, business):
        assert rules.answer_limit(business, HOUSE_HOURS) is HOUSE_HOURS

    def test_a_shorter_limit_of_the_version_comes_first(self, copies):
        assert rules.answer_limit(copies, HOUSE_HOURS).kind is LimitKind.WITHIN_DAY

    def test_variants_know_their_law(self, birth):
        (variant,) = birth.time_limit.variants

        assert isinstance(variant, Variant)
        assert variant.legal_basis


class TestPath:
    def test_the_draft_is_confirmed_by_whoever_files_online(self, birth):
        online = [step.key for step in rules.path(birth, {"kenh": "truc_tuyen"})]
        at_the_desk = [step.key for step in rules.path(birth, {"kenh": "truc_tiep"})]

        assert "xac_nhan_du_thao" in online
        assert "xac_nhan_du_thao" not in at_the_desk

    def test_the_household_business_is_handed_over_and_nothing_is_signed_here(self, business):
        kinds = [step.kind.value for step in rules.path(business, {})]

        assert kinds == ["receive", "work", "outside", "return"]
        assert not business.route.issued_here


def test_lateness_is_counted_from_the_birth_to_the_filing(birth):
    def owed(born):
        answers = {"ks_ngay_sinh": born, "so_ban_sao": 0, "doi_tuong_mien": "khong"}
        told = rules.facts(birth, answers, system={"ngay_nop": DAY})
        return rules.fees(birth, told).total

    assert owed("2026-08-06") == 0  # the sixtieth day
    assert owed("2026-08-05") == 8000
    assert owed("2026-08") is None  # known to the month only: not yet known


def test_a_discount_takes_the_place_of_the_full_amount_between_its_days():
    online = Discount(
        expression("kenh == 'truc_tuyen'"),
        expression("6000 * so"),
        "Nộp trực tuyến",
        "TT 63/2023/TT-BTC",
        until=date(2026, 12, 31),
    )
    cheaper = replace(fee(), discounts=(online,))

    def line(kenh, day=DAY):
        pack = SimpleNamespace(fees=(cheaper,))
        (found,) = rules.fees(pack, {"so": 2, "ngay_nop": day, "kenh": kenh}).lines
        return found.amount, found.full_amount, found.reduced_by

    assert line("truc_tuyen") == (12000, 16000, "Nộp trực tuyến")
    assert line("truc_tiep") == (16000, 16000, None)
    assert line("truc_tuyen", date(2027, 1, 1)) == (16000, 16000, None)


def test_what_the_council_has_not_set_is_neither_nought_nor_known():
    unset = replace(fee(), set_by="hdnd", prices=())

    statement = rules.fees(SimpleNamespace(fees=(unset,)), {"so": 2, "ngay_nop": DAY})

    assert (statement.total, statement.free, statement.unset) == (None, False, True)


def test_a_price_of_the_council_that_ended_is_unset_again():
    ended = replace(fee(price(until=date(2026, 9, 30))), set_by="hdnd")

    statement = rules.fees(SimpleNamespace(fees=(ended,)), {"so": 2, "ngay_nop": DAY})

    assert (statement.total, statement.unset) == (None, True)


def competence(when=None, by="applicant", level="xa"):
    return Competence(level, level, by, when=expression(when) if when else None)


@pytest.mark.parametrize(
    ("facts", "level"),
    [({"muon": True}, "tinh"), ({"muon": False}, "xa"), ({}, None)],
)
def test_who_is_competent_is_unknown_while_a_rule_that_comes_first_is(facts, level):
    body = CompetentBody(competence(), (competence("muon == true", "department", "tinh"),))

    found = rules.competence(SimpleNamespace(competent_body=body), facts)

    assert (found and found.level) == level


@pytest.mark.parametrize(
    ("facts", "months"), [({"ngheo": True}, 60), ({"ngheo": False}, 0), ({}, None)]
)
def test_how_long_a_result_is_valid_goes_by_the_case(facts, months):
    result = Result(
        key="giay_phep",
        name="Giấy phép",
        code="",
        kind="giay_phep",
        validity="",
        template="",
        register="giay_phep",
        valid_for=(Validity(60, expression("ngheo"), ""), Validity(0, None, "")),
    )

    assert rules.valid_months(result, facts) == months


@pytest.mark.parametrize(
    ("facts", "days"),
    [({"muon": True, "so": 45}, 45), ({"muon": True}, 10), ({"muon": True, "so": -1}, 10)],
)
def test_a_limit_may_be_calculated_and_the_ordinary_one_holds_until_it_can_be(facts, days):
    ordinary = Limit(LimitKind.CALENDAR_DAYS, 10)
    by_plan = Variant(
        expression("muon"), "Theo kế hoạch", Limit(LimitKind.CALENDAR_DAYS), "", expression("so")
    )
    limits = SimpleNamespace(limit=ordinary, rule="", legal_basis="", variants=(by_plan,))

    found = rules.limit(SimpleNamespace(time_limit=limits), facts)

    assert found.limit.amount == days
