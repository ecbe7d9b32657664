"""The page of apology and more time, and what waits for the head on the worklist."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.test_acts_on_time import local, on
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Extension, ExtensionState, PaperKind
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.papers.models import PaperState
from toantrinh.trail.models import TrailEntry

from .acts import fresh, here, page, stranger
from .test_desk import at_examination, page_of, submitted  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811  # fixtures of another module are given by their names

REASON = "Hệ thống hộ tịch bảo trì"
PROPOSE = {"viec": "de-xuat", "so_luong": "1", "ly_do": REASON}


def decide(extension, **more):
    return {
        "viec": "quyet-dinh",
        "so_luong": "1",
        "ly_do": REASON,
        "extension": extension.uid,
    } | more


@pytest.fixture
def proposed(at_examination, officers):
    return dossiers.propose_extension(
        dossier=at_examination, amount=1, reason=REASON, by=officers[Role.SPECIALIST]
    )


def test_the_page_says_what_more_time_would_mean(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)

    shown = desk.get(page(at_examination, "extension")).content.decode()
    more = {"viec": "xem-truoc", "so_luong": "3", "ly_do": REASON}
    computed = desk.post(page(at_examination, "extension"), more)

    assert "Gia hạn thêm 1 ngày làm việc thì hạn mới là 17:00, 06/10/2026" in shown
    assert "0 trong tối đa 1 lần" in shown
    assert "10 ngày làm việc" in shown
    assert computed.status_code == 200
    assert (
        "Gia hạn thêm 3 ngày làm việc thì hạn mới là 17:00, 08/10/2026" in computed.content.decode()
    )
    assert REASON in computed.content.decode()
    assert not Extension.objects.exists()


def test_an_officer_proposes_and_the_head_decides_with_another_amount(
    client, at_examination, officers, work
):
    desk = here(client, officers, Role.SPECIALIST)
    answers = [desk.post(page(at_examination, "extension"), PROPOSE) for _ in range(2)]
    made = Extension.objects.get()
    head = here(client, officers, Role.HEAD)
    listed = head.get("/can-bo").content.decode()
    shown = head.get(page_of(at_examination)).content.decode()
    changed = decide(made, so_luong="2", ly_do="Chờ xác minh nơi sinh")
    decided = head.post(page(at_examination, "extension"), changed)
    work()
    after = head.get(page_of(at_examination)).content.decode()

    assert [each.status_code for each in answers] == [302, 302]
    assert TrailEntry.objects.filter(kind="extension.proposed").count() == 1
    assert page(at_examination, "extension") in listed
    assert REASON in shown
    assert decided.status_code == 302
    assert local(fresh(at_examination).due_at) == "07/10 17:00"
    assert "Hẹn khi tiếp nhận: 17:00, 05/10/2026" in after
    paper = fresh(at_examination).papers.get(kind=PaperKind.APOLOGY)
    assert paper.issued.state == PaperState.GENUINE
    assert Extension.objects.get().reason == "Chờ xác minh nơi sinh"


def test_after_the_due_time_it_is_an_apology_that_heals_nothing(
    client, at_examination, officers, proposed, work
):
    head = here(client, officers, Role.HEAD)
    with on("2026-10-05 17:01"):
        shown = head.get(page(at_examination, "extension")).content.decode()
        decided = head.post(page(at_examination, "extension"), decide(proposed))
        work()
        after = head.get(page_of(at_examination)).content.decode()

    assert "Hồ sơ đã quá hạn" in shown
    assert "Thời hạn giải quyết giữ nguyên" in shown
    assert decided.status_code == 302
    assert local(fresh(at_examination).due_at) == "05/10 17:00"
    assert local(fresh(at_examination).promised_at) == "06/10 17:00"
    assert "Hẹn lại khi xin lỗi: 17:00, 06/10/2026" in after


def test_the_head_gives_no_more_time(client, at_examination, officers, proposed):
    sent = {"viec": "khong-gia-han", "extension": proposed.uid}

    answer = here(client, officers, Role.HEAD).post(page(at_examination, "extension"), sent)

    proposed.refresh_from_db()
    assert answer.status_code == 302
    assert proposed.state == ExtensionState.REFUSED
    assert local(fresh(at_examination).due_at) == "05/10 17:00"


def test_a_head_decides_without_a_proposal(client, at_examination, officers):
    sent = {"viec": "quyet-dinh", "so_luong": "1", "ly_do": REASON}

    answer = here(client, officers, Role.HEAD).post(page(at_examination, "extension"), sent)

    assert answer.status_code == 302
    assert local(fresh(at_examination).due_at) == "06/10 17:00"


def test_no_second_extension_is_offered_while_there_is_time(
    client, at_examination, officers, proposed
):
    head = here(client, officers, Role.HEAD)
    head.post(page(at_examination, "extension"), decide(proposed))

    shown = head.get(page(at_examination, "extension")).content.decode()
    again = {"viec": "quyet-dinh", "so_luong": "1", "ly_do": REASON}
    refused = head.post(page(at_examination, "extension"), again)

    assert "Không còn lần gia hạn nào" in shown
    assert 'name="so_luong"' not in shown
    assert refused.status_code == 422
    assert local(fresh(at_examination).due_at) == "06/10 17:00"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"so_luong": "11"}, "so_luong"),
        ({"so_luong": "0"}, "so_luong"),
        ({"so_luong": "hai"}, "so_luong"),
        ({"so_luong": "²"}, "so_luong"),
        ({"ly_do": ""}, "ly_do"),
    ],
)
def test_what_is_wrong_is_said_on_its_field_and_the_rest_stays(
    client, at_examination, officers, sent, field
):
    desk = here(client, officers, Role.SPECIALIST)

    refused = desk.post(page(at_examination, "extension"), PROPOSE | sent)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == [field]
    assert (PROPOSE | sent)["so_luong"] in body
    assert (PROPOSE | sent)["ly_do"] in body
    assert not Extension.objects.exists()


def test_of_two_heads_at_once_the_slower_reads_who_decided(
    client, at_examination, officers, proposed
):
    client.force_login(officers[Role.HEAD])
    cookies, moment = client.cookies, clock.now()

    def extend(_):
        other = client.__class__()
        other.cookies = cookies
        with clock.set_to(moment):
            answer = other.post(page(at_examination, "extension"), decide(proposed), follow=True)
        return f"{officers[Role.HEAD].name} đã quyết định việc này" in answer.content.decode()

    lost = at_once(extend, range(2), people=2)

    assert sorted(lost) == [False, True]
    assert local(fresh(at_examination).due_at) == "06/10 17:00"
    assert TrailEntry.objects.filter(kind="dossier.extended").count() == 1


def test_who_proposes_does_not_decide(client, at_examination, officers, proposed):
    desk = here(client, officers, Role.SPECIALIST)

    answers = [
        desk.post(page(at_examination, "extension"), decide(proposed)),
        desk.post(
            page(at_examination, "extension"),
            {"viec": "khong-gia-han", "extension": proposed.uid},
        ),
    ]

    proposed.refresh_from_db()
    assert [each.status_code for each in answers] == [403, 403]
    assert proposed.state == ExtensionState.PROPOSED


def test_before_acceptance_there_is_nothing_to_extend(client, submitted, officers):
    desk = here(client, officers, Role.ONE_STOP)

    answers = [
        desk.get(page(submitted, "extension")),
        desk.post(page(submitted, "extension"), PROPOSE),
    ]

    assert [each.url for each in answers] == [page_of(submitted)] * 2
    assert not Extension.objects.exists()


# -- the worklist


def test_only_the_head_of_this_agency_sees_what_waits_for_the_head(
    client, at_examination, officers, proposed
):
    shown = {}
    for name, account in {
        "head": officers[Role.HEAD],
        "specialist": officers[Role.SPECIALIST],
        "elsewhere": stranger(),
    }.items():
        client.force_login(account)
        shown[name] = client.get("/can-bo").context["for_head"]

    assert [each.dossier for each in shown["head"]] == [at_examination]
    assert shown["specialist"] == shown["elsewhere"] == []


def test_a_draft_of_form_04_is_before_the_head_and_need_not_be_used(
    client, at_examination, officers
):
    dossiers.draft_extension(dossier=at_examination, by=System("dossiers"))
    head = here(client, officers, Role.HEAD)

    listed = head.get("/can-bo").content.decode()
    shown = head.get(page_of(at_examination)).content.decode()

    assert "dự thảo văn bản theo mẫu số 04" in listed
    assert "Không bắt buộc phải dùng" in shown


def test_the_list_of_the_head_asks_no_more_of_the_database_when_more_waits(
    client, at_examination, officers, proposed, birth, ward
):
    head = here(client, officers, Role.HEAD)
    head.get("/can-bo")  # what a process loads once
    with CaptureQueriesContext(connection) as one:
        head.get("/can-bo")
    for _ in range(3):
        more = make.filed(version=birth, agency=ward, state=State.PROCESSING)
        Extension.objects.create(
            dossier=more,
            state=ExtensionState.PROPOSED,
            amount=1,
            drafted_at=clock.now(),
            due_before=clock.now(),
        )

    with CaptureQueriesContext(connection) as four:
        shown = head.get("/can-bo")

    assert len(shown.context["for_head"]) == 4
    assert len(four) == len(one)
