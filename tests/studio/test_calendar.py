"""The working calendar at the control office: looked at, proposed, approved, refused."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make, offices, sessions
from tests.catalogue import folders
from tests.catalogue.folders import COPIES
from tests.lists.conftest import PACK
from toantrinh.catalogue.models import CalendarChange, ChangeState, ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.calendar import Limit, LimitKind, due
from toantrinh.dossiers.events import DossierAccepted
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.dossiers.tasks import apply_calendar
from toantrinh.identity.models import AgencyKind
from toantrinh.identity.permissions import Role
from toantrinh.lists import queries
from toantrinh.lists.loading import load_national
from toantrinh.trail.actions import record
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
DAY = {
    "key": "k",
    "scope": "",
    "rows": "3",
    "day-0": "12/10/2026",
    "kind-0": "nghi",
    "name-0": "Ngày truyền thống của tỉnh",
    "basis": "10/QĐ-UBND",
    "ground": "Kỷ niệm ngày thành lập tỉnh",
    "number": "10/QĐ-UBND",
    "signed_on": "1/10/2026",
}
HOURS = {
    "key": "h",
    "scope": "H55",
    "valid_from": "1/11/2026",
    "begins-0": "1/1",
    "opens-0": "8:00",
    "pauses-0": "12h00",
    "resumes-0": "13:00",
    "closes-0": "17:00",
    "basis": "11/QĐ-UBND",
    "ground": "Thống nhất giờ làm việc",
}


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(NOON):
        yield


@pytest.fixture
def lists(db, tmp_path):
    """The real calendars and limits; of the long lists only the headings."""
    folder = shutil.copytree(PACK, tmp_path / "lists")
    for name in ("communes.csv", "former-communes.csv"):
        heading = (folder / name).read_text("utf-8").splitlines()[0]
        (folder / name).write_text(f"{heading}\n", "utf-8")
    return load_national(folder=folder, by=System("set-up"), at=NOON)


@pytest.fixture
def province():
    return make.agency(code="H55", name="Ủy ban nhân dân tỉnh", kind=AgencyKind.PROVINCE)


@pytest.fixture
def office(province):
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


def client_of(account):
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def proposer(office):
    return client_of(offices.officer(office, Role.CONTROLLER, name="Người đề xuất"))


@pytest.fixture
def approver(office):
    return client_of(offices.officer(office, Role.CONTROLLER, name="Người duyệt"))


@pytest.fixture
def proposal(proposer):
    proposer.post(reverse("studio:calendar-days"), DAY)
    return CalendarChange.objects.get()


def page_of(client, name="studio:calendar", *args, **asked):
    return client.get(reverse(name, args=args), asked).content.decode()


def act(client, proposal, deed, **sent):
    return client.post(reverse("studio:calendar-act", args=[proposal.uid, deed]), sent)


def cell(page, day):
    """What stands in the cell of a day of the one month that has it; whole page otherwise."""
    return re.search(rf'<td[^>]*><span class="([^"]*)"[^>]*>{day}<', page)


def month(page, number):
    return page.split(f"<caption>Tháng {number} ")[1].split("</table>")[0]


def test_the_year_shows_days_off_and_worked_by_letter_and_word(lists, proposer, province):
    page = page_of(proposer, nam=2026)

    september = month(page, 9)
    assert "calendar-day--off" in cell(september, 2)[1]
    assert ", ngày nghỉ: Quốc khánh" in september
    assert '<i aria-hidden="true">N</i>' in september
    assert ", ngày làm bù: Làm bù cho 31/8" in month(page, 8)
    assert "calendar-day--rest" in cell(september, 6)[1]
    assert page.count('<table class="calendar-month">') == 12
    assert "Đã công bố" in page


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (2027, "chưa được công bố đầy đủ"),
        (2030, "Tạm tính theo quy tắc, chưa có thông báo"),
    ],
)
def test_a_year_that_is_not_announced_says_so(lists, proposer, year, words):
    page = page_of(proposer, nam=year)

    assert "Tạm tính" in page
    assert words in page


@pytest.mark.parametrize("asked", ["", "abc", "1900", "99999", "２０２６", "2014"])
def test_a_year_that_is_none_shows_this_one(lists, proposer, asked):
    assert "Lịch làm việc năm 2026" in page_of(proposer, nam=asked)


def test_hours_and_limits_stand_with_their_dates_and_sources(lists, proposer, province):
    page = page_of(proposer, **{"co-quan": "H55"})

    assert "từ 15/10: 07:30–11:30, 13:00–17:00" in page
    assert "từ 15/4: 07:00–11:30, 13:30–17:00" in page
    assert "Đang áp dụng" in page
    assert "Trả lời hồ sơ nộp trực tuyến" in page
    assert "8 giờ làm việc" in page
    assert "Nghị định 45/2020/NĐ-CP" in page
    assert "Chưa đối chiếu" in page or "Chưa xác minh" in page or "chưa đối chiếu" in page


def test_without_lists_the_page_is_there(proposer):
    page = page_of(proposer)

    assert "Chưa nạp thời hạn nào" in page
    assert "07:30–11:30, 13:00–17:00" in page


def test_a_day_is_proposed_by_one_and_approved_by_another(lists, proposal, proposer, approver):
    assert proposal.changes.days[0].name == "Ngày truyền thống của tỉnh"
    assert "12/10/2026" in page_of(approver)
    assert "lam/duyet" not in page_of(proposer, "studio:calendar-change", proposal.uid)
    assert "lam/duyet" in page_of(approver, "studio:calendar-change", proposal.uid)

    answer = act(approver, proposal, "duyet")

    assert answer.status_code == 302
    assert not queries.calendar_for("H55").is_working_day(proposal.changes.days[0].day)
    page = page_of(approver, "studio:calendar-change", proposal.uid)
    assert "Duyệt thay đổi" in page
    assert "Người duyệt" in page
    october = month(page_of(proposer, nam=2026), 10)
    assert "calendar-day--local" in cell(october, 12)[1]


def test_clicked_twice_it_is_proposed_and_approved_once(lists, proposer, approver):
    for _click in range(2):
        assert proposer.post(reverse("studio:calendar-days"), DAY).status_code == 302
    (proposal,) = CalendarChange.objects.all()

    for _click in range(2):
        assert act(approver, proposal, "duyet").status_code == 302

    assert queries.latest_edition() == lists.pk + 1


def test_office_hours_are_proposed_in_plain_fields(lists, province, proposer, approver):
    sent = proposer.post(reverse("studio:calendar-hours"), HOURS)

    proposal = CalendarChange.objects.get()
    assert sent.url == reverse("studio:calendar-change", args=[proposal.uid])
    assert proposal.changes.hours[0].hours == (("08:00", "12:00"), ("13:00", "17:00"))
    assert "08:00–12:00, 13:00–17:00" in page_of(approver, "studio:calendar-change", proposal.uid)


def test_a_year_is_announced_by_choosing_it(lists, proposer, approver):
    sent = DAY | {"day-0": "", "name-0": "", "announced": "2028"}
    proposer.post(reverse("studio:calendar-days"), sent)

    act(approver, CalendarChange.objects.get(), "duyet")

    assert "Đã công bố" in page_of(approver, nam=2028)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day-0": "hôm qua"}, "days-0"),
        ({"day-0": ""}, "days-0"),
        ({"name-0": ""}, "days-0"),
        ({"day-0": "11/10/2026"}, "days-0"),
        ({"day-1": "12/10/2026", "name-1": "Lần nữa"}, "days-1"),
        ({"day-0": "2/10/2026", "ground": ""}, "ground"),
        ({"number": ""}, "number"),
        ({"signed_on": "32/1/2026"}, "signed_on"),
        ({"basis": ""}, "basis"),
        ({"scope": "H99"}, "scope"),
        ({"announced": "2028", "scope": "H55"}, "announced"),
    ],
)
def test_what_is_wrong_with_a_day_is_told_at_its_field_and_nothing_typed_is_lost(
    province, proposer, change, field
):
    sent = {"ground": "Lý do đã ghi"} | DAY | change

    refused = proposer.post(reverse("studio:calendar-days"), sent)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert page.count(f'id="{field}"') == 1
    assert sent["number"] in page
    assert sent["ground"] in page
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": ""}, "valid_from"),
        ({"valid_to": "x"}, "valid_to"),
        ({"begins-0": "tháng tư"}, "hours-0"),
        ({"begins-0": "31/2"}, "hours-0"),
        ({"closes-0": "18:00"}, "hours-0"),
        ({"opens-0": ""}, "hours-0"),
        ({"opens-0": "25:00"}, "hours-0"),
        ({"ground": ""}, "ground"),
    ],
)
def test_what_is_wrong_with_hours_is_told_at_their_field(province, proposer, change, field):
    refused = proposer.post(reverse("studio:calendar-hours"), HOURS | change)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'href="#{field}"' in page
    assert page.count(f'id="{field}"') == 1
    assert "11/QĐ-UBND" in page


def test_nothing_at_all_is_no_change(province, proposer):
    refused = proposer.post(reverse("studio:calendar-days"), DAY | {"day-0": "", "name-0": ""})

    assert refused.status_code == 422
    assert "chưa thay đổi gì" in refused.content.decode()


def test_a_row_left_empty_between_others_moves_no_problem_to_another_row(province, proposer):
    sent = DAY | {"day-0": "", "name-0": "", "day-1": "11/10/2026", "name-1": "Chủ nhật"}

    page = proposer.post(reverse("studio:calendar-days"), sent).content.decode()

    assert 'href="#days-0"' in page
    assert re.search(r'id="days-0" name="day-0" value="11/10/2026"', page)


def test_more_rows_come_without_a_script_and_keep_what_was_typed(proposer):
    page = proposer.post(reverse("studio:calendar-days"), DAY | {"deed": "them"}).content.decode()

    assert 'id="days-5"' in page
    assert 'value="12/10/2026"' in page
    assert not CalendarChange.objects.exists()


def test_refused_with_a_reason_it_says_why(lists, proposal, proposer, approver):
    without = act(approver, proposal, "khong-duyet", note=" ")
    assert without.status_code == 422
    assert 'href="#note"' in without.content.decode()

    act(approver, proposal, "khong-duyet", note="Chưa có thông báo của Bộ Nội vụ")

    page = page_of(proposer, "studio:calendar-change", proposal.uid)
    assert "Chưa có thông báo của Bộ Nội vụ" in page
    assert "lam/duyet" not in page


def test_withdrawn_by_its_proposer_it_cannot_be_approved(proposal, proposer, approver):
    act(proposer, proposal, "rut-lai")

    refused = act(approver, proposal, "duyet")

    assert refused.status_code == 422
    assert "đã được quyết định hoặc đã rút" in refused.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == ChangeState.WITHDRAWN


def test_the_proposer_is_refused_when_approving_by_hand(proposal, proposer):
    refused = act(proposer, proposal, "duyet")

    assert refused.status_code == 422
    assert queries.calendar_for("").is_working_day(proposal.changes.days[0].day)


def test_a_deed_that_is_none_is_not_there(proposal, approver):
    assert act(approver, proposal, "khong-co").status_code == 404


def being_settled(office, received: str) -> Dossier:
    """Accepted at ten on that day, for five working days, as the trail tells it."""
    at = datetime.fromisoformat(f"{received} 03:00+00:00")
    limit, edition = Limit(LimitKind.WORKING_DAYS, 5), queries.latest_edition()
    end = due(queries.Lists(edition, at.date()).calendar_for(office.code), limit, at)
    version = ProcedureVersion.objects.filter(code=COPIES[:8]).first()
    dossier = make.filed(
        version=version or make.published(folders.real(COPIES)),
        agency=office,
        state=State.PROCESSING,
        accepted_at=at,
        due_at=end,
        original_due_at=end,
    )
    event = DossierAccepted(
        case=dossier.case,
        limit_kind=limit.kind.value,
        limit_amount="5",
        limit_cutoff="",
        ground="",
        due=end.isoformat(),
        limit="5 ngày làm việc",
        edition=edition,
    )
    with clock.set_to(at):
        record(event, by=System("test"), at=at)
    return dossier


def test_the_preview_counts_due_times_that_would_be_others_and_applies_them_when_asked(
    office, province, proposer, approver
):
    reached, before = being_settled(office, "2026-10-08"), being_settled(office, "2026-09-21")
    elsewhere = being_settled(make.agency(code="H56.1"), "2026-10-08")
    told = {}
    for scope in ("", "H55", office.code, "H57"):
        sent = DAY | {"scope": scope, "key": f"k{scope}"}
        proposer.post(reverse("studio:calendar-days"), sent)
        if proposal := CalendarChange.objects.filter(agency_code=scope).first():
            page = page_of(approver, "studio:calendar-change", proposal.uid)
            told[scope] = int(re.search(r"(\d+) hạn trả kết quả", page)[1])
    change = CalendarChange.objects.get(agency_code="H55")

    act(approver, change, "duyet")
    unmoved = [due_of(each) for each in (reached, before, elsewhere)]
    page = page_of(approver, "studio:calendar-change", change.uid)
    act(approver, change, "ap-dung")
    (job,) = ProcrastinateJob.objects.filter(task_name="dossiers.apply_calendar")
    apply_calendar(**job.args)

    assert told == {"": 2, "H55": 1, office.code: 1}
    assert unmoved == ["15/10", "28/09", "15/10"]
    assert re.search(r"1 hạn đã hẹn trước đây", page)
    assert [due_of(each) for each in (reached, before, elsewhere)] == ["16/10", "28/09", "15/10"]
    moved = TrailEntry.objects.get(kind="dossier.recalendared")
    assert moved.data["ground"] == "10/QĐ-UBND Kỷ niệm ngày thành lập tỉnh"
    assert moved.on_behalf_of


def due_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    assert dossier.due_at
    return f"{dossier.due_at.astimezone(clock.ZONE):%d/%m}"


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(office):
    account = offices.officer(office, Role.CONTROLLER)
    client, here = client_of(account), reverse("studio:calendar-days")
    sent = sessions.over(client, account).post(here, DAY)
    assert sent.status_code == 302

    client.force_login(account)

    page = page_of(client, "studio:calendar-days")
    assert "Kỷ niệm ngày thành lập tỉnh" in page
    assert 'value="12/10/2026"' in page
    assert "Phiên đăng nhập đã hết" in page
    assert not CalendarChange.objects.exists()
    assert "Kỷ niệm" not in page_of(client, "studio:calendar-days")


def test_for_everybody_else_there_is_nothing_here(office, proposal):
    head = client_of(offices.officer(office, Role.HEAD))

    for name, args in (
        ("studio:calendar", []),
        ("studio:calendar-days", []),
        ("studio:calendar-hours", []),
        ("studio:calendar-change", [proposal.uid]),
    ):
        assert head.get(reverse(name, args=args)).status_code == 404
    assert act(head, proposal, "duyet").status_code == 404


def test_the_start_of_the_studio_leads_to_the_calendar(proposer):
    assert reverse("studio:calendar") in page_of(proposer, "studio:procedures")
