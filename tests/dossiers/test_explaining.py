"""Why a dossier is due when it is: the words always add up to the clock."""

import pytest
from hypothesis import HealthCheck, given, settings

from toantrinh.core import clock
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import explaining, ledger
from toantrinh.dossiers.actions import extending
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.reckoning import Why
from toantrinh.dossiers.timekeeping import (
    Extended,
    Reason,
    Received,
    Stopped,
    Verdict,
    replay,
)
from toantrinh.identity.permissions import Role
from toantrinh.lists import calendars

from .test_acts_on_time import (  # noqa: F401  # fixtures
    CERTIFICATE,
    NAME,
    ask,
    fresh,
    on,
    processing,
    submitted,
)
from .test_timekeeping import CALENDARS, a_life, at, seeds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_rows():
    """No days are in rows, so that their names are those of the law; nothing is remembered."""
    kept = (calendars.days, calendars.years)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


def told_of(limit, received, *changes, now="2026-12-31 10:00"):
    found = replay(Received(at(received), limit, 1), changes, CALENDARS.__getitem__)
    return explaining.of_clock(found, "", at=at(now))


def shown(told):
    return [(line.when, line.text, line.amount) for line in told.lines]


@settings(
    max_examples=1_000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=seeds)
def test_in_every_life_what_is_said_adds_up_to_what_was_counted(no_rows, seed):
    received, changes = a_life(seed)
    found = replay(received, changes, CALENDARS.__getitem__)

    told = explaining.of_clock(found, "", at=found.due)

    minutes = 60 if told.unit is explaining.Unit.MINUTES else 1
    sums = {kind: sum(x.counted for x in told.lines if x.kind is kind) for kind in Why}
    assert (sums[Why.COUNTED], sums[Why.EXTENDED]) == (told.counted, told.extended)
    assert told.counted == found.limit.amount * minutes
    assert told.extended == found.extra * minutes
    assert (told.due, told.original_due) == (found.due, found.original_due)
    assert told.lines[-1].end == found.due
    assert all(each.text and each.when for each in told.lines)
    assert all(bool(each.amount) == each.counts for each in told.lines)
    document = explaining.document(told)
    assert [each["counted"] for each in document["lines"]] == [x.counted for x in told.lines]


def test_holidays_weekends_and_worked_saturdays_are_called_by_their_names(no_rows):
    told = told_of(Limit(LimitKind.WORKING_DAYS, 9), "2026-08-19 09:00")

    lines = {line.when: (line.text, line.detail) for line in told.lines}
    assert lines["Thứ Tư 19/08/2026"] == (
        "Ngày tiếp nhận: không tính",
        "khoản 2 Điều 147 Bộ luật Dân sự 2015",
    )
    counted = next(line for line in told.lines if line.kind is Why.COUNTED)
    assert counted.when == "Thứ Năm 20/08 đến thứ Bảy 22/08/2026"
    assert counted.detail.startswith("thứ Bảy 22/08 làm bù cho ngày nghỉ khác")
    holidays = next(line for line in told.lines if line.kind is Why.OFF)
    assert "Quốc khánh" in holidays.detail
    assert told.total == "Cộng: 9 ngày làm việc, bằng thời hạn."


def test_hours_are_said_in_hours_and_minutes(no_rows):
    told = told_of(Limit(LimitKind.WORKING_HOURS, 8), "2026-11-06 15:30")

    assert shown(told) == [
        ("Thứ Sáu 06/11/2026", "Tính", "1 giờ 30 phút"),
        ("Thứ Bảy 07/11 đến Chủ nhật 08/11/2026", "Cuối tuần: không tính", ""),
        ("Thứ Hai 09/11/2026", "Tính", "6 giờ 30 phút"),
    ]
    assert told.title == "Vì sao hạn là 15:30 ngày 09/11/2026"


def test_a_last_day_off_moves_and_an_extension_is_told_apart(no_rows):
    told = told_of(
        Limit(LimitKind.CALENDAR_DAYS, 5),
        "2026-11-09 09:00",
        Extended(at("2026-11-10 09:00"), 1),
    )

    assert [line.kind for line in told.lines] == [
        Why.RECEIPT,
        Why.COUNTED,
        Why.EXTENDED,
        Why.MOVED,
    ]
    assert told.total == "Cộng: 5 ngày, bằng thời hạn. Thêm 1 ngày gia hạn."


def test_while_time_stands_still_the_title_says_so(no_rows):
    stopped = Stopped(at("2026-11-10 09:00"), Reason.PAYMENT, "x", "")

    told = told_of(Limit(LimitKind.WORKING_DAYS, 5), "2026-11-09 09:00", stopped)

    assert told.title == "Vì sao thời gian đang dừng từ 09:00 ngày 10/11/2026"
    assert told.verdict == Verdict.STANDING
    assert told.stands_since == at("2026-11-10 09:00")


