"""Several bodies are asked at once: their answers, their silence, what comes too late."""

from datetime import timedelta

import pytest

from tests import make
from tests.dossiers import consulted
from tests.dossiers.consulted import HOUSE, task_of
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import (
    assignments,
    batches,
    bodies,
    consulting,
    ledger,
    reminded,
    tasks,
    timeline,
)
from toantrinh.dossiers.consulting_errors import (
    AnsweredInTime,
    BodiesMissing,
    BodiesNeedless,
    BodyUnknown,
    ConsultingGroundMissing,
    GroundToGoOnMissing,
    OutcomeNeedless,
    OutcomeUnexplained,
    OutcomeUnknown,
    StillHasTime,
)
from toantrinh.dossiers.errors import TaskNotWaiting, WrongTask
from toantrinh.dossiers.models import Attachment, Dossier, Original, Task
from toantrinh.identity import actions as identity
from toantrinh.identity.permissions import NotPermitted, Permission, Role, may
from toantrinh.process.errors import GatewayUndecided
from toantrinh.trail.chain import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def dykes(ward):
    return consulted.body("so_nnmt", "Sở Nông nghiệp và Môi trường")


@pytest.fixture
def roads(ward):
    return consulted.body("so_xay_dung", "Sở Xây dựng")


@pytest.fixture
def asked(ward, officers, dykes, roads):
    return consulted.asked(ward, officers, dykes, roads)


@pytest.fixture
def at_dykes(dykes):
    return make.officer(Role.SPECIALIST, agency=dykes)


@pytest.fixture
def at_roads(roads):
    return make.officer(Role.SPECIALIST, agency=roads)


def waiting(dossier):
    return sorted(dossier.tasks.open().values_list("key", "agency__name"))


def examined(dossier, officers):
    """The unit has been to the place, and done its own step beside the bodies."""
    specialist = officers[Role.SPECIALIST]
    dossiers.record_presence(
        dossier=dossier,
        presence="kiem_tra_thuc_dia",
        finding="Đất trống, đúng ranh giới",
        by=specialist,
    )
    task = dossier.tasks.open().get(key="tham_dinh")
    found = {"cot_nen": "+26,50 m", "chi_gioi": "6 m", "can_xem_xet_them": False}
    dossiers.complete_task(task=task, findings=found, by=specialist)


def test_each_body_has_a_step_and_a_deadline_of_its_own(asked, dykes, roads):
    tasks = [task_of(asked, each) for each in (dykes, roads)]

    assert all(task.elsewhere and task.role == Role.SPECIALIST for task in tasks)
    assert {f"{task.due_at.astimezone(clock.ZONE):%d/%m %H:%M}" for task in tasks} == {
        "19/10 17:00"  # 12 days end on Saturday the 17th
    }
    assert [row.ground for row in asked.chosen_bodies.all()] == 2 * [
        "Thửa đất giáp đê và đường tỉnh"
    ]


def test_the_dossier_is_consolidated_only_when_all_have_answered(
    asked, officers, dykes, roads, at_dykes, at_roads
):
    examined(asked, officers)
    dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=at_dykes)
    one_answered = waiting(asked)

    dossiers.complete_task(task=task_of(asked, roads), outcome="dong_y", by=at_roads)

    assert one_answered == [("phoi_hop", "Sở Xây dựng")]
    assert waiting(asked) == [("soat_xet", asked.agency.name)]
    assert verify(asked.case) == []


def test_who_objects_says_why_and_the_unit_sees_it(asked, dykes, at_dykes):
    with pytest.raises(OutcomeUnexplained):
        dossiers.complete_task(task=task_of(asked, dykes), outcome="khong_dong_y", by=at_dykes)
    dossiers.complete_task(
        task=task_of(asked, dykes),
        outcome="khong_dong_y",
        note="Trong hành lang bảo vệ đê (Điều 23 Luật Đê điều)",
        by=at_dykes,
    )

    told = next(each for each in bodies.standings(asked) if each.agency == dykes)
    assert (told.gave, told.objects) == ("Không đồng ý", True)
    assert told.task.note == "Trong hành lang bảo vệ đê (Điều 23 Luật Đê điều)"
    to_all = [each.detail for each in timeline.moments(asked) if "đã trả lời" in each.title]
    to_officers = timeline.moments(asked, to_officers=True)
    assert to_all and "Không đồng ý" not in to_all
    assert "Không đồng ý" in {each.detail for each in to_officers}


