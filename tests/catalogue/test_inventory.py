"""Internal procedures: reckoned, read and written as CSV, proposed by one, approved by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation

from tests import make, offices
from tests.parallel import at_once
from toantrinh.catalogue import actions, inventory, inventory_csv, loading
from toantrinh.catalogue.cost import Rate
from toantrinh.catalogue.errors import (
    ChangeClosed,
    ChangeHasFaults,
    ProposalOfSomeoneElse,
    SamePerson,
)
from toantrinh.catalogue.inventory import Between, Effort, Entry, Plan
from toantrinh.catalogue.models import ChangeState, InternalProcedure, InventoryChange
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

FILE = settings.PACKS / "lists" / "internal-procedures.csv"
AGENCIES = {"H55": "Ủy ban nhân dân tỉnh", "H55.1": "Văn phòng"}
OPINION = Entry(
    code="NB.000003",
    name="Lấy ý kiến giữa các cơ quan",
    owner="H55.1",
    between=Between.AGENCIES,
    legal_basis="Quy chế làm việc",
    plan=Plan.SIMPLIFY,
    how="Hỏi và trả lời trên một hồ sơ",
    per_year=100,
    now=Effort(Decimal(10), 24_000, 3, 10),
    after=Effort(Decimal("2.5"), 0, 1, 5),
    rate=Rate(2025, 100_000, "giả định"),
)


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)), translation.override("en"):
        yield


def test_before_and_after_are_reckoned_as_for_procedures_of_citizens():
    assert OPINION.before_way.each == 1_024_000
    assert OPINION.after_way.each == 250_000
    assert OPINION.benefit.yearly == 77_400_000
    assert OPINION.benefit.percent == Decimal("75.59")


@pytest.mark.parametrize(
    ("plan", "after", "saved"),
    [(Plan.KEEP, None, 0), (Plan.ABOLISH, None, 102_400_000)],
)
def test_what_is_kept_saves_nothing_and_what_is_abolished_all(plan, after, saved):
    entry = replace(OPINION, plan=plan, after=after)

    assert entry.benefit.yearly == saved


def test_the_totals_are_the_sums_of_all():
    totals = inventory.totals([OPINION, replace(OPINION, plan=Plan.KEEP, after=None)])

    assert (totals.before, totals.after, totals.saved) == (204_800_000, 127_400_000, 77_400_000)
    assert (totals.hours_before, totals.hours_after) == (2000, 1250)
    assert totals.percent == Decimal("37.79")
    assert inventory.totals([]).percent is None


def test_an_entry_comes_back_from_its_json_as_it_was():
    assert inventory.of_json(OPINION.as_json()) == OPINION


def test_an_entry_comes_back_from_csv_as_it_was_and_formulas_are_text():
    entries = [
        replace(OPINION, how="=HYPERLINK(1)", verified=True, source="0012"),
        replace(OPINION, code="NB.000009", plan=Plan.KEEP, after=None, how=""),
    ]

    content = inventory_csv.write(entries)

    assert "'=HYPERLINK" in content
    assert inventory_csv.read(content.encode()) == (entries, [])
    assert inventory_csv.read(content.replace(",", ";").encode())[0]


def test_every_mistake_of_a_file_is_told_with_its_line():
    lines = inventory_csv.write([OPINION, OPINION]).split("\r\n")
    lines[1] = lines[1].replace("giua_co_quan", "dau_do").replace(",100,", ",nhieu,")
    lines[2] = lines[2].replace(",10,", ",1e999,", 1)

    _entries, wrong = inventory_csv.read("\r\n".join(lines).encode())

    assert [fault.field for fault in wrong] == [
        "entries.0.between",
        "entries.0.per_year",
        "entries.1.hours_now",
    ]
    assert "line 2" in wrong[0].message
    assert "line 3" in wrong[2].message


def test_lines_are_counted_as_a_spreadsheet_does_and_empty_ones_say_nothing():
    names, line, _end = inventory_csv.write([OPINION]).split("\r\n")
    two_lines = line.replace("Hỏi và trả lời trên một hồ sơ", '"Hỏi\nvà trả lời"')
    wrong_line = line.replace(",100,", ",1.5,") + ",thừa"

    entries, wrong = inventory_csv.read(
        "\r\n".join([names, two_lines, "", "," * 20, wrong_line, ""]).encode()
    )

    assert [entry.how for entry in entries] == ["Hỏi\nvà trả lời"]
    assert [fault.message for fault in wrong] == [
        "NB.000003 (line 5, column code): it has more cells than there are columns.",
        "NB.000003 (line 5, column per_year): “1.5” is not a whole number.",
    ]


@pytest.mark.parametrize(("written", "meant"), [("1.500", 1500), ("2 000", 2000), ("100", 100)])
def test_thousands_are_written_as_people_do(written, meant):
    content = inventory_csv.write([OPINION]).replace(",100,", f",{written},")

    (entry,), wrong = inventory_csv.read(content.encode())

    assert (entry.per_year, wrong) == (meant, [])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'code,name\n"' + b"x" * 200_000, "no CSV"),
        (b"\xff\xfe", "UTF-8"),
        (b"PK\x03\x04\0", "no CSV"),
        (b"code,name\n", "columns are missing"),
    ],
)
def test_what_is_no_table_of_ours_is_refused_in_words(content, why):
    with pytest.raises(inventory_csv.CsvUnreadable, match=why):
        inventory_csv.read(content)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "3"}, "code"),
        ({"name": " "}, "name"),
        ({"owner": "H99"}, "owner"),
        ({"per_year": -1}, "per_year"),
        ({"rate": Rate(2025, 0, "")}, "rate_amount"),
        ({"now": Effort(Decimal(1), days=0)}, "hours_now"),
        ({"after": None}, "hours_after"),
        ({"plan": Plan.KEEP}, "hours_after"),
        ({"how": ""}, "how"),
    ],
)
def test_an_entry_that_cannot_be_says_where(change, field):
    found = list(inventory.faults([replace(OPINION, **change)], AGENCIES))

    assert [fault.field for fault in found] == [f"entries.0.{field}"]


def test_one_code_twice_is_a_fault():
    assert [each.field for each in inventory.faults([OPINION, OPINION], AGENCIES)] == [
        "entries.1.code"
    ]


# --- changes ---------------------------------------------------------------------------------


@pytest.fixture
def office(db):
    make.agency(code="H55.1", name="Văn phòng")
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


@pytest.fixture
def proposer(office):
    return offices.officer(office, Role.CONTROLLER, name="Người đề xuất")


@pytest.fixture
def approver(office):
    return offices.officer(office, Role.CONTROLLER, name="Người duyệt")


def propose(by, *entries, key="k", **given):
    given = {"ground": "Rà soát năm 2026"} | given
    return actions.propose_inventory(key=key, entries=entries or [OPINION], by=by, **given)


def test_what_is_proposed_holds_once_another_person_approves_it(proposer, approver):
    change = propose(proposer)
    assert not InternalProcedure.objects.exists()

    actions.approve_inventory(change=change, by=approver)
    actions.approve_inventory(change=change, by=approver)

    row = InternalProcedure.objects.get()
    assert (row.entry, row.owner.code, row.plan) == (OPINION, "H55.1", "don_gian_hoa")
    assert row.change.decided_by == approver
    kinds = TrailEntry.objects.filter(case=change.case).values_list("kind", flat=True)
    assert sorted(kinds) == ["catalogue.inventory-approved", "catalogue.inventory-proposed"]


def test_nobody_approves_what_they_proposed_even_with_another_account(proposer, office):
    other = make.account(party=proposer.party)
    make.post(role=Role.CONTROLLER, account=other, agency=office)
    change = propose(proposer)

    for by in (proposer, other):
        with pytest.raises(SamePerson):
            actions.approve_inventory(change=change, by=by)
    with transaction.atomic(), pytest.raises(IntegrityError):
        InventoryChange.objects.update(state=ChangeState.APPROVED, decided_by=proposer)


def test_a_change_says_why_or_by_which_decision(proposer):
    for given, field in (
        ({"ground": " "}, "ground"),
        ({"number": "1/QĐ-UBND"}, "signed_on"),
        ({"signed_on": date(2026, 10, 1)}, "number"),
        ({"number": "1/QĐ-UBND", "signed_on": date(2026, 10, 6)}, "signed_on"),
    ):
        with pytest.raises(ChangeHasFaults) as refused:
            propose(proposer, **given)
        assert [fault.field for fault in refused.value.faults] == [field]


def test_one_procedure_waits_in_one_proposal_only(proposer, approver):
    propose(proposer)

    assert propose(proposer) == InventoryChange.objects.get()
    with pytest.raises(ChangeHasFaults):
        propose(approver, key="other")


def test_a_refused_or_withdrawn_change_changes_nothing_and_stays(proposer, approver):
    refused = propose(proposer)
    with pytest.raises(ChangeHasFaults):
        actions.refuse_inventory(change=refused, note=" ", by=approver)
    actions.refuse_inventory(change=refused, note="Số giờ chưa có căn cứ", by=approver)
    withdrawn = propose(proposer, key="second")
    with pytest.raises(ProposalOfSomeoneElse):
        actions.withdraw_inventory(change=withdrawn, by=approver)
    actions.withdraw_inventory(change=withdrawn, by=proposer)

    for change in (refused, withdrawn):
        with pytest.raises(ChangeClosed):
            actions.approve_inventory(change=change, by=approver)
    assert not InternalProcedure.objects.exists()


def test_officers_of_other_offices_change_nothing(office):
    clerk = offices.officer(office, Role.CLERK)

    with pytest.raises(NotPermitted):
        propose(clerk)


@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one(proposer, approver):
    change = propose(proposer)

    at_once(lambda _click: actions.approve_inventory(change=change, by=approver).pk, range(3))

    assert TrailEntry.objects.filter(kind="catalogue.inventory-approved").count() == 1


def test_the_list_to_begin_with_never_overwrites_what_was_decided(office, proposer, approver):
    entries = [each for each in loading.inventory(FILE) if each.owner == "H55.1"]
    decided = replace(entries[0], per_year=7)
    change = propose(proposer, decided)
    actions.approve_inventory(change=change, by=approver)

    new = actions.load_inventory(entries=entries, by=System("test"))
    again = actions.load_inventory(entries=entries, by=System("test"))

    assert (new, again) == (len(entries) - 1, 0)
    assert InternalProcedure.objects.get(code=decided.code).entry.per_year == 7
    assert InventoryChange.objects.about(decided.code).get() == change


def test_the_list_of_the_example_province_is_right_and_not_verified():
    entries = loading.inventory(FILE)

    owners = dict.fromkeys(each.owner for each in entries)
    assert list(inventory.faults(entries, owners)) == []
    assert {each.verified for each in entries} == {False}
    assert {each.plan for each in entries} == set(Plan)
