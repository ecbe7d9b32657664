"""The pages on which a dossier ends before what was asked for, and that of the payment notice."""

import pytest

from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Closing, ClosingState, PaperKind, Refund
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.payments import actions as payments
from toantrinh.signing.checking import check
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import queries as vault

from .acts import fresh, here, owed, page, paid
from .test_desk import at_examination, deed, page_of, submitted  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811  # fixtures of another module are given by their names

GROUND = {"g-da_dang_ky": "co"}
WHY = {"ly_do": "Trẻ đã có Giấy khai sinh số 12/2024"}


# -- refusal at receipt


def test_a_refusal_names_its_grounds_with_their_articles_and_sends_form_03(
    client, submitted, officers
):
    desk = here(client, officers, Role.ONE_STOP)

    shown = desk.get(page(submitted, "refusal")).content.decode()
    done = desk.post(page(submitted, "refusal"), GROUND | WHY)
    after = desk.get(page_of(submitted)).content.decode()

    assert "từ chối ngay khi tiếp nhận" in shown
    for ground in submitted.version.pack.refusal_grounds:
        assert ground.text in shown
        assert ground.legal_source in shown
    assert done.status_code == 302
    assert fresh(submitted).state == State.NOT_ACCEPTED
    assert fresh(submitted).papers.filter(kind=PaperKind.REFUSAL).exists()
    assert "Trẻ đã được đăng ký khai sinh" in after
    assert WHY["ly_do"] in after


def test_a_refusal_without_ground_comes_back_with_the_note(client, submitted, officers):
    refused = here(client, officers, Role.ONE_STOP).post(page(submitted, "refusal"), WHY)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == ["can_cu"]
    assert 'href="#can_cu"' in body
    assert WHY["ly_do"] in body
    assert fresh(submitted).state == State.FILED


def test_two_clicks_refuse_once(client, submitted, officers):
    desk = here(client, officers, Role.ONE_STOP)

    answers = [desk.post(page(submitted, "refusal"), GROUND) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert TrailEntry.objects.filter(kind="dossier.refused").count() == 1


def test_what_is_accepted_is_not_refused_at_receipt(client, at_examination, officers):
    desk = here(client, officers, Role.ONE_STOP)

    answers = [
        desk.get(page(at_examination, "refusal")),
        desk.post(page(at_examination, "refusal"), GROUND),
    ]

    assert [each.url for each in answers] == [page_of(at_examination)] * 2
    assert fresh(at_examination).state == State.PROCESSING


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD, Role.CLERK])
def test_only_the_one_stop_officer_refuses_receipt(client, submitted, officers, role):
    answer = here(client, officers, role).post(page(submitted, "refusal"), GROUND)

    assert answer.status_code == 403
    assert fresh(submitted).state == State.FILED


# -- negative result


def test_a_negative_result_is_proposed_signed_sealed_and_returned(
    client, at_examination, officers, work
):
    desk = here(client, officers, Role.SPECIALIST)
    proposed = desk.post(page(at_examination, "negative"), GROUND | WHY)
    work()
    head = here(client, officers, Role.HEAD)
    seen = head.get(page_of(at_examination)).content.decode()
    (task,) = at_examination.tasks.open()
    draft = queries.newest_draft(at_examination)
    head.post(deed(at_examination, "ky"), {"task": task.uid, "sha256": draft.file.sha256})
    work()
    (task,) = at_examination.tasks.open()
    here(client, officers, Role.CLERK).post(deed(at_examination, "dong-dau"), {"task": task.uid})
    work()
    (task,) = at_examination.tasks.open()
    one_stop = here(client, officers, Role.ONE_STOP)
    one_stop.post(deed(at_examination, "tra-ket-qua"), {"task": task.uid})
    done = one_stop.get(page_of(at_examination)).content.decode()

    assert proposed.status_code == 302
    assert WHY["ly_do"] in seen
    assert "chờ ký" in seen
    assert fresh(at_examination).state == State.RESULT_RETURNED
    result = fresh(at_examination).papers.get(kind=PaperKind.RESULT)
    signatures = check(vault.content(result.file)).signatures
    assert [each.intact for each in signatures] == [True, True]
    assert Closing.objects.get().state == ClosingState.DECIDED
    assert "Đã thẩm tra, không giải quyết theo đề nghị" in done
    assert "Trước hạn" in done or "Đúng hạn" in done


@pytest.mark.parametrize(("sent", "field"), [(GROUND, "ly_do"), (WHY, "can_cu")])
def test_a_negative_result_needs_a_ground_and_an_explanation(
    client, at_examination, officers, sent, field
):
    refused = here(client, officers, Role.SPECIALIST).post(page(at_examination, "negative"), sent)

    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == [field]
    assert all(each in refused.content.decode() for each in sent.values())
    assert not Closing.objects.exists()


def test_a_marked_ground_stays_marked(client, at_examination, officers):
    refused = here(client, officers, Role.SPECIALIST).post(page(at_examination, "negative"), GROUND)

    marked = [each.ground.key for each in refused.context["grounds"] if each.is_marked]
    assert marked == ["da_dang_ky"]


