"""Liên thông: one filing, several dossiers, and none of them waits for another."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.dossiers import interlinked
from tests.dossiers.interlinked import HOUSE, NUMBER
from tests.portal.conftest import photo
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import completeness, linked, queries, reactions, timeline
from toantrinh.dossiers.errors import WrongTask
from toantrinh.dossiers.models import Assistance, Dossier, Paper, PaperKind
from toantrinh.dossiers.states import State
from toantrinh.dossiers.tasks import open_linked
from toantrinh.identity.permissions import Role
from toantrinh.papers import actions as papers
from toantrinh.payments import queries as payments
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import actions as vault
from toantrinh.vault.models import Deposit

pytestmark = pytest.mark.django_db


@pytest.fixture
def procedures(ward):
    interlinked.published(*interlinked.PARTS)


@pytest.fixture
def group(procedures, ward, mother, officers):
    return interlinked.born(ward, mother)


def waiting(dossier):
    return set(dossier.tasks.open().values_list("key", flat=True))


def accepted(group, part, function):
    dossiers.start_process(dossier=part, by=HOUSE)
    return dossiers.accept(dossier=part, by=group.officer(function, Role.ONE_STOP))


def settled(group, part, function):
    """A short cut to the end of a part: its result was recorded."""
    with_state = Dossier.objects.get(pk=part.pk)
    with_state.state, with_state.settled_at = State.SETTLED, clock.now()
    with_state.save(update_fields=["state", "settled_at"])
    return dossiers.hear_linked(dossier=with_state, outcome=linked.GRANTED, by=HOUSE)


def test_each_part_has_a_code_an_agency_and_a_clock_of_its_own(group):
    parts = {key: group.open(key) for key in interlinked.PARTS}

    for key, function in (
        ("thuong_tru", "cong_an_xa"),
        ("bao_hiem_y_te", "bhxh"),
        ("can_cuoc", "cong_an_quan_ly_hanh_chinh"),
    ):
        parts[key] = accepted(group, parts[key], function)
    assert len({each.reference for each in (group.leading, *parts.values())}) == 4
    assert [each.agency.name for each in parts.values()] == [
        "Công an phường Phan Đình Phùng",
        "Bảo hiểm xã hội tỉnh Thái Nguyên",
        "Phòng Cảnh sát quản lý hành chính",
    ]
    due = {key: f"{each.due_at.astimezone(clock.ZONE):%d/%m %H:%M}" for key, each in parts.items()}
    assert due == {
        "thuong_tru": "07/10 17:00",  # 2 working days in the group, 7 otherwise
        "bao_hiem_y_te": "07/10 17:00",
        "can_cuoc": "12/10 17:00",  # counted apart: 5 working days
    }
    assert parts["can_cuoc"].limit["rule"].startswith("05 ngày làm việc, tính riêng")


def test_what_was_answered_once_is_whole_in_every_part(group):
    for key in interlinked.PARTS:
        part = group.open(key)

        missing = completeness.missing(part, at=clock.now())

        assert [problem.field for problem in missing.answers] == [], key
    residence = group.leading.linked.get(linked_step="thuong_tru")
    assert residence.answers["ndk_so_dinh_danh"] == NUMBER
    assert residence.answers["noi_thuong_tru_moi"]["commune"] == "05443"
    assert residence.answers["ch_dong_y"] == "vneid"


def test_a_fee_is_owed_once_in_the_leading_dossier(group):
    part = group.open("thuong_tru")
    accepted(group, part, "cong_an_xa")

    assert payments.charge_of(part.case) is None


def test_opening_twice_opens_once_and_the_owner_sees_one_entry(group, mother):
    first, second = group.open("thuong_tru"), group.open("thuong_tru")

    assert first == second
    assert queries.of_account(mother) == [group.leading]
    assert set(Dossier.objects.readable_by(mother)) == {group.leading, first}


def test_the_birth_certificate_is_returned_while_the_others_still_wait(group, officers):
    for key in interlinked.PARTS:
        group.open(key)

    dossiers.return_result(task=group.task("tra_ket_qua"), by=officers[Role.ONE_STOP])

    group.leading.refresh_from_db()
    assert group.leading.state == State.RESULT_RETURNED
    assert waiting(group.leading) == set(interlinked.PARTS)
    assert queries.holder(group.leading).what == (
        "Anh/chị đã có kết quả này; các việc còn lại của lần nộp đang được giải quyết"
    )


def test_a_part_that_fails_stops_no_other_and_all_is_told_in_one_place(group, officers):
    parts = {key: group.open(key) for key in interlinked.PARTS}
    police = group.officer("cong_an_xa", Role.ONE_STOP)
    ground = parts["thuong_tru"].version.pack.refusal_grounds[0].key

    dossiers.refuse(dossier=parts["thuong_tru"], grounds_named=[ground], by=police)
    dossiers.hear_linked(dossier=parts["thuong_tru"], outcome=linked.REFUSED, by=HOUSE)
    settled(group, parts["bao_hiem_y_te"], "bhxh")

    assert waiting(group.leading) == {"can_cuoc", "tra_ket_qua"}
    assert group.task("thuong_tru").outcome == "refused"
    told = linked.members(group.leading)
    assert [(each.name, each.is_leading) for each in told] == [
        ("Đăng ký khai sinh", True),
        ("Đăng ký thường trú", False),
        ("Cấp thẻ bảo hiểm y tế", False),
        ("Cấp thẻ căn cước", False),
    ]
    assert [each.dossier.state for each in told[1:]] == [
        State.NOT_ACCEPTED,
        State.SETTLED,
        State.FILED,
    ]
    titles = [each.title for each in timeline.moments(group.leading)]
    assert {
        "Không được tiếp nhận: Đăng ký thường trú",
        "Đã giải quyết: Cấp thẻ bảo hiểm y tế",
    } <= set(titles)
    assert verify(group.leading.case) == verify(parts["thuong_tru"].case) == []


def test_what_the_police_finds_changes_the_limit_there_and_is_known_here(group):
    part = accepted(group, group.open("thuong_tru"), "cong_an_xa")
    dossiers.forward(dossier=part, by=HOUSE)

    dossiers.complete_task(
        task=part.tasks.open().get(),
        findings={"phai_xac_minh": True},
        by=group.officer("cong_an_xa", Role.SPECIALIST),
    )
    assert TrailEntry.objects.filter(case=part.case, kind="linked.found").count() == 1
    dossiers.hear_linked(dossier=part, outcome="", by=HOUSE)

    part.refresh_from_db()
    group.leading.refresh_from_db()
    assert f"{part.due_at.astimezone(clock.ZONE):%d/%m %H:%M}" == "12/10 17:00"
    assert part.limit["rule"] == "Phải xác minh cư trú: 05 ngày làm việc"
    assert group.leading.content["findings"]["can_xac_minh_cu_tru"] is True
    assert "thuong_tru" in waiting(group.leading)


def test_a_procedure_that_is_not_in_force_is_said_once_and_opened_when_it_is(
    ward, mother, officers
):
    interlinked.published("bao_hiem_y_te", "can_cuoc")
    group = interlinked.born(ward, mother)

    nothing = [group.open("thuong_tru"), group.open("thuong_tru")]
    (delayed,) = [each for each in linked.members(group.leading) if each.is_delayed][:1]
    told = TrailEntry.objects.filter(case=group.leading.case, kind="linked.not-opened")
    reasons = [entry.data["why"] for entry in told]
    interlinked.published("thuong_tru")
    open_linked(timestamp=0)

    assert nothing == [None, None]
    assert delayed.name == "Đăng ký thường trú"
    assert reasons == ["not-in-force"]
    assert group.leading.linked.filter(linked_step="thuong_tru").exists()


def test_what_cannot_be_opened_may_be_gone_on_without_with_a_ground(ward, mother, officers):
    interlinked.published("bao_hiem_y_te", "can_cuoc")
    group = interlinked.born(ward, mother)
    opened = group.open("can_cuoc")
    head = officers[Role.HEAD]

    dossiers.go_on_without(
        task=group.task("thuong_tru"), ground="Gia đình tự nộp tại Công an phường", by=head
    )
    with pytest.raises(WrongTask):
        dossiers.go_on_without(task=group.task("can_cuoc"), ground="Thôi", by=head)

    assert opened is not None
    assert waiting(group.leading) == {"bao_hiem_y_te", "can_cuoc", "tra_ket_qua"}


def test_a_part_that_nobody_wants_is_not_opened(procedures, ward, mother, officers):
    group = interlinked.born(ward, mother, cap_the_can_cuoc=False)

    assert waiting(group.leading) == {"thuong_tru", "bao_hiem_y_te", "tra_ket_qua"}
    assert len(linked.members(group.leading)) == 3


def test_officers_of_a_part_see_that_part_and_not_the_leading_dossier(group):
    part = group.open("bao_hiem_y_te")
    insurance = group.officer("bhxh", Role.SPECIALIST)

    assert list(Dossier.objects.readable_by(insurance)) == [part]
    assert not Dossier.objects.readable_by(make.officer(agency=make.agency())).exists()


def test_the_one_page_takes_few_queries_however_many_parts(group, client, mother):
    client.force_login(mother)
    address = f"/ho-so/{group.leading.uid}"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for key in interlinked.PARTS:
        group.open(key)

    with CaptureQueriesContext(connection) as after:
        page = client.get(address)

    assert len(after) <= len(before) + 1  # who else has still to confirm
    assert page.content.decode().count("Theo dõi việc này") == 3


@pytest.mark.django_db(transaction=True)
def test_the_worker_opens_the_parts_and_hears_how_they_ended(procedures, ward, mother, work):
    group = interlinked.born(ward, mother)
    work()
    part = group.leading.linked.get(linked_step="bao_hiem_y_te")
    ground = part.version.pack.refusal_grounds[0].key

    dossiers.refuse(dossier=part, grounds_named=[ground], by=group.officer("bhxh", Role.ONE_STOP))
    work()

    assert group.leading.linked.count() == 3
    assert group.task("bao_hiem_y_te").outcome == "refused"


def test_what_an_officer_filed_for_a_person_opens_no_dossier_of_others_to_them(
    group, ward, officers
):
    helper = officers[Role.ONE_STOP]
    helped = {"assistance": Assistance.OFFICER, "assisted_by": helper, "assisted_in": ward}
    Dossier.objects.filter(pk=group.leading.pk).update(**helped)

    part = group.open("thuong_tru")

    assert part.taken_in_by == ward
    assert part not in Dossier.objects.readable_by(helper)


def test_a_part_that_ended_while_nobody_waited_for_it_is_not_waited_for_again(group):
    """A refusal was proposed, which takes all open steps back, and was sent back later."""
    part, step = group.open("bao_hiem_y_te"), group.leading.tasks.filter(key="bao_hiem_y_te")
    step.update(state="recalled", outcome="negative", done_at=clock.now())
    settled(group, part, "bhxh")
    step.update(state="waiting", outcome="", done_at=None)

    again = group.open("bao_hiem_y_te")

    assert again == part
    assert group.task("bao_hiem_y_te").outcome == linked.GRANTED


def test_while_the_applicant_wants_it_back_no_part_is_opened(group):
    Dossier.objects.filter(pk=group.leading.pk).update(state=State.WITHDRAWAL_ASKED)

    assert group.open("thuong_tru") is None
    assert not Dossier.objects.filter(leading=group.leading).exists()


def issued(dossier):
    """The sealed result as a file; what the house is told then."""
    paper = papers.reserve(
        kind=PaperKind.RESULT,
        title="Giấy khai sinh",
        case=dossier.case,
        agency=dossier.agency,
        demo=True,
        procedure=dossier.version.code,
        subject=dossier.owner.subject_id,
        by=HOUSE,
        at=clock.now(),
    )
    paper = papers.next_number(paper=paper, series="t", suffix="", by=HOUSE, at=clock.now())
    file = vault.keep(content=photo(), name="kq.jpg", on=dossier, by=HOUSE, at=clock.now())
    paper = papers.issue(paper=paper, sha256=file.sha256, by=HOUSE, at=clock.now())
    Paper.objects.create(
        dossier=dossier,
        kind=PaperKind.RESULT,
        title=paper.title,
        file=file,
        issued=paper,
        made_at=clock.now(),
    )
    reactions.deposit_part(TrailEntry(case=dossier.case, kind="dossier.result-issued"))


def test_a_part_that_is_issued_is_the_owners_at_once_while_the_others_go_on(group, client, mother):
    issued(group.leading)
    client.force_login(mother)

    page = client.get(f"/ho-so/{group.leading.uid}").content.decode()
    mine = client.get("/giay-to-cua-toi").content.decode()

    assert waiting(group.leading) == {*interlinked.PARTS, "tra_ket_qua"}
    assert "Giấy khai sinh" in mine
    assert "Mở kết quả" in page
    assert "Còn việc đang được giải quyết" in page
    assert "Một việc đã xong; các việc còn lại của lần nộp đang được giải quyết" in page
    assert "Kết quả đã xong và đang được trả" not in page
    listed = client.get("/ho-so").content.decode()
    assert "Còn việc đang được giải quyết" in listed
    sent = {"code": group.leading.reference}
    tracked = client.post(reverse("portal:track"), sent).content.decode()
    assert "các cơ quan khác đang giải quyết các việc còn lại" in tracked


def test_a_single_dossier_is_given_when_it_is_returned(group):
    Dossier.objects.filter(pk=group.leading.pk).first().tasks.filter(kind="dossier").delete()

    issued(group.leading)

    assert not Deposit.objects.exists()


def test_at_the_end_the_part_that_was_refused_is_named(group, client, mother, officers):
    parts = {key: group.open(key) for key in interlinked.PARTS}
    ground = parts["can_cuoc"].version.pack.refusal_grounds[0].key
    by = group.officer("cong_an_quan_ly_hanh_chinh", Role.ONE_STOP)
    dossiers.refuse(dossier=parts["can_cuoc"], grounds_named=[ground], by=by)
    dossiers.hear_linked(dossier=parts["can_cuoc"], outcome=linked.REFUSED, by=HOUSE)
    settled(group, parts["thuong_tru"], "cong_an_xa")
    settled(group, parts["bao_hiem_y_te"], "bhxh")
    dossiers.return_result(task=group.task("tra_ket_qua"), by=officers[Role.ONE_STOP])
    client.force_login(mother)

    page = client.get(f"/ho-so/{group.leading.uid}").content.decode()

    assert "Không được giải quyết: Cấp thẻ căn cước. Các việc còn lại đã có kết quả" in page
    assert "Đã kết thúc, có việc không được giải quyết" in page
    assert "Anh/chị đã nhận kết quả" not in page
