"""The layer of the province lies over the national pack, and outlives it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from toantrinh.catalogue import actions, packs, queries, reading, rules
from toantrinh.catalogue.errors import PackHasProblems
from toantrinh.catalogue.models import ProcedureVersion, ProvincialLayer
from toantrinh.catalogue.packs import province
from toantrinh.catalogue.packs.overlay import over
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .. import make, offices
from . import folders
from .folders import BIRTH, BUSINESS, COPIES

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
HOUSE = System("packs")
DAY = date(2026, 1, 1)
FEE = """fees:
  le_phi_dang_ky:
  - from: "2025-07-01"
    to: "2026-12-31"
    amount: 150000
    resolution: {title: Nghị quyết về lệ phí, number: 12/2025/NQ-HĐND, date: "2025-06-30"}
    verified: true
  - {from: "2027-01-01", amount: 100000, resolution: {title: Mức mới}, verified: false}
"""
SHORTER = """time_limit:
  kind: working_days
  amount: 2
  rule: 02 ngày làm việc
  ground: Quyết định của Chủ tịch UBND tỉnh
  verified: false
"""


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(NOON):
        yield


def layered(text, name=BUSINESS, since=None):
    """What the pack and this layer make together, or their problems."""
    layer, problems = province.of_text(text, "lop.yaml")
    return problems or packs.check(folders.real(name), layer, since)


def compiled(text, name=BUSINESS, since=None):
    layer, _problems = province.of_text(text, "lop.yaml")
    return reading.read(packs.compile(folders.real(name), layer, since))


def owed(pack, day):
    told = rules.facts(pack, {"uy_quyen": "khong"}, system={"ngay_nop": day})
    return rules.fees(pack, told)


def test_a_fee_has_the_price_of_the_council_on_each_day():
    pack = compiled(FEE)

    assert owed(pack, date(2026, 10, 5)).total == 150_000
    assert owed(pack, date(2027, 1, 1)).total == 100_000
    assert (
        owed(pack, date(2026, 10, 5)).lines[0].ground
        == "Nghị quyết 12/2025/NQ-HĐND ngày 30/06/2025: Nghị quyết về lệ phí"
    )


def test_a_day_for_which_the_council_has_set_nothing_is_never_free():
    pack = compiled(FEE[: FEE.index('  - {from: "2027')])

    statement = owed(pack, date(2027, 1, 1))

    assert statement.total is None
    assert not statement.free
    assert statement.unset


def test_a_fee_without_a_price_names_procedure_fee_and_remedy():
    (problem,) = layered(SHORTER)

    assert (problem.file, problem.line) == (
        "procedure.yaml",
        folders.place(folders.real(BUSINESS), "procedure.yaml", "  prices: []")[0],
    )
    for said in ("1.001612", "Lệ phí đăng ký hộ kinh doanh", "01/07/2025"):
        assert said in problem.message
    assert "le_phi_dang_ky" in problem.remedy


def test_a_price_that_begins_too_late_does_not_count():
    (problem,) = layered(FEE.replace('"2025-07-01"', '"2026-01-01"'))

    assert "le_phi_dang_ky" in problem.remedy
    assert layered(FEE.replace('"2025-07-01"', '"2026-01-01"'), since=date(2026, 1, 1)) == []


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (FEE.replace("le_phi_dang_ky", "le_phi_khac"), (2, 3)),
        (FEE.replace("amount: 150000", "amount: khong_co * 2"), (5, 13)),
        (FEE.replace("amount: 150000", "amount: -1"), (5, 13)),
        (FEE.replace('"2027-01-01"', '"2027-02-01"'), (8, 12)),
        (FEE.replace(', number: 12/2025/NQ-HĐND, date: "2025-06-30"', ""), (6, 17)),
        (FEE + "units: {khong_co: Phòng Kinh tế}\n", (9, 19)),
        (FEE + "unit: {tiep_nhan: Phòng Kinh tế}\n", (9, 7)),
        (FEE + SHORTER.replace("amount: 2", "amount: 4"), (11, 11)),
        (FEE + SHORTER.replace("working_days", "hours"), (10, 9)),
        (FEE + SHORTER.replace("  amount: 2\n", ""), (9, 1)),
        (
            FEE
            + "variants:\n- {when: khong == 1, kind: working_days, amount: 1,"
            + " rule: a, ground: b, verified: false}\n",
            (10, 10),
        ),
        (FEE + "fees: {}\n", (9, 1)),
    ],
    ids=(
        "fee that is not there",
        "unknown name",
        "below zero",
        "gap",
        "verified without number",
        "step that is not there",
        "unknown key",
        "longer than nationally",
        "not comparable",
        "no amount",
        "case that is not there",
        "twice",
    ),
)
def test_what_does_not_fit_is_told_with_its_place(text, at):
    (problem,) = layered(text)

    assert (problem.file, problem.line, problem.column) == ("lop.yaml", *at)


def test_a_fee_that_is_set_nationally_cannot_be_priced_by_the_province():
    problems = layered(FEE.replace("le_phi_dang_ky", "phi_khai_thac"), COPIES)

    assert [problem.line for problem in problems] == [2]


def test_a_shorter_limit_holds_from_its_day():
    later = SHORTER + '  from: "2026-11-01"\n'

    now, then = compiled(FEE + later), compiled(FEE + later, since=date(2026, 11, 1))

    assert now.time_limit.limit.amount == 3
    assert then.time_limit.limit.amount == 2
    assert then.time_limit.rule == "02 ngày làm việc"
    assert then.time_limit.legal_basis == "Quyết định của Chủ tịch UBND tỉnh"
    assert then.in_force_from == date(2026, 11, 1)


def test_the_province_names_the_unit_of_a_step_and_when_it_is_open():
    pack = compiled(FEE + "units: {kiem_tra: Phòng Kinh tế}\nhours: Sáng thứ Bảy cũng tiếp\n")

    assert pack.step("kiem_tra").agency == "Phòng Kinh tế"
    assert pack.hours == "Sáng thứ Bảy cũng tiếp"


def test_a_file_of_a_province_says_everything_that_is_wrong_with_it(tmp_path):
    file = tmp_path / "tinh.yaml"
    file.write_text(
        'province: {code: "19", name: Tỉnh}\nprocedures:\n'
        '  "1.001612": {fee: {}}\n  "khong": {hours: a}\n  "2.000635": {hours: b}\n'
    )

    layers, problems = province.read(file)

    assert [(each.line, each.column) for each in problems] == [(3, 21), (4, 12)]
    assert set(layers) == {"2.000635"}


@pytest.mark.django_db
def test_a_fee_that_the_council_has_not_set_blocks_publishing():
    with pytest.raises(PackHasProblems) as refused:
        actions.publish(folder=folders.real(BUSINESS), by=HOUSE)

    assert "le_phi_dang_ky" in refused.value.problems[0].remedy
    assert not ProcedureVersion.objects.exists()


@pytest.mark.django_db
def test_a_version_keeps_the_national_digest_and_one_of_both():
    version = make.published(folders.real(BUSINESS))

    assert version.national_digest == packs.digest(folders.real(BUSINESS))
    assert version.digest != version.national_digest
    assert version.layer == queries.layer_of("1.001612")


@pytest.mark.django_db
def test_when_the_layer_changes_the_same_pack_is_a_new_version():
    first = make.published(folders.real(BUSINESS))
    actions.adopt_layer(code="1.001612", text=FEE, by=HOUSE)

    second = actions.publish(folder=folders.real(BUSINESS), by=HOUSE, since=date(2026, 11, 1))

    first.refresh_from_db()
    assert second.national_digest == first.national_digest
    assert first.in_force_to == date(2026, 10, 31)
    assert queries.in_force("1.001612", date(2026, 11, 1)) == second


@pytest.mark.django_db
def test_the_layer_survives_the_update_of_the_national_pack(tmp_path):
    make.published(folders.real(BUSINESS))
    folder = folders.copy(BUSINESS, tmp_path)
    folders.edit(folder, "procedure.yaml", '{from: "2025-07-01"}', '{from: "2026-11-01"}')

    updated = actions.publish(folder=folder, by=HOUSE)

    assert owed(updated.pack, date(2026, 11, 2)).total == 150_000


@pytest.mark.django_db
def test_a_layer_that_no_longer_fits_the_updated_pack_is_a_problem_and_is_not_lost(tmp_path):
    make.published(folders.real(BUSINESS))
    folder = folders.copy(BUSINESS, tmp_path)
    folders.edit(folder, "procedure.yaml", "- key: le_phi_dang_ky", "- key: le_phi_moi")
    for sample in (folder / "samples").glob("*.yaml"):
        sample.write_text(sample.read_text().replace("le_phi_dang_ky", "le_phi_moi"))

    with pytest.raises(PackHasProblems) as refused:
        actions.publish(folder=folder, by=HOUSE)

    (problem,) = refused.value.problems
    assert problem.file == "1.001612.yaml"
    assert "le_phi_dang_ky" in problem.message
    assert "le_phi_moi" in problem.remedy
    assert queries.layer_of("1.001612").layer.content["fees"]


@pytest.mark.django_db
def test_loading_the_file_again_changes_nothing():
    make.published(folders.real(BIRTH))
    rows = ProvincialLayer.objects.count()

    make.published(folders.real(BIRTH))

    assert ProvincialLayer.objects.count() == rows
    assert TrailEntry.objects.filter(kind="catalogue.layer-adopted").count() == rows


@pytest.mark.django_db
def test_a_layer_that_was_adopted_is_never_changed():
    layer = actions.adopt_layer(code="1.001612", text=FEE, by=HOUSE)

    with pytest.raises(DatabaseError, match="add a new row"), transaction.atomic():
        ProvincialLayer.objects.filter(pk=layer.pk).update(text="")


@pytest.mark.django_db
def test_only_the_control_office_adopts_a_layer():
    head = offices.officer(offices.commune(), Role.HEAD)

    with pytest.raises(NotPermitted):
        actions.adopt_layer(code="1.001612", text=FEE, by=head)


@pytest.mark.django_db
def test_a_text_that_is_no_layer_is_refused():
    with pytest.raises(PackHasProblems):
        actions.adopt_layer(code="1.001612", text="fee: {}\n", by=HOUSE)


LAND = "1.013949-chuyen-muc-dich-su-dung-dat-cap-xa"
UNIT = """facts:
  vung_kho_khan: {ordinary: false, agencies: {H55.120: true}}
"""


@pytest.mark.parametrize(("agency", "difficult"), [("H55.120", True), ("H55.138", False)])
def test_a_fact_of_the_unit_is_told_for_all_and_for_some(agency, difficult):
    layer, problems = province.of_text(UNIT, "lop.yaml")
    national = packs.compile(folders.real(LAND))
    pack = reading.read({**national, "procedure": over(national["procedure"], layer.content, DAY)})

    assert problems == []
    assert rules.of_unit(pack, agency) == {"vung_kho_khan": difficult}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("facts:\n  la: {ordinary: true}\n", "la"),
        ("facts:\n  vung_kho_khan: {ordinary: 3}\n", "3"),
        ("facts:\n  vung_kho_khan: {ordinary: true, agencies: {H55.1: x}}\n", "x"),
    ],
)
def test_a_fact_of_the_unit_that_does_not_fit_is_told_at_its_place(text, says):
    told = [problem for problem in layered(text, LAND) if problem.file == "lop.yaml"]

    assert [problem.line for problem in told] == [2]
    assert says in told[0].message