def test_two_clicks_propose_one_negative_result(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)

    answers = [desk.post(page(at_examination, "negative"), GROUND | WHY) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert Closing.objects.count() == 1


def test_who_does_not_examine_it_proposes_nothing(client, at_examination, officers):
    one_stop = here(client, officers, Role.ONE_STOP)
    refused = one_stop.post(page(at_examination, "negative"), GROUND | WHY)
    head = here(client, officers, Role.HEAD)
    elsewhere = head.post(page(at_examination, "negative"), GROUND | WHY)

    assert refused.status_code == 403
    assert elsewhere.status_code == 302, "the step is the specialist's"
    assert not Closing.objects.exists()


# -- stopping


def test_a_withdrawal_stands_on_top_and_the_head_stops_the_dossier(
    client, at_examination, officers, mother, work
):
    dossiers.ask_withdrawal(dossier=at_examination, by=mother, note="Nộp nhầm nơi")
    head = here(client, officers, Role.HEAD)
    listed = head.get("/can-bo").content.decode()
    shown = head.get(page_of(at_examination)).content.decode()
    asked = head.get(page(at_examination, "stopping")).content.decode()
    answers = [head.post(page(at_examination, "stopping")) for _ in range(2)]
    work()

    assert page(at_examination, "stopping") in listed
    assert shown.index("Nộp nhầm nơi") < shown.index("Thành phần hồ sơ")
    assert "Nộp nhầm nơi" in asked
    assert 'name="g-da_dang_ky"' not in asked, "the wish of the applicant is ground enough"
    assert 'name="hoan_tien"' not in asked, "nothing was paid"
    assert [each.status_code for each in answers] == [302, 302]
    assert fresh(at_examination).state == State.STOPPED
    assert TrailEntry.objects.filter(kind="dossier.stopped").count() == 1
    paper = fresh(at_examination).papers.get(kind=PaperKind.STOP)
    assert [each.intact for each in check(vault.content(paper.file)).signatures] == [True]


def test_what_was_paid_is_decided_about(client, at_examination, officers):
    paid(at_examination, officers)
    head = here(client, officers, Role.HEAD)

    shown = head.get(page(at_examination, "stopping")).content.decode()
    refused = head.post(page(at_examination, "stopping"), GROUND | WHY)
    done = head.post(page(at_examination, "stopping"), GROUND | WHY | {"hoan_tien": "full"})

    assert "8.000 đồng" in shown
    assert 'value="nothing_paid"' not in shown
    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == ["hoan_tien"]
    assert WHY["ly_do"] in refused.content.decode()
    assert done.status_code == 302
    assert Closing.objects.get().refund == Refund.FULL


@pytest.mark.parametrize(("sent", "field"), [(GROUND, "ly_do"), (WHY, "can_cu")])
def test_without_a_wish_of_the_applicant_it_needs_a_ground_and_why(
    client, at_examination, officers, sent, field
):
    refused = here(client, officers, Role.HEAD).post(page(at_examination, "stopping"), sent)

    assert refused.status_code == 422
    assert [each.field for each in refused.context["problems"]] == [field]
    assert fresh(at_examination).state == State.PROCESSING


@pytest.mark.parametrize("role", [Role.ONE_STOP, Role.SPECIALIST, Role.CLERK])
def test_only_the_head_stops(client, at_examination, officers, role):
    answer = here(client, officers, role).post(page(at_examination, "stopping"), GROUND | WHY)

    assert answer.status_code == 403
    assert fresh(at_examination).state == State.PROCESSING


def test_while_a_withdrawal_waits_nothing_is_accepted(client, submitted, officers, mother):
    dossiers.ask_withdrawal(dossier=submitted, by=mother)
    desk = here(client, officers, Role.ONE_STOP)

    shown = desk.get(page_of(submitted)).content.decode()
    answer = desk.post(deed(submitted, "tiep-nhan"), follow=True).content.decode()

    assert "Tiếp nhận hồ sơ</button>" not in shown
    assert "Công dân yêu cầu rút hồ sơ" in answer
    assert fresh(submitted).state == State.WITHDRAWAL_ASKED


# -- payment notice


def test_the_payment_notice_shows_its_lines_and_goes_out_once(
    client, at_examination, officers, work
):
    charge = owed(at_examination)
    desk = here(client, officers, Role.SPECIALIST)

    shown = desk.get(page(at_examination, "payment")).content.decode()
    answers = [desk.post(page(at_examination, "payment")) for _ in range(2)]
    standing = desk.get(page_of(at_examination)).content.decode()
    payments.record_payment(
        charge=charge,
        receipt_number="0000124",
        procedure=at_examination.version.code,
        by=officers[Role.ONE_STOP],
        at=clock.now(),
    )
    work()

    assert "Lệ phí đăng ký" in shown
    assert "Nghị quyết 05" in shown
    assert [each.status_code for each in answers] == [302, 302]
    assert TrailEntry.objects.filter(kind="dossier.payment-asked").count() == 1
    assert "vì chờ người nộp thực hiện nghĩa vụ tài chính" in standing
    assert fresh(at_examination).papers.filter(kind=PaperKind.PAYMENT).count() == 1
    assert fresh(at_examination).state == State.PROCESSING


def test_where_nothing_is_owed_no_payment_is_asked_for(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)

    answers = [
        desk.get(page(at_examination, "payment")),
        desk.post(page(at_examination, "payment")),
    ]

    assert [each.url for each in answers] == [page_of(at_examination)] * 2
    assert fresh(at_examination).state == State.PROCESSING


def test_the_head_asks_for_no_payment(client, at_examination, officers):
    owed(at_examination)

    answer = here(client, officers, Role.HEAD).post(page(at_examination, "payment"))

    assert answer.status_code == 403
    assert fresh(at_examination).state == State.PROCESSING