@pytest.mark.parametrize("outcome", ["", "done", "chua_ro"])
def test_an_outcome_the_process_does_not_have_is_refused_and_changes_nothing(
    asked, dykes, at_dykes, outcome
):
    with pytest.raises(OutcomeUnknown) as refused:
        dossiers.complete_task(task=task_of(asked, dykes), outcome=outcome, by=at_dykes)

    assert "Đồng ý, Không đồng ý" in refused.value.what_to_do
    assert "chua_ro" not in f"{refused.value} {refused.value.what_to_do}"
    assert task_of(asked, dykes).is_waiting


def test_a_made_up_outcome_of_a_step_without_any_is_told_so(asked, officers):
    step = asked.tasks.filter(elsewhere=False, kind="work").first()

    with pytest.raises(OutcomeNeedless) as refused:
        consulting.outcome_of(step, "bia_dat", "")

    assert step.name in str(refused.value)
    assert "bia_dat" not in f"{refused.value} {refused.value.what_to_do}"


def test_silence_is_agreement_of_each_body_by_name_once_its_time_is_over(
    asked, officers, dykes, roads, at_dykes
):
    examined(asked, officers)
    dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=at_dykes)
    silent = task_of(asked, roads)

    dossiers.take_silence(task=silent, by=HOUSE, at=silent.wakes_at - timedelta(minutes=1))
    too_early = waiting(asked)
    with clock.set_to(silent.wakes_at):
        dossiers.take_silence(task=silent, by=HOUSE)

    assert too_early == [("phoi_hop", "Sở Xây dựng")]
    assert waiting(asked) == [("soat_xet", asked.agency.name)]
    last = [each for each in timeline.moments(asked) if "Sở Xây dựng" in each.title][-1]
    assert last.title == "Sở Xây dựng không trả lời đúng hạn: theo luật coi như đồng ý"
    assert last.detail == "Điểm đ khoản 1 Điều 102 Luật Xây dựng 50/2014/QH13"


def test_what_the_applicant_owes_does_not_give_a_body_more_time(asked, dykes):
    task, before = task_of(asked, dykes), task_of(asked, dykes).due_at

    again = ledger.step_due(asked, task, ledger.read(asked))

    assert again == before


def test_an_opinion_after_its_time_is_kept_as_late_and_undoes_nothing(asked, roads, at_roads):
    silent = task_of(asked, roads)
    with clock.set_to(silent.wakes_at):
        dossiers.take_silence(task=silent, by=HOUSE)

        late = dossiers.give_late_opinion(
            task=task_of(asked, roads), outcome="khong_dong_y", note="Vướng quy hoạch", by=at_roads
        )
        twice = dossiers.give_late_opinion(
            task=task_of(asked, roads), outcome="dong_y", by=at_roads
        )

    told = next(each for each in bodies.standings(asked) if each.agency == roads)
    assert twice == late
    assert (told.is_silent, told.gave, told.gave_late, told.objects) == (
        True,
        "",
        "Không đồng ý",
        True,
    )
    assert task_of(asked, roads).outcome == "silence"


def test_who_may_still_answer_does_not_answer_late(asked, roads, at_roads):
    with pytest.raises(AnsweredInTime):
        dossiers.give_late_opinion(task=task_of(asked, roads), outcome="dong_y", by=at_roads)


def test_without_the_law_silence_means_nothing_and_the_unit_goes_on_with_a_ground(
    asked, officers, dykes, roads
):
    Task.objects.filter(key="phoi_hop").update(wakes_at=None)  # as in a version that says nothing
    examined(asked, officers)
    head, due = officers[Role.HEAD], task_of(asked, dykes).due_at

    with pytest.raises(StillHasTime, match="Sở Nông nghiệp và Môi trường"):
        dossiers.go_on_without(task=task_of(asked, dykes), ground="Đã gọi hai lần", by=head)
    with clock.set_to(due + timedelta(minutes=1)):
        with pytest.raises(GroundToGoOnMissing):
            dossiers.go_on_without(task=task_of(asked, dykes), ground=" ", by=head)
        for each in (dykes, roads):
            dossiers.take_silence(task=task_of(asked, each), by=HOUSE)
            dossiers.go_on_without(task=task_of(asked, each), ground="Đã gọi hai lần", by=head)

    passed = bodies.standings(asked)
    assert [(each.is_passed_over, each.task.note, each.task.done_by) for each in passed] == (
        2 * [(True, "Đã gọi hai lần", head)]
    )
    assert waiting(asked) == [("soat_xet", asked.agency.name)]


