"""A change of the calendar: proposed by one, approved by another, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from tests import make, offices
from tests.parallel import at_once
from toantrinh.catalogue import actions
from toantrinh.catalogue.errors import (
    ChangeClosed,
    ChangeHasFaults,
    ProposalOfSomeoneElse,
    SamePerson,
)
from toantrinh.catalogue.models import CalendarChange, ChangeState
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.lists import queries
from toantrinh.lists.changes import Changes, DayChange, HoursChange
from toantrinh.lists.models import CalendarDay, Edition
from toantrinh.lists.queries import Lists
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 10, 12)
SUNDAY = date(2026, 10, 11)
USUAL = (("07:30", "11:30"), ("13:00", "17:00"))
LONG = (("08:00", "12:00"), ("13:00", "17:00"))


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)), translation.override("en"):
        yield


@pytest.fixture
def office():
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


@pytest.fixture
def proposer(office):
    return offices.officer(office, Role.CONTROLLER, name="Người đề xuất")


@pytest.fixture
def approver(office):
    return offices.officer(office, Role.CONTROLLER, name="Người duyệt")


def off(day=MONDAY, *, worked=False, name="Ngày truyền thống", basis="Quyết định 10/QĐ-UBND"):
    return DayChange(day, worked, name, basis)


def season(begins=(1, 1), spans=LONG, since=date(2026, 11, 1), until=None, basis="Quyết định"):
    return HoursChange(begins, spans, since, until, basis)


def propose(by, changes=None, *, key="k", ground="Vì ngày truyền thống của tỉnh", **given):
    changes = changes or Changes(days=(off(),))
    return actions.propose_calendar(key=key, changes=changes, by=by, ground=ground, **given)


def works(day=MONDAY, code=""):
    return queries.calendar_for(code).is_working_day(day)


def kinds():
    return list(
        TrailEntry.objects.filter(kind__startswith="catalogue.calendar")
        .order_by("recorded_at")
        .values_list("kind", flat=True)
    )


def test_a_day_off_holds_once_another_person_approved_it(proposer, approver):
    before = queries.latest_edition()
    proposal = propose(proposer)
    assert works()

    approved = actions.approve_calendar(proposal=proposal, by=approver)

    assert not works()
    assert Lists(before, MONDAY).calendar_for("").is_working_day(MONDAY)
    assert (approved.state, approved.edition) == (
        ChangeState.APPROVED,
        queries.latest_edition(),
    )
    assert approved.decided_by == approver
    assert kinds() == ["catalogue.calendar-proposed", "catalogue.calendar-approved"]
    entry = TrailEntry.objects.get(kind="catalogue.calendar-approved")
    assert entry.data["first_day"] == "2026-10-12"
    assert entry.data["edition"] == approved.edition
    assert "truyền thống" not in str(entry.data)


def test_office_hours_of_one_agency_are_changed_for_it_alone(office, proposer, approver):
    changes = Changes(office.code, hours=(season(),))

    actions.approve_calendar(proposal=propose(proposer, changes), by=approver)

    later = date(2026, 11, 2)
    opens = [
        f"{queries.calendar_for(code, later).season(later).hours[0][0]:%H:%M}"
        for code in (office.code, "H55")
    ]
    assert opens == ["08:00", "07:30"]


def test_a_year_is_announced(proposer, approver):
    proposal = propose(
        proposer, Changes(announced=2028), number="1/TB-BNV", signed_on=MONDAY.replace(day=1)
    )

    actions.approve_calendar(proposal=proposal, by=approver)

    assert not queries.calendar_for("").is_provisional(date(2028, 1, 3))
    assert not works(date(2028, 9, 1))


def test_what_is_proposed_twice_with_one_key_is_one_proposal(proposer):
    first, again = propose(proposer), propose(proposer)

    assert first == again
    assert kinds() == ["catalogue.calendar-proposed"]


def test_the_one_who_proposed_it_neither_approves_nor_refuses_it(proposer):
    proposal = propose(proposer)

    with pytest.raises(SamePerson):
        actions.approve_calendar(proposal=proposal, by=proposer)
    with pytest.raises(SamePerson):
        actions.refuse_calendar(proposal=proposal, note="Chưa đúng", by=proposer)
    assert works()


def test_a_second_account_of_the_same_person_is_no_second_person(office, proposer):
    second = make.officer(
        Role.CONTROLLER, agency=office, account=make.account(party=proposer.party)
    )

    with pytest.raises(SamePerson):
        actions.approve_calendar(proposal=propose(proposer), by=second)


def test_refused_with_a_reason_it_changes_nothing_and_stays_to_be_read(proposer, approver):
    proposal = propose(proposer)

    refused = actions.refuse_calendar(proposal=proposal, note=" Chưa có văn bản. ", by=approver)

    assert (refused.state, refused.note) == (ChangeState.REFUSED, "Chưa có văn bản.")
    assert works()
    with pytest.raises(ChangeClosed):
        actions.approve_calendar(proposal=proposal, by=approver)
    with pytest.raises(ChangeClosed):
        actions.refuse_calendar(proposal=proposal, note="Lại", by=approver)


def test_a_refusal_needs_a_reason(proposer, approver):
    with pytest.raises(ChangeHasFaults) as caught:
        actions.refuse_calendar(proposal=propose(proposer), note=" ", by=approver)

    assert caught.value.faults[0].field == "note"


def test_it_is_withdrawn_by_its_proposer_only_and_then_by_nobody(proposer, approver):
    proposal = propose(proposer)
    with pytest.raises(ProposalOfSomeoneElse):
        actions.withdraw_calendar(proposal=proposal, by=approver)

    withdrawn = actions.withdraw_calendar(proposal=proposal, by=proposer)

    assert withdrawn.state == ChangeState.WITHDRAWN
    for decide in (actions.approve_calendar,):
        with pytest.raises(ChangeClosed):
            decide(proposal=proposal, by=approver)
    with pytest.raises(ChangeClosed):
        actions.withdraw_calendar(proposal=proposal, by=proposer)
    assert kinds()[-1] == "catalogue.calendar-withdrawn"


@pytest.mark.parametrize("role", [Role.HEAD, Role.ONE_STOP, Role.ADMINISTRATOR])
def test_others_may_neither_propose_nor_decide(role, office, proposer):
    other = make.officer(role, agency=office)
    proposal = propose(proposer)

    with pytest.raises(NotPermitted):
        propose(other, key="o")
    with pytest.raises(NotPermitted):
        actions.approve_calendar(proposal=proposal, by=other)
    with pytest.raises(NotPermitted):
        actions.refuse_calendar(proposal=proposal, note="x", by=other)
    with pytest.raises(NotPermitted):
        actions.withdraw_calendar(proposal=proposal, by=other)


def test_the_house_itself_is_no_person(proposer):
    with pytest.raises(NotPermitted):
        propose(System("test"))
    with pytest.raises(NotPermitted):
        actions.approve_calendar(proposal=propose(proposer), by=System("test"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        (Changes(), "", "Nothing is changed"),
        (Changes(days=(off(), off())), "days.1", "12/10/2026 is there twice"),
        (Changes(days=(off(), off(worked=True))), "days.1", "both off and worked"),
        (Changes(days=(off(SUNDAY),)), "days.0", "is a day off already"),
        (Changes(days=(off(worked=True),)), "days.0", "is a working day already"),
        (Changes(days=(off(date(2046, 1, 1)),)), "days.0", "too far away"),
        (Changes(days=(off(name=" "),)), "days.0", "name of the day is missing"),
        (Changes(days=(off(basis=""),)), "basis", "legal ground is missing"),
        (Changes(days=(off(name="x" * 201),)), "days.0", "longer than 200"),
        (Changes("H55.khong-co", days=(off(),)), "scope", "There is no agency"),
        (Changes(hours=(season(spans=(("08:00", "15:00"),)),)), "hours.0", "8 hours a day"),
        (
            Changes(hours=(season(spans=(("08:00", "13:00"), ("12:00", "15:00"))),)),
            "hours.0",
            "without overlapping",
        ),
        (Changes(hours=(season(spans=(("8 giờ", "x"),)),)), "hours.0", "such as 07:30"),
        (Changes(hours=(season(begins=(2, 30)),)), "hours.0", "a day of the year"),
        (Changes(hours=(season(), season(spans=USUAL))), "hours.1", "on the same day"),
        (
            Changes(hours=(season(), season((6, 1), since=date(2026, 12, 1)))),
            "hours.0",
            "from the same day to the same",
        ),
        (Changes(hours=(season(until=date(2026, 10, 31)),)), "hours.0", "not before the first"),
        (Changes(hours=(season(spans=USUAL),)), "hours.0", "the office hours already"),
        (Changes(hours=(season(basis=""),)), "basis", "legal ground is missing"),
        (Changes(announced=2046), "announced", "too far away"),
        (Changes("H55", announced=2028), "announced", "whole country only"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_its_place(proposer, changes, field, words):
    with pytest.raises(ChangeHasFaults) as caught:
        propose(proposer, changes)

    assert [
        fault for fault in caught.value.faults if fault.field == field and words in fault.message
    ]
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"ground": "", "number": "1/QĐ"}, "signed_on"),
        ({"number": "1/QĐ", "signed_on": date(2026, 10, 6)}, "signed_on"),
        ({"signed_on": date(2026, 10, 1)}, "number"),
    ],
)
def test_a_change_needs_its_ground_or_its_decision(proposer, given, field):
    with pytest.raises(ChangeHasFaults) as caught:
        propose(proposer, **given)

    assert [fault.field for fault in caught.value.faults] == [field]


def test_a_decision_is_ground_enough_for_days_to_come(proposer):
    proposal = propose(proposer, ground="", number="1/QĐ-UBND", signed_on=date(2026, 10, 5))

    assert proposal.is_open


def test_a_day_that_has_passed_needs_a_ground_beside_the_decision(proposer, approver):
    past = Changes(days=(off(date(2026, 10, 2)),))
    with pytest.raises(ChangeHasFaults) as caught:
        propose(proposer, past, ground="", number="1/QĐ-UBND", signed_on=date(2026, 10, 5))
    assert [fault.field for fault in caught.value.faults] == ["ground"]

    proposal = propose(proposer, past, ground="Cơ quan đóng cửa vì bão")

    assert actions.approve_calendar(proposal=proposal, by=approver).edition


def test_what_waits_for_approval_is_not_proposed_again(office, proposer, approver):
    propose(proposer)
    propose(proposer, Changes(office.code, hours=(season(),)), key="h")
    propose(proposer, Changes(announced=2028), key="y")

    for changes, field in (
        (Changes(days=(off(name="Khác"),)), "days.0"),
        (Changes(office.code, hours=(season((2, 1)),)), "hours.0"),
        (Changes(announced=2028), "announced"),
    ):
        with pytest.raises(ChangeHasFaults) as caught:
            propose(approver, changes, key="again")
        assert [fault.field for fault in caught.value.faults] == [field]
    assert propose(approver, Changes(office.code, days=(off(),)), key="other scope").is_open


def test_what_became_so_meanwhile_is_not_approved(proposer, approver):
    here = propose(proposer)
    CalendarChange.objects.filter(pk=here.pk).update(state=ChangeState.WITHDRAWN)
    actions.approve_calendar(proposal=propose(proposer, key="other"), by=approver)
    CalendarChange.objects.filter(pk=here.pk).update(state=ChangeState.PROPOSED)

    with pytest.raises(ChangeHasFaults, match="is a day off already"):
        actions.approve_calendar(proposal=here, by=approver)


@pytest.mark.django_db(transaction=True)
def test_clicked_by_several_at_once_it_is_approved_once(office, proposer, approver):
    proposal = propose(proposer)
    third = offices.officer(office, Role.CONTROLLER, name="Người thứ ba")
    people = [approver.pk, third.pk] * 3

    def approve(number):
        by = Account.objects.select_related("party").get(pk=number)
        return actions.approve_calendar(proposal=proposal, by=by).edition

    editions = at_once(approve, people)

    assert len(set(editions)) == 1
    assert Edition.objects.count() == 1
    assert CalendarDay.objects.count() == 1
    assert kinds().count("catalogue.calendar-approved") == 1


@pytest.mark.django_db(transaction=True)
def test_sent_by_several_clicks_at_once_it_is_proposed_once(proposer):
    made = at_once(lambda _click: propose(Account.objects.get(pk=proposer.pk)).pk, range(6))

    assert len(set(made)) == 1
    assert kinds() == ["catalogue.calendar-proposed"]


def test_no_row_says_that_its_proposer_approved_it(proposer):
    proposal = propose(proposer)

    with (
        pytest.raises(IntegrityError, match="catalogue_calendar_by_two_people"),
        transaction.atomic(),
    ):
        CalendarChange.objects.filter(pk=proposal.pk).update(
            state=ChangeState.APPROVED, decided_by=proposer, edition=1
        )


def test_a_change_is_read_back_as_it_was_written():
    changes = Changes(
        "H55",
        days=(off(), off(date(2026, 10, 17), worked=True)),
        hours=(season((4, 15), until=date(2027, 1, 1)), season((10, 15))),
        announced=2028,
    )

    stored = CalendarChange(agency_code="H55", what=changes.as_json())

    assert stored.changes == changes
    assert changes.first_day == MONDAY
    assert Changes(announced=2028).first_day is None
