"""An original that somebody handed in is always with somebody, and goes back to its person."""

import pytest
from django.db import transaction

from tests import make
from tests.dossiers.running import accepted, at, step
from tests.parallel import at_once
from tests.portal.conftest import PACKS, photo
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import custody, reactions, timeline
from toantrinh.dossiers.custody import Place
from toantrinh.dossiers.custody_errors import (
    CodeShut,
    CodeWrong,
    EvidenceMissing,
    FetchedByAnother,
    FetcherUnknown,
    ItemOver,
    NoPlaceForIt,
    NothingToHandOver,
    NotWithYou,
    OnAList,
    OriginalEnded,
    OriginalNotTaken,
    OriginalsOut,
    OwnList,
    PaperUnnamed,
    SheetsUnknown,
    StillNeeded,
)
from toantrinh.dossiers.errors import ComponentUnknown, WrongState
from toantrinh.dossiers.models import (
    Evidence,
    Original,
    OriginalState,
    Transfer,
    TransferItem,
    TransferState,
)
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Notice
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.signing import actions as signing
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
at_the_same_time = pytest.mark.django_db(transaction=True)
MORTGAGE = PACKS / "1.011441-dang-ky-bien-phap-bao-dam-quyen-su-dung-dat"
RENEWAL = PACKS / "1.012783-cap-doi-giay-chung-nhan"
OWNER = {"name": "Nguyễn Thị Lan Anh", "number": "019196000001", "proof": "the_can_cuoc"}
SLIP = ("phieu.jpg", photo())


@pytest.fixture
def mortgage(ward):
    return make.published(MORTGAGE, by=System("set-up"))


@pytest.fixture
def staff(ward):
    roles = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD)
    return {role: make.officer(role, agency=ward, title=str(role)) for role in roles}


@pytest.fixture
def desk(ward):
    return Place(ward, Role.ONE_STOP.value)


@pytest.fixture
def unit(ward):
    return Place(ward, Role.SPECIALIST.value)


@pytest.fixture
def dossier(mortgage, ward, mother):
    return accepted(mortgage, ward, "2026-10-09 17:00", owner=mother.party)


def taken(dossier, staff, **said):
    return dossiers.take_original(
        **{
            "dossier": dossier,
            "key": f"key-{dossier.originals.count()}",
            "component": "giay_chung_nhan",
            "sheets": 4,
            "number": "BK 123456",
            "by": staff[Role.ONE_STOP],
        }
        | said
    )


def handed(originals, staff, desk, unit, **said):
    return dossiers.make_handover(
        **{
            "originals": originals,
            "giver": desk,
            "to": unit,
            "key": "list",
            "by": staff[Role.ONE_STOP],
        }
        | said
    )


def returned(original, staff, **said):
    return dossiers.return_original(
        **{"original": original, "by": staff[Role.ONE_STOP], **OWNER, "slip": SLIP} | said
    )


def ended(dossier):
    """Stopped: nothing is needed any more."""
    dossier.state, dossier.closed_at = State.STOPPED, clock.now()
    dossier.save()
    return dossier


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# taken in


def test_an_original_is_taken_in_once_with_its_number_sealed(dossier, staff, ward):
    first, again = (taken(dossier, staff, key="k") for _ in range(2))

    assert first == again == Original.objects.get()
    assert (first.agency, first.office, first.holder) == (
        ward,
        Role.ONE_STOP.value,
        staff[Role.ONE_STOP],
    )
    assert first.details["number"] == "BK 123456"
    assert b"BK 123456" not in bytes(first.details_sealed)
    assert "BK 123456" not in str(list(TrailEntry.objects.values_list("data", flat=True)))
    assert custody.name_of(first).startswith("Giấy chứng nhận quyền sử dụng đất")
    assert custody.canonical(f"https://x.vn/can-bo/ban-chinh/{first.code.lower()}") == first.code


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"component": "khong_co"}, ComponentUnknown),
        ({"component": "", "name": " "}, PaperUnnamed),
        ({"sheets": 0}, SheetsUnknown),
        ({"sheets": 501}, SheetsUnknown),
    ],
)
def test_what_no_slip_could_say_is_not_taken_in(dossier, staff, said, refusal):
    with pytest.raises(refusal):
        taken(dossier, staff, **said)

    assert not Original.objects.exists()


def test_nothing_is_taken_in_after_the_end_or_by_others_than_the_counter(dossier, staff):
    with pytest.raises(NotPermitted):
        taken(dossier, staff, by=staff[Role.SPECIALIST])
    with pytest.raises(WrongState):
        taken(ended(dossier), staff)

    assert not Original.objects.exists()