def test_a_body_that_is_asked_reads_the_dossier_and_nothing_else_of_it(asked, dykes, at_dykes):
    stranger = make.officer(Role.SPECIALIST, agency=make.agency(code="H55.999", name="Nơi khác"))

    assert list(Dossier.objects.readable_by(at_dykes)) == [asked]
    assert not Dossier.objects.handled_by(at_dykes).exists()
    assert list(Task.objects.readable_by(at_dykes)) == [task_of(asked, dykes)]
    assert list(Task.objects.worklist(at_dykes)) == [task_of(asked, dykes)]
    assert asked.roles_of(at_dykes) == {Role.CONSULTED}
    assert not may(at_dykes, Permission.DOSSIER_PROCESS, on=asked)
    assert not Dossier.objects.readable_by(stranger).exists()


def test_the_unit_does_not_answer_for_a_body_nor_one_body_for_another(
    asked, officers, dykes, at_roads
):
    for somebody in (officers[Role.SPECIALIST], officers[Role.HEAD], at_roads):
        with pytest.raises(NotPermitted):
            dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=somebody)
    with pytest.raises(NotPermitted):
        dossiers.go_on_without(task=task_of(asked, dykes), ground="Thôi", by=at_roads)


def test_what_was_answered_stays_readable_and_cannot_be_answered_again(asked, dykes, at_dykes):
    dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=at_dykes)

    with pytest.raises(TaskNotWaiting):
        dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=at_dykes)
    assert list(Dossier.objects.readable_by(at_dykes)) == [asked]
    assert not Attachment.objects.readable_by(make.officer(agency=make.agency())).exists()


def test_a_question_taken_back_is_nobody_elses_business_any_more(asked, officers, at_dykes):
    with clock.set_to(clock.now()):
        asked.tasks.open().update(state="recalled", done_at=clock.now())

    assert not Dossier.objects.readable_by(at_dykes).exists()
    assert asked.roles_of(at_dykes) == frozenset()


@pytest.mark.parametrize(
    ("found", "chosen", "ground", "refusal"),
    [
        (True, [], "Giáp đê", BodiesMissing),
        (True, ["so_nnmt"], " ", ConsultingGroundMissing),
        (True, ["xa_khac"], "Giáp đê", BodyUnknown),
        (False, ["so_nnmt"], "Giáp đê", BodiesNeedless),
    ],
)
def test_whom_to_ask_is_chosen_from_the_list_with_a_ground(
    ward, officers, dykes, found, chosen, ground, refusal
):
    consulted.body("xa_khac", "Công an xã khác", administrative_code="05500")
    dossier = consulted.assigning(ward, officers)
    known = {each.function: each for each in type(dykes).objects.exclude(function="")}

    with pytest.raises(refusal):
        dossiers.complete_task(
            task=dossier.tasks.open().get(),
            findings={"can_lay_y_kien": found},
            bodies=[known[each] for each in chosen],
            ground=ground,
            by=officers[Role.HEAD],
        )

    dossier.refresh_from_db()
    assert dossier.content["findings"] == {}
    assert not dossier.chosen_bodies.exists()


def test_nobody_is_asked_where_nobody_has_to_be(ward, officers):
    dossier = consulted.assigning(ward, officers)

    dossiers.complete_task(
        task=dossier.tasks.open().get(), findings={"can_lay_y_kien": False}, by=officers[Role.HEAD]
    )

    assert waiting(dossier) == [("tham_dinh", ward.name)]


