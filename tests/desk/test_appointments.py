"""Times are set and called off, and whoever comes is recorded: on the pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make, sessions
from tests.dossiers.running import accepted, at, load_lists
from tests.portal.conftest import PACKS
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers.models import Appointment, AppointmentState
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
HERS = {"den-nguoi_nop": "co", "giay-to-nguoi_nop": "the_can_cuoc", "so-nguoi_nop": "019196000001"}
HIS = {
    "den-ben_kia": "co",
    "giay-to-ben_kia": "the_can_cuoc",
    "so-ben_kia": "019093000002||Trần Văn Dũng|02021993|Nam",
}
BOTH = {"viec": "ghi-nhan", "co-mat": "hai_ben"}


@pytest.fixture
def marriage(ward, mother):
    load_lists()
    version = make.published(PACKS / "1.000894-dang-ky-ket-hon", by=System("set-up"))
    dossier = accepted(version, ward, "2026-10-09 17:00", owner=mother.party)
    dossier.write_content(answers={"bk_so_dinh_danh": "019093000002", "bk_ho_ten": "Trần Văn Dũng"})
    dossier.save()
    return dossier


@pytest.fixture
def desk(client, ward):
    client.force_login(make.officer(Role.ONE_STOP, agency=ward))
    return client


def page_of(dossier, room="desk"):
    return reverse(f"{room}:appointment", args=[dossier.uid])


def test_a_time_is_set_seen_on_its_day_and_called_off(desk, marriage):
    sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}

    assert desk.post(page_of(marriage), sent).status_code == 302

    shown = desk.get("/can-bo/lich-hen", {"ngay": "2026-10-06"}).content.decode()
    assert marriage.reference in shown
    assert "08:30" in shown
    assert marriage.reference not in desk.get("/can-bo/lich-hen").content.decode()
    desk.post(page_of(marriage), {"viec": "huy", "co-mat": "hai_ben"})
    assert Appointment.objects.get().state == AppointmentState.CANCELLED


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ngay": "10/10/2026", "luc": "09:00"}, "không làm việc"),
        ({"ngay": "mai", "luc": "09:00"}, "không phải là ngày và giờ"),
        ({"gio": "x"}, "không phải là ngày và giờ"),
        ({"gio": ""}, "Chưa có ngày và giờ"),
    ],
)
def test_a_time_in_closed_hours_or_none_at_all_comes_back(desk, marriage, typed, said):
    answer = desk.post(page_of(marriage), {"viec": "hen", "co-mat": "hai_ben", **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Appointment.objects.exists()


def test_both_are_recorded_by_their_cards_and_somebody_else_is_not(desk, marriage):
    wrong = desk.post(page_of(marriage), BOTH | HERS | HIS | {"so-ben_kia": "019085000005"})
    right = desk.post(page_of(marriage), BOTH | HERS | HIS)

    assert wrong.status_code == 422
    assert "không phải của “Người cùng đăng ký kết hôn”" in wrong.content.decode()
    assert 'value="019085000005"' in wrong.content.decode()
    assert right.status_code == 302
    assert Appointment.objects.get().state == AppointmentState.MET
    shown = desk.get(page_of(marriage)).content.decode()
    assert "Trần Văn Dũng" in shown


def test_that_somebody_did_not_come_is_offered_from_the_time_agreed_on(desk, marriage):
    sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}
    desk.post(page_of(marriage), sent)
    absent = BOTH | {"den-nguoi_nop": "khong", "den-ben_kia": "khong"}

    before = desk.get(page_of(marriage)).content.decode()
    early = desk.post(page_of(marriage), absent)
    with clock.set_to(at("2026-10-06 08:30")):
        then = desk.get(page_of(marriage)).content.decode()
        done = desk.post(page_of(marriage), absent)

    assert 'value="khong"' not in before
    assert "kể từ giờ hẹn, 08:30" in before
    assert early.status_code == 422
    assert "Chưa ghi được là không đến" in early.content.decode()
    assert 'value="khong"' in then
    assert done.status_code == 302
    assert Appointment.objects.get().state == AppointmentState.MISSED


def test_what_was_typed_when_the_session_was_over_is_there_after_signing_in(client, marriage, ward):
    officer = make.officer(Role.ONE_STOP, agency=ward)
    sent = sessions.over(client, officer).post(page_of(marriage), BOTH | HERS | HIS)
    client.force_login(officer)

    shown = client.get(page_of(marriage)).content.decode()

    assert sent.url == f"/dang-nhap?next={page_of(marriage)}"
    assert 'value="019196000001"' in shown
    assert not Appointment.objects.exists()


def test_the_applicant_sees_the_time_and_takes_another(client, marriage, mother):
    client.force_login(mother)
    page = client.get(page_of(marriage, "portal"))
    first = page.context["standings"][0][1][0]

    taken = client.post(
        page_of(marriage, "portal"), {"co-mat": "hai_ben", "gio": first.isoformat()}
    )
    closed = client.post(
        page_of(marriage, "portal"), {"co-mat": "hai_ben", "gio": "2026-10-10T09:00:00+07:00"}
    )
    nothing = client.post(page_of(marriage, "portal"), {"co-mat": "hai_ben", "gio": "mai"})

    assert taken.status_code == 302
    assert closed.status_code == nothing.status_code == 422
    assert Appointment.objects.get().starts_at == first
    followed = client.get(reverse("portal:dossier", args=[marriage.uid])).content.decode()
    assert "Xem hoặc đổi giờ" in followed


def test_after_the_last_change_the_page_says_whom_to_call(client, marriage, mother):
    client.force_login(mother)
    address = page_of(marriage, "portal")
    first = client.get(address).context["standings"][0][1][0]
    client.post(address, {"co-mat": "hai_ben", "gio": first.isoformat()})
    Appointment.objects.update(changes=1)
    once = client.get(address).content.decode()
    Appointment.objects.update(changes=9)

    page = client.get(address).content.decode()

    assert "Còn được đổi giờ 1 lần" in once
    assert "không đổi tiếp ở đây được" in page
    assert marriage.agency.name in page
    assert "Nơi đến" in page
    assert "Nơi hướng dẫn" not in page


def test_another_agency_finds_neither_page_nor_appointment(client, marriage, desk):
    sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}
    desk.post(page_of(marriage), sent)
    client.force_login(make.officer(Role.HEAD, agency=make.agency(code="H55.999")))

    assert client.get(page_of(marriage)).status_code == 404
    shown = client.get("/can-bo/lich-hen", {"ngay": "2026-10-06"}).content.decode()
    assert marriage.reference not in shown


def test_a_full_day_costs_no_more_statements_than_a_quiet_one(desk, marriage, ward, mother):
    for _each in range(4):
        make.officer(Role.ONE_STOP, agency=ward)
    sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}

    def statements():
        with CaptureQueriesContext(connection) as captured:
            desk.get("/can-bo/lich-hen", {"ngay": "2026-10-06"})
        return len(captured)

    desk.post(page_of(marriage), sent)
    statements()
    few = statements()
    for _each in range(3):
        more = accepted(marriage.version, ward, "2026-10-09 17:00", owner=mother.party)
        assert desk.post(page_of(more), sent).status_code == 302

    assert statements() == few


@pytest.mark.parametrize("day", ["1/1/99999999999999999999", "31/12/9999", "1/1/0001"])
def test_a_day_that_has_no_neighbours_is_today(desk, marriage, day):
    assert desk.get("/can-bo/lich-hen", {"ngay": day}).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"gio": "0001-01-01T00:00:00+14:00"},
        {"gio": "9999-12-31T23:59:59-14:00"},
        {"ngay": "1/1/99999999999999999999", "luc": "08:30"},
        {"ngay": "6/10/2026", "luc": "99999999999999999999:30"},
    ],
)
def test_no_moment_of_any_calendar_comes_back(desk, marriage, typed):
    answer = desk.post(page_of(marriage), {"viec": "hen", "co-mat": "hai_ben", **typed})

    assert answer.status_code == 422


def test_a_time_that_is_typed_goes_before_the_list_in_which_one_is_always_chosen(desk, marriage):
    page = desk.get(page_of(marriage)).content.decode()
    first = page.partition('<option value="2026')[2][:21]
    typed = {"gio": f"2026{first}", "ngay": "6/10/2026", "luc": "08:30"}

    desk.post(page_of(marriage), {"viec": "hen", "co-mat": "hai_ben", **typed})

    assert f"{Appointment.objects.get().starts_at:%d/%m %H:%M}" == "06/10 01:30"  # UTC


def test_the_applicant_too_chooses_a_moment_of_the_calendar(client, marriage, mother):
    client.force_login(mother)
    sent = {"co-mat": "hai_ben", "gio": "0001-01-01T00:00:00+14:00"}

    assert client.post(page_of(marriage, "portal"), sent).status_code == 422


def test_what_was_typed_of_another_time_and_refused_is_in_sight(desk, marriage):
    sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}
    desk.post(page_of(marriage), sent)

    shown = desk.post(page_of(marriage), sent | {"ngay": "31/2/2026"}).content.decode()

    assert '<details class="govuk-details" open>' in shown
    assert (
        '<details class="govuk-details" open>' not in desk.get(page_of(marriage)).content.decode()
    )


def test_the_record_names_who_came_and_who_did_not(desk, marriage):
    with clock.set_to(at("2026-10-05 09:00")):
        sent = {"viec": "hen", "co-mat": "hai_ben", "ngay": "6/10/2026", "luc": "08:30"}
        desk.post(page_of(marriage), sent)
    with clock.set_to(at("2026-10-06 09:00")):
        desk.post(page_of(marriage), BOTH | HERS | {"den-ben_kia": "khong"})
        missed = desk.get(page_of(marriage)).content.decode()
        desk.post(page_of(marriage), BOTH | HERS | HIS)
        met = desk.get(page_of(marriage)).content.decode()

    assert "<br>Người cùng đăng ký kết hôn</dd>" in missed
    assert f"<br>{marriage.owner.name} · Thẻ căn cước" in met  # no name was typed, only the number
    assert "<br>Trần Văn Dũng · Thẻ căn cước" in met
