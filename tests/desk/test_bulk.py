"""Many dossiers at once, as officers see it: marked, looked through, confirmed, followed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make, sessions
from tests.dossiers import many
from tests.dossiers.running import load_lists, step
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import tasks
from toantrinh.dossiers.models import Batch, BatchState, BulkAct, Dossier, Task
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry

from .acts import here, stranger

pytestmark = pytest.mark.django_db
BATCHES = "/can-bo/hang-loat"
A_PAGE = 100_000  # bytes


@pytest.fixture
def one_stop(client, officers):
    return here(client, officers, Role.ONE_STOP)


@pytest.fixture
def three(birth, ward):
    """Steps of three dossiers that wait to be accepted."""
    return many.to_accept(birth, ward, 3)


def page_of(batch):
    return reverse("desk:batch", args=[batch.uid])


def deed(batch, name):
    return reverse("desk:batch-act", args=[batch.uid, name])


def sent(steps, act=BulkAct.ACCEPT, **more):
    return {"act": act, "key": "k", "task": [str(each.uid) for each in steps], **more}


def made(client, steps, act=BulkAct.ACCEPT, **more):
    """The batch of these steps, made on the page and looked through by the worker."""
    client.post(BATCHES, sent(steps, act, **more))
    batch = Batch.objects.latest("pk")
    tasks.check_batch(batch=str(batch.uid))
    return many.fresh(batch)


def test_the_worklist_offers_for_many_what_may_be_done(one_stop, three):
    page = one_stop.get("/can-bo")

    assert page.context["bulk"]["acts"] == [BulkAct.ACCEPT]
    assert page.content.decode().count('type="checkbox" name="task"') == 3


def test_what_is_marked_is_shown_before_anything_is_done(one_stop, three):
    answer = one_stop.post(BATCHES, sent(three[:2]))
    batch = Batch.objects.get()
    checking = one_stop.get(page_of(batch)).content.decode()
    tasks.check_batch(batch=str(batch.uid))

    ready = one_stop.get(page_of(batch)).content.decode()

    assert answer["Location"] == page_of(batch)
    assert "Đang kiểm tra" in checking
    assert "2 hồ sơ thực hiện được" in ready
    assert "Tiếp nhận 2 hồ sơ" in ready
    assert all(reverse("desk:dossier", args=[each.dossier.uid]) in ready for each in three[:2])
    assert Dossier.objects.filter(state=State.FILED).count() == 3


def test_all_of_the_list_is_taken_with_one_choice(one_stop, three):
    batch = made(one_stop, [], chon="tat-ca")

    assert batch.total == 3


def test_a_second_click_makes_no_second_batch(one_stop, three):
    first, second = (one_stop.post(BATCHES, sent(three)) for _each in range(2))

    assert first["Location"] == second["Location"]
    assert Batch.objects.count() == 1


def test_nothing_marked_is_said_on_the_list(one_stop, three):
    answer = one_stop.post(BATCHES, {"act": BulkAct.ACCEPT, "key": "k", "viec": "receive"})

    page = one_stop.get(answer["Location"])
    assert answer["Location"] == "/can-bo?viec=receive"
    assert "Chưa đánh dấu hồ sơ nào" in page.content.decode()


def test_foreign_dossiers_are_left_out_and_the_try_is_written_down(one_stop, three, birth):
    there = make.agency(code="H55.999", name="Nơi khác")
    foreign = many.to_accept(birth, there, 2)
    tries = AccessEntry.objects.filter(kind="dossier.foreign-tried").count()

    batch = made(one_stop, [*three, *foreign])

    page = one_stop.get(page_of(batch)).content.decode()
    assert batch.total == 3
    assert "2 hồ sơ đã đánh dấu không còn thuộc việc" in page
    assert not any(each.dossier.reference in page for each in foreign)
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").count() == tries + 2


@pytest.mark.parametrize("act", ["", "delete", "accept"])
def test_what_no_page_asks_for_is_absent(one_stop, act):
    given = {"act": act, "key": "" if act == "accept" else "k"}

    assert one_stop.post(BATCHES, given).status_code == 404


def test_confirmed_it_is_done_and_each_dossier_tells_its_result(one_stop, three):
    batch = made(one_stop, three)
    rival = make.officer(
        agency=three[0].agency, account=make.account(party=make.party(name="Lý Mai"))
    )
    dossiers.accept(dossier=three[1].dossier, by=rival)

    one_stop.post(deed(batch, "xac-nhan"))
    tasks.work_batch(batch=str(batch.uid))

    page = one_stop.get(page_of(batch)).content.decode()
    assert "Đã thực hiện: 2. Không thực hiện: 1." in page
    assert "Lý Mai" in page, "who was faster"
    assert "Thử lại các hồ sơ chưa thực hiện được" in page
    assert Batch.objects.get().state == BatchState.ENDED


def test_the_list_counts_what_could_not_be_done_as_the_page_does(one_stop, three):
    dossiers.accept(dossier=three[1].dossier, by=make.officer(agency=three[0].agency))
    batch = made(one_stop, three)

    one_stop.post(deed(batch, "xac-nhan"))
    tasks.work_batch(batch=str(batch.uid))

    assert "Đã thực hiện: 2. Không thực hiện: 1." in one_stop.get(page_of(batch)).content.decode()
    assert "2 đã thực hiện, 1 không thực hiện" in one_stop.get(BATCHES).content.decode()


def test_the_refused_make_a_batch_of_their_own(one_stop, three):
    batch = made(one_stop, three)
    dossiers.accept(dossier=three[1].dossier, by=make.officer(agency=three[0].agency))
    one_stop.post(deed(batch, "xac-nhan"))
    tasks.work_batch(batch=str(batch.uid))

    answer = one_stop.post(deed(batch, "thu-lai"), {"key": "again"})

    again = Batch.objects.latest("pk")
    assert answer["Location"] == page_of(again)
    assert (again.again_of, again.total) == (batch, 1)
    before = one_stop.get(page_of(batch)).content.decode()
    assert page_of(again) in before
    assert "thu-lai" not in before, "the one that follows goes on with them"


def test_the_page_asks_how_far_it_is_and_is_drawn_anew_in_another_phase(one_stop, three):
    one_stop.post(BATCHES, sent(three))
    batch = Batch.objects.get()
    asks = {"HTTP_HX_REQUEST": "true"}

    before = one_stop.get(page_of(batch), {"luc": "checking"}, **asks)
    tasks.check_batch(batch=str(batch.uid))
    after = one_stop.get(page_of(batch), {"luc": "checking"}, **asks)

    assert "0 trên 3" in before.content.decode()
    assert "HX-Refresh" not in before
    assert len(before.content) < 1000
    assert after["HX-Refresh"] == "true"


def test_the_head_looks_through_the_drafts_one_after_the_other(client, officers, birth, ward):
    head, steps = here(client, officers, Role.HEAD), many.to_sign(birth, ward, 3)
    batch = made(head, steps, BulkAct.APPROVE)
    first, second, third = batch.items.order_by("id")
    look = [
        reverse("desk:batch-look", args=[batch.uid, each.uid]) for each in (first, second, third)
    ]

    page = head.get(look[0])
    assert "ký với tư cách" in page.content.decode()
    drawn = page.context["draft"].file.sha256
    seen = {"item": first.uid, "sha256": drawn, "lan-luot": "1"}
    onward = head.post(deed(batch, "da-xem"), seen)
    aside = head.post(deed(batch, "de-rieng"), {"item": second.uid, "lan-luot": "1"})
    ready = head.get(page_of(batch)).content.decode()

    assert (onward["Location"], aside["Location"]) == (look[1], look[2])
    assert "Đã xem 1 trên 2 dự thảo" in ready
    assert "Duyệt và ký số 2 kết quả" in ready


def test_a_draft_that_changed_while_it_was_looked_at_is_shown_anew(client, officers, birth, ward):
    head, steps = here(client, officers, Role.HEAD), many.to_sign(birth, ward, 1)
    batch = made(head, steps, BulkAct.APPROVE)
    item = batch.items.get()
    look = reverse("desk:batch-look", args=[batch.uid, item.uid])

    answer = head.post(
        deed(batch, "da-xem"), {"item": item.uid, "sha256": "0" * 64, "lan-luot": "1"}
    )

    item.refresh_from_db()
    assert answer["Location"] == look
    assert item.looked_at is None
    assert "Văn bản đã thay đổi" in head.get(look).content.decode()


def test_drafts_that_nobody_opened_are_signed_only_when_that_is_said(client, officers, birth, ward):
    head, steps = here(client, officers, Role.HEAD), many.to_sign(birth, ward, 2)
    batch = made(head, steps, BulkAct.APPROVE)

    refused = head.post(deed(batch, "xac-nhan"), follow=True).content.decode()
    state = many.fresh(batch).state
    head.post(deed(batch, "xac-nhan"), {"chua-xem": "1"})

    assert "2 dự thảo anh/chị chưa mở xem" in refused
    assert 'name="chua-xem"' in refused
    assert state == BatchState.READY
    assert many.fresh(batch).state == BatchState.CONFIRMED


def test_before_it_begins_everything_can_be_recalled(client, officers, birth, ward):
    head, steps = here(client, officers, Role.HEAD), many.to_sign(birth, ward, 2)
    batch = made(head, steps, BulkAct.APPROVE)
    head.post(deed(batch, "xac-nhan"), {"chua-xem": "1"})

    waiting = head.get(page_of(batch)).content.decode()
    listed = head.get(BATCHES).content.decode()
    head.post(deed(batch, "thu-hoi"))

    assert "Bắt đầu lúc 09:02:00" in waiting
    assert "Bắt đầu lúc 09:02, " in listed
    assert "Thu hồi toàn bộ" in waiting
    assert many.states(batch) == ["recalled", "recalled"]
    stopped = head.get(page_of(batch)).content.decode()
    assert "Đã dừng khi chưa đến lượt: 2." in stopped
    assert "Làm tiếp các hồ sơ chưa thực hiện" in stopped


def test_the_page_of_a_batch_does_not_exist_for_others(client, one_stop, officers, three):
    batch = made(one_stop, three)
    answers = {}
    colleague = make.officer(Role.ONE_STOP, agency=three[0].agency)
    for name, who in {
        "colleague": colleague, "stranger": stranger(), "head": officers[Role.HEAD],
    }.items():  # fmt: skip
        client.force_login(who)
        looked = client.get(page_of(batch)).status_code
        answers[name] = (looked, client.post(deed(batch, "thu-hoi")).status_code)

    assert answers == {"colleague": (404, 404), "stranger": (404, 404), "head": (200, 302)}
    assert many.fresh(batch).state == BatchState.DROPPED


def test_others_read_whose_confirmation_it_waits_for(client, one_stop, officers, three):
    batch = made(one_stop, three)
    own = one_stop.get(BATCHES).content.decode()
    client.force_login(officers[Role.HEAD])

    listed, opened = (client.get(page).content.decode() for page in (BATCHES, page_of(batch)))

    assert "Chờ anh/chị xác nhận" in own
    for page in (listed, opened):
        assert "Chờ anh/chị xác nhận" not in page
        assert f"Chờ {batch.account.name} xác nhận" in page


def test_signed_in_again_one_lands_on_the_batch(one_stop, three):
    batch = made(one_stop, three)

    answer = one_stop.get(deed(batch, "xac-nhan"))

    assert (answer.status_code, answer["Location"]) == (302, page_of(batch))
    assert many.fresh(batch).state == BatchState.READY


def test_what_was_marked_survives_an_expired_session(client, officers, three):
    answer = sessions.over(client, officers[Role.ONE_STOP]).post(BATCHES, sent(three))
    client.force_login(officers[Role.ONE_STOP])

    page = client.get(BATCHES)

    assert answer["Location"].endswith(f"?next={BATCHES}")
    assert not Batch.objects.exists()
    assert page.context["marks"].getlist("task") == [str(each.uid) for each in three]
    assert client.post(BATCHES, dict(page.context["marks"].lists())).status_code == 302
    assert Batch.objects.get().total == 3


def test_a_batch_of_many_is_shown_in_pages_that_stay_small(one_stop, birth, ward):
    batch = made(one_stop, many.to_accept(birth, ward, 60))
    one_stop.get(page_of(batch))  # what a process loads once
    with CaptureQueriesContext(connection) as of_sixty:
        page = one_stop.get(page_of(batch))
    few = made(one_stop, many.to_accept(birth, ward, 2), key="few")

    with CaptureQueriesContext(connection) as of_two:
        one_stop.get(page_of(few))

    following = one_stop.get(page_of(batch), {"sau": page.context["after"]})
    assert (len(page.context["rows"]), len(following.context["rows"])) == (50, 10)
    assert len(page.content) < A_PAGE
    assert len(of_sixty) == len(of_two)


def test_the_batches_are_listed_with_the_same_statements_for_many(one_stop, three):
    made(one_stop, three[:1])
    one_stop.get(BATCHES)
    with CaptureQueriesContext(connection) as of_one:
        one_stop.get(BATCHES)
    for number in range(3):
        made(one_stop, three, key=f"{number}")

    with CaptureQueriesContext(connection) as of_four:
        page = one_stop.get(BATCHES)

    assert len(page.context["rows"]) == 4
    assert len(of_four) == len(of_one)


def test_from_today_the_head_assigns_and_urges(client, officers, birth, ward):
    load_lists()
    head, specialist = here(client, officers, Role.HEAD), officers[Role.SPECIALIST]
    mine = [
        step(make.filed(version=birth, agency=ward, state=State.PROCESSING)) for _each in range(2)
    ]
    page = head.get("/can-bo/hom-nay?trang-thai=4")
    common = {"key": "k", "trang-thai": "4", "chon": "tat-ca", "act": BulkAct.ASSIGN}

    nobody = head.post(BATCHES, common)
    head.post(BATCHES, {**common, "to": str(specialist.uid)})
    batch = Batch.objects.get()
    tasks.check_batch(batch=str(batch.uid))
    many.carried_out(batch, officers[Role.HEAD])

    assert page.context["bulk"]["acts"] == [BulkAct.REMIND, BulkAct.ASSIGN]
    assert nobody["Location"] == "/can-bo/hom-nay?trang-thai=4"
    done = head.get(page_of(batch)).content.decode()
    assert specialist.name in done
    assert '<a href="/can-bo/hom-nay">Về danh sách</a>' in done
    assert Task.objects.filter(assignee=specialist).count() == len(mine)