def test_a_body_that_answered_is_not_asked_again_when_a_refusal_is_sent_back(
    asked, officers, dykes, at_dykes
):
    dossiers.complete_task(task=task_of(asked, dykes), outcome="dong_y", by=at_dykes)
    specialist, head = officers[Role.SPECIALIST], officers[Role.HEAD]
    grounds = [each.key for each in asked.version.pack.refusal_grounds][:1]
    dossiers.propose_negative(
        task=asked.tasks.open().get(key="tham_dinh"),
        grounds_named=grounds,
        note="Sai quy hoạch",
        by=specialist,
    )

    dossiers.send_back(task=asked.tasks.open().get(), note="Chưa đủ căn cứ", by=head)

    assert ("phoi_hop", "Sở Xây dựng") in waiting(asked)
    assert ("phoi_hop", dykes.name) not in waiting(asked)


def test_a_body_that_is_asked_refuses_nothing_in_the_name_of_the_unit(asked, dykes, at_dykes):
    grounds = [each.key for each in asked.version.pack.refusal_grounds][:1]

    with pytest.raises(WrongTask):
        dossiers.propose_negative(
            task=task_of(asked, dykes), grounds_named=grounds, note="Sai quy hoạch", by=at_dykes
        )

    assert task_of(asked, dykes).is_waiting
    assert not asked.closings.exists()


def test_what_another_body_holds_holds_up_neither_the_unit_nor_messages_to_it(
    asked, officers, dykes, at_dykes
):
    specialist = officers[Role.SPECIALIST]
    examined(asked, officers)
    dossiers.claim(task=task_of(asked, dykes), by=at_dykes)

    assignments.refuse_if_others_hold(asked, by=specialist, at=clock.now())

    assert reminded.holders(asked) == [officers[Role.ONE_STOP].party]


def test_a_body_that_is_asked_opens_no_slip_of_an_original(asked, officers, at_dykes):
    original = dossiers.take_original(
        dossier=asked, key="k", sheets=2, name="Sổ đỏ", number="AB 1", by=officers[Role.ONE_STOP]
    )

    assert not Original.objects.readable_by(at_dykes).exists()
    with pytest.raises(NotPermitted):
        dossiers.read_original(original=original, by=at_dykes)


def test_one_silence_that_leads_nowhere_holds_up_none_of_the_others(
    asked, dykes, roads, monkeypatch
):
    first, taken = task_of(asked, dykes), []

    def take(*, task, **_said):
        if task == first:
            raise GatewayUndecided(gateway="g", label="l", names=["n"])
        taken.append(task)

    monkeypatch.setattr(tasks.actions, "take_silence", take)
    with clock.set_to(first.wakes_at):
        tasks.take_silences(timestamp=0)

    assert taken == [task_of(asked, roads)]


def test_of_a_body_that_ended_its_successor_is_asked(asked, dykes, at_dykes):
    task = task_of(asked, dykes)
    dossiers.claim(task=task, by=at_dykes)
    heir = consulted.body("so_moi", "Sở Mới")
    now = clock.now()
    identity.merge_agencies(
        agencies=[dykes],
        successor=heir,
        last_day=clock.today() - timedelta(days=1),
        by=HOUSE,
        at=now,
    )

    tasks.pass_on_left_steps(timestamp=0)

    moved = task_of(asked, heir)
    assert (moved, moved.assignee) == (task, None)
    at_heir = make.officer(Role.SPECIALIST, agency=heir)
    dossiers.complete_task(task=moved, outcome="dong_y", by=at_heir)
    assert verify(asked.case) == []


def test_where_the_successor_is_asked_the_same_once_is_enough(
    asked, dykes, roads, at_roads, officers
):
    identity.merge_agencies(
        agencies=[dykes],
        successor=roads,
        last_day=clock.today() - timedelta(days=1),
        by=HOUSE,
        at=clock.now(),
    )

    tasks.pass_on_left_steps(timestamp=0)
    with clock.set_to(clock.now() + timedelta(days=30)):
        tasks.take_silences(timestamp=0)

    of_both = Task.objects.filter(dossier=asked, key="phoi_hop").order_by("id")
    assert sorted(of_both.values_list("state", "outcome")) == [
        ("done", "silence"),
        ("recalled", "passed-on"),
    ]
    told = [line.title for line in timeline.moments(asked)]
    assert "Chuyển yêu cầu cho cơ quan thay thế cơ quan đã được hỏi" in told


def test_steps_of_other_bodies_are_not_assigned_in_bulk_with_those_of_the_unit(asked):
    marked = batches.steps_of(Dossier.objects.filter(pk=asked.pk))

    assert set(marked.by_agency) == {asked.agency_id}
