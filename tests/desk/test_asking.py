"""The page on which an officer asks the applicant to complete a dossier."""

import pytest
from django.urls import reverse

from tests import sessions
from tests.dossiers.conftest import photo
from tests.dossiers.test_acts_on_time import on
from tests.parallel import at_once
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import AskingState, PaperKind, SupplementRequest
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry, TrailEntry

from .acts import CERTIFICATE, NAME, answered_once, fresh, here, page, stranger
from .test_desk import at_examination, page_of, submitted  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811  # fixtures of another module are given by their names

SEND = {"viec": "gui"}
PREVIEW = {"viec": "xem-truoc"}


def test_the_dossier_leads_to_the_acts_that_are_open_to_this_officer(
    client, at_examination, officers
):
    shown = {}
    for role in (Role.SPECIALIST, Role.HEAD, Role.CLERK):
        body = here(client, officers, role).get(page_of(at_examination)).content.decode()
        acts = ("supplement", "payment", "extension", "negative", "refusal", "stopping")
        shown[role] = {each for each in acts if f'href="{page(at_examination, each)}"' in body}

    assert shown == {
        Role.SPECIALIST: {"supplement", "extension", "negative"},
        Role.HEAD: {"supplement", "extension", "stopping"},
        Role.CLERK: set(),
    }


def test_everything_that_can_be_asked_for_is_there_and_the_look_is_noted(
    client, at_examination, officers
):
    before = AccessEntry.objects.count()

    shown = here(client, officers, Role.SPECIALIST).get(page(at_examination, "supplement"))

    body = shown.content.decode()
    assert shown.status_code == 200
    assert 'name="t-giay_chung_sinh"' in body
    assert "chung-sinh.jpg" in body
    assert "Ảnh chụp Giấy chứng sinh mờ" in body
    assert 'name="t-form.ks_ho_ten"' in body
    assert AccessEntry.objects.count() == before + 1


def test_a_preview_shows_what_will_be_told_and_sends_nothing(client, at_examination, officers):
    sent = CERTIFICATE | NAME | PREVIEW

    shown = here(client, officers, Role.SPECIALIST).post(page(at_examination, "supplement"), sent)

    body = shown.content.decode()
    assert shown.status_code == 200
    assert [each["target"] for each in shown.context["preview"]] == [
        "giay_chung_sinh",
        "form.ks_ho_ten",
    ]
    assert "Chụp lại đủ bốn góc" in body
    assert "Thiếu chữ đệm" in body
    assert not SupplementRequest.objects.exists()
    assert fresh(at_examination).state == State.PROCESSING


def test_asked_completed_and_gone_on(client, at_examination, officers, mother, work):
    desk = here(client, officers, Role.SPECIALIST)
    with on("2026-10-05 10:00"):
        asked = desk.post(page(at_examination, "supplement"), CERTIFICATE | NAME | SEND)
        work()
        standing = desk.get(page_of(at_examination)).content.decode()
    request = SupplementRequest.objects.get()
    was = fresh(at_examination).answers["ks_ho_ten"]
    with on("2026-10-06 09:00"):
        dossiers.correct(
            request=request, corrections={"ks_ho_ten": "Nguyễn An"}, said="Đã sửa", by=mother
        )
        typed = desk.get(page_of(at_examination)).content.decode()
        dossiers.attach_correction(
            request=request, target="giay_chung_sinh", name="moi.jpg", content=photo(), by=mother
        )
        dossiers.send_supplement(request=request, by=mother)
        done = desk.get(page_of(at_examination)).content.decode()

    assert asked.status_code == 302
    assert fresh(at_examination).papers.filter(kind=PaperKind.SUPPLEMENT).count() == 1
    assert "Đang tạm dừng tính thời gian từ 10:00, 05/10/2026 vì chờ người nộp bổ sung" in standing
    assert "<dd>Người nộp hồ sơ</dd>" in standing
    assert "Nguyễn An" not in typed, "what is not sent yet is hers"
    assert was in done
    assert "Nguyễn An" in done
    assert "moi.jpg" in done
    assert "Đã sửa" in done
    assert "Hẹn khi tiếp nhận: 17:00, 05/10/2026" in done
    assert fresh(at_examination).state == State.PROCESSING


