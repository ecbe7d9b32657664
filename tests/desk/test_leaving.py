"""An officer whose office ends while a page is open: refused at once, and nothing typed is lost."""

import pytest
from django.urls import reverse

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers.models import Handover, TaskState, UnsentText
from toantrinh.identity import actions as identity
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Đã gọi bệnh viện hỏi lại"


@pytest.fixture
def specialist(ward):
    load_lists()
    return make.officer(Role.SPECIALIST, agency=ward)


@pytest.fixture
def task(birth, ward, specialist):
    return step(
        accepted(birth, ward, "2026-10-09 17:00"), assignee=specialist, assigned_at=clock.now()
    )


def send(client, task, text=NOTE):
    address = reverse("desk:act", args=[task.dossier.uid, "hoan-thanh"])
    return client.post(address, {"task": task.uid, "note": text})


def end(account):
    identity.end_post(post=account.posts.latest("pk"), by=System("test"), at=clock.now())


@pytest.mark.parametrize("left", ["nothing", "another agency", "another office"])
def test_what_was_typed_is_shown_and_kept_and_the_step_waits_for_the_head(
    client, ward, specialist, task, work, left
):
    there = {"another agency": make.agency(code="H55.999"), "another office": ward}.get(left)
    head = make.officer(Role.HEAD, agency=ward)
    client.force_login(specialist)
    end(specialist)
    if there:
        make.post(role=Role.CLERK, account=specialist, agency=there)

    answer = send(client, task)
    work()

    task.refresh_from_db()
    assert answer.status_code == 403
    assert NOTE in answer.content.decode()
    assert "đã kết thúc nên việc này không được thực hiện" in answer.content.decode()
    assert task.state == TaskState.WAITING
    assert UnsentText.objects.get().typed == {"note": NOTE}
    assert Handover.objects.for_head(head).get().task == task
    client.force_login(head)
    page = client.get(reverse("desk:dossier", args=[task.dossier.uid])).content.decode()
    assert NOTE in page


def test_of_a_stranger_nothing_is_kept(client, ward, task):
    stranger = make.officer(Role.SPECIALIST, agency=make.agency(code="H55.999"))
    client.force_login(stranger)

    assert send(client, task).status_code == 404
    assert UnsentText.objects.count() == 0
