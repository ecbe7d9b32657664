"""What was filed on another portal comes in: once, whole or with what is missing, never twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.portal_sends import (
    CLASSIC,
    NEWER,
    PORTAL,
    SAMPLES,
    arrive,
    read,
    sample,
    with_answers,
    with_details,
    with_file,
)
from tests.parallel import at_once
from toantrinh.catalogue.errors import ProcedureNotFound, ProcedureNotYetInForce
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import arrived, completeness, queries, timeline
from toantrinh.dossiers.actions import arriving
from toantrinh.dossiers.errors import ArrivalAgencyUnknown, ArrivalUnreadable
from toantrinh.dossiers.models import Arrival, Attachment, Channel, Dossier, ParkedArrival
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, AgencyKind, Party, PartyKind
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import queries as vault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_force(birth):
    """Birth registration may be filed at the ward."""


def remarks(dossier) -> set[str]:
    return {each["code"] for each in dossier.arrival.content["remarks"]}


@pytest.mark.parametrize("name", [CLASSIC, NEWER])
def test_a_dossier_of_either_format_arrives_whole(name, ward):
    received = arrive(sample(name))

    dossier = received.dossier
    assert (received.outcome, received.missing) == ("new", 0)
    assert (dossier.state, dossier.channel) == (State.FILED, Channel.NATIONAL)
    assert dossier.reference == "H55.101-261005-0001"
    assert dossier.agency == ward
    assert dossier.answers["ks_ngay_sinh"] == "2026-09-20"
    assert dossier.answers["nyc_ngay_sinh"] == "1996-03-14"
    (attachment,) = dossier.attachments.present()
    assert attachment.component == "giay_chung_sinh"
    assert vault.content(attachment.file) == (SAMPLES / "giay-chung-sinh.png").read_bytes()
    assert verify(dossier.case) == []


def test_what_the_portal_tells_of_the_one_who_filed_answers_questions_left_open():
    dossier = arrive(sample(NEWER)).dossier

    assert dossier.answers["nyc_ho_ten"] == "Trần Thị Ví Dụ"
    assert dossier.answers["nyc_so_dinh_danh"] == "019196000902"
    assert dossier.answers["nyc_noi_cu_tru"] == {
        "province": "19",
        "commune": "05443",
        "detail": "Số nhà 00, tổ 12",
    }
    assert dossier.answers["nyc_dien_thoai"] == "0900000902"


def test_it_counts_as_filed_online_for_the_rules_and_from_its_receipt_for_the_answer():
    dossier = arrive(sample(NgayTiepNhan="20261001081500")).dossier

    assert Channel(dossier.channel).in_rules == Channel.ONLINE
    assert dossier.submitted_at == clock.now()
    assert dossier.submitted_on == date(2026, 10, 5)
    assert dossier.arrival.filed_at == datetime(2026, 10, 1, 1, 15, tzinfo=UTC)
    assert dossier.answer_due_at > clock.now()


def test_the_desk_accepts_it_like_any_other(officers, work):
    dossier = arrive(sample()).dossier
    work()

    dossiers.accept(dossier=dossier, by=officers[Role.ONE_STOP])

    dossier.refresh_from_db()
    assert dossier.state == State.ACCEPTED
    assert dossier.due_at is not None


# ---- Who ----------------------------------------------------------------------------------


def test_a_known_person_is_found_by_the_number_and_keeps_the_name(mother):
    document = sample(MaDoiTuong="019196000001", ChuHoSo="NGUYỄN THỊ  LAN ANH")

    dossier = arrive(document).dossier

    assert dossier.owner == mother.party
    assert "owner-name-differs" not in remarks(dossier)
    assert dossier in queries.of_account(mother)


def test_another_name_under_a_known_number_is_told_and_changes_nothing(mother):
    dossier = arrive(sample(MaDoiTuong="019196000001", ChuHoSo="Lê Văn Khác")).dossier

    assert dossier.owner.name == "Nguyễn Thị Lan Anh"
    assert "owner-name-differs" in remarks(dossier)


def test_who_files_for_another_is_not_the_owner():
    document = with_details(sample(NEWER), TenChuHs="Lê Thị Chủ", SoDinhDanhChuHs="019170000001")

    dossier = arrive(document).dossier

    assert dossier.owner.name == "Lê Thị Chủ"
    assert dossier.arrival.submitter.name == "Trần Thị Ví Dụ"
    assert arrived.submitter_name(dossier) == "Trần Thị Ví Dụ"
    assert "owner-declared" in remarks(dossier)
    assert dossier.answers["nyc_ho_ten"] == "Lê Thị Chủ"
    assert "nyc_noi_cu_tru" not in dossier.answers


def test_an_organisation_is_one_by_the_codes_of_its_door():
    document = with_details(sample(NEWER), TenChuHs="Công ty Ví Dụ", SoDinhDanhChuHs="4600123456")
    document["ThongTinNguoiNop"]["LoaiDoiTuong"] = 1

    assert arrive(document).dossier.owner.kind == PartyKind.ORGANISATION


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"MaDoiTuong": None}, "owner-without-number"),
        ({"MaDoiTuong": "khong-phai-so"}, "owner-number-odd"),
        ({"LoaiDoiTuong": "9"}, "subject-kind-unknown"),
        ({"ChuHoSo": "<b onclick=alert(1)>Lan</b>"}, "name-doubtful"),
    ],
)
def test_what_is_odd_about_the_owner_is_told_and_it_arrives(changed, code):
    dossier = arrive(sample(**changed)).dossier

    assert dossier.state == State.FILED
    assert code in remarks(dossier)


def test_nobody_can_sign_in_as_the_portal():
    dossier = arrive(sample()).dossier

    account = dossier.submitted_by
    assert (account.name, account.is_active) == ("Cổng Dịch vụ công quốc gia", False)
    assert not account.has_usable_password()
    assert dossier.attachments.get().added_by == account


def test_only_the_house_lets_a_dossier_in(mother, officers):
    for by in (mother, officers[Role.ONE_STOP]):
        with pytest.raises(NotPermitted):
            dossiers.arrive(told=read(sample()), by=by)

    assert not Arrival.objects.exists()


# ---- What is missing, odd, damaged ---------------------------------------------------------


def witnessed(**changed):
    """A birth that a witness tells of, in a paper that only the applicant can bring."""
    answers = {"co_giay_chung_sinh": False, "co_nguoi_lam_chung": True}
    document = with_answers(sample(), **answers)
    return with_file(document, MaThanhPhanHoSo="van_ban_lam_chung") | changed


def test_an_incomplete_dossier_arrives_and_says_what_is_missing(work):
    document = with_answers(witnessed(TaiLieuNop=[]), ks_ho_ten=None, ks_gioi_tinh="khong-co")

    received = arrive(document)
    work()

    dossier = Dossier.objects.get(pk=received.dossier.pk)
    missing = completeness.missing(dossier, at=dossier.submitted_at)
    assert received.missing == dossier.arrival.missing == len(missing) == 3
    assert {each.field for each in missing.answers} == {"ks_ho_ten", "ks_gioi_tinh"}
    assert [each.key for each in missing.papers] == ["van_ban_lam_chung"]
    assert dossier.tasks.open().get().kind == "receive"
    assert dossier.papers.filter(kind="confirmation").exists()


def test_a_dossier_with_nothing_but_its_head_arrives(work):
    bare = {
        "MaHoSo": "G01-1",
        "MaTTHC": "1.001193.H55",
        "ChuHoSo": "Người Giả Định",
        "MaDonViTiepNhan": "h55.101",
    }

    received = arrive(bare)
    work()

    assert received.missing > 10
    assert Dossier.objects.get(pk=received.dossier.pk).tasks.open().get().kind == "receive"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"NoiDung": "!"}, "file-base64"),
        ({"NoiDung": "aGVsbG8="}, "file-type-refused"),
        ({"NoiDung": "JVBERi0xLjc="}, "file-unreadable"),
        ({"DuongDanTaiTepTin": "../gateways.yaml"}, "file-outside"),
        ({"MaThanhPhanHoSo": "KQ.G07.000122"}, "component-unknown"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_its_paper_missing(fields, code):
    assert arrive(witnessed(MaHoSo="WHOLE-1")).missing == 0

    received = arrive(with_file(witnessed(), **fields))

    assert received.missing == 1
    assert code in remarks(received.dossier)


def test_a_file_of_no_component_is_kept_beside():
    dossier = arrive(with_file(sample(), MaThanhPhanHoSo="KQ.G07.000122")).dossier

    (file,) = arrived.of(dossier).files
    assert file.name == "giay-chung-sinh.png"


def test_codes_of_the_portal_may_be_told_as_data():
    told = read(with_file(sample(MaTTHC="DVC-77", MaDonViTiepNhan="CU-1"), MaThanhPhanHoSo="KQ1"))
    gateway = replace(
        told.gateway,
        procedure_codes={"DVC-77": "1.001193"},
        agency_codes={"CU-1": "H55.101"},
        component_codes={"1.001193": {"KQ1": "giay_chung_sinh"}},
    )

    dossier = dossiers.arrive(told=replace(told, gateway=gateway), by=PORTAL).dossier

    assert dossier.agency.code == "H55.101"
    assert dossier.attachments.get().component == "giay_chung_sinh"


def test_answers_the_form_does_not_ask_are_told_and_lost_nowhere():
    dossier = arrive(with_answers(sample(), mau_mat="nâu")).dossier

    assert "answer-unknown" in remarks(dossier)
    assert ("mau_mat", "nâu") in arrived.of(dossier).lines


def test_a_person_whom_acceptance_waits_for_is_asked_as_for_a_dossier_filed_here():
    document = with_answers(
        sample(),
        nyc_quan_he="cha",
        cha_me_da_ket_hon=False,
        me_so_dinh_danh="019196000777",
        me_ho_ten="Nguyễn Thị Mẹ",
    )

    dossier = arrive(document).dossier

    assert dossier.invitations.get().part == "me"
    assert TrailEntry.objects.filter(case=dossier.case, kind="part.invited").exists()


def test_a_person_who_is_not_named_is_missing_and_holds_nothing_up():
    document = with_answers(sample(), nyc_quan_he="cha", cha_me_da_ket_hon=False)

    dossier = arrive(document).dossier

    (standing,) = completeness.missing(dossier, at=dossier.submitted_at).others
    assert standing.other.part.key == "me"
    assert not dossier.invitations.exists()


# ---- Where ---------------------------------------------------------------------------------


def test_a_centre_receives_for_the_commune_it_serves(ward):
    make.agency(
        code="H55.101.1",
        name="Trung tâm Phục vụ hành chính công",
        kind=AgencyKind.COMMUNE_CENTRE,
        administrative_code=ward.administrative_code,
    )

    dossier = arrive(sample(agency="H55.101.1")).dossier

    assert dossier.agency == ward
    assert not remarks(dossier) & {"agency-not-competent", "agency-by-rule"}


def test_an_agency_that_does_not_settle_it_keeps_it_and_sees_that():
    department = make.agency(code="H55.9", name="Sở Ví Dụ", kind=AgencyKind.DEPARTMENT)

    dossier = arrive(sample(agency="H55.9")).dossier

    assert dossier.agency == department
    assert "agency-not-competent" in remarks(dossier)


def test_a_merged_agency_is_followed_to_its_successor(ward):
    make.agency(
        code="H55.7",
        kind=AgencyKind.COMMUNE,
        valid_from=date(2020, 1, 1),
        valid_to=date(2025, 6, 30),
        successor=ward,
    )

    assert arrive(sample(agency="H55.7")).dossier.agency == ward


# ---- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"MaTTHC": "9.999999"}, ProcedureNotFound),
        ({"NgayTiepNhan": "20190101080000"}, ProcedureNotYetInForce),
        ({"MaDonViTiepNhan": "H99"}, ArrivalAgencyUnknown),
        ({"MaDonViTiepNhan": None}, ArrivalAgencyUnknown),
        ({"NgayTiepNhan": "20261006080000"}, ArrivalUnreadable),
    ],
)
def test_what_nobody_could_handle_is_refused_and_leaves_nothing(changed, refusal):
    with pytest.raises(refusal):
        arrive(sample(**changed))

    assert not Dossier.objects.exists()
    assert not Arrival.objects.exists()
    assert not Party.objects.exclude(accounts__login__startswith="gateway-").exists()


def test_killed_in_the_middle_nothing_is_there_and_the_next_try_takes_it_in(monkeypatch):
    def killed(**_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(arriving, "enter", killed)
    with pytest.raises(KeyboardInterrupt):
        arrive(sample())
    assert not Dossier.objects.exists()
    assert not Attachment.objects.exists()
    monkeypatch.undo()

    assert arrive(sample()).outcome == "new"


# ---- Once ----------------------------------------------------------------------------------


def test_small_and_capital_letters_make_no_other_code():
    first = arrive(sample())

    again = arrive(sample(MaHoSo="000.00.19.h55-261005-0012"))

    assert again.dossier == first.dossier
    assert Dossier.objects.count() == 1


def test_the_same_content_again_changes_nothing():
    first = arrive(sample())
    entries = TrailEntry.objects.count()

    again = arrive(sample())

    assert (again.outcome, again.dossier) == ("again", first.dossier)
    assert TrailEntry.objects.count() == entries


def test_another_content_under_the_same_code_is_put_aside_once():
    first = arrive(sample())
    other = with_answers(sample(), ks_ho_ten="Trần Minh Khác")

    outcomes = [arrive(other).outcome for _ in range(2)]

    assert outcomes == ["parked", "parked"]
    dossier = Dossier.objects.get()
    assert dossier.answers["ks_ho_ten"] == "Trần Minh Khôi"
    assert ParkedArrival.objects.count() == 1
    ((_at, places),) = arrived.of(dossier).parked
    assert places == ["DuLieuEForm.ks_ho_ten"]
    assert TrailEntry.objects.filter(kind="dossier.arrival-parked").count() == 1
    assert first.dossier == dossier


def test_one_code_of_two_doors_is_two_dossiers():
    arrive(sample(MaHoSo="A-0001"))

    other = arrive(sample(NEWER, maHoSo="A-0001"))

    assert other.outcome == "new"
    assert Dossier.objects.count() == 2


def test_many_that_bring_the_same_dossier_at_once_bring_one():
    told = read(sample())

    outcomes = at_once(lambda _: dossiers.arrive(told=told, by=PORTAL).outcome, range(8))

    assert sorted(outcomes) == ["again"] * 7 + ["new"]
    assert Dossier.objects.count() == Arrival.objects.count() == 1
    assert Account.objects.filter(login__startswith="gateway-").count() == 1


def test_many_dossiers_of_the_same_new_people_at_once_know_them_once():
    numbers = ("019170000001", "019170000002")

    def one(number):
        filer, owner = numbers if number % 2 else numbers[::-1]
        document = with_details(
            sample(NEWER, maHoSo=f"A-{number:04d}"),
            TenNguoiNop=f"Người {filer[-1]}",
            SoDinhDanh=filer,
            TenChuHs=f"Người {owner[-1]}",
            SoDinhDanhChuHs=owner,
        )
        return arrive(document).outcome

    assert at_once(one, range(8)) == ["new"] * 8
    assert Dossier.objects.count() == 8
    assert Party.objects.exclude(number_index=None).count() == 2
    assert len(set(Dossier.objects.values_list("reference", flat=True))) == 8


# ---- Followed ------------------------------------------------------------------------------


def test_it_is_tracked_by_its_own_code_and_by_that_of_the_portal():
    dossier = arrive(sample()).dossier

    by_own, _ = queries.tracked(dossier.reference, "")
    by_code, knows = queries.tracked(" 000.00.19.h55-261005-0012 ", "0901")

    assert by_own == by_code == dossier
    assert knows


def test_the_story_tells_how_it_came_and_when_it_was_filed_there():
    dossier = arrive(sample()).dossier

    came, filed = timeline.moments(dossier)

    assert came.title == "Đến từ Cổng Dịch vụ công quốc gia"
    assert (
        came.detail == "Mã tại Cổng: 000.00.19.H55-261005-0012; nộp tại Cổng lúc 08:15 05/10/2026"
    )
    assert dossier.reference in filed.detail


def test_the_trail_says_which_hand_moved_and_nothing_personal():
    dossier = arrive(sample(NEWER)).dossier

    entry = TrailEntry.objects.get(case=dossier.case, kind="dossier.arrived")
    assert entry.actor == "invented:system:national"
    assert entry.data == {
        "gateway": "lgsp-2026",
        "outside_code": "G09.20-20261005-0092637",
        "told_at": "2026-10-05T08:15:00+07:00",
        "missing": 0,
    }


def test_a_few_minutes_between_two_clocks_are_no_future():
    soon = (clock.now() + timedelta(minutes=5)).astimezone(clock.ZONE)

    received = arrive(sample(NgayTiepNhan=f"{soon:%Y%m%d%H%M%S}"))

    assert received.outcome == "new"


def test_arriving_takes_as_many_statements_however_many_answers_there_are():
    arrive(sample(MaHoSo="A-0001"))  # the account of the portal is made
    with CaptureQueriesContext(connection) as bare:
        arrive(sample(MaHoSo="A-0002", DuLieuEForm={}, MaDoiTuong=None))
    with CaptureQueriesContext(connection) as whole:
        arrive(sample(MaHoSo="A-0003", MaDoiTuong=None))

    assert len(whole) <= len(bare) + 6