def test_the_centre_that_took_a_dossier_in_keeps_its_original(dossier, ward):
    centre = make.agency(code="H55.777", name="Trung tâm Phục vụ hành chính công xã Bình An")
    clerk = make.officer(Role.ONE_STOP, agency=centre)
    dossier.taken_in_by = centre
    dossier.save()

    original = taken(dossier, {Role.ONE_STOP: clerk})

    assert original.agency == centre
    assert list(Original.objects.held_by(clerk)) == [original]
    assert not Original.objects.readable_by(make.officer(Role.ONE_STOP)).exists()
    to = {
        (each.agency, each.office)
        for each in custody.destinations(Place(centre, Role.ONE_STOP.value), [original])
    }
    assert (ward, Role.SPECIALIST.value) in to


def test_the_receipt_lists_what_is_kept(dossier, staff):
    original = taken(dossier, staff)

    said = custody.on_receipt(dossier)["giay_chung_nhan"]

    assert original.code in said
    assert "4 tờ" in said


def test_the_story_says_which_original_and_the_public_is_not_told(dossier, staff):
    by_pack = taken(dossier, staff)
    written = taken(dossier, staff, component="", name="Giấy ủy quyền của bà Mai")
    returned(written, staff, reason="Cần dùng sớm")

    told = {to: _details(dossier, **{to: True}) for to in ("to_officers", "in_public")}

    certificate = f"{custody.name_of(by_pack)}, phiếu {by_pack.code}"
    mandate = f"Giấy ủy quyền của bà Mai, phiếu {written.code}"
    assert told["to_officers"] == [certificate, mandate, mandate] == _details(dossier)
    assert told["in_public"] == ["", "", ""]


def _details(dossier, **to):
    found = timeline.moments(dossier, **to)
    return [each.detail for each in found if each.kind.startswith("original.")]


# handed over


def test_of_twelve_eleven_arrive_and_the_twelfth_stays_with_the_giver(
    mortgage, ward, staff, desk, unit, work
):
    twelve = [
        taken(accepted(mortgage, ward, "2026-10-09 17:00"), staff, key=f"k{number}")
        for number in range(12)
    ]
    made = handed(twelve, staff, desk, unit)
    *arrived, lost = made.items.order_by("id")

    for item in arrived:
        dossiers.accept_item(item=item, by=staff[Role.SPECIALIST])
    dossiers.miss_item(item=lost, by=staff[Role.SPECIALIST])
    work()

    assert Original.objects.held_by(staff[Role.SPECIALIST]).count() == 11
    missing = fresh(lost.original)
    assert (missing.office, missing.holder) == (Role.ONE_STOP.value, staff[Role.ONE_STOP])
    assert fresh(made).ended_at is not None
    told = Notice.objects.get()
    assert told.to == staff[Role.HEAD].party
    assert missing.code in told.text
    assert [each.title for each in custody.chain(missing)][-1].startswith("Không đến")
    assert verify(missing.dossier.case) == []


def test_what_was_missing_may_arrive_after_all_or_be_found_by_the_giver(dossier, staff, desk, unit):
    made = handed([taken(dossier, staff), taken(dossier, staff)], staff, desk, unit)
    late, found = made.items.order_by("id")
    for item in (late, found):
        dossiers.miss_item(item=item, by=staff[Role.SPECIALIST])

    dossiers.accept_item(item=late, by=staff[Role.SPECIALIST])
    dossiers.keep_item(item=found, by=staff[Role.ONE_STOP])

    assert fresh(late.original).office == Role.SPECIALIST.value
    assert fresh(found).state == TransferState.KEPT
    handed([fresh(found.original)], staff, desk, unit, key="next")  # can go on a list again


def test_who_accepts_twice_is_told_who_was_faster_and_when(dossier, staff, desk, unit):
    (item,) = handed([taken(dossier, staff)], staff, desk, unit).items.all()
    colleague = make.officer(Role.SPECIALIST, agency=desk.agency)
    dossiers.accept_item(item=item, by=staff[Role.SPECIALIST])

    with pytest.raises(ItemOver) as refused:
        dossiers.accept_item(item=item, by=colleague)
    with pytest.raises(ItemOver):
        dossiers.keep_item(item=item, by=staff[Role.ONE_STOP])

    assert staff[Role.SPECIALIST].name in str(refused.value)
    assert "09:00 ngày 05/10/2026" in str(refused.value)
    assert fresh(item.original).holder == staff[Role.SPECIALIST]


@at_the_same_time
def test_of_many_who_accept_at_once_one_does(dossier, staff, desk, unit):
    (item,) = handed([taken(dossier, staff)], staff, desk, unit).items.all()
    crowd = [make.officer(Role.SPECIALIST, agency=desk.agency) for _each in range(4)]

    def accept(officer):
        try:
            dossiers.accept_item(item=TransferItem.objects.get(pk=item.pk), by=officer)
        except ItemOver:
            return None
        return officer

    winners = [each for each in at_once(accept, crowd) if each]

    assert len(winners) == 1
    assert fresh(item.original).holder == winners[0]
    assert TrailEntry.objects.filter(kind="original.accepted").count() == 1


