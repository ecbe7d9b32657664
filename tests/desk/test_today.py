"""The page of the day: every figure opens the dossiers behind it, for whom they are."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.running import accepted, at, load_lists, step, unanswered
from toantrinh.desk.views.today import left_in_words
from toantrinh.dossiers.models import Reminder, TaskState
from toantrinh.dossiers.queues import Queue
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db
TODAY = "/can-bo/hom-nay"


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def head(client, ward):
    account = make.officer(Role.HEAD, agency=ward)
    client.force_login(account)
    return account


@pytest.fixture
def specialist(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


@pytest.fixture
def late(birth, ward):
    """Three working hours late, at the specialist's."""
    dossier = accepted(birth, ward, "2026-10-02 16:00")
    step(dossier, due="2026-10-02 11:00")
    return dossier


def test_every_figure_opens_as_many_dossiers_as_it_says(
    client, head, birth, ward, late, specialist
):
    unanswered(birth, ward, "2026-09-30 09:00")
    risky = accepted(birth, ward, "2026-10-05 11:00")
    step(risky, due="2026-10-05 08:00")
    step(risky, "x", state=TaskState.DONE, done_by=specialist, done_at=at("2026-10-05 08:00"))

    page = client.get(TODAY).content.decode()

    links = re.findall(rf'href="({re.escape(TODAY)}\?[^"]+)"[^>]*>(\d+)<', page)
    opened = {
        link: len(client.get(link.replace("&amp;", "&")).context["rows"]) for link, _n in links
    }
    assert len(links) > 8
    assert opened == {link: int(number) for link, number in links}


def test_the_page_says_as_of_when_and_by_which_thresholds(client, head):
    page = client.get(TODAY).content.decode()

    assert "tính đến 09:00, 05/10/2026" in page
    assert "90 ngày qua không tiếp nhận hồ sơ nào" in page
    assert "Chờ trả lời quá 4 giờ làm việc" in page
    assert "Đến hạn trong 24 giờ làm việc tới" in page


def test_a_dossier_on_a_list_shows_where_it_is_and_how_late(client, head, late, specialist):
    Reminder.objects.create(dossier=late, about="due", level="head", at=at("2026-10-05 08:15"))

    page = client.get(TODAY, {"hang": Queue.LATE.value}).content.decode()

    assert late.reference in page
    assert "Thẩm tra hồ sơ" in page
    assert "Chưa ai giữ" in page
    assert "quá hạn 3 giờ" in page
    assert "đã báo người đứng đầu lúc 08:15, 05/10/2026" in page


def test_on_a_list_of_late_steps_the_due_time_is_that_of_the_step(
    client, birth, ward, head, specialist
):
    dossier = accepted(birth, ward, "2026-10-09 17:00")
    held = {"assignee": specialist, "assigned_at": at("2026-10-02 09:00")}
    step(dossier, due="2026-10-02 16:00", **held)
    step(dossier, "ky", role=Role.HEAD, due="2026-10-05 16:00")

    for asked in (
        {"hang": Queue.STEP_LATE.value},
        {"co-quan": ward.code, "vai-tro": "specialist", "tre": "1"},
    ):
        page = client.get(TODAY, asked)
        [(row, left)] = page.context["rows"]
        assert (row.due, row.is_over, left) == (at("2026-10-02 16:00"), True, "3 giờ")
        assert row.people == [specialist.name, ""]
        assert "Hạn của bước" in page.content.decode()


def test_a_refused_order_leaves_what_was_marked_and_chosen(client, head, late):
    sent = {"act": "assign", "key": "k", "dossier": str(late.uid), "hang": Queue.LATE.value}

    page = client.post("/can-bo/hang-loat", sent, follow=True)
    again = client.get(TODAY, {"hang": Queue.LATE.value}).content.decode()

    shown = page.content.decode()
    assert "Chưa chọn" in shown
    assert f'value="{late.uid}" checked' in shown
    assert 'value="assign" selected' in shown
    assert f'value="{late.uid}" checked' not in again


