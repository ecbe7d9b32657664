"""The desk where other bodies are asked: choosing them, their page, going on without them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make, sessions
from tests.dossiers import consulted
from tests.dossiers.consulted import task_of
from toantrinh.core import clock
from toantrinh.dossiers.models import Handover, LateOpinion
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def dykes(ward):
    return consulted.body("so_nnmt", "Sở Nông nghiệp và Môi trường")


@pytest.fixture
def asked(ward, officers, dykes):
    return consulted.asked(ward, officers, dykes)


@pytest.fixture
def at_dykes(client, dykes):
    account = make.officer(Role.SPECIALIST, agency=dykes)
    client.force_login(account)
    return client


def page_of(task):
    return reverse("desk:opinion", args=[task.uid])


def test_the_head_chooses_whom_to_ask_and_what_was_ticked_survives_a_refusal(
    client, ward, officers, dykes
):
    dossier = consulted.assigning(ward, officers)
    client.force_login(officers[Role.HEAD])
    task, act = dossier.tasks.open().get(), reverse("desk:act", args=[dossier.uid, "hoan-thanh"])
    typed = {"task": task.uid, "f-can_lay_y_kien": "co", f"co-quan-{dykes.code}": "on"}

    refused = client.post(act, typed)
    done = client.post(act, typed | {"can-cu": "Thửa đất giáp đê"})

    assert refused.status_code == 422
    assert "Chưa ghi nội dung và lý do lấy ý kiến." in refused.content.decode()
    assert f'id="co-quan-{dykes.code}" checked' in refused.content.decode()
    assert done.status_code == 302
    assert task_of(dossier, dykes).is_waiting


def test_a_body_answers_on_a_page_of_its_own_and_its_look_is_written_down(asked, dykes, at_dykes):
    task = task_of(asked, dykes)
    from_worklist = at_dykes.get(reverse("desk:dossier", args=[asked.uid]))
    looks = AccessEntry.objects.filter(kind="dossier.content-read").count()

    page = at_dykes.get(page_of(task)).content.decode()
    done = at_dykes.post(page_of(task), {"ket-qua": "khong_dong_y", "note": "Trong hành lang đê"})
    after = at_dykes.get(page_of(task)).content.decode()

    assert from_worklist.url == page_of(task)
    assert "Thửa đất giáp đê và đường tỉnh" in page
    assert AccessEntry.objects.filter(kind="dossier.content-read").count() == looks + 2
    assert done.status_code == 302
    assert "Trong hành lang đê" in after
    assert "<textarea" not in after


def test_a_body_takes_its_step_from_the_list_and_hands_it_to_a_colleague(
    client, asked, dykes, at_dykes
):
    colleague = make.officer(Role.SPECIALIST, agency=dykes)
    task = task_of(asked, dykes)
    listed = at_dykes.get(reverse("desk:worklist")).content.decode()

    def deed(name, **sent):
        return client.post(reverse("desk:act", args=[asked.uid, name]), sent, follow=True)

    taken = deed("nhan-viec", task=task.uid)
    deed("ban-giao", task=task.uid, to=colleague.uid)
    client.force_login(colleague)
    shown = client.get(page_of(task)).content.decode()
    accepted = deed("nhan-ban-giao", handover=Handover.objects.get().uid)
    twice = deed("nhan-ban-giao", handover=Handover.objects.get().uid)

    assert reverse("desk:act", args=[asked.uid, "nhan-viec"]) in listed
    assert [page.redirect_chain[-1][0] for page in (taken, accepted, twice)] == 3 * [page_of(task)]
    assert "bàn giao" in shown
    assert task_of(asked, dykes).assignee == colleague
    assert not AccessEntry.objects.filter(kind="dossier.foreign-tried").exists()


def test_what_a_body_may_not_do_with_its_step_is_told_on_its_own_page(client, asked, dykes):
    client.force_login(make.officer(Role.SPECIALIST, agency=dykes))
    task = task_of(asked, dykes)
    act = reverse("desk:act", args=[asked.uid, "ban-giao"])

    told = client.post(act, {"task": task.uid, "to": ""}, follow=True)
    other = client.post(reverse("desk:act", args=[asked.uid, "hoan-thanh"]), {"task": task.uid})

    assert told.redirect_chain[-1][0] == page_of(task)
    assert "Chọn" in told.content.decode()
    assert other.status_code == 404


def test_an_answer_without_a_choice_comes_back_with_what_was_typed(asked, dykes, at_dykes):
    page = at_dykes.post(page_of(task_of(asked, dykes)), {"ket-qua": "", "note": "Đã xem bản vẽ"})

    assert page.status_code == 422
    assert "Đã xem bản vẽ" in page.content.decode()
    assert "Chọn một kết quả mà thủ tục có: Đồng ý, Không đồng ý." in page.content.decode()


def test_a_body_sees_no_other_page_of_the_dossier_and_others_not_even_that(
    client, asked, dykes, at_dykes
):
    others = ["due", "control-slip", "supplement", "stopping", "payment"]
    told = {at_dykes.get(reverse(f"desk:{name}", args=[asked.uid])).status_code for name in others}
    client.force_login(make.officer(Role.SPECIALIST, agency=make.agency(code="H55.999")))
    stranger = client.get(page_of(task_of(asked, dykes)))
    nothing = client.get(reverse("desk:opinion", args=[uuid4()]))

    assert told == {404}
    assert (stranger.status_code, nothing.status_code) == (404, 404)
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").count() == 1


def test_only_who_does_the_step_there_may_answer(client, asked, dykes):
    client.force_login(make.officer(Role.ONE_STOP, agency=dykes))
    task = task_of(asked, dykes)

    page = client.get(page_of(task))
    sent = client.post(page_of(task), {"ket-qua": "dong_y"})

    assert "<textarea" not in page.content.decode()
    assert sent.status_code == 403
    assert task_of(asked, dykes).is_waiting


def test_a_late_answer_is_kept_as_late(asked, dykes, at_dykes):
    task = task_of(asked, dykes)
    with clock.set_to(task.wakes_at):
        consulted.silence(task)
        page = at_dykes.get(page_of(task)).content.decode()

        sent = at_dykes.post(page_of(task), {"ket-qua": "dong_y"}, follow=True)

    assert "được coi như đồng ý" in page
    assert LateOpinion.objects.get().outcome == "dong_y"
    assert "Ý kiến được lưu là quá hạn." in sent.content.decode()


def test_a_step_that_ended_without_an_answer_is_still_found_by_the_body(
    client, ward, officers, dykes, at_dykes
):
    later = reverse("desk:internal")
    steps = [task_of(consulted.asked(ward, officers, dykes), dykes) for _each in range(3)]
    with clock.set_to(steps[0].wakes_at + timedelta(days=1)):
        consulted.silence(steps[0])
        at_dykes.get(later)
        with CaptureQueriesContext(connection) as of_one:
            at_dykes.get(later)
        consulted.silence(steps[1])
        consulted.silence(steps[2])
        with CaptureQueriesContext(connection) as of_three:
            page = at_dykes.get(later).content.decode()
        at_dykes.post(page_of(steps[0]), {"ket-qua": "dong_y"})
        answered = at_dykes.get(later).content.decode()
        client.force_login(officers[Role.HEAD])
        elsewhere = client.get(later).content.decode()

    assert len(of_three) == len(of_one)
    assert all(page_of(each) in page for each in steps)
    assert page.index(page_of(steps[2])) < page.index(page_of(steps[0]))
    assert page_of(steps[0]) not in answered
    assert page_of(steps[1]) in answered
    assert page_of(steps[1]) not in elsewhere


def test_a_body_finds_what_it_is_asked_about_by_its_code(client, asked, dykes, at_dykes):
    list_of, looked_for = reverse("desk:worklist"), {"q": asked.reference}

    found = at_dykes.post(list_of, looked_for, follow=True).content.decode()
    client.force_login(make.officer(Role.SPECIALIST, agency=consulted.body("so_xd", "Sở Xây dựng")))
    elsewhere = client.post(list_of, looked_for, follow=True).content.decode()

    page = reverse("desk:dossier", args=[asked.uid])
    assert page in found
    assert page not in elsewhere


def test_who_answered_late_and_what_they_said_is_told_to_the_unit_alone(
    client, asked, officers, dykes, at_dykes
):
    task = task_of(asked, dykes)
    with clock.set_to(task.wakes_at):
        consulted.silence(task)
        at_dykes.post(page_of(task), {"ket-qua": "khong_dong_y", "note": "Trong hành lang đê"})
    who = LateOpinion.objects.get().given_by.name

    client.force_login(officers[Role.HEAD])
    told = client.get(reverse("desk:dossier", args=[asked.uid]))
    client.force_login(asked.submitted_by)
    to_owner = client.get(reverse("portal:dossier", args=[asked.uid]))

    assert f"{who} trả lời sau thời hạn" in told.content.decode()
    assert told.context["moments"][0].detail == "Không đồng ý"
    assert "Không đồng ý" not in to_owner.content.decode()


def test_steps_of_several_bodies_are_told_apart_by_the_body(client, asked, officers, dykes):
    client.force_login(officers[Role.HEAD])

    page = client.get(reverse("desk:dossier", args=[asked.uid])).content.decode()

    assert f"{dykes.name}: Chưa ai giữ bước này" in page


def test_the_unit_sees_who_is_silent_and_goes_on_with_a_ground(client, asked, officers, dykes):
    asked.tasks.filter(key="phoi_hop").update(wakes_at=None)
    client.force_login(officers[Role.HEAD])
    address, task = reverse("desk:dossier", args=[asked.uid]), task_of(asked, dykes)
    early = client.get(address).content.decode()
    go_on = reverse("desk:act", args=[asked.uid, "khong-cho"])

    with clock.set_to(task.due_at + timedelta(minutes=1)):
        late = client.get(address).content.decode()
        client.post(go_on, {"task": task.uid, "khong_cho_vi": "Đã gọi hai lần"})
        after = client.get(address).content.decode()

    assert "khong-cho" not in early
    assert "Làm tiếp, không chờ ý kiến của Sở Nông nghiệp và Môi trường" in late
    assert "không trả lời; đã làm tiếp" in after
    assert "Đã gọi hai lần" in after


def test_the_applicant_reads_who_is_asked_and_who_was_silent_but_not_what_was_written(
    client, asked, dykes
):
    owner = asked.submitted_by
    client.force_login(owner)
    address, task = reverse("portal:dossier", args=[asked.uid]), task_of(asked, dykes)
    waiting = client.get(address).content.decode()

    with clock.set_to(task.wakes_at):
        consulted.silence(task)
        after = client.get(address).content.decode()

    assert "Quá hạn không trả lời thì coi như đồng ý." in waiting
    assert "theo luật coi như đồng ý" in after
    assert "Điểm đ khoản 1 Điều 102 Luật Xây dựng 50/2014/QH13" in after
    assert "Thửa đất giáp đê" not in waiting + after


def test_more_bodies_take_no_more_queries(client, ward, officers, dykes):
    roads = consulted.body("so_xay_dung", "Sở Xây dựng")
    police = consulted.body("cong_an_tinh", "Công an tỉnh")
    one = consulted.asked(ward, officers, dykes)
    three = consulted.asked(ward, officers, dykes, roads, police)
    client.force_login(officers[Role.HEAD])

    def queries(dossier):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk:dossier", args=[dossier.uid]))
        return len(captured)

    queries(one)
    assert queries(three) == queries(one)


def test_a_ground_that_is_refused_stays_beside_its_body(client, asked, officers, dykes):
    asked.tasks.filter(key="phoi_hop").update(wakes_at=None)
    client.force_login(officers[Role.HEAD])
    task, go_on = task_of(asked, dykes), reverse("desk:act", args=[asked.uid, "khong-cho"])
    sent = {"task": task.uid, "khong_cho_vi": "Đã gọi hai lần"}

    with clock.set_to(task.due_at + timedelta(minutes=1)):
        refused = client.post(go_on, sent | {"thay_den": "1"})
        empty = client.post(go_on, sent | {"khong_cho_vi": ""})

    assert refused.status_code == 422
    assert '<details class="govuk-details" open><summary' in empty.content.decode()
    assert 'maxlength="2000">Đã gọi hai lần</textarea>' in refused.content.decode()


def test_an_answer_sent_after_the_session_had_ended_is_shown_again(client, asked, dykes):
    page, sent = page_of(task_of(asked, dykes)), {"ket-qua": "dong_y", "note": "Đã xem bản vẽ"}
    officer = make.officer(Role.SPECIALIST, agency=dykes)
    sessions.over(client, officer)

    sign_in = client.post(page, sent).url
    client.force_login(officer)
    shown = client.get(sign_in.partition("next=")[2]).content.decode()

    assert sign_in.partition("next=")[2] == page
    assert ">Đã xem bản vẽ</textarea>" in shown
    assert 'value="dong_y" checked' in shown
    assert task_of(asked, dykes).is_waiting