def test_a_list_with_one_foreign_item_is_not_made_at_all(dossier, mortgage, staff, desk, unit):
    elsewhere = make.agency(code="H55.888", name="Nơi khác")
    there = {Role.ONE_STOP: make.officer(Role.ONE_STOP, agency=elsewhere)}
    foreign = taken(accepted(mortgage, elsewhere, "2026-10-09 17:00"), there)

    with pytest.raises(NotWithYou) as refused:
        handed([taken(dossier, staff), foreign], staff, desk, unit)

    assert foreign.code in str(refused.value)
    assert not Transfer.objects.exists()


def test_a_list_goes_only_where_the_dossiers_are_concerned_and_only_once(
    dossier, staff, desk, unit
):
    original = taken(dossier, staff)
    elsewhere = Place(make.agency(code="H55.888", name="Nơi khác"), Role.SPECIALIST.value)
    with pytest.raises(NothingToHandOver):
        handed([], staff, desk, unit)
    with pytest.raises(NoPlaceForIt):
        handed([original], staff, desk, elsewhere)
    with pytest.raises(NotPermitted):
        handed([original], staff, desk, unit, by=staff[Role.SPECIALIST])

    first, again = (handed([original], staff, desk, unit) for _ in range(2))
    with pytest.raises(OnAList):
        handed([original], staff, desk, unit, key="another")

    assert first == again == Transfer.objects.get()


def test_nobody_accepts_what_they_hand_over_within_one_office(dossier, staff, desk):
    made = handed([taken(dossier, staff)], staff, desk, desk)
    colleague = make.officer(Role.ONE_STOP, agency=desk.agency)

    with pytest.raises(OwnList):
        dossiers.accept_item(item=made.items.get(), by=staff[Role.ONE_STOP])
    dossiers.accept_item(item=made.items.get(), by=colleague)

    assert Original.objects.get().holder == colleague


def test_of_a_body_that_ended_the_successor_has_the_originals(dossier, staff, ward):
    original = taken(dossier, staff)
    after = make.agency(code="H55.999", name="Ủy ban nhân dân phường mới")
    ward.successor = after
    ward.save()
    heir = make.officer(Role.ONE_STOP, agency=after)

    last = make.agency(code="H55.998", name="Ủy ban nhân dân phường sau cùng")
    after.successor = last
    after.save()

    assert list(Original.objects.held_by(heir)) == [original]
    at_last = make.officer(Role.ONE_STOP, agency=last)
    assert list(Original.objects.held_by(at_last)) == [original]
    assert Original.objects.get().roles_of(at_last) == {Role.ONE_STOP}
    made = handed(
        [original],
        staff,
        Place(after, Role.ONE_STOP.value),
        Place(after, Role.SPECIALIST.value),
        by=heir,
    )
    assert made.items.count() == 1


# returned


def test_it_goes_back_to_its_person_by_the_code_only_they_see(dossier, staff):
    original = taken(dossier, staff)
    ended(dossier)

    returned(original, staff, slip=None, code=custody.return_code(original))

    original = fresh(original)
    assert original.state == OriginalState.RETURNED
    assert original.evidence == Evidence.CODE
    assert original.receiver["number"] == OWNER["number"]
    assert b"019196000001" not in bytes(original.receiver_sealed)
    with pytest.raises(OriginalEnded) as refused:
        returned(original, staff)
    assert staff[Role.ONE_STOP].name in str(refused.value)


def test_it_is_given_to_nobody_else_without_a_written_authorisation(dossier, staff):
    original = taken(dossier, staff)
    ended(dossier)
    another = {"name": "Trần Văn Dũng", "number": "019093000002"}

    with pytest.raises(FetchedByAnother):
        returned(original, staff, **another)
    assert fresh(original).state == OriginalState.HELD
    returned(original, staff, **another, authority=("uy-quyen.jpg", photo("PNG")))

    assert fresh(original).authority is not None
    assert TrailEntry.objects.get(kind="original.returned").data["for_another"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"number": "", "name": ""}, FetcherUnknown),
        ({"proof": ""}, FetcherUnknown),
        ({"slip": None}, EvidenceMissing),
    ],
)
def test_without_knowing_who_came_or_a_signature_nothing_is_given_out(
    dossier, staff, said, refusal
):
    original = taken(dossier, staff)
    ended(dossier)

    with pytest.raises(refusal):
        returned(original, staff, **said)

    assert fresh(original).is_out