def test_completed_before_acceptance_it_is_then_accepted(client, submitted, officers, mother):
    desk = here(client, officers, Role.ONE_STOP)
    desk.post(page(submitted, "supplement"), NAME | SEND)
    waiting = desk.get(page_of(submitted)).content.decode()
    early = desk.post(reverse("desk:act", args=[submitted.uid, "tiep-nhan"]), follow=True)
    request = SupplementRequest.objects.get()
    dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
    dossiers.send_supplement(request=request, by=mother)
    accepted = desk.post(reverse("desk:act", args=[submitted.uid, "tiep-nhan"]))

    assert "Tiếp nhận hồ sơ</button>" not in waiting
    assert "Yêu cầu bổ sung giấy tờ" in early.content.decode()
    assert accepted.status_code == 302
    assert fresh(submitted).state == State.ACCEPTED


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "giay_to"),
        ({"t-form.ks_ho_ten": "co", "l-form.ks_ho_ten": "Điều 6"}, "r-form.ks_ho_ten"),
        ({"t-form.ks_ho_ten": "co", "r-form.ks_ho_ten": "Sai"}, "l-form.ks_ho_ten"),
        ({"r-form.ks_ho_ten": "Sai", "l-form.ks_ho_ten": "Điều 6"}, "t-form.ks_ho_ten"),
    ],
)
@pytest.mark.parametrize("deed", [SEND, PREVIEW], ids=["send", "preview"])
def test_what_is_missing_is_said_on_its_field_and_everything_typed_stays(
    client, at_examination, officers, sent, field, deed
):
    kept = {"m-giay_chung_sinh": "Chụp ngoài trời", **CERTIFICATE} if sent else {}

    refused = here(client, officers, Role.SPECIALIST).post(
        page(at_examination, "supplement"), kept | sent | deed
    )

    body = refused.content.decode()
    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == [field]
    assert f'href="#{field}"' in body
    assert f'id="{field}"' in body
    for text in [*kept.values(), *sent.values()]:
        assert text in body
    assert not SupplementRequest.objects.exists()


