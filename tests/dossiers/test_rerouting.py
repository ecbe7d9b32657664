"""Dossiers go to another competent body one by one; what was promised stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import make, offices, sessions
from tests.dossiers import consulted
from tests.dossiers.test_whole_path import at_signature, waiting
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import bodies, queries, recompute, rerouting, tasks, timeline
from toantrinh.dossiers.errors import DraftNotReady
from toantrinh.dossiers.models import (
    Appointment,
    ChosenBody,
    Dossier,
    Handover,
    PaperKind,
    ReroutedDossier,
    ReroutedState,
    Rerouting,
    Task,
    TaskState,
)
from toantrinh.dossiers.rerouting import Chosen
from toantrinh.dossiers.rerouting_errors import GroundNeeded, NotAlike, NothingToReroute
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Notice
from toantrinh.identity import actions as identity
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.lists import queries as lists
from toantrinh.lists.models import OfficeHours
from toantrinh.payments import actions as payments
from toantrinh.payments.queries import charge_of
from toantrinh.signing import actions as signing
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)

HOUSE = System("test")


@pytest.fixture
def other(ward):
    """Another body of the same kind, with a head."""
    made = offices.commune("Ủy ban nhân dân phường Giả Định")
    made.head = offices.officer(made, Role.HEAD, name="Đỗ Minh", title="Chủ tịch", capacity="TM.")
    return made


def order(source, target, by, **fields):
    chosen = fields.pop("chosen", Chosen(source))
    said = {"ground": "Sắp xếp đơn vị", "act_number": "12/QĐ-UBND", "key": "k"}
    return dossiers.order_rerouting(
        chosen=chosen, to=target, by=Account.objects.get(pk=by.pk), **(said | fields)
    )


def test_an_accepted_dossier_keeps_its_time_under_other_hours(
    with_papers, mother, officers, other, work
):
    closes_early(other)
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    work()
    dossiers.accept(dossier=dossier, by=officers[Role.ONE_STOP])
    work()
    dossier.refresh_from_db()
    before = (dossier.due_at, dossier.original_due_at, dossier.accepted_at, dossier.reference)

    made = order(dossier.agency, other, officers[Role.HEAD])
    work()

    dossier.refresh_from_db()
    assert dossier.agency == other
    assert (dossier.due_at, dossier.original_due_at, dossier.accepted_at) == before[:3]
    assert dossier.reference == before[3]
    assert dossier.counted_by is not None
    assert lists.calendar_for(other.code) != lists.calendar_for(dossier.counting_code)
    assert {task.agency for task in dossier.tasks.open()} == {other}
    assert list(recompute.differences(dossier)) == []
    assert verify(dossier.case) == []
    entry = TrailEntry.objects.get(kind="dossier.rerouted")
    assert entry.agency == other.code
    assert entry.actor.endswith(officers[Role.HEAD].actor_id)
    assert entry.data["from_agency"] == made.from_agency.code
    assert Notice.objects.filter(case=dossier.case, text__contains=other.name).exists()
    assert Rerouting.objects.get().ended_at is not None


def test_the_story_says_from_where_to_where_and_the_public_not_why(
    with_papers, mother, officers, other, work
):
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    work()
    came_from = dossier.agency
    order(came_from, other, officers[Role.HEAD])
    work()
    dossier.refresh_from_db()

    to_applicant = timeline.moments(dossier)[-1]
    to_all = timeline.moments(dossier, in_public=True)[-1]

    assert to_applicant.title == (
        f"Chuyển từ {came_from.name} sang {other.name} giải quyết; hạn trả không đổi"
    )
    assert to_applicant.detail == "Theo văn bản 12/QĐ-UBND: Sắp xếp đơn vị"
    assert (to_all.title, to_all.detail) == (to_applicant.title, "Theo văn bản 12/QĐ-UBND")


def closes_early(agency):
    """Its office hours end an hour before those of others, all year."""
    OfficeHours.objects.create(
        agency_code=agency.code,
        begins_month=1,
        begins_day=1,
        hours=[["06:30", "10:30"], ["12:00", "16:00"]],
        valid_from=date(2025, 1, 1),
        basis="Quyết định giả định",
        source="test",
        edition_from=lists.latest_edition(),
    )


def test_whoever_moves_a_dossier_by_hand_is_found(with_papers, mother, other):
    dossier = dossiers.submit(dossier=with_papers, by=mother)

    Dossier.objects.filter(pk=dossier.pk).update(agency=other)

    dossier.refresh_from_db()
    assert [each.field for each in recompute.differences(dossier)] == ["agency"]


def test_what_somebody_held_goes_to_the_head_and_what_is_owed_to_the_account(
    birth, ward, other, officers
):
    dossier = make.filed(version=birth, agency=ward, owner=make.party())
    held = step(dossier, assignee=officers[Role.SPECIALIST], assigned_at=clock.now())
    free = step(dossier)
    line = {"name": "Lệ phí", "amount": 8000, "ground": "Nghị quyết"}
    payments.owe(
        case=dossier.case,
        owner=dossier.owner,
        agency=ward,
        procedure=birth.code,
        lines=[line],
        by=HOUSE,
        at=clock.now(),
    )

    order(ward, other, officers[Role.HEAD])
    run()

    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.agency, held.assignee) == (other, other.head)
    assert (free.agency, free.assignee) == (other, None)
    assert charge_of(dossier.case).agency == other


def step(dossier, **fields):
    return Task.objects.create(
        dossier=dossier,
        key="tham_tra",
        name="Thẩm tra",
        opened_at=clock.now(),
        **{
            "agency": dossier.agency,
            "token": f"t{Task.objects.count()}",
            "kind": "work",
            "role": Role.SPECIALIST,
            **fields,
        },
    )


def run():
    """The job, as often as it comes again."""
    for made in Rerouting.objects.filter(ended_at=None):
        while not Rerouting.objects.get(pk=made.pk).ended_at:
            tasks.reroute(rerouting=str(made.uid))


def test_what_cannot_go_stays_and_says_why(birth, ward, other, officers):
    cases = {
        "rerouting-being-signed": {"kind": "sign", "state": TaskState.SIGNING},
        "rerouting-signed-not-sealed": {"kind": "seal", "role": Role.CLERK},
    }
    for fields in cases.values():
        step(make.filed(version=birth, agency=ward, owner=make.party()), **fields)
    free = make.filed(version=birth, agency=ward, owner=make.party())
    gone = make.filed(version=birth, agency=ward, owner=make.party())
    seen = rerouting.preview(Chosen(ward))
    assert (seen.count, seen.busy, seen.signed) == (4, 1, 1)

    made = order(ward, other, officers[Role.HEAD])
    Dossier.objects.filter(pk=gone.pk).update(state=State.STOPPED, closed_at=clock.now())
    run()

    told = dict(made.items.values_list("dossier", "refusal"))
    assert told.pop(free.pk) == ""
    assert told.pop(gone.pk) == "rerouting-gone"
    assert set(told.values()) == set(cases)
    assert rerouting.progress(made) == rerouting.Progress(4, 1, 3)


def test_a_job_that_dies_and_runs_again_does_nothing_twice(birth, ward, other, officers):
    for _ in range(6):
        make.filed(version=birth, agency=ward, owner=make.party())
    made = order(ward, other, officers[Role.HEAD])

    at_once(lambda _: tasks.reroute(rerouting=str(made.uid)), range(3))

    assert TrailEntry.objects.filter(kind="dossier.rerouted").count() == 6
    assert made.items.filter(state=ReroutedState.DONE).count() == 6


def test_a_right_that_ended_meanwhile_moves_nothing(birth, ward, other, officers):
    make.filed(version=birth, agency=ward, owner=make.party())
    made = order(ward, other, officers[Role.HEAD])
    identity.end_post(post=officers[Role.HEAD].posts.get(), by=HOUSE, at=clock.now())

    run()

    assert made.items.get().refusal == "not-permitted"
    assert Dossier.objects.get().agency == ward


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"ground": " "}, GroundNeeded),
        ({"act_number": ""}, GroundNeeded),
        ({"procedure": "9.999999"}, NothingToReroute),
    ],
)
def test_without_ground_act_or_dossiers_there_is_no_order(
    birth, ward, other, officers, fields, refusal
):
    make.filed(version=birth, agency=ward, owner=make.party())
    if "procedure" in fields:
        fields = {"chosen": Chosen(ward, fields["procedure"])}

    with pytest.raises(refusal):
        order(ward, other, officers[Role.HEAD], **fields)

    assert not ReroutedDossier.objects.exists()


def test_only_a_body_of_the_kind_or_the_successor_takes_over(birth, ward, other, officers):
    make.filed(version=birth, agency=ward, owner=make.party())
    department = make.agency(code="H55.77", name="Sở", kind="so")

    with pytest.raises(NotAlike):
        order(ward, department, officers[Role.HEAD])
    with pytest.raises(NotPermitted):
        order(ward, other, officers[Role.ONE_STOP])


def test_a_unit_that_ended_is_proposed_to_its_successor_and_its_dossiers_go_there(
    birth, ward, other, client
):
    dossier = make.filed(version=birth, agency=ward, owner=make.party())
    yesterday = clock.today() - timedelta(days=1)
    identity.merge_agencies(
        agencies=[ward], successor=other, last_day=yesterday, by=HOUSE, at=clock.now()
    )
    client.force_login(other.head)
    address = reverse("studio:rerouting")

    offered = client.get(address).content.decode()
    page = client.get(address, {"tu": ward.code})
    answer = client.post(
        address,
        {"tu": ward.code, "den": other.code, "ground": "Sáp nhập", "act": "1/NQ", "key": "k"},
    )
    run()

    assert f"tu={ward.code}" in offered
    assert "1 hồ sơ sẽ chuyển đến" in page.content.decode()
    dossier.refresh_from_db()
    assert dossier.agency == other
    told = client.get(answer.headers["Location"]).content.decode()
    assert "Đã chuyển 1 trên 1 hồ sơ" in told


def test_a_draft_in_the_name_of_the_old_body_is_not_signed(
    with_papers, mother, officers, other, work, population
):
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    at_signature(dossier, officers, mother, work)
    signing.issue_demo_certificate(agency=other, account=other.head, by=HOUSE, at=clock.now())
    old = queries.newest_draft(dossier).file.sha256

    order(dossier.agency, other, officers[Role.HEAD])
    run()
    dossier.refresh_from_db()
    with pytest.raises(DraftNotReady):
        dossiers.approve(task=waiting(dossier), sha256=old, by=other.head)
    work()

    fresh = queries.newest_draft(dossier)
    assert fresh.file.sha256 != old
    assert fresh.issued.agency == other
    assert fresh.kind == PaperKind.DRAFT
    dossiers.approve(task=waiting(dossier), sha256=fresh.file.sha256, by=other.head)


def test_what_other_bodies_are_asked_stays_with_them(birth, ward, other, officers):
    dossier = make.filed(version=birth, agency=ward, owner=make.party())
    own, roads = step(dossier), make.agency(code="H55.78", name="Sở Xây dựng", kind="so")
    asked = [
        step(dossier, agency=agency, elsewhere=True, token="same", assignee=holder, assigned_at=at)
        for agency, holder, at in (
            (roads, make.officer(Role.SPECIALIST, agency=roads), clock.now()),
            (other, None, None),
        )
    ]

    order(ward, other, officers[Role.HEAD])
    run()

    before = [(each.agency, each.assignee) for each in asked]
    for each in (own, *asked):
        each.refresh_from_db()
    assert own.agency == other
    assert [(each.agency, each.assignee) for each in asked] == before


def test_a_body_that_was_chosen_and_then_got_the_dossier_is_not_asked_by_itself(
    ward, other, officers
):
    roads = make.agency(code="H55.78", name="Sở Xây dựng", kind="so")
    dossier = consulted.assigning(ward, officers)
    for agency in (roads, other):
        row = ChosenBody(
            dossier=dossier,
            step="phoi_hop",
            agency=agency,
            chosen_by=officers[Role.HEAD],
            chosen_at=clock.now(),
        )
        row.ground = "Thửa đất giáp đê"
        row.save()
    Dossier.objects.filter(pk=dossier.pk).update(agency=other)
    dossier.refresh_from_db()

    step_of_others = dossier.version.pack.step("phoi_hop")

    assert bodies.asked(dossier, step_of_others, {}, clock.today()) == [roads]


def test_a_time_agreed_on_and_an_offer_to_a_colleague_do_not_stay_behind(
    birth, ward, other, officers
):
    dossier = make.filed(version=birth, agency=ward, owner=make.party())
    held = step(dossier, assignee=officers[Role.SPECIALIST], assigned_at=clock.now())
    colleague = make.officer(Role.SPECIALIST, agency=ward)
    dossiers.hand_over(task=held, to=colleague, by=officers[Role.SPECIALIST])
    agreed = Appointment.objects.create(
        dossier=dossier,
        presence="hai_ben",
        agency=ward,
        starts_at=clock.now() + timedelta(days=1),
        ends_at=clock.now() + timedelta(days=1, hours=1),
        made_at=clock.now(),
    )

    order(ward, other, officers[Role.HEAD])
    run()

    agreed.refresh_from_db()
    assert agreed.agency == other
    assert not Handover.objects.waiting().exists()


def test_of_two_steps_of_a_kind_one_that_is_being_signed_keeps_the_dossier(
    birth, ward, other, officers
):
    dossier = make.filed(version=birth, agency=ward, owner=make.party())
    step(dossier, kind="sign", state=TaskState.SIGNING)
    step(dossier, kind="sign")

    made = order(ward, other, officers[Role.HEAD])
    run()

    assert made.items.get().refusal == "rerouting-being-signed"


def test_what_was_sent_after_the_session_had_ended_is_there_again_with_its_choice(
    birth, ward, other, client
):
    make.filed(version=birth, agency=ward, owner=make.party())
    ward.successor = other
    ward.save()
    address = reverse("studio:rerouting")
    sent = {"tu": ward.code, "den": other.code, "thu-tuc": birth.code, "trang-thai": ""}
    sent |= {"ground": "Sắp xếp đơn vị hành chính", "act": "77/QĐ-UBND", "key": "k7"}

    sessions.over(client, other.head).post(address, sent)
    client.force_login(other.head)
    page = client.get(address).content.decode()

    assert "Sắp xếp đơn vị hành chính" in page
    assert "77/QĐ-UBND" in page
    assert f'<option value="{birth.code}" selected>' in page
    assert not Rerouting.objects.exists()


def test_a_button_pressed_without_a_choice_says_what_is_missing(
    birth, ward, other, officers, client
):
    make.filed(version=birth, agency=ward, owner=make.party())
    client.force_login(officers[Role.HEAD])
    address = reverse("studio:rerouting")

    nothing = client.get(address, {"tu": ""}).content.decode()
    no_target = client.get(address, {"tu": ward.code, "den": ""}).content.decode()
    first_look = client.get(address, {"tu": ward.code}).content.decode()

    assert "Chọn cơ quan đang giữ hồ sơ cần chuyển" in nothing
    assert "Chọn cơ quan nhận hồ sơ" in no_target
    assert "Chọn cơ quan nhận hồ sơ" not in first_look