def test_the_words_are_english_for_those_who_read_english(no_rows):
    from django.utils import translation

    with translation.override("en"):
        told = told_of(Limit(LimitKind.WORKING_DAYS, 1), "2026-11-09 09:00")

    assert told.title == "Why it is due at 17:00 on 10/11/2026"


# -- out of the trail


def test_before_acceptance_the_hours_of_the_answer_are_explained(submitted):  # noqa: F811
    told = explaining.explain(fresh(submitted))

    assert told.about is explaining.About.ANSWER
    assert told.due == fresh(submitted).answer_due_at
    assert told.title.startswith("Vì sao cơ quan trả lời chậm nhất 17:00 ngày 05/10/2026")


def test_a_pause_is_told_with_its_paper_and_ends_with_the_answer(
    processing,  # noqa: F811
    officers,
    mother,
):
    with on("2026-10-05 10:00"):
        request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
        asked = explaining.explain(fresh(processing))
    with on("2026-10-06 09:00"):
        dossiers.correct(request=request, corrections={}, said="Không có", by=mother)
        dossiers.send_supplement(request=request, by=mother)
        answered = explaining.explain(fresh(processing))

    paper = "người nộp được yêu cầu bổ sung hồ sơ (mẫu số 02, lần 1)"
    assert paper in asked.standing
    assert "từ 10:00 ngày 05/10/2026" in asked.standing
    assert asked.says == asked.standing
    (pause,) = answered.changes
    assert (pause.until, pause.counts) == (at("2026-10-06 09:00"), True)
    assert pause.ground == "Mẫu số 02, Thông tư 03/2025/TT-VPCP"
    assert answered.due == fresh(processing).due_at != answered.original_due
    assert answered.standing == ""


def test_asked_before_acceptance_it_says_that_the_hours_begin_anew(
    submitted,  # noqa: F811
    officers,
    mother,
):
    with on("2026-10-05 10:00"):
        request = ask(submitted, officers[Role.ONE_STOP], NAME)
        asked = explaining.explain(fresh(submitted))
    with on("2026-10-07 20:00"):
        dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
        dossiers.send_supplement(request=request, by=mother)
        answered = explaining.explain(fresh(submitted))

    assert "10:00 ngày 05/10/2026" in asked.standing
    assert answered.due == fresh(submitted).answer_due_at
    assert answered.received == at("2026-10-07 20:00")


def test_an_extension_is_told_with_its_apology_and_its_reason(
    processing,  # noqa: F811
    officers,
):
    with on("2026-10-05 10:00"):
        made = dossiers.propose_extension(
            dossier=processing,
            amount=1,
            reason="Chờ xác minh ở nơi khác",
            by=officers[Role.SPECIALIST],
        )
        dossiers.extend(
            extension=made, amount=1, reason="Chờ xác minh ở nơi khác", by=officers[Role.HEAD]
        )
        told = explaining.explain(fresh(processing))

    (change,) = told.changes
    assert (
        change.text == "Lúc 10:00 ngày 05/10/2026, cơ quan xin lỗi và gia hạn thêm 1 ngày làm việc."
    )
    assert (change.detail, change.ground) == ("Chờ xác minh ở nơi khác", extending.GROUND)
    assert told.due == fresh(processing).due_at
    assert told.extended == 1


def test_a_late_apology_promises_and_moves_nothing(processing, officers):  # noqa: F811
    with on("2026-10-06 09:00"):
        made = dossiers.propose_extension(
            dossier=processing, amount=1, reason="Quá tải", by=officers[Role.SPECIALIST]
        )
        dossiers.extend(extension=made, amount=1, reason="Quá tải", by=officers[Role.HEAD])
        told = explaining.explain(fresh(processing))

    assert (told.due, told.verdict) == (told.original_due, Verdict.OVERDUE)
    assert told.promised == fresh(processing).promised_at
    assert "hẹn trả lời chậm nhất 17:00 ngày 07/10/2026" in told.says
    assert [change.counts for change in told.changes] == [False]


def test_a_refused_dossier_has_no_time_to_explain(submitted, officers):  # noqa: F811
    ground = submitted.version.pack.refusal_grounds[0].key
    dossiers.refuse(dossier=submitted, grounds_named=[ground], by=officers[Role.ONE_STOP])

    told = explaining.explain(fresh(submitted))

    assert (told.about, told.lines) == (explaining.About.NOTHING, ())
    assert told.says.startswith("Hồ sơ kết thúc lúc")


def test_a_draft_has_no_time_yet(draft):
    assert explaining.explain(draft).title == "Chưa tính thời hạn"


def test_what_is_explained_is_what_the_ledger_reads(processing):  # noqa: F811
    found = ledger.read(processing)

    told = explaining.explain(Dossier.objects.get(pk=processing.pk), at=clock.now())

    assert (told.due, told.counted) == (found.due, found.limit.amount)
    assert told.limit.startswith("Trong ngày; nộp sau 15:00")
