"""What the applicant reads in each status, why it is due when it is, and withdrawing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.dossiers.conftest import folders, officers, population, with_papers  # noqa: F401
from tests.dossiers.test_acts_on_time import (  # noqa: F401  # fixtures
    CERTIFICATE,
    NAME,
    ask,
    fresh,
    on,
    processing,
    submitted,
)
from tests.dossiers.test_whole_path import at_signature, waiting
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import explaining, queries, recompute
from toantrinh.dossiers.models import Assistance, Closing, ClosingState, PaperKind
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.payments import actions as payments
from toantrinh.payments.queries import charge_of
from toantrinh.portal import handover
from toantrinh.portal.views.public import PLAIN
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STATEMENTS = 45


def look(client, dossier, name="dossier"):
    return client.get(reverse(f"portal:{name}", args=[dossier.uid])).content.decode()


def ground_of(dossier):
    return dossier.version.pack.refusal_grounds[0]


@pytest.fixture
def with_a_fee(with_papers, mother, work):  # noqa: F811
    """Filed, with two copies to pay for."""
    dossiers.save_answers(dossier=with_papers, answers={"so_ban_sao": 2}, by=mother)
    filed = dossiers.submit(dossier=with_papers, by=mother)
    work()
    return filed


@pytest.fixture
def charged(with_a_fee, officers, work):  # noqa: F811
    """The same, accepted and with the unit."""
    dossiers.accept(dossier=with_a_fee, by=officers[Role.ONE_STOP])
    work()
    return with_a_fee


# -- the page of the dossier


def test_while_it_is_processed_it_says_what_comes_next(signed_in, processing):  # noqa: F811
    page = look(signed_in, processing)

    assert "Tiếp theo:" in page
    assert "Kết quả sẽ có trong mục “Giấy tờ của tôi”" in page
    assert "Vì sao hạn là ngày này?" in page
    assert "Rút hồ sơ này" in page


def test_a_refused_dossier_says_why_and_what_to_do(signed_in, submitted, officers):  # noqa: F811
    ground = ground_of(submitted)
    dossiers.refuse(
        dossier=submitted,
        grounds_named=[ground.key],
        by=officers[Role.ONE_STOP],
        note="Nơi cư trú ở tỉnh khác",
    )

    page = look(signed_in, submitted)

    for words in (
        "Hồ sơ không được tiếp nhận",
        "chưa được xem xét về nội dung",
        ground.text,
        ground.legal_source,
        "Nơi cư trú ở tỉnh khác",
        "Nộp hồ sơ mới",
    ):
        assert words in page
    paper = submitted.papers.get(kind=PaperKind.REFUSAL)
    assert reverse("portal:file", args=[paper.uid]) in page
    assert "Rút hồ sơ này" not in page
    assert "Cơ quan trả lời chậm nhất" not in page.split("columns__aside")[-1]


def test_a_stopped_dossier_says_why(signed_in, processing, officers):  # noqa: F811
    ground = ground_of(processing)
    dossiers.stop(
        dossier=processing,
        grounds_named=[ground.key],
        note="Không bổ sung trong thời hạn",
        by=officers[Role.HEAD],
    )

    page = look(signed_in, processing)

    for words in ("Cơ quan đã dừng giải quyết", ground.text, "Không bổ sung trong thời hạn"):
        assert words in page
    assert "trễ" not in page.split("<main")[1].split('class="timeline"')[0]


def test_a_negative_result_is_told_apart_from_a_refusal_and_only_once_it_is_returned(
    signed_in,
    processing,  # noqa: F811
    officers,  # noqa: F811
    work,
):
    ground = ground_of(processing)
    dossiers.propose_negative(
        task=waiting(processing),
        grounds_named=[ground.key],
        note="Không đủ điều kiện",
        by=officers[Role.SPECIALIST],
    )
    work()
    before = look(signed_in, processing)
    draft = queries.newest_draft(processing)
    dossiers.approve(task=waiting(processing), sha256=draft.file.sha256, by=officers[Role.HEAD])
    work()
    dossiers.seal(task=waiting(processing), by=officers[Role.CLERK])
    work()
    dossiers.return_result(task=waiting(processing), by=officers[Role.ONE_STOP])
    work()

    page = look(signed_in, processing)

    assert "Hồ sơ không được chấp thuận" not in before
    for words in (
        "Hồ sơ không được chấp thuận",
        "Không đủ điều kiện",
        ground.text,
        "Xem văn bản trả lời",
        "khiếu nại hoặc khởi kiện",
    ):
        assert words in page
    assert "Hồ sơ không được tiếp nhận" not in page


def test_asked_to_pay_it_stands_on_top_and_time_stands_still(signed_in, charged, officers):  # noqa: F811
    dossiers.ask_payment(dossier=fresh(charged), by=officers[Role.SPECIALIST])

    page, why = look(signed_in, charged), look(signed_in, charged, "due")

    top = page.split('class="panel panel--act"')[1].split("</section>")[0]
    notice = charged.papers.get(kind=PaperKind.PAYMENT)
    for words in ("16.000 đồng", "Thời gian dừng", reverse("portal:file", args=[notice.uid])):
        assert words in top
    assert "người nộp được thông báo nộp phí, lệ phí" in why


def test_what_is_paid_while_a_withdrawal_waits_is_not_waited_for_afterwards(
    charged,
    officers,  # noqa: F811
    mother,
    work,
):
    dossiers.ask_payment(dossier=fresh(charged), by=officers[Role.SPECIALIST])
    dossiers.ask_withdrawal(dossier=fresh(charged), by=mother)
    payments.record_payment(
        charge=charge_of(charged.case),
        receipt_number="BL-1",
        procedure=charged.version.code,
        by=officers[Role.ONE_STOP],
        at=clock.now(),
    )
    work()
    dossiers.drop_withdrawal(dossier=fresh(charged), by=mother)

    after = fresh(charged)

    assert (after.state, after.stands_since) == (State.PROCESSING, None)
    assert list(recompute.differences(after)) == []


def test_a_fee_of_a_refused_dossier_is_not_asked_for_any_more(
    signed_in,
    with_a_fee,
    officers,  # noqa: F811
):
    ground = ground_of(with_a_fee)
    dossiers.refuse(dossier=with_a_fee, grounds_named=[ground.key], by=officers[Role.ONE_STOP])

    page = look(signed_in, with_a_fee, "pay")

    assert "16.000 đồng" not in page


def test_an_extension_comes_with_its_apology(signed_in, processing, officers):  # noqa: F811
    with on("2026-10-05 10:00"):
        made = dossiers.propose_extension(
            dossier=processing, amount=1, reason="Chờ xác minh", by=officers[Role.SPECIALIST]
        )
        dossiers.extend(extension=made, amount=1, reason="Chờ xác minh", by=officers[Role.HEAD])
        page = look(signed_in, processing)

    assert "Cơ quan xin lỗi và cần thêm thời gian" in page
    assert "Chờ xác minh" in page
    assert "17:00, 06/10/2026" in page
    assert "Hẹn lần đầu" in page


def test_a_late_apology_promises_and_the_due_time_stays(
    signed_in,
    processing,  # noqa: F811
    officers,  # noqa: F811
):
    with on("2026-10-06 09:00"):
        made = dossiers.propose_extension(
            dossier=processing, amount=1, reason="Quá tải", by=officers[Role.SPECIALIST]
        )
        dossiers.extend(extension=made, amount=1, reason="Quá tải", by=officers[Role.HEAD])
        page = look(signed_in, processing)

    assert "Cơ quan xin lỗi vì trễ hẹn" in page
    assert "due--late" in page
    assert "Hẹn trong lời xin lỗi" in page


def test_while_time_stands_still_nothing_is_late(signed_in, processing, officers):  # noqa: F811
    with on("2026-10-05 10:00"):
        ask(processing, officers[Role.SPECIALIST], NAME)
    with on("2026-10-09 10:00"):
        page = look(signed_in, processing)

    assert "Hạn trước khi dừng" in page
    assert "due--late" not in page


def test_every_round_of_completing_keeps_its_paper(
    signed_in,
    processing,  # noqa: F811
    officers,  # noqa: F811
    mother,
):
    first = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
    dossiers.correct(request=first, corrections={}, said="Đã gửi", by=mother)
    dossiers.send_supplement(request=first, by=mother)
    second = ask(processing, officers[Role.HEAD], NAME, ground="Phát hiện khi thẩm tra")
    assert second.round == 2

    page = look(signed_in, processing)

    for paper in processing.papers.filter(kind=PaperKind.SUPPLEMENT):
        assert reverse("portal:file", args=[paper.uid]) in page


def test_the_page_of_a_dossier_takes_few_statements_in_every_state(
    signed_in,
    processing,  # noqa: F811
    officers,  # noqa: F811
):
    counts = {}
    url = reverse("portal:dossier", args=[processing.uid])
    signed_in.get(url)  # what is remembered for the life of the process
    for name in ("processing", "asked"):
        if name == "asked":
            ask(processing, officers[Role.SPECIALIST], CERTIFICATE, NAME)
        with CaptureQueriesContext(connection) as captured:
            signed_in.get(url)
        counts[name] = len(captured)

    assert max(counts.values()) <= MOST_STATEMENTS, counts


# -- why it is due


def test_the_page_and_the_data_say_the_same(signed_in, processing):  # noqa: F811
    told = explaining.explain(fresh(processing))

    page = look(signed_in, processing, "due")
    data = signed_in.get(reverse("portal:due-data", args=[processing.uid])).json()

    assert f"<h1>{told.title}</h1>" in page
    assert told.says in page
    assert [line["text"] for line in data["lines"]] == [line.text for line in told.lines]
    assert data == {"reference": processing.reference, **explaining.document(told)}
    assert all(line.text in page for line in told.lines)


def test_the_officer_reads_the_same_and_another_agency_nothing(
    client,
    processing,  # noqa: F811
    officers,  # noqa: F811
):
    url = reverse("desk:due", args=[processing.uid])
    client.force_login(officers[Role.SPECIALIST])
    page = client.get(url).content.decode()
    client.force_login(make.officer(Role.SPECIALIST))

    assert explaining.explain(fresh(processing)).says in page
    assert client.get(url).status_code == 404


def test_the_time_of_a_draft_is_not_explained(signed_in, draft):
    assert signed_in.get(reverse("portal:due", args=[draft.uid])).url.endswith("/khai")
    data = signed_in.get(reverse("portal:due-data", args=[draft.uid])).json()
    assert (data["about"], data["due"]) == ("nothing", None)


@pytest.mark.parametrize("name", ["due", "due-data", "withdraw"])
def test_a_stranger_finds_nothing_and_it_is_written_down(client, submitted, name):  # noqa: F811
    client.force_login(make.account())

    answer = client.get(reverse(f"portal:{name}", args=[submitted.uid]))

    assert answer.status_code == 404
    assert AccessEntry.objects.get().kind == "dossier.foreign-tried"


# -- withdrawing


@pytest.fixture
def withdrawing(processing):  # noqa: F811
    return reverse("portal:withdraw", args=[processing.uid])


def test_what_it_means_is_said_before_the_button(signed_in, withdrawing):
    page = signed_in.get(withdrawing).content.decode()

    assert "mẫu số 05" in page
    assert "thời gian vẫn tính" in page
    assert "Hồ sơ này chưa phải nộp khoản nào" in page


def test_asked_twice_it_is_asked_once_and_taken_back_it_goes_on(
    signed_in,
    processing,  # noqa: F811
    withdrawing,
):
    sent = {"viec": "rut", "ly_do": "Tôi nộp nhầm"}
    answers = [signed_in.post(withdrawing, sent) for _each in range(2)]
    asked, page = fresh(processing), look(signed_in, processing)
    again = signed_in.get(withdrawing).content.decode()
    backs = [signed_in.post(withdrawing, {"viec": "thoi"}) for _each in range(2)]

    assert {answer.status_code for answer in [*answers, *backs]} == {302}
    assert (asked.state, asked.stands_since) == (State.WITHDRAWAL_ASKED, None)
    assert "Anh/chị đã đề nghị rút hồ sơ này" in page
    assert "Thôi rút" in again
    assert Closing.objects.get().state == ClosingState.DROPPED
    assert Closing.objects.get().note == "Tôi nộp nhầm"
    assert fresh(processing).state == State.PROCESSING


def test_stopped_at_ones_wish_it_says_so(
    signed_in,
    processing,  # noqa: F811
    officers,  # noqa: F811
    withdrawing,
):
    signed_in.post(withdrawing, {"viec": "rut", "ly_do": "Lý do riêng của tôi"})
    dossiers.stop(dossier=fresh(processing), by=officers[Role.HEAD])

    page = look(signed_in, processing)

    assert "Đã dừng giải quyết hồ sơ theo đề nghị của anh/chị" in page
    assert signed_in.get(withdrawing).url == reverse("portal:dossier", args=[processing.uid])


def test_once_the_result_is_decided_it_cannot_be_withdrawn(
    signed_in,
    submitted,  # noqa: F811
    officers,  # noqa: F811
    mother,
    work,
    population,  # noqa: F811
):
    at_signature(submitted, officers, mother, work)
    draft = queries.newest_draft(submitted)
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])
    url = reverse("portal:withdraw", args=[submitted.uid])

    look_first, sent = signed_in.get(url), signed_in.post(url, {"viec": "rut"})

    assert "Không rút được nữa" in look_first.content.decode()
    assert sent.status_code == 422
    assert 'role="alert"' in sent.content.decode()
    assert not Closing.objects.exists()


def test_a_reason_sent_after_the_session_ended_is_there_and_nothing_was_done(
    client,
    processing,  # noqa: F811
    withdrawing,
    mother,
):
    kept = {"ly_do": "Tôi nộp nhầm", "viec": "rut", "pass": handover.pass_for(mother, processing)}
    client.post(withdrawing, kept)
    client.force_login(mother)

    page = client.get(withdrawing).content.decode()

    assert "Tôi nộp nhầm" in page
    assert fresh(processing).state == State.PROCESSING


def test_who_helps_cannot_withdraw(client, processing, withdrawing):  # noqa: F811
    helper = make.account()
    processing.assisted_by = helper
    processing.assistance = Assistance.OFFICER
    processing.save(update_fields=["assisted_by", "assistance"])
    client.force_login(helper)

    assert "Chỉ người nộp mới rút được" in client.get(withdrawing).content.decode()
    assert client.post(withdrawing, {"viec": "rut"}).status_code == 403
    assert not Closing.objects.exists()


# -- without an account


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_the_code_alone_tells_every_status_in_plain_words(client, birth, state):
    dossier = make.filed(version=birth, state=state)

    page = client.post("/tra-cuu", {"code": dossier.reference}).content.decode()

    assert str(PLAIN[state]) in page
    assert state.label in page


def test_nothing_of_what_an_officer_wrote_is_tracked(
    client,
    processing,  # noqa: F811
    officers,  # noqa: F811
):
    ask(processing, officers[Role.SPECIALIST], CERTIFICATE, NAME)

    sent = {"code": processing.reference, "phone": "0001"}
    page = client.post("/tra-cuu", sent).content.decode()

    assert "Cơ quan yêu cầu anh/chị bổ sung hồ sơ" in page
    assert "Thiếu chữ đệm" not in page


def test_the_house_has_no_part_in_these_pages(processing):  # noqa: F811
    dossiers.draft_extension(dossier=processing, by=System("test"))

    told = explaining.explain(fresh(processing))

    assert told.changes == ()  # a draft of form 04 is the head's business alone
