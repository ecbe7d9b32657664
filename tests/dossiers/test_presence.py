"""Where the law wants people there, they are met, known, and recorded before there is a result."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests import make
from tests.dossiers.running import accepted, at, load_lists, step
from tests.parallel import at_once
from tests.portal.conftest import PACKS
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import presence, tasks, timeline
from toantrinh.dossiers.errors import WrongState
from toantrinh.dossiers.events import TaskOpened
from toantrinh.dossiers.handling import about
from toantrinh.dossiers.identified import seen
from toantrinh.dossiers.models import Appointment, AppointmentState, Channel, Invitation
from toantrinh.dossiers.presence_errors import (
    ClosedThen,
    DayNotPossible,
    DocumentUnread,
    FindingNeeded,
    NameDiffers,
    NoAppointment,
    NobodyRecorded,
    NoMoreChanges,
    NotFree,
    NotYetThen,
    PresenceMissing,
    PresenceNotAsked,
    PresenceRecorded,
    SomebodyElse,
    TooLate,
    TooSoon,
)
from toantrinh.exchange.models import Notice
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.signing import actions as signing
from toantrinh.trail.actions import record
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
at_the_same_time = pytest.mark.django_db(transaction=True)
MARRIAGE = PACKS / "1.000894-dang-ky-ket-hon"
BUILDING = PACKS / "1.013225-cap-giay-phep-xay-dung-nha-o-rieng-le"
BOTH, SITE = "hai_ben", "kiem_tra_thuc_dia"
SHE = seen(name="Nguyễn Thị Lan Anh", number="019196000001", proof="the_can_cuoc")
HIS_CARD = "019093000002|090000002|Trần Văn Dũng|02021993|Nam|Thái Nguyên|01012022"
HE = seen(name="", number=HIS_CARD, proof="the_can_cuoc")
MONDAY_AT_TWO = at("2026-10-05 14:00")


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def staff(ward):
    roles = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD)
    return {role: make.officer(role, agency=ward, title=str(role)) for role in roles}


@pytest.fixture
def marriage(ward, mother):
    """Accepted; she and her partner are to come."""
    version = make.published(MARRIAGE, by=System("set-up"))
    return _marriage(version, ward, mother)


def _marriage(version, ward, mother):
    dossier = accepted(version, ward, "2026-10-09 17:00", owner=mother.party)
    dossier.write_content(answers={"bk_so_dinh_danh": "019093000002", "bk_ho_ten": "Trần Văn Dũng"})
    dossier.save()
    return dossier


@pytest.fixture
def building(ward, mother):
    version = make.published(BUILDING, by=System("set-up"))
    begun = at("2026-10-01 09:00")
    return accepted(version, ward, "2026-10-20 17:00", owner=mother.party, accepted_at=begun)


def appointed(dossier, by, moment=MONDAY_AT_TWO, wanted=BOTH):
    return dossiers.set_appointment(dossier=dossier, presence=wanted, starts_at=moment, by=by)


def came(dossier, staff, people=None, **said):
    people = {"nguoi_nop": SHE, "ben_kia": HE} if people is None else people
    return dossiers.record_presence(
        **{"dossier": dossier, "presence": BOTH, "by": staff[Role.ONE_STOP], "came": people} | said
    )


def is_met(dossier, key=BOTH):
    return presence.standing_of(type(dossier).objects.get(pk=dossier.pk), key).is_met


# no result without it


def test_no_result_is_returned_before_both_were_there(marriage, staff):
    task = step(marriage, "tra_ket_qua", role=Role.ONE_STOP, kind="return")

    with pytest.raises(PresenceMissing) as refused:
        dossiers.return_result(task=task, by=staff[Role.ONE_STOP])

    assert "Hai bên nam, nữ cùng có mặt" in str(refused.value)
    came(marriage, staff)
    assert presence.missing_before(task) == []


def test_what_is_examined_on_site_is_not_finished_nor_signed_before(building, staff):
    work = step(building, "tham_dinh", role=Role.SPECIALIST)
    signing = step(building, "ky", role=Role.HEAD, kind="sign")

    with pytest.raises(PresenceMissing):
        dossiers.complete_task(task=work, by=staff[Role.SPECIALIST], findings=FOUND)
    with pytest.raises(PresenceMissing):
        dossiers.approve(task=signing, sha256="0" * 64, by=staff[Role.HEAD])


FOUND = {"cot_nen": "0,45", "chi_gioi": "3 m", "can_xem_xet_them": False}


def test_a_refusal_needs_nobodys_presence(building):
    refusal = step(building, "ky", role=Role.HEAD, kind="sign", token="negative.1.sign")

    assert presence.missing_before(refusal) == []


# who came


def test_both_come_and_each_is_known_by_a_document(marriage, staff):
    record = came(marriage, staff)

    assert record.state == AppointmentState.MET
    assert is_met(marriage)
    his = record.attendances.get(person="ben_kia")
    assert his.seen == {"name": "Trần Văn Dũng", "number": "019093000002"}
    assert b"019093000002" not in bytes(his.seen_sealed)
    entry = TrailEntry.objects.get(kind="presence.met")
    assert entry.data["proofs"] == "the_can_cuoc,the_can_cuoc"
    with pytest.raises(PresenceRecorded) as refused:
        came(marriage, staff)
    assert staff[Role.ONE_STOP].name in str(refused.value)


@pytest.mark.parametrize(
    ("people", "refusal"),
    [
        ({"nguoi_nop": SHE, "ben_kia": SHE}, SomebodyElse),
        ({"nguoi_nop": HE, "ben_kia": HE}, SomebodyElse),
        (
            {"nguoi_nop": SHE, "ben_kia": seen(name="Trần Văn Dũng", number="", proof="ho_chieu")},
            DocumentUnread,
        ),
        ({"nguoi_nop": SHE, "ben_kia": seen(name="x", number="1", proof="x")}, DocumentUnread),
        (
            {
                "nguoi_nop": SHE,
                "ben_kia": seen(name="Trần Văn Đúng", number="019093000002", proof="the_can_cuoc"),
            },
            NameDiffers,
        ),
        ({"nguoi_nop": SHE}, NobodyRecorded),
    ],
)
def test_whoever_is_not_who_was_expected_is_recorded_nowhere(marriage, staff, people, refusal):
    with pytest.raises(refusal):
        came(marriage, staff, people)

    assert not Appointment.objects.exists()


def test_without_a_number_on_the_document_the_name_tells(marriage, staff):
    passport = seen(name="tran van dung", number="C1234567", proof="ho_chieu")

    came(marriage, staff, {"nguoi_nop": SHE, "ben_kia": passport})

    assert is_met(marriage)


def test_one_alone_is_not_enough_and_another_time_is_set(marriage, staff, work):
    appointed(marriage, staff[Role.ONE_STOP])

    with clock.set_to(MONDAY_AT_TWO):
        missed = came(marriage, staff, {"nguoi_nop": SHE, "ben_kia": None})
    work()

    assert missed.state == AppointmentState.MISSED
    assert presence.said(Appointment.objects.get()) == "Không đến: Người cùng đăng ký kết hôn"
    assert not is_met(marriage)
    assert any("chọn giờ khác" in each.text for each in Notice.objects.all())
    appointed(marriage, staff[Role.ONE_STOP], at("2026-10-06 08:00"))
    came(marriage, staff)
    assert is_met(marriage)


def test_before_the_time_agreed_on_nobody_has_failed_to_come(marriage, staff):
    appointed(marriage, staff[Role.ONE_STOP])
    absent = {"nguoi_nop": None, "ben_kia": None}

    early = clock.set_to(MONDAY_AT_TWO - timedelta(minutes=1))
    with early, pytest.raises(NotYetThen) as refused:
        came(marriage, staff, absent)

    assert "14:00 ngày 05/10/2026" in str(refused.value)
    assert Appointment.objects.get().state == AppointmentState.SET
    came(marriage, staff)  # whoever is here before the time is here
    assert is_met(marriage)


def test_who_came_counts_only_for_the_person_the_dossier_names_now(marriage, staff):
    came(marriage, staff)
    marriage.write_content(answers={"bk_so_dinh_danh": "019085000005", "bk_ho_ten": "Lê Văn Tám"})
    marriage.save()

    assert not is_met(marriage)
    other = seen(name="Lê Văn Tám", number="019085000005", proof="can_cuoc_dien_tu")
    came(marriage, staff, {"nguoi_nop": SHE, "ben_kia": other})
    assert is_met(marriage)


def test_of_a_visit_day_and_finding_are_kept_sealed(building, staff):
    told = {"dossier": building, "presence": SITE, "by": staff[Role.SPECIALIST]}
    with pytest.raises(FindingNeeded):
        dossiers.record_presence(**told)
    with pytest.raises(DayNotPossible):
        dossiers.record_presence(
            **told, finding="Đúng ranh giới", held_on=at("2026-10-06 08:00").date()
        )

    record = dossiers.record_presence(**told, finding="Đất trống, đúng ranh giới")

    assert record.held_on == clock.today()
    assert Appointment.objects.get().finding == "Đất trống, đúng ranh giới"
    assert "ranh giới".encode() not in bytes(record.finding_sealed)
    assert is_met(building, SITE)
    assert timeline.moments(building)[-1].title == "Đã ghi nhận việc kiểm tra tại chỗ"


def test_nobody_else_records_and_nothing_is_recorded_after_the_end(marriage, staff, mother):
    for stranger in (staff[Role.HEAD], mother, make.officer(Role.ONE_STOP)):
        with pytest.raises(NotPermitted):
            came(marriage, staff, by=stranger)
    marriage.closed_at = clock.now()
    marriage.save()

    with pytest.raises(WrongState):
        came(marriage, staff)
    with pytest.raises(PresenceNotAsked):
        presence.standing_of(marriage, "khong_co")


# when


def begin(task):
    """The event by which the house learns that a step waits."""
    with transaction.atomic():
        opened = TaskOpened(
            **about(task.dossier),
            task=str(task.uid),
            step=task.key,
            step_kind=task.kind,
            role=task.role,
            counts=True,
            due="",
            body="",
        )
        record(opened, by=System("dossiers"), at=clock.now())


def test_when_the_step_begins_a_time_is_proposed_from_the_working_hours(marriage, work):
    begin(step(marriage, "tra_ket_qua", role=Role.ONE_STOP, kind="return"))
    work()

    made = Appointment.objects.get()
    assert made.starts_at == at("2026-10-05 11:00")  # two working hours after nine
    assert made.made_by is None
    assert any("11:00 ngày 05/10/2026" in each.text for each in Notice.objects.all())


def test_whoever_filed_at_the_desk_is_proposed_nothing(marriage, work):
    marriage.channel = Channel.DESK
    marriage.save()

    begin(step(marriage, "tra_ket_qua", role=Role.ONE_STOP, kind="return"))
    work()

    assert presence.standings(marriage)
    assert not Appointment.objects.exists()


def test_a_dossier_that_is_stopped_keeps_no_time_and_is_proposed_none(marriage, staff, ward):
    made = appointed(marriage, staff[Role.ONE_STOP])
    house, now = System("set-up"), clock.now()
    signing.issue_demo_certificate(agency=ward, account=staff[Role.HEAD], by=house, at=now)
    ground = marriage.version.pack.refusal_grounds[0].key
    dossiers.stop(dossier=marriage, by=staff[Role.HEAD], grounds_named=[ground], note="Đã kết hôn")

    none = dossiers.propose_appointment(dossier=marriage, presence=BOTH, by=System("dossiers"))

    made.refresh_from_db()
    assert made.state == AppointmentState.CANCELLED
    assert none is None


@pytest.mark.parametrize(
    ("moment", "refusal"),
    [
        ("2026-10-05 12:00", ClosedThen),  # noon
        ("2026-10-05 16:45", ClosedThen),  # would end after closing
        ("2026-10-10 09:00", ClosedThen),  # Saturday
        ("2026-11-24 09:00", TooLate),  # a holiday, and too far
        ("2026-10-05 08:30", TooSoon),  # over
        ("2026-10-30 09:00", TooLate),
    ],
)
def test_a_time_that_cannot_be_is_refused(marriage, staff, moment, refusal):
    with pytest.raises(refusal):
        appointed(marriage, staff[Role.ONE_STOP], at(moment))

    assert not Appointment.objects.exists()


def test_on_a_holiday_nobody_is_met(marriage, staff):
    with clock.set_to(at("2026-11-20 09:00")), pytest.raises(ClosedThen):
        appointed(marriage, staff[Role.ONE_STOP], at("2026-11-24 09:00"))


def test_the_applicant_chooses_within_limits(marriage, staff, mother):
    appointed(marriage, staff[Role.ONE_STOP])

    def choose(text):
        return dossiers.choose_appointment(
            dossier=marriage, presence=BOTH, starts_at=at(text), by=mother
        )

    with pytest.raises(TooSoon):
        choose("2026-10-05 10:30")  # less than two working hours away
    first = choose("2026-10-06 08:00")
    choose("2026-10-06 08:00")  # again: the same
    choose("2026-10-06 09:00")
    with pytest.raises(NoMoreChanges):
        choose("2026-10-07 09:00")

    only = Appointment.objects.get()
    assert (only.pk, only.changes) == (first.pk, 2)
    assert only.starts_at == at("2026-10-06 09:00")


def test_the_notice_of_the_last_change_offers_no_other_time(marriage, staff, mother, work):
    appointed(marriage, staff[Role.ONE_STOP])
    work()
    for text in ("2026-10-06 08:00", "2026-10-06 09:00"):
        dossiers.choose_appointment(dossier=marriage, presence=BOTH, starts_at=at(text), by=mother)
        work()

    texts = [each.text for each in Notice.objects.order_by("id")]
    assert ["chọn giờ khác" in each for each in texts] == [True, True, False]
    assert "hẹn lúc 09:00 ngày 06/10/2026 (thứ Ba)." in texts[-1]


@at_the_same_time
def test_a_time_is_given_out_to_as_many_as_can_serve_and_no_more(marriage, ward, staff, mother):
    others = [_marriage(marriage.version, ward, mother) for _each in range(3)]

    def attempt(dossier):
        try:
            return appointed(dossier, staff[Role.ONE_STOP])
        except NotFree:
            return None

    made = [each for each in at_once(attempt, [marriage, *others]) if each]

    assert len(made) == 1  # one officer at the one-stop desk
    make.officer(Role.ONE_STOP, agency=ward)
    free = presence.free(marriage, marriage.version.pack.presence[0], now=clock.now())
    assert MONDAY_AT_TWO in free


def test_the_partner_who_was_asked_is_told_of_the_time_and_a_stranger_is_not(marriage, staff, work):
    he = make.party(name="Trần Văn Dũng", number="019093000002")
    appointed(marriage, staff[Role.ONE_STOP])
    work()
    before = Notice.objects.filter(to=he).count()
    dossiers.cancel_appointment(dossier=marriage, presence=BOTH, by=staff[Role.ONE_STOP])
    asked = Invitation(
        dossier=marriage,
        part="ben_kia",
        person_index=he.number_index,
        invited_by=marriage.submitted_by,
        invited_at=clock.now(),
    )
    asked.token_digest = Invitation.digest_of(asked.token)
    asked.save()

    appointed(marriage, staff[Role.ONE_STOP])
    work()

    (told,) = [each.text for each in Notice.objects.filter(to=he) if "hẹn lúc" in each.text]
    assert before == 0, "who was never asked learns nothing of the dossier"
    assert "chọn giờ khác" not in told
    assert f"Nơi đến: {marriage.agency.name}" in told


def test_a_time_is_called_off_and_told(marriage, staff, work):
    appointed(marriage, staff[Role.ONE_STOP])

    dossiers.cancel_appointment(dossier=marriage, presence=BOTH, by=staff[Role.ONE_STOP])
    work()

    assert Appointment.objects.get().state == AppointmentState.CANCELLED
    with pytest.raises(NoAppointment):
        dossiers.cancel_appointment(dossier=marriage, presence=BOTH, by=staff[Role.ONE_STOP])
    assert any("được hủy" in each.text for each in Notice.objects.all())


def test_people_are_reminded_once_on_the_working_day_before(marriage, staff, work):
    appointed(marriage, staff[Role.ONE_STOP], at("2026-10-12 09:00"))  # Monday in a week

    for moment in ("2026-10-05 10:00", "2026-10-08 09:00", "2026-10-09 09:00", "2026-10-09 10:00"):
        with clock.set_to(at(moment)):
            tasks.remind_of_appointments(0)
    work()

    assert TrailEntry.objects.filter(kind="appointment.reminded").count() == 1
    assert any(
        "nhắc anh/chị giờ hẹn 09:00 ngày 12/10/2026 (thứ Hai)."
        f" Nơi đến: {marriage.agency.name}; mỗi người mang theo thẻ căn cước. Xem" in each.text
        for each in Notice.objects.all()
    )