def test_two_clicks_send_one_request(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)

    answers = [desk.post(page(at_examination, "supplement"), NAME | SEND) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert SupplementRequest.objects.count() == 1
    assert TrailEntry.objects.filter(kind="supplement.asked").count() == 1


def test_a_further_request_needs_why_and_goes_to_the_head(client, at_examination, officers, mother):
    answered_once(at_examination, officers, mother)
    desk = here(client, officers, Role.SPECIALIST)

    shown = desk.get(page(at_examination, "supplement")).content.decode()
    refused = desk.post(page(at_examination, "supplement"), NAME | SEND)
    why = {"ly_do": "Phát hiện khi thẩm tra"}
    proposed = desk.post(page(at_examination, "supplement"), NAME | SEND | why)
    again = desk.post(page(at_examination, "supplement"), NAME | SEND | why)
    head = here(client, officers, Role.HEAD)
    listed = head.get("/can-bo").content.decode()
    read = head.get(page(at_examination, "supplement")).content.decode()
    chosen = {"viec": "duyet", "request": SupplementRequest.objects.latest("pk").uid}
    approved = head.post(page(at_examination, "supplement"), chosen)

    assert "trình lãnh đạo" in shown.lower()
    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == ["ly_do"]
    assert "Thiếu chữ đệm" in refused.content.decode()
    assert [each.status_code for each in (proposed, again)] == [302, 302]
    assert page(at_examination, "supplement") in listed
    assert "Phát hiện khi thẩm tra" in read
    assert "Thiếu chữ đệm" in read
    assert approved.status_code == 302
    assert SupplementRequest.objects.count() == 2
    assert fresh(at_examination).state == State.SUPPLEMENT_ASKED


def test_the_head_says_why_not_and_the_officer_reads_it(client, at_examination, officers, mother):
    answered_once(at_examination, officers, mother)
    further = dossiers.ask_supplement(
        dossier=at_examination,
        items=[{"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 6"}],
        ground="Mới thấy",
        by=officers[Role.SPECIALIST],
    )
    head = here(client, officers, Role.HEAD)
    sent = {"viec": "khong-duyet", "request": further.uid}

    refused = head.post(page(at_examination, "supplement"), sent)
    done = head.post(page(at_examination, "supplement"), sent | {"ghi_chu": "Đã có trong tờ khai"})
    read = here(client, officers, Role.SPECIALIST).get(page_of(at_examination)).content.decode()

    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == ["ghi_chu"]
    assert done.status_code == 302
    assert "Đã có trong tờ khai" in read
    assert fresh(at_examination).state == State.PROCESSING


def test_of_two_heads_at_once_one_approves_and_the_other_reads_who_did(
    client, at_examination, officers, mother
):
    answered_once(at_examination, officers, mother)
    further = dossiers.ask_supplement(
        dossier=at_examination,
        items=[{"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 6"}],
        ground="Mới thấy",
        by=officers[Role.SPECIALIST],
    )
    client.force_login(officers[Role.HEAD])
    cookies = client.cookies

    def approve(_):
        other = client.__class__()
        other.cookies = cookies
        sent = {"viec": "duyet", "request": further.uid}
        answer = other.post(page(at_examination, "supplement"), sent, follow=True)
        return "đã quyết định việc này" in answer.content.decode()

    lost = at_once(approve, range(2), people=2)

    assert sorted(lost) == [False, True]
    assert TrailEntry.objects.filter(kind="supplement.asked").count() == 2
    assert fresh(at_examination).papers.filter(kind=PaperKind.SUPPLEMENT).count() == 2


def test_an_officer_who_does_not_decide_approves_nothing(client, at_examination, officers, mother):
    answered_once(at_examination, officers, mother)
    further = dossiers.ask_supplement(
        dossier=at_examination,
        items=[{"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 6"}],
        ground="Mới thấy",
        by=officers[Role.SPECIALIST],
    )

    answer = here(client, officers, Role.SPECIALIST).post(
        page(at_examination, "supplement"), {"viec": "duyet", "request": further.uid}
    )

    further.refresh_from_db()
    assert answer.status_code == 403
    assert further.state == AskingState.PROPOSED


def test_what_was_typed_is_back_on_the_page_after_signing_in_again(
    client, at_examination, officers
):
    sessions.over(client, officers[Role.SPECIALIST])
    sent = client.post(page(at_examination, "supplement"), NAME | SEND)
    client.force_login(officers[Role.SPECIALIST])
    first, second = (
        client.get(page(at_examination, "supplement")).content.decode() for _each in range(2)
    )

    assert sent.url == f"/dang-nhap?next={page(at_examination, 'supplement')}"
    assert "Thiếu chữ đệm" in first
    assert "Phiên đăng nhập đã hết" in first
    assert "Thiếu chữ đệm" not in second
    assert not SupplementRequest.objects.exists()


def test_the_page_does_not_open_where_nothing_can_be_asked(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)
    desk.post(page(at_examination, "supplement"), NAME | SEND)

    late = desk.get(page(at_examination, "supplement"))

    assert late.status_code == 302
    assert late.url == page_of(at_examination)


def test_the_clerk_asks_for_nothing(client, at_examination, officers):
    desk = here(client, officers, Role.CLERK)

    answers = [
        desk.get(page(at_examination, "supplement")),
        desk.post(page(at_examination, "supplement"), NAME | SEND),
    ]

    assert [each.status_code for each in answers] == [403, 403]


ACTS = ("supplement", "payment", "extension", "negative", "refusal", "stopping")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.ONE_STOP, Role.SPECIALIST, Role.HEAD])
def test_a_dossier_of_another_agency_has_no_such_page(client, at_examination, act, role):
    client.force_login(stranger(role))
    before = AccessEntry.objects.filter(kind="dossier.foreign-tried").count()

    answers = [client.get(page(at_examination, act)), client.post(page(at_examination, act), NAME)]

    assert [each.status_code for each in answers] == [404, 404]
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").count() == before + 2
    assert fresh(at_examination).state == State.PROCESSING
