"""At the counter: begun for a person, confirmed by them, filed and accepted at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import make
from tests.portal.conftest import photo
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import declaring, hands
from toantrinh.dossiers.assisting_errors import (
    CodeOver,
    CodesSpent,
    CodeWrong,
    ConfirmationMissing,
    StackUnsorted,
)
from toantrinh.dossiers.models import (
    Assistance,
    Channel,
    ConfirmationState,
    Dossier,
    FilingConfirmation,
    PaperKind,
)
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Notice
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .scans import sheets

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = "giay_chung_sinh"


@pytest.fixture
def officer(officers):
    return officers[Role.ONE_STOP]


@pytest.fixture
def begun(birth, ward, mother, officer):
    return dossiers.begin_for(version=birth, owner=mother.party, centre=ward, key="1", by=officer)


@pytest.fixture
def ready(begun, sample, officer):
    dossiers.save_answers(dossier=begun, answers=sample["answers"], by=officer)
    dossiers.attach(dossier=begun, component=PAPER, name="a.jpg", content=photo(), by=officer)
    return Dossier.objects.get(pk=begun.pk)


@pytest.fixture
def confirmed(ready, officer):
    asked = dossiers.send_code(dossier=ready, by=officer)
    dossiers.confirm_by_code(dossier=ready, code=declaring.code(asked), by=officer)
    return ready


def test_who_owns_who_submitted_and_who_helped_are_three_facts(confirmed, mother, officer, ward):
    filed = dossiers.take_in(dossier=confirmed, by=officer)

    assert (filed.owner, filed.submitted_by, filed.assisted_by) == (mother.party, officer, officer)
    assert (filed.assistance, filed.assisted_in) == (Assistance.OFFICER, ward)
    assert filed.channel == Channel.DESK
    assert TrailEntry.objects.get(kind="dossier.submitted").data["assisted"] is True


def test_it_is_filed_and_accepted_in_one_go_and_form_01_names_the_officer(confirmed, officer, work):
    filed = dossiers.take_in(dossier=confirmed, by=officer)
    work()

    filed.refresh_from_db()
    assert filed.due_at is not None
    assert filed.state == State.PROCESSING
    assert filed.papers.filter(kind=PaperKind.FORM01).exists()
    assert filed.tasks.get(kind="receive").done_by == officer


def test_nothing_is_filed_without_the_word_of_the_person(ready, officer):
    with pytest.raises(ConfirmationMissing):
        dossiers.take_in(dossier=ready, by=officer)
    with pytest.raises(ConfirmationMissing):
        dossiers.submit(dossier=ready, by=officer)

    ready.refresh_from_db()
    assert ready.is_draft


def test_what_is_changed_after_the_word_was_given_is_not_confirmed(confirmed, officer):
    changed = {"ks_ho_ten": "Trần Bảo Ngọc"}
    dossiers.save_answers(dossier=confirmed, answers=changed, by=officer)

    with pytest.raises(ConfirmationMissing):
        dossiers.take_in(dossier=confirmed, by=officer)


def test_the_owner_files_what_an_officer_wrote_without_a_code(ready, mother):
    filed = dossiers.submit(dossier=ready, by=mother)

    assert filed.submitted_by == mother
    assert filed.assistance == Assistance.OFFICER


def test_a_code_is_sent_once_and_counts_its_tries(ready, officer):
    asked = dossiers.send_code(dossier=ready, by=officer)
    again = dossiers.send_code(dossier=ready, by=officer)
    wrong = str(int(declaring.code(asked)) ^ 1).zfill(6)

    for _each in range(asked.MOST_TRIES):
        with pytest.raises(CodeWrong):
            dossiers.confirm_by_code(dossier=ready, code=wrong, by=officer)
    with pytest.raises(CodeOver):
        dossiers.confirm_by_code(dossier=ready, code=declaring.code(asked), by=officer)

    assert again == asked
    assert declaring.code(asked) in Notice.objects.get().text


def test_a_code_that_did_not_arrive_gives_way_to_another_after_a_minute(ready, officer):
    first, then = dossiers.send_code(dossier=ready, by=officer), clock.now()
    with clock.set_to(then + timedelta(seconds=61)):
        other = dossiers.send_code(dossier=ready, by=officer)

        with pytest.raises(CodeWrong):
            dossiers.confirm_by_code(dossier=ready, code=declaring.code(first), by=officer)
        FilingConfirmation.objects.filter(pk=other.pk).update(tries=other.MOST_TRIES)
        with pytest.raises(CodeOver):  # what was replaced does not come back
            dossiers.confirm_by_code(dossier=ready, code=declaring.code(first), by=officer)
        FilingConfirmation.objects.filter(pk=other.pk).update(tries=0)
        dossiers.confirm_by_code(dossier=ready, code=declaring.code(other), by=officer)

    assert Notice.objects.count() == 2


def test_no_more_than_a_few_codes_are_sent_for_one_filing_in_a_day(ready, officer):
    morning = clock.now()
    for hour in range(FilingConfirmation.MOST_CODES):
        with clock.set_to(morning + timedelta(hours=hour)):
            dossiers.send_code(dossier=ready, by=officer)

    with clock.set_to(morning + timedelta(hours=6)), pytest.raises(CodesSpent):
        dossiers.send_code(dossier=ready, by=officer)
    with clock.set_to(morning + timedelta(hours=30)):
        dossiers.send_code(dossier=ready, by=officer)

    assert Notice.objects.count() == FilingConfirmation.MOST_CODES + 1


def test_a_signed_sheet_confirms_and_is_kept(ready, officer):
    given = dossiers.confirm_by_signature(dossier=ready, files=sheets("Đã ký"), by=officer)
    filed = dossiers.take_in(dossier=ready, by=officer)

    assert given.scan.dossier == filed
    assert given.state == ConfirmationState.GIVEN


def test_who_does_not_confirm_takes_back_what_they_confirmed(confirmed, officer):
    dossiers.record_not_confirmed(dossier=confirmed, by=officer)

    with pytest.raises(ConfirmationMissing):
        dossiers.take_in(dossier=confirmed, by=officer)
    assert TrailEntry.objects.filter(kind="dossier.filing-not-confirmed").exists()


def test_the_draft_is_gone_with_all_that_hangs_on_it(confirmed, officer):
    dossiers.confirm_by_signature(dossier=confirmed, files=sheets("Đã ký"), by=officer)

    dossiers.discard(dossier=confirmed, by=officer)

    assert not Dossier.objects.exists()


def test_the_database_refuses_to_take_the_help_back(begun, ward):
    for change in (
        {"assistance": Assistance.NONE, "assisted_by": None},
        {"assistance": Assistance.DEVICE, "assisted_by": None},
        {"assisted_in": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dossier.objects.filter(pk=begun.pk).update(**change)


def test_a_device_of_the_house_marks_a_draft_once_and_for_ever(birth, ward, mother):
    draft = dossiers.begin(version=birth, owner=mother.party, agency=ward, key="d", by=mother)

    noted = dossiers.note_assistance(
        dossier=draft, assistance=Assistance.DEVICE, centre=ward, by=mother
    )
    again = dossiers.note_assistance(
        dossier=noted, assistance=Assistance.SESSION, centre=None, by=mother
    )

    assert again.assistance == Assistance.DEVICE
    assert TrailEntry.objects.filter(kind="dossier.filing-assisted").count() == 1


def test_no_officer_helps_themselves_and_no_guide_files(birth, ward, officer):
    guide = make.officer(Role.GUIDE, agency=ward)
    common = {"version": birth, "centre": ward, "key": "x"}

    with pytest.raises(NotPermitted):
        dossiers.begin_for(**common, owner=officer.party, by=officer)
    with pytest.raises(NotPermitted):
        dossiers.begin_for(**common, owner=make.party(), by=guide)
    assert not Dossier.objects.exists()


def test_an_officer_who_left_the_centre_sees_nothing_of_it_any_more(ready, officer):
    officer.posts.update(valid_to="2026-01-01")
    gone = type(officer).objects.get(pk=officer.pk)

    with pytest.raises(NotPermitted):
        dossiers.send_code(dossier=ready, by=gone)
    assert not Dossier.objects.readable_by(gone).exists()


def test_another_centre_takes_it_in_for_the_competent_body(birth, ward, mother, sample):
    centre = make.agency(code="H55.999")
    elsewhere = make.officer(Role.ONE_STOP, agency=centre)
    draft = dossiers.begin_for(
        version=birth, owner=mother.party, centre=centre, key="1", by=elsewhere
    )
    dossiers.choose_agency(dossier=draft, agency=ward, by=elsewhere)
    dossiers.save_answers(dossier=draft, answers=sample["answers"], by=elsewhere)
    dossiers.attach(dossier=draft, component=PAPER, name="a.jpg", content=photo(), by=elsewhere)
    draft = Dossier.objects.get(pk=draft.pk)
    dossiers.confirm_by_signature(dossier=draft, files=sheets("Đã ký"), by=elsewhere)

    filed = dossiers.take_in(dossier=draft, by=elsewhere)

    assert (filed.agency, filed.taken_in_by) == (ward, centre)
    entry = TrailEntry.objects.get(kind="dossier.submitted")
    assert entry.data["taken_in_by"] == centre.code
    assert not Dossier.objects.readable_by(Account.objects.get(pk=elsewhere.pk)).exists()


def test_a_stack_is_sorted_into_its_papers_and_waits_until_it_is(begun, sample, officer):
    dossiers.save_answers(dossier=begun, answers=sample["answers"], by=officer)
    stack = dossiers.scan_stack(dossier=begun, files=sheets("Một", "", "Hai", "Ba"), by=officer)
    with pytest.raises(StackUnsorted):
        dossiers.take_in(dossier=begun, by=officer)

    places = {1: PAPER, 2: "", 3: PAPER}
    made = dossiers.sort_stack(dossier=begun, stack=stack, places=places, by=officer)
    again = dossiers.sort_stack(dossier=begun, stack=stack, places=places, by=officer)

    assert stack.file.pages == 3  # the blank back is left out
    assert [(each.component, each.file.pages) for each in made] == [(PAPER, 2)]
    assert again == []


def test_it_is_counted_by_whose_hands(confirmed, officer, birth, ward):
    dossiers.take_in(dossier=confirmed, by=officer)
    make.filed(version=birth, agency=ward)

    counted = hands.counted(ward)

    assert (counted.alone, counted.assisted, counted.share_alone) == (1, 1, 50)
    assert [each.code for each in hands.usual(ward)] == [birth.code]