def test_a_code_that_is_tried_out_is_shut(dossier, staff):
    original = taken(dossier, staff)
    ended(dossier)
    right = custody.return_code(original)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    for _try in range(4):
        with pytest.raises(CodeWrong):
            returned(original, staff, slip=None, code=wrong)
    with pytest.raises(CodeShut):
        returned(original, staff, slip=None, code=wrong)
    with pytest.raises(CodeShut):
        returned(original, staff, slip=None, code=right)

    assert TrailEntry.objects.filter(kind="original.code-refused").count() == 5
    returned(original, staff)  # the signed slip still counts
    assert fresh(original).evidence == Evidence.SLIP


def test_while_the_dossier_goes_on_it_goes_back_with_a_reason_only(dossier, staff):
    original = taken(dossier, staff)

    with pytest.raises(StillNeeded):
        returned(original, staff)
    returned(original, staff, reason="Đã đối chiếu xong, người dân cần dùng")

    assert TrailEntry.objects.get(kind="original.returned").data["early"]


def test_what_lies_with_the_unit_or_on_a_list_is_not_given_out_at_the_counter(
    dossier, staff, desk, unit
):
    original = taken(dossier, staff)
    ended(dossier)
    made = handed([original], staff, desk, unit)

    with pytest.raises(OnAList):
        returned(original, staff)
    dossiers.accept_item(item=made.items.get(), by=staff[Role.SPECIALIST])
    with pytest.raises(NotWithYou) as refused:
        returned(original, staff)

    assert staff[Role.SPECIALIST].name in str(refused.value)


# a dossier does not close over it


def test_a_result_is_not_returned_while_an_original_is_out_however_late_it_is(
    mortgage, ward, staff, mother
):
    late = accepted(
        mortgage,
        ward,
        "2026-10-02 17:00",
        owner=mother.party,
        state=State.SETTLED,
        settled_at=at("2026-10-05 08:30"),
    )
    task = step(late, "tra_ket_qua", role=Role.ONE_STOP, kind="return")
    original = taken(late, staff)

    with pytest.raises(OriginalsOut) as refused:
        dossiers.return_result(task=task, by=staff[Role.ONE_STOP])

    assert original.code in str(refused.value)
    assert staff[Role.ONE_STOP].name in str(refused.value)
    assert fresh(late).state == State.SETTLED


def test_a_stopped_dossier_is_stopped_and_tells_that_the_original_is_still_out(
    dossier, staff, ward, work
):
    original = taken(dossier, staff)
    house, now = System("set-up"), clock.now()
    signing.issue_demo_certificate(agency=ward, account=staff[Role.HEAD], by=house, at=now)
    dossiers.stop(
        dossier=dossier,
        by=staff[Role.HEAD],
        grounds_named=["dat_tranh_chap"],
        note="Thửa đất đang bị kê biên",
    )
    work()

    stopped = fresh(dossier)
    assert stopped.state == State.STOPPED
    assert custody.goes_back(custody.rows(stopped)[0])
    assert fresh(original).is_out
    assert any("nhận lại 1 bản chính" in each.text for each in Notice.objects.all())


def test_the_original_that_a_result_replaces_is_taken_in_and_withdrawn(ward, staff, mother):
    version = make.published(RENEWAL, by=System("set-up"))
    settled = accepted(
        version,
        ward,
        "2026-10-09 17:00",
        owner=mother.party,
        state=State.SETTLED,
        settled_at=at("2026-10-05 08:30"),
    )
    task = step(settled, "tra_ket_qua", role=Role.ONE_STOP, kind="return")
    with pytest.raises(OriginalNotTaken):
        dossiers.return_result(task=task, by=staff[Role.ONE_STOP])

    original = taken(settled, staff)
    with transaction.atomic():
        withdrawn = custody.refuse_return(fresh(settled), {})
        custody.withdraw(withdrawn, by=staff[Role.ONE_STOP], at=clock.now())

    assert withdrawn == [original]
    assert fresh(original).state == OriginalState.WITHDRAWN


def test_the_owner_is_told_when_an_original_reaches_the_counter_after_the_end(
    dossier, staff, desk, unit
):
    original = taken(dossier, staff)
    there = handed([original], staff, desk, unit)
    dossiers.accept_item(item=there.items.get(), by=staff[Role.SPECIALIST])
    ended(dossier)
    told = TrailEntry.objects.filter(kind="original.accepted")
    reactions.tell_owner_of_arrival(told.get())
    before = Notice.objects.count()

    by = staff[Role.SPECIALIST]
    back = handed([fresh(original)], staff, unit, desk, key="back", by=by)
    dossiers.accept_item(item=back.items.get(), by=staff[Role.ONE_STOP])
    reactions.tell_owner_of_arrival(told.order_by("seq").last())

    assert before == 0
    assert "nhận lại 1 bản chính" in Notice.objects.get().text
