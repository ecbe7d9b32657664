"""A birth registration from draft to the signed result, with the worker doing its part."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries, timeline
from toantrinh.dossiers.errors import (
    DocumentChanged,
    FindingMissing,
    NoteMissing,
    PapersMissing,
    TaskNotWaiting,
    WrongState,
)
from toantrinh.dossiers.models import DailyCounter, Dossier, PaperKind, Task
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Question
from toantrinh.exchange.tasks import call_register
from toantrinh.identity.permissions import NotPermitted, Permission, Role, may
from toantrinh.lists import queries as lists
from toantrinh.papers import queries as papers
from toantrinh.signing.checking import check
from toantrinh.trail.chain import verify
from toantrinh.vault import queries as vault
from toantrinh.vault.models import Deposit

pytestmark = pytest.mark.django_db(transaction=True)


def waiting(dossier):
    return dossier.tasks.open().get()


def examined(dossier, officers, work):
    """Accepted and examined; the draft of the result waits for the applicant."""
    work()
    dossiers.accept(dossier=dossier, by=officers[Role.ONE_STOP])
    work()
    found = {"phai_xac_minh_hon_nhan": False}
    dossiers.complete_task(task=waiting(dossier), by=officers[Role.SPECIALIST], findings=found)
    work()


def at_signature(dossier, officers, mother, work):
    """Everything done up to the signature."""
    examined(dossier, officers, work)
    dossiers.confirm_draft(task=waiting(dossier), by=mother, agree=True)
    dossiers.complete_task(task=waiting(dossier), by=officers[Role.SPECIALIST])
    work()


@pytest.fixture
def submitted(with_papers, mother):
    return dossiers.submit(dossier=with_papers, by=mother)


def test_a_birth_is_registered_from_filing_to_the_signed_certificate(
    submitted, officers, mother, work, population
):
    at_signature(submitted, officers, mother, work)
    draft = queries.newest_draft(submitted)
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])
    work()
    dossiers.seal(task=waiting(submitted), by=officers[Role.CLERK])
    work()
    dossiers.return_result(task=waiting(submitted), by=officers[Role.ONE_STOP])
    work()

    submitted.refresh_from_db()
    assert submitted.state == State.RESULT_RETURNED
    result = submitted.papers.get(kind=PaperKind.RESULT)
    content = vault.content(result.file)
    assert [s.intact for s in check(content).signatures] == [True, True]
    assert papers.by_hash(result.file.sha256) == result.issued
    assert result.issued.number == "01/2026"
    assert Deposit.objects.get().party == mother.party
    assert verify(submitted.case) == []
    assert {p.kind for p in queries.papers(submitted, mother)} == {
        PaperKind.CONFIRMATION,
        PaperKind.FORM01,
        PaperKind.RESULT,
    }
    assert timeline.moments(submitted)[-1].title


def test_an_applicant_sees_the_draft_they_are_asked_about_until_it_is_decided(
    submitted, officers, mother, work, population
):
    def drafts():
        return [p for p in queries.papers(submitted, mother) if p.kind == PaperKind.DRAFT]

    at_signature(submitted, officers, mother, work)
    draft = queries.newest_draft(submitted)
    before = drafts()
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])
    work()
    dossiers.seal(task=waiting(submitted), by=officers[Role.CLERK])
    work()

    assert (before, drafts()) == ([draft], [])


def test_an_applicant_who_is_not_asked_about_the_draft_does_not_see_it(
    submitted, officers, mother, work, population
):
    examined(submitted, officers, work)
    submitted.tasks.filter(kind="confirm_draft").delete()  # as in a process without that step

    assert PaperKind.DRAFT not in {p.kind for p in queries.papers(submitted, mother)}
    officer = officers[Role.SPECIALIST]
    assert PaperKind.DRAFT in {p.kind for p in queries.papers(submitted, officer)}


def test_there_is_no_due_time_before_acceptance(submitted, officers):
    before = submitted.due_at

    accepted = dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])

    assert before is None
    assert f"{accepted.due_at.astimezone(clock.ZONE):%d/%m %H:%M}" == "05/10 17:00"


def test_a_filing_takes_few_statements(with_papers, mother):
    lists.current().time_rule("answer_within")  # read once a process and edition
    with CaptureQueriesContext(
        connection,
    ) as captured:
        dossiers.submit(dossier=with_papers, by=mother)

    assert len(captured) <= 26


def test_a_filing_without_its_papers_is_refused_and_stays_a_draft(filled, mother):
    changed = dossiers.save_answers(
        dossier=filled, answers={"hoan_canh": "mang_thai_ho"}, by=mother
    )

    with pytest.raises(PapersMissing) as refused:
        dossiers.submit(dossier=changed, by=mother)

    assert [key for key, _ in refused.value.components] == ["xac_nhan_mang_thai_ho"]
    assert Dossier.objects.get().state == State.DRAFT


def test_two_clicks_at_once_submit_once(with_papers, mother):
    def click(_):
        try:
            return dossiers.submit(dossier=with_papers, by=mother).reference
        except WrongState:
            return ""

    assert sorted(bool(code) for code in at_once(click, range(4))) == [False, False, False, True]
    assert verify(with_papers.case) == []


def test_codes_are_unique_when_two_hundred_file_at_once(birth, ward):
    drafts = [make.dossier(version=birth, agency=ward) for _ in range(200)]
    day = clock.today()

    def number(dossier):
        return DailyCounter.objects.next(dossier.agency, day)

    assert sorted(at_once(number, drafts, people=8)) == list(range(1, 201))


def test_a_population_database_that_is_down_leaves_the_dossier_waiting_visibly(
    submitted, officers, mother, work, settings
):
    register = {**settings.CONNECTORS["population"], "url": "http://127.0.0.1:9"}
    settings.CONNECTORS = {"population": register}

    at_signature(submitted, officers, mother, work)

    question = Question.objects.get()
    assert (question.state, question.tries, question.trouble) == ("asked", 1, "ConnectError")
    assert waiting(submitted).kind == "query"
    assert "so_dinh_danh_tre" not in Dossier.objects.get().content["findings"]


def test_a_register_that_comes_back_is_asked_again_under_the_same_key(
    submitted, officers, mother, work, population
):
    at_signature(submitted, officers, mother, work)
    question = Question.objects.get()

    call_register(question=str(question.uid))

    number = Dossier.objects.get().content["findings"]["so_dinh_danh_tre"]
    assert number.startswith("019") and len(number) == 12
    assert waiting(submitted).kind == "sign"


def test_silence_is_agreement_only_after_its_time(submitted, officers, work):
    examined(submitted, officers, work)
    task = waiting(submitted)

    dossiers.take_silence(task=task, by=System("test"))
    too_early = waiting(submitted).kind
    with clock.set_to(task.wakes_at):
        dossiers.take_silence(task=task, by=System("test"))

    assert too_early == "confirm_draft"
    assert waiting(submitted).key == "vao_so"


def test_an_applicant_who_disagrees_sends_it_back_with_what_is_wrong(
    submitted, officers, mother, work
):
    examined(submitted, officers, work)
    task = waiting(submitted)

    with pytest.raises(NoteMissing):
        dossiers.confirm_draft(task=task, by=mother, agree=False)
    dossiers.confirm_draft(task=task, by=mother, agree=False, note="Sai họ của cháu")

    assert waiting(submitted).key == "tham_tra"
    assert Task.objects.get(pk=task.pk).note == "Sai họ của cháu"


def test_a_head_signs_only_what_was_shown(submitted, officers, mother, work, population):
    at_signature(submitted, officers, mother, work)

    with pytest.raises(DocumentChanged):
        dossiers.approve(task=waiting(submitted), sha256="0" * 64, by=officers[Role.HEAD])


def test_a_head_may_send_it_back_and_the_unit_does_the_step_again(
    submitted, officers, mother, work, population
):
    at_signature(submitted, officers, mother, work)

    back = dossiers.send_back(task=waiting(submitted), by=officers[Role.HEAD], note="Sai nơi sinh")

    assert waiting(submitted).key == "vao_so"
    assert waiting(submitted).opened_at == back.done_at


def test_a_step_names_what_must_be_found(submitted, officers, work):
    work()
    dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])
    work()

    with pytest.raises(FindingMissing):
        dossiers.complete_task(task=waiting(submitted), by=officers[Role.SPECIALIST])


def test_a_second_click_of_an_officer_is_refused_and_changes_nothing(submitted, officers, work):
    examined(submitted, officers, work)
    done = submitted.tasks.get(key="tham_tra")

    with pytest.raises(TaskNotWaiting):
        dossiers.complete_task(
            task=done, by=officers[Role.SPECIALIST], findings={"phai_xac_minh_hon_nhan": True}
        )

    assert Dossier.objects.get().content["findings"] == {"phai_xac_minh_hon_nhan": False}


def test_an_officer_of_another_agency_does_nothing_here(submitted, work):
    work()
    stranger = make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999", name="Nơi khác"))

    with pytest.raises(NotPermitted):
        dossiers.accept(dossier=submitted, by=stranger)

    assert not Dossier.objects.readable_by(stranger).exists()


def test_who_examines_does_not_do_the_step_of_the_head(submitted, officers):
    task = Task(dossier=submitted, role=Role.HEAD, kind="work")
    own = Task(dossier=submitted, role=Role.SPECIALIST, kind="work")

    assert may(officers[Role.HEAD], Permission.DOSSIER_PROCESS, on=task)
    assert not may(officers[Role.SPECIALIST], Permission.DOSSIER_PROCESS, on=task)
    assert may(officers[Role.SPECIALIST], Permission.DOSSIER_PROCESS, on=own)
    assert not may(officers[Role.HEAD], Permission.DOSSIER_PROCESS, on=own)
