"""Many dossiers at once: looked through by the act itself, done one by one, recalled."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.dossiers import many
from tests.dossiers.many import ACCEPT, APPROVE, fresh, states
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import batches, tasks
from toantrinh.dossiers.actions import receiving
from toantrinh.dossiers.batch_errors import (
    BatchOver,
    NothingMarked,
    NothingPossible,
    NotReady,
    NotYours,
    RemindedToday,
)
from toantrinh.dossiers.errors import DocumentChanged
from toantrinh.dossiers.models import (
    Batch,
    BatchState,
    BulkAct,
    Dossier,
    Reminder,
    Task,
    TaskState,
)
from toantrinh.dossiers.states import State
from toantrinh.exchange.models import Notice
from toantrinh.identity.models import Post
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.signing.models import SigningRequest
from toantrinh.trail.models import TrailEntry

from .running import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(officers):
    return officers[Role.ONE_STOP]


@pytest.fixture
def head(officers):
    return officers[Role.HEAD]


@pytest.fixture
def five(birth, ward):
    """Steps of five dossiers that wait to be accepted."""
    return many.to_accept(birth, ward, 5)


@pytest.fixture
def three_drafts(birth, ward):
    """Steps of three dossiers that wait to be signed."""
    return many.to_sign(birth, ward, 3)


def accepted(steps):
    rows = Dossier.objects.filter(pk__in=[each.dossier_id for each in steps])
    return rows.filter(state=State.ACCEPTED).count()


def told(batch):
    """The code of the refusal of each dossier, empty for none."""
    return list(batch.items.order_by("id").values_list("code", flat=True))


def test_a_preview_says_what_can_be_done_and_does_nothing(five, receiver):
    account = make.account(party=make.party(name="Lý Mai"))
    colleague = make.officer(agency=five[0].agency, account=account)
    dossiers.accept(dossier=five[1].dossier, by=colleague)
    batch = many.batch_of(five, ACCEPT, receiver)
    entries, jobs = TrailEntry.objects.count(), ProcrastinateJob.objects.count()

    tasks.check_batch(batch=str(batch.uid))

    assert states(batch) == ["waiting", "impossible", "waiting", "waiting", "waiting"]
    assert "Lý Mai" in batch.items.get(state="impossible").told["text"], "who was faster"
    assert accepted(five) == 1
    assert TrailEntry.objects.count() == entries
    assert ProcrastinateJob.objects.count() == jobs
    assert fresh(batch).state == BatchState.READY


def test_a_confirmed_batch_does_what_the_single_act_does(five, receiver):
    batch = many.looked_through(five, ACCEPT, receiver)

    done = many.carried_out(batch, receiver)

    assert states(done) == ["done"] * 5
    assert accepted(five) == 5
    by = TrailEntry.objects.filter(kind="dossier.accepted").values_list("actor", flat=True)
    assert set(by) == {f"invented:{receiver.actor_id}"}
    assert (done.state, done.done, done.refused) == (BatchState.ENDED, 5, 0)


def test_nothing_is_done_before_it_is_confirmed(five, receiver):
    batch = many.looked_through(five, ACCEPT, receiver)

    tasks.work_batch(batch=str(batch.uid))

    assert accepted(five) == 0
    assert states(batch) == ["waiting"] * 5


def test_what_becomes_impossible_after_the_preview_is_refused_and_the_rest_is_done(five, receiver):
    colleague = make.officer(Role.ONE_STOP, agency=five[0].agency)
    batch = many.looked_through(five, ACCEPT, receiver)
    dossiers.accept(dossier=five[2].dossier, by=colleague)

    done = many.carried_out(batch, receiver)

    assert states(done) == ["done", "done", "refused", "done", "done"]
    assert (done.done, done.refused) == (4, 1)
    assert TrailEntry.objects.filter(kind="dossier.accepted").count() == 5


def test_a_fault_in_one_dossier_loses_none_of_the_others(five, receiver, monkeypatch, caplog):
    accept = receiving.accept

    def faulty(*, dossier, by, at):
        if dossier.pk == five[3].dossier_id:
            raise ZeroDivisionError
        return accept(dossier=dossier, by=by, at=at)

    batch = many.looked_through(five, ACCEPT, receiver)
    monkeypatch.setattr(receiving, "accept", faulty)

    done = many.carried_out(batch, receiver)

    assert states(done) == ["done", "done", "done", "refused", "done"]
    assert told(done)[3] == "batch-step-failed"
    assert str(done.items.get(state="refused").uid) in caplog.text


def test_when_the_database_is_gone_nothing_is_called_refused(five, receiver, monkeypatch):
    def gone(**_given):
        raise OperationalError

    batch = dossiers.confirm_batch(batch=many.looked_through(five, ACCEPT, receiver), by=receiver)
    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(receiving, "accept", gone)
        tasks.work_batch(batch=str(batch.uid))
    assert states(batch) == ["waiting"] * 5

    tasks.work_batch(batch=str(batch.uid))

    assert states(batch) == ["done"] * 5


def test_begun_anew_after_it_ended_in_the_middle_it_goes_on_where_it_was(
    five, receiver, monkeypatch
):
    batch = dossiers.confirm_batch(batch=many.looked_through(five, ACCEPT, receiver), by=receiver)
    monkeypatch.setattr(tasks, "SLICE", 2)
    waiting = ProcrastinateJob.objects.filter(task_name="dossiers.work_batch", status="todo")
    before = waiting.count()

    tasks.work_batch(batch=str(batch.uid))
    assert states(batch) == ["done", "done", "waiting", "waiting", "waiting"]
    assert waiting.count() == before + 1, "the next slice is a job of its own"
    for _each in range(3):
        tasks.work_batch(batch=str(batch.uid))

    assert fresh(batch).state == BatchState.ENDED
    assert TrailEntry.objects.filter(kind="dossier.accepted").count() == 5


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_the_same_batch_do_each_dossier_once(birth, ward, officers):
    receiver, steps = officers[Role.ONE_STOP], many.to_accept(birth, ward, 12)
    batch = many.looked_through(steps, ACCEPT, receiver)
    dossiers.confirm_batch(batch=batch, by=receiver)

    at_once(lambda _each: tasks.work_batch(batch=str(batch.uid)), range(4))

    assert states(batch) == ["done"] * 12
    assert TrailEntry.objects.filter(kind="dossier.accepted").count() == 12
    assert TrailEntry.objects.filter(kind="batch.ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_with_the_same_dossiers_share_them_and_are_told_by_whom(birth, ward, officers):
    people = [officers[Role.ONE_STOP], make.officer(Role.ONE_STOP, agency=ward)]
    steps = many.to_accept(birth, ward, 8)
    made = [many.looked_through(steps, ACCEPT, each) for each in people]
    for batch, by in zip(made, people, strict=True):
        dossiers.confirm_batch(batch=batch, by=by)

    at_once(lambda batch: tasks.work_batch(batch=str(batch.uid)), made)

    assert accepted(steps) == 8
    assert TrailEntry.objects.filter(kind="dossier.accepted").count() == 8
    assert sum(fresh(each).done for each in made) == 8
    assert sum(fresh(each).refused for each in made) == 8


def test_a_post_that_ended_in_between_ends_the_rest(five, receiver, monkeypatch):
    batch = dossiers.confirm_batch(batch=many.looked_through(five, ACCEPT, receiver), by=receiver)
    monkeypatch.setattr(tasks, "SLICE", 2)
    tasks.work_batch(batch=str(batch.uid))
    Post.objects.filter(account=receiver).update(ended_at=clock.now())

    for _each in range(2):
        tasks.work_batch(batch=str(batch.uid))

    assert states(batch) == ["done", "done", "refused", "refused", "refused"]
    assert set(told(batch)[2:]) == {"batch-post-ended"}
    assert str(batch.post) in batch.items.filter(state="refused").first().told["text"]


def test_it_is_done_in_the_post_that_was_chosen_and_in_no_other(five, receiver):
    elsewhere = make.agency(code="H55.999", name="Nơi khác")
    receiver.acting_as = make.post(account=receiver, agency=elsewhere, role=Role.ONE_STOP)

    with pytest.raises(NotPermitted):
        many.batch_of(five, ACCEPT, receiver)


def test_a_draft_that_changes_after_it_was_seen_is_not_signed(three_drafts, head):
    batch = many.looked_through(three_drafts, APPROVE, head)
    many.draft(three_drafts[1].dossier, make_other())

    done = many.carried_out(batch, head)

    assert states(done) == ["done", "refused", "done"]
    assert told(done)[1] == DocumentChanged.code
    assert SigningRequest.objects.count() == 2


def make_other():
    """Another picture."""
    from tests.portal.conftest import photo

    return photo("PNG")


def test_looking_at_a_draft_says_which_bytes_are_signed(three_drafts, head):
    batch = many.looked_through(three_drafts, APPROVE, head)
    item = batch.items.order_by("id").first()
    seen = item.sha256
    newer = many.draft(three_drafts[0].dossier, make_other())

    with pytest.raises(DocumentChanged):
        dossiers.look_at_draft(item=item, sha256=seen, by=head)
    dossiers.look_at_draft(item=item, sha256=newer.file.sha256, by=head)
    done = many.carried_out(batch, head)

    assert states(done) == ["done"] * 3
    assert newer.file.sha256 in SigningRequest.objects.values_list("document_sha256", flat=True)
    assert TrailEntry.objects.get(kind="batch.confirmed").data["looked"] == 1


def test_what_was_put_aside_is_not_signed(three_drafts, head):
    batch = many.looked_through(three_drafts, APPROVE, head)
    aside, again, _third = batch.items.order_by("id")
    dossiers.put_aside(item=aside, aside=True, by=head)
    dossiers.put_aside(item=again, aside=True, by=head)
    dossiers.put_aside(item=again, aside=False, by=head)

    done = many.carried_out(batch, head)

    assert states(done) == ["out", "done", "done"]
    assert Task.objects.get(pk=three_drafts[0].pk).state == TaskState.WAITING


def test_signing_begins_later_and_can_be_recalled_until_then(three_drafts, head):
    batch = many.looked_through(three_drafts, APPROVE, head)

    confirmed = dossiers.confirm_batch(batch=batch, unseen_too=True, by=head)
    recalled = dossiers.recall_batch(batch=batch, by=head)
    tasks.work_batch(batch=str(batch.uid))

    job = ProcrastinateJob.objects.get(task_name="dossiers.work_batch")
    assert job.scheduled_at is not None
    assert confirmed.begins_at == clock.now() + timedelta(minutes=2)
    assert recalled.state == BatchState.RECALLED
    assert states(batch) == ["recalled"] * 3
    assert not SigningRequest.objects.exists()


def test_whoever_does_not_want_to_wait_begins_at_once(three_drafts, head):
    batch = many.looked_through(three_drafts, APPROVE, head)
    dossiers.confirm_batch(batch=batch, unseen_too=True, by=head)

    dossiers.begin_now(batch=batch, by=head)
    dossiers.begin_now(batch=batch, by=head)

    jobs = ProcrastinateJob.objects.filter(task_name="dossiers.work_batch")
    assert sorted(job.scheduled_at is None for job in jobs) == [False, True]


def test_what_is_done_stays_done_when_the_rest_is_stopped(five, receiver, head, monkeypatch):
    batch = dossiers.confirm_batch(batch=many.looked_through(five, ACCEPT, receiver), by=receiver)
    monkeypatch.setattr(tasks, "SLICE", 2)
    tasks.work_batch(batch=str(batch.uid))

    stopped = dossiers.recall_batch(batch=batch, by=head)
    tasks.work_batch(batch=str(batch.uid))

    assert states(batch) == ["done", "done", "recalled", "recalled", "recalled"]
    assert (stopped.done, stopped.ended_by) == (2, head)
    assert accepted(five) == 2
    with pytest.raises(BatchOver) as refused:
        dossiers.confirm_batch(batch=batch, by=receiver)
    assert head.name in str(refused.value)


def test_what_was_stopped_before_its_turn_is_gone_on_with(five, receiver, monkeypatch):
    batch = dossiers.confirm_batch(batch=many.looked_through(five, ACCEPT, receiver), by=receiver)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "SLICE", 2)
        tasks.work_batch(batch=str(batch.uid))
    dossiers.recall_batch(batch=batch, by=receiver)

    pairs = batches.to_try_again(fresh(batch))

    assert [pair.task for pair in pairs] == [step.pk for step in five[2:]]


def test_of_others_the_head_only_stops_it_and_a_colleague_does_not_see_it(five, receiver, head):
    colleague = make.officer(Role.ONE_STOP, agency=five[0].agency)
    batch = many.looked_through(five, ACCEPT, receiver)

    with pytest.raises(NotYours):
        dossiers.confirm_batch(batch=batch, unseen_too=True, by=head)
    with pytest.raises(NotPermitted):
        dossiers.recall_batch(batch=batch, by=colleague)

    seen_by = {who: Batch.objects.readable_by(who).count() for who in (receiver, head, colleague)}
    assert seen_by == {receiver: 1, head: 1, colleague: 0}


def test_who_moved_away_sees_nothing_of_it_any_more(five, receiver):
    many.batch_of(five, ACCEPT, receiver)
    Post.objects.filter(account=receiver).update(ended_at=clock.now())
    del receiver.posts_today

    assert not Batch.objects.readable_by(receiver).exists()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_batch(birth, ward, officers):
    receiver, steps = officers[Role.ONE_STOP], many.to_accept(birth, ward, 3)

    made = at_once(lambda _each: many.batch_of(steps, ACCEPT, receiver).pk, range(4))

    assert len(set(made)) == 1
    assert Batch.objects.get().items.count() == 3


def test_a_batch_is_not_confirmed_before_it_was_looked_through(five, receiver):
    batch = many.batch_of(five, ACCEPT, receiver)

    with pytest.raises(NotReady):
        dossiers.confirm_batch(batch=batch, by=receiver)


def test_nothing_marked_and_nothing_possible_are_said(five, receiver):
    for each in five:
        dossiers.accept(dossier=each.dossier, by=receiver)
    batch = many.looked_through(five, ACCEPT, receiver)

    with pytest.raises(NothingPossible):
        dossiers.confirm_batch(batch=batch, by=receiver)
    with pytest.raises(NothingMarked):
        dossiers.make_batch(act=ACCEPT, agency=five[0].agency, pairs=[], key="none", by=receiver)


def test_a_dossier_at_another_step_is_told_so(five, birth, ward, receiver):
    returning = step(make.filed(version=birth, agency=ward), kind="return", role=Role.ONE_STOP)

    batch = many.looked_through([*five[:1], returning], ACCEPT, receiver)

    assert told(batch) == ["", "batch-other-step"]


def test_a_step_with_findings_is_not_finished_unseen(birth, ward, officers):
    specialist = officers[Role.SPECIALIST]
    dossier = make.filed(version=birth, agency=ward, state=State.PROCESSING)
    key = next(each.key for each in birth.pack.steps if each.findings)

    batch = many.looked_through([step(dossier, key)], BulkAct.COMPLETE, specialist)

    assert told(batch) == ["finding-missing"]


def test_the_refused_are_tried_again_in_a_batch_of_their_own(five, receiver, monkeypatch):
    batch = many.looked_through(five, ACCEPT, receiver)
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "accept", lambda **given: 1 / 0)
        many.carried_out(batch, receiver)

    pairs = batches.to_try_again(fresh(batch))
    again = dossiers.make_batch(
        act=ACCEPT, agency=batch.agency, pairs=pairs, key="again", again_of=batch, by=receiver
    )
    tasks.check_batch(batch=str(again.uid))
    many.carried_out(fresh(again), receiver)

    assert len(pairs) == 5
    assert accepted(five) == 5


def test_a_signature_that_did_not_come_counts_as_not_done(three_drafts, head):
    done = many.carried_out(many.looked_through(three_drafts, APPROVE, head), head)
    Task.objects.filter(pk=three_drafts[0].pk).update(state=TaskState.WAITING)
    Task.objects.filter(pk=three_drafts[1].pk).update(state=TaskState.DONE, done_at=clock.now())

    found = batches.standing(done)

    assert (found.lost, found.done, found.signing) == (1, 1, 1)
    assert [pair.task for pair in batches.to_try_again(done)] == [three_drafts[0].pk]


def test_a_list_longer_than_a_batch_is_cut_and_that_is_known(five, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 3)

    found = batches.matching_tasks(Task.objects.order_by("id"))

    (pairs,) = found.by_agency.values()
    assert [pair.task for pair in pairs] == [each.pk for each in five[:3]]
    assert found.has_more


def test_steps_are_assigned_to_one_colleague_of_their_office(birth, ward, officers, head):
    specialist = officers[Role.SPECIALIST]
    dossiers_of_ward = [
        make.filed(version=birth, agency=ward, state=State.PROCESSING) for _ in "ab"
    ]
    mine = [step(each) for each in dossiers_of_ward]
    other = many.to_accept(birth, ward, 1)
    pairs = [batches.Pair(each.dossier_id, each.pk) for each in [*mine, *other]]
    batch = dossiers.make_batch(
        act=BulkAct.ASSIGN, agency=ward, pairs=pairs, key="k",
        parameters={"to": str(specialist.uid)}, by=head,
    )  # fmt: skip
    tasks.check_batch(batch=str(batch.uid))
    assert Task.objects.filter(assignee=None).count() == 3

    done = many.carried_out(fresh(batch), head)

    assert told(done) == ["", "", "task-not-of-the-office"]
    assert Task.objects.filter(assignee=specialist).count() == 2


def test_whoever_is_waited_for_is_urged_once_a_day(birth, ward, officers, head):
    specialist = officers[Role.SPECIALIST]
    at_work = make.filed(version=birth, agency=ward, state=State.PROCESSING)
    step(at_work)
    owing = make.filed(version=birth, agency=ward, state=State.SUPPLEMENT_ASKED)
    settled = make.filed(version=birth, agency=ward, state=State.SETTLED)
    pairs = [batches.Pair(each.pk, None) for each in (at_work, owing, settled)]
    batch = dossiers.make_batch(act=BulkAct.REMIND, agency=ward, pairs=pairs, key="k", by=head)
    tasks.check_batch(batch=str(batch.uid))

    done = many.carried_out(fresh(batch), head)

    assert states(done) == ["done", "done", "impossible"]
    whom = TrailEntry.objects.filter(kind="dossier.urged").values_list("data__whom", flat=True)
    assert sorted(whom) == ["applicant", "officers"]
    assert Reminder.objects.count() == 2
    with pytest.raises(RemindedToday):
        dossiers.urge(dossier=at_work, by=head)
    with pytest.raises(NotPermitted):
        dossiers.urge(dossier=at_work, by=specialist)


@pytest.mark.django_db(transaction=True)
def test_who_is_urged_is_told(birth, ward, officers, head, work):
    colleague = make.officer(Role.SPECIALIST, agency=ward)
    ours, held = (make.filed(version=birth, agency=ward, state=State.PROCESSING) for _ in "ab")
    step(ours)
    step(held, assignee=colleague, assigned_at=clock.now())

    for each in (ours, held):
        dossiers.urge(dossier=each, by=head)
    work()

    told = Notice.objects.values_list("to", flat=True)
    both = [officers[Role.SPECIALIST].party_id, colleague.party_id]
    assert sorted(told) == sorted([*both, colleague.party_id])