def test_who_holds_several_posts_is_offered_once_with_all_offices(client, head, ward, late):
    minh = make.officer(Role.SPECIALIST, agency=ward)
    make.post(role=Role.ONE_STOP, account=minh, agency=ward)
    make.post(role=Role.SPECIALIST, account=minh, agency=ward, valid_from=date(2026, 1, 1))

    listed = client.get(TODAY, {"hang": Queue.LATE.value}).context["bulk"]["people"]
    people = client.get(TODAY).context["people"]["rows"]

    own = [str(each) for each in listed if each.account == minh]
    assert own == [f"{minh.name} – Bộ phận một cửa; Chuyên viên"]
    assert len(people) == 3  # the head, and each office of the other once


def test_an_officer_sees_their_own_work_and_no_signs_of_the_agency(
    client, birth, ward, late, specialist
):
    others = accepted(birth, ward, "2026-10-02 16:00")
    step(others, "ky", role=Role.HEAD)
    client.force_login(specialist)

    page = client.get(TODAY)
    listed = client.get(TODAY, {"hang": Queue.LATE.value})

    assert "Việc của anh/chị" in page.content.decode()
    assert page.context["signs"] is None
    assert len(page.context["people"]["rows"]) == 1
    assert [row.dossier for row, _left in listed.context["rows"]] == [late]


def test_another_agency_sees_nothing_of_it(client, birth, late):
    client.force_login(make.officer(Role.HEAD, agency=make.agency(code="H55.999", name="Nơi khác")))

    page = client.get(TODAY, {"hang": Queue.LATE.value, "co-quan": "H55.101"})

    assert page.context["rows"] == []
    assert late.reference not in page.content.decode()


def test_who_heads_several_agencies_sees_them_side_by_side_and_one_alone(
    client, head, birth, ward, late
):
    other = make.agency(code="H55.999", name="Nơi khác")
    make.post(role=Role.HEAD, account=head, agency=other)
    accepted(birth, other, "2026-10-02 16:00")

    both = client.get(TODAY)
    one = client.get(TODAY, {"co-quan": other.code})
    listed = client.get(TODAY, {"co-quan": ward.code, "hang": Queue.LATE.value})

    assert [row[0]["text"] for row in both.context["agencies"]["rows"]] == [ward.name, other.name]
    assert one.context["narrowed"] == other
    assert [row.dossier for row, _left in listed.context["rows"]] == [late]


def test_a_citizen_is_kept_out_and_a_stranger_asked_to_sign_in(client, mother):
    stranger = client.get(TODAY)
    client.force_login(mother)

    assert (stranger.status_code, client.get(TODAY).status_code) == (302, 403)


@pytest.mark.parametrize(
    "choice",
    [
        {"hang": "khong-co"},
        {"trang-thai": "99"},
        {"trang-thai": "9"},
        {"vai-tro": "owner"},
        {"nguoi": "x"},
        {"dau-hieu": "x"},
        {"co-quan": "'"},
    ],
)
def test_a_choice_that_makes_no_sense_is_passed_over(client, head, late, choice):
    page = client.get(TODAY, choice)

    assert page.status_code == 200
    assert page.context["chosen"] is None


def test_a_list_asks_as_much_for_many_dossiers_as_for_few(client, head, birth, ward, late):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            client.get(TODAY, {"hang": Queue.LATE.value})
        return len(asked)

    statements()
    few = statements()
    for _ in range(10):
        step(accepted(birth, ward, "2026-10-02 16:00"), due="2026-10-02 11:00")

    assert statements() == few


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (None, ""),
        (0, "0 phút"),
        (59, "59 phút"),
        (60, "1 giờ"),
        (200, "3 giờ 20 phút"),
        (480, "1 ngày làm việc"),
        (1100, "2 ngày làm việc 2 giờ"),
    ],
)
def test_working_time_is_said_in_its_two_largest_units(minutes, words):
    assert left_in_words(minutes) == words
