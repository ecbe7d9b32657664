"""What an officer sees and does, and what nobody else does."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry, TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)

WORKLIST = "/can-bo"


def page_of(dossier):
    return reverse("desk:dossier", args=[dossier.uid])


def deed(dossier, name):
    return reverse("desk:act", args=[dossier.uid, name])


@pytest.fixture
def submitted(with_papers, mother, officers, work):
    """Her dossier, which waits to be received."""
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    work()
    return dossier


@pytest.fixture
def at_examination(submitted, officers, work):
    """Her dossier, accepted and waiting to be examined."""
    dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])
    work()
    return submitted


@pytest.fixture
def stranger():
    """A one-stop officer of another agency."""
    return make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999", name="Nơi khác"))


@pytest.fixture
def one_stop(client, officers):
    client.force_login(officers[Role.ONE_STOP])
    return client


def test_a_filed_dossier_waits_on_the_worklist_of_the_one_stop_officer(one_stop, submitted):
    page = one_stop.get(WORKLIST)

    assert page.status_code == 200
    assert [task.dossier for task in page.context["rows"]] == [submitted]
    assert page_of(submitted) in page.content.decode()


def test_a_filed_dossier_is_on_no_worklist_of_another_agency(client, submitted, stranger):
    client.force_login(stranger)

    page = client.get(WORKLIST)

    assert page.status_code == 200
    assert submitted.reference not in page.content.decode()


def test_another_agency_does_not_find_it_by_its_code_either(client, submitted, stranger):
    client.force_login(stranger)

    page = client.get(WORKLIST, {"q": submitted.reference})

    assert page.context["found"] == []


def test_the_agency_finds_it_by_its_code_and_by_a_name_without_accents(one_stop, submitted):
    by_code = one_stop.get(WORKLIST, {"q": submitted.reference.lower()})
    by_name = one_stop.get(WORKLIST, {"q": "nguyen thi lan anh"})

    assert by_code.context["found"] == by_name.context["found"] == [submitted]


def test_opening_a_dossier_is_written_down(one_stop, submitted):
    before = AccessEntry.objects.count()

    page = one_stop.get(page_of(submitted))

    assert page.status_code == 200
    assert submitted.owner.name in page.content.decode()
    assert AccessEntry.objects.count() == before + 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dossier_of_another_agency_is_absent_and_the_try_is_written_down(
    client, submitted, stranger, method
):
    client.force_login(stranger)
    before = AccessEntry.objects.count()

    if method == "get":
        answer = client.get(page_of(submitted))
    else:
        answer = client.post(deed(submitted, "tiep-nhan"))

    submitted.refresh_from_db()
    assert answer.status_code == 404
    assert submitted.reference not in answer.content.decode()
    assert submitted.state == State.FILED
    assert AccessEntry.objects.count() == before + 1
    assert AccessEntry.objects.latest("pk").kind.endswith("tried")


def test_a_draft_is_absent_even_for_the_agency_it_is_meant_for(one_stop, draft):
    assert one_stop.get(page_of(draft)).status_code == 404


@pytest.mark.parametrize("address", ["worklist", "dossier", "deed"])
def test_a_citizen_without_a_post_is_kept_out(client, submitted, mother, address):
    client.force_login(mother)
    ask = {
        "worklist": lambda: client.get(WORKLIST),
        "dossier": lambda: client.get(page_of(submitted)),
        "deed": lambda: client.post(deed(submitted, "tiep-nhan")),
    }[address]

    assert ask().status_code == 403


def test_who_is_not_signed_in_is_asked_to(client):
    answer = client.get(WORKLIST)

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/can-bo")


def test_a_second_click_on_accept_does_nothing_twice(one_stop, submitted):
    first = one_stop.post(deed(submitted, "tiep-nhan"))
    submitted.refresh_from_db()
    accepted, events = submitted.state, TrailEntry.objects.count()

    second = one_stop.post(deed(submitted, "tiep-nhan"))

    submitted.refresh_from_db()
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == page_of(submitted)
    assert accepted == submitted.state != State.FILED
    assert TrailEntry.objects.count() == events


def test_a_deed_is_never_done_by_following_a_link(one_stop, submitted):
    answer = one_stop.get(deed(submitted, "tiep-nhan"))

    submitted.refresh_from_db()
    assert answer.status_code == 405
    assert submitted.state == State.FILED


def test_a_deed_nobody_knows_is_absent(one_stop, submitted):
    assert one_stop.post(deed(submitted, "xoa")).status_code == 404


def test_a_missing_finding_is_said_and_the_note_stays(client, at_examination, officers):
    client.force_login(officers[Role.SPECIALIST])
    task = at_examination.tasks.open().get()

    page = client.post(
        deed(at_examination, "hoan-thanh"), {"task": task.uid, "note": "Đã gọi bệnh viện hỏi lại"}
    )

    task.refresh_from_db()
    assert page.status_code == 422
    assert "Đã gọi bệnh viện hỏi lại" in page.content.decode()
    assert str(page.context["refusal"]) in page.content.decode()
    assert task.done_at is None


def test_a_finding_completes_the_step(client, at_examination, officers):
    client.force_login(officers[Role.SPECIALIST])
    task = at_examination.tasks.open().get()
    given = {"task": task.uid, "f-phai_xac_minh_hon_nhan": "khong"}

    answer = client.post(deed(at_examination, "hoan-thanh"), given)

    task.refresh_from_db()
    assert answer.status_code == 302
    assert task.done_at is not None
    assert Dossier.objects.get().content["findings"] == {"phai_xac_minh_hon_nhan": False}


def test_the_worklist_asks_no_more_of_the_database_when_more_waits(
    one_stop, submitted, birth, ward
):
    one_stop.get(WORKLIST)  # what a process loads once
    with CaptureQueriesContext(connection) as one_row:
        one_stop.get(WORKLIST)
    task = submitted.tasks.open().get()
    for _ in range(5):
        task.pk, task.uid = None, uuid4()
        task._state.adding = True
        task.dossier = make.filed(version=birth, agency=ward)
        task.save()

    with CaptureQueriesContext(connection) as six_rows:
        page = one_stop.get(WORKLIST)

    assert len(page.context["rows"]) == 6
    assert len(six_rows) == len(one_row)


def test_the_worklist_can_be_narrowed_to_one_kind_of_work(one_stop, submitted):
    to_accept, to_return = (
        one_stop.get(WORKLIST, {"viec": kind}).context["rows"] for kind in ("receive", "return")
    )

    assert [task.dossier for task in to_accept] == [submitted]
    assert to_return == []


def test_the_page_speaks_to_the_officer_and_not_to_the_applicant(
    client, at_examination, officers, work
):
    client.force_login(officers[Role.SPECIALIST])
    task = at_examination.tasks.open().get()
    before = client.get(page_of(at_examination)).content.decode()
    dossiers.complete_task(
        task=task, by=officers[Role.SPECIALIST], findings={"phai_xac_minh_hon_nhan": False}
    )
    work()

    after = client.get(page_of(at_examination)).content.decode()

    assert f"<dd>{task.name}</dd>" in before
    assert "<dd>Người nộp hồ sơ</dd>" in after, "the draft waits for her"
    assert "<dd>Anh/chị</dd>" not in after
