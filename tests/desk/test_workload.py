"""The workload of an agency, and sharing it out anew; who is away."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.running import accepted, at, load_lists, step
from toantrinh.core import clock
from toantrinh.dossiers.models import AssignmentRule, DailyCounter, Sharing, Task
from toantrinh.identity.models import Absence
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db
WORKLOAD, ABSENCES = "/can-bo/khoi-luong", "/can-bo/vang-mat"


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def head(client, ward):
    account = make.officer(Role.HEAD, agency=ward)
    client.force_login(account)
    return account


@pytest.fixture
def minh(ward):
    return make.officer(Role.SPECIALIST, agency=ward, unit="Phòng Tư pháp")


@pytest.fixture
def hoa(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


def waits(birth, ward, holder=None, opened="2026-10-05 08:00", key="tham_tra"):
    held = {"assignee": holder, "assigned_at": clock.now()} if holder else {}
    dossier = accepted(birth, ward, "2026-10-09 17:00")
    return step(dossier, key, due="2026-10-05 08:30", opened_at=at(opened), **held)


def cells(page, table, row=0):
    return [cell["text"] for cell in page.context["tables"][table]["rows"][row]]


def test_a_head_turns_the_pages_of_the_steps(client, birth, ward, head, monkeypatch):
    monkeypatch.setattr("toantrinh.desk.views.workload.MOST", 2)
    dossiers = [waits(birth, ward).dossier.reference for _number in range(5)]

    first = client.get(WORKLOAD)
    last = client.get(WORKLOAD, {"tu": "4"})
    gone = client.get(WORKLOAD, {"tu": "900"})
    odd = client.get(WORKLOAD, {"tu": "²"})

    assert "Các bước từ 1 đến 2 trong tổng số 5" in first.content.decode()
    assert (first.context["previous"], last.context["next"]) == ("", "")
    assert first.context["next"].endswith("?tu=2#cac-buoc")
    assert last.context["previous"].endswith("?tu=2#cac-buoc")
    shown = [
        row.task.dossier.reference for page in (first, last) for row, _ in page.context["rows"]
    ]
    assert shown == [*dossiers[:2], dossiers[4]]
    assert gone.context["rows"] == last.context["rows"]
    assert odd.context["begin"] == 0


def test_a_person_has_steps_minutes_of_work_and_waiting(client, birth, ward, head, minh):
    waits(birth, ward, minh)
    waits(birth, ward, minh, "2026-10-02 16:00")
    waits(birth, ward)

    page = client.get(WORKLOAD)

    own = birth.pack.step("tham_tra").hours.amount
    assert cells(page, 0)[:3] == [minh.name, "2", "2"]
    assert page.context["load"].people[0].minutes == 2 * own * 60
    assert page.context["load"].people[0].longest == 3 * 60
    assert [each.name for each in page.context["load"].people] == [minh.name, ""]
    assert {each.name for each in page.context["load"].units} == {"Phòng Tư pháp", ward.name}


def test_it_is_the_heads_page_of_their_agency_alone(client, birth, ward, head, minh):
    there = make.agency(code="H55.999", name="Nơi khác")
    waits(birth, there)
    of_head = client.get(WORKLOAD)
    client.force_login(minh)

    assert of_head.context["load"].steps == []
    assert client.get(WORKLOAD).status_code == 403


def test_marked_steps_are_assigned_each_by_itself_with_its_result(
    client, birth, ward, head, minh, hoa
):
    fine, done = waits(birth, ward, minh), waits(birth, ward, minh)
    receipt = step(accepted(birth, ward, "2026-10-09 17:00"), "tiep_nhan", role=Role.ONE_STOP)
    Task.objects.filter(pk=done.pk).update(state="signing", done_by=minh)

    page = client.post(
        WORKLOAD,
        {"task": [fine.uid, done.uid, receipt.uid, "x"], "to": hoa.uid, "note": "Chia lại việc"},
    )

    results = {each.task: each.why for each in page.context["results"]}
    assert results[fine] == ""
    assert minh.name in results[done]
    assert "không giữ vị trí làm bước này" in results[receipt]
    assert Task.objects.get(pk=fine.pk).assignee == hoa


def test_nobody_chosen_is_said_and_the_marks_stay(client, birth, ward, head):
    task = waits(birth, ward)

    page = client.post(WORKLOAD, {"task": task.uid, "to": ""})

    assert page.status_code == 422
    assert f'value="{task.uid}" checked' in page.content.decode()


def test_a_step_of_the_list_leads_to_its_dossier(client, birth, ward, head):
    task = waits(birth, ward)

    page = client.get(WORKLOAD).content.decode()

    assert f'<a href="/can-bo/ho-so/{task.dossier.uid}" class="code">' in page
    assert "data-mark-all" in page


def test_a_step_of_another_agency_is_not_assigned(client, birth, ward, head, hoa):
    task = waits(birth, make.agency(code="H55.999", name="Nơi khác"))

    page = client.post(WORKLOAD, {"task": task.uid, "to": hoa.uid})

    assert page.context["results"] == []
    assert Task.objects.get(pk=task.pk).assignee is None


def test_the_alarm_begins_at_the_number_of_the_rule(client, ward, head):
    counter = DailyCounter.objects.create(agency=ward, day=clock.today(), last=34)
    quiet = client.get(WORKLOAD).content.decode()
    counter.last = 35
    counter.save()

    assert "nhiều hơn mức thường" not in quiet
    assert "nhiều hơn mức thường" in client.get(WORKLOAD).content.decode()


def test_the_rule_of_an_office_is_switched_on_and_off(client, ward, head, minh):
    office = f"{ward.code} specialist"

    client.post(WORKLOAD, {"chia-viec": office, "sharing": "in-turn"})
    on = AssignmentRule.objects.get().sharing
    client.post(WORKLOAD, {"chia-viec": "H55.999 specialist", "sharing": "in-turn"})
    off = client.post(WORKLOAD, {"chia-viec": office, "sharing": ""}, follow=True)

    assert on == Sharing.IN_TURN
    assert AssignmentRule.objects.count() == 0
    assert "không chia bước mới nữa" in off.content.decode()


def test_the_page_asks_no_more_of_the_database_when_more_waits(client, birth, ward, head, minh):
    waits(birth, ward, minh)
    client.get(WORKLOAD)
    counted = []
    for number in (1, 5):
        for _each in range(number):
            waits(birth, ward, minh)
        with CaptureQueriesContext(connection) as queries:
            client.get(WORKLOAD)
        counted.append(len(queries))

    assert counted[0] == counted[1]


# absences


def test_an_officer_records_their_own_absence_and_calls_it_off(client, ward, minh, hoa):
    client.force_login(minh)
    days = {"first": "2026-10-05", "last": "7/10/2026", "stand_in": hoa.uid}

    client.post(ABSENCES, days)
    absence = Absence.objects.get()
    client.post(ABSENCES, {"huy": absence.uid})

    absence.refresh_from_db()
    assert (absence.account, absence.stand_in, absence.last_day.day) == (minh, hoa, 7)
    assert absence.called_off_at is not None


def test_only_who_holds_the_same_office_is_offered_as_stand_in(client, ward, minh, hoa, head):
    clerk = make.officer(Role.CLERK, agency=ward)
    of_head = client.get(ABSENCES).context
    client.force_login(minh)

    own = client.get(ABSENCES).context

    assert [each.account for each in own["stand_ins"]] == [hoa]
    assert {each.account for each in of_head["stand_ins"]} == {minh, hoa, head, clerk}
    assert f"{clerk.name} – Văn thư" in [str(each) for each in of_head["people"]]


def test_what_is_refused_is_said_with_everything_typed(client, ward, minh):
    client.force_login(minh)

    page = client.post(ABSENCES, {"first": "2026-10-09", "last": "2026-10-06"})
    no_day = client.post(ABSENCES, {"first": "mai", "last": ""})

    assert (page.status_code, no_day.status_code) == (422, 422)
    assert 'value="2026-10-09"' in page.content.decode()
    assert 'href="#last"' in page.content.decode(), "one is led to the day that is wrong"
    assert [each.field for each in no_day.context["problems"]] == ["first", "last"]
    assert 'id="first-sai"' in no_day.content.decode()


def test_days_are_typed_as_everywhere_in_the_house(client, ward, minh):
    client.force_login(minh)

    page = client.get(ABSENCES).content.decode()

    assert 'type="date"' not in page
    assert "Từ ngày, ví dụ 27/3/2026" in page


def test_a_colleague_neither_records_nor_calls_off_what_is_not_theirs(client, ward, minh, hoa):
    client.force_login(hoa)
    days = {"first": "2026-10-05", "last": "2026-10-07"}
    client.post(ABSENCES, days)
    absence = Absence.objects.get()
    client.force_login(minh)

    recorded = client.post(ABSENCES, {**days, "who": hoa.uid})
    called_off = client.post(ABSENCES, {"huy": absence.uid})

    absence.refresh_from_db()
    assert {recorded.status_code, called_off.status_code} <= {403, 422}
    assert absence.called_off_at is None
