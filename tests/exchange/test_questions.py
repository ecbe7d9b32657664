from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.exchange import actions, tasks
from toantrinh.exchange.models import Notice, Question, QuestionState
from toantrinh.identity.permissions import NotPermitted
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = System("test")
MINUTE = timedelta(minutes=1)


def kinds():
    return [entry.kind for entry in TrailEntry.objects.order_by("seq")]


def test_a_question_is_asked_by_the_worker_and_its_answer_kept_sealed(ask, register, work):
    question = ask()
    before = Question.objects.get(pk=question.pk).state

    work()

    question.refresh_from_db()
    assert (before, question.state) == (QuestionState.ASKED, QuestionState.ANSWERED)
    number = question.answer["number"]
    assert number.startswith("019326")
    assert number.encode() not in bytes(question.answer_sealed)
    assert kinds() == ["registry.asked", "registry.answered"]
    assert number not in str(list(TrailEntry.objects.values_list("data", flat=True)))


def test_the_same_step_asks_once_while_it_waits(ask):
    first, second = ask(), ask()

    assert first == second
    assert ProcrastinateJob.objects.filter(task_name="exchange.call_register").count() == 1


def test_a_register_that_is_down_leaves_the_question_open_and_invents_nothing(ask, settings, work):
    nobody = {**settings.CONNECTORS["population"], "url": "http://127.0.0.1:1"}
    settings.CONNECTORS = {"population": nobody}
    question = ask()

    work()

    question.refresh_from_db()
    assert (question.state, question.tries) == (QuestionState.ASKED, 1)
    assert question.trouble == "ConnectError"
    assert question.answer_sealed is None
    assert kinds() == ["registry.asked", "registry.failed"]


def test_it_is_asked_again_and_answered_when_the_register_is_back(ask, register, settings, work):
    back = settings.CONNECTORS
    settings.CONNECTORS = {"population": {**back["population"], "url": "http://127.0.0.1:1"}}
    question = ask()
    work()
    settings.CONNECTORS = back

    with clock.set_to(question.asked_at + 3 * MINUTE):
        tasks.ask_again.defer(timestamp=0)
        work()

    question.refresh_from_db()
    assert question.state == QuestionState.ANSWERED
    assert question.trouble == ""


def test_what_was_answered_is_not_asked_again(ask, register, work):
    question = ask()
    work()
    answered = Question.objects.get(pk=question.pk).answer

    with clock.set_to(question.asked_at + 2 * MINUTE):
        tasks.ask_again.defer(timestamp=0)
        tasks.call_register.defer(question=str(question.uid))
        work()

    assert Question.objects.get(pk=question.pk).answer == answered
    assert kinds() == ["registry.asked", "registry.answered"]


def turns(question, minutes):
    """The minutes after the question at which it is queued, when all calls fail at once."""
    found = []
    for minute in minutes:
        with clock.set_to(question.asked_at + minute * MINUTE):
            if question in actions.ask_again(by=HOUSE, at=clock.now()):
                found.append(minute)
                done = ProcrastinateJob.objects.filter(queueing_lock=str(question.uid))
                done.update(status="succeeded")
                actions.failed(question=question, trouble="down", by=HOUSE, at=clock.now())
    return found


def test_the_longer_it_is_down_the_rarer_it_is_asked(ask, as_owner):
    question = ask()

    with as_owner():
        found = turns(question, range(1, 16))

    assert found == [1, 3, 6, 10, 15]


def test_a_question_that_waits_for_the_worker_does_not_keep_others_from_being_asked(ask):
    first, second = ask("case-1"), ask("case-2")
    name = str(first.uid)
    tasks.call_register.configure(lock=name, queueing_lock=name).defer(question=name)

    due = actions.ask_again(by=HOUSE, at=second.asked_at + 1.5 * MINUTE)

    assert due == [first, second]
    assert ProcrastinateJob.objects.filter(queueing_lock=name).count() == 1
    assert ProcrastinateJob.objects.filter(queueing_lock=str(second.uid)).count() == 1


def test_many_questions_to_a_dead_register_starve_nobody(ask, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 3)
    old = [ask(f"old-{number}") for number in range(7)]
    new = ask("new")

    rounds = [
        actions.ask_again(by=HOUSE, at=new.asked_at + 2 * MINUTE + timedelta(seconds=second))
        for second in range(3)
    ]

    assert [len(each) for each in rounds] == [3, 3, 2]
    assert [question for each in rounds for question in each] == [*old, new]


def test_a_question_is_asked_once_by_many_at_the_same_moment(ask):
    asked = at_once(lambda _each: ask().pk, range(8), people=8)

    assert len(set(asked)) == 1
    assert kinds() == ["registry.asked"]
    assert ProcrastinateJob.objects.filter(task_name="exchange.call_register").count() == 1


def test_a_register_that_nobody_configured_is_told_as_a_trouble(ask, settings, work):
    settings.CONNECTORS = {}
    question = ask()

    work()

    question.refresh_from_db()
    assert (question.state, question.tries) == (QuestionState.ASKED, 1)
    assert question.trouble == "population is not in CONNECTORS"


def test_an_answer_that_is_none_leaves_the_question_open(ask, settings, work, answering):
    wrong = {**settings.CONNECTORS["population"], "url": answering(200, b'{"number": "abc"}')}
    settings.CONNECTORS = {"population": wrong}
    question = ask()

    work()

    question.refresh_from_db()
    assert (question.state, question.answer) == (QuestionState.ASKED, {})
    assert kinds() == ["registry.asked", "registry.failed"]


def test_only_the_house_asks_again(ask):
    with pytest.raises(NotPermitted):
        actions.ask_again(by=make.officer(), at=clock.now())


def test_a_second_answer_changes_nothing(ask):
    question = ask()
    actions.answered(question=question, answer={"number": "1"}, by=HOUSE, at=clock.now())

    actions.answered(question=question, answer={"number": "2"}, by=HOUSE, at=clock.now())
    actions.failed(question=question, trouble="late", by=HOUSE, at=clock.now())

    question.refresh_from_db()
    assert (question.answer, question.trouble) == ({"number": "1"}, "")
    assert kinds() == ["registry.asked", "registry.answered"]


def test_a_register_that_knows_nothing_ends_the_question(ask):
    question = ask()

    actions.answered(question=question, answer=None, by=HOUSE, at=clock.now())

    question.refresh_from_db()
    assert question.state == QuestionState.REFUSED
    assert TrailEntry.objects.get(kind="registry.answered").data["found"] is False


def test_only_the_house_answers(ask):
    question = ask()

    with pytest.raises(NotPermitted):
        actions.answered(
            question=question, answer={"number": "1"}, by=make.officer(), at=clock.now()
        )

    question.refresh_from_db()
    assert question.state == QuestionState.ASKED


def notify():
    return actions.notify(
        to=make.party(), case="case-1", text="Hồ sơ đã nộp", by=HOUSE, at=clock.now()
    )


class Broken:
    """A channel that is down."""

    def send(self, **_what):
        raise OSError("no line")


def test_a_notice_is_sent_once_and_its_receipt_kept(work, capsys):
    notice = notify()
    work()
    tasks.send_notice.defer(notice=str(notice.uid))

    work()

    notice.refresh_from_db()
    assert notice.receipt == f"console:{notice.uid}"
    assert capsys.readouterr().out.count("Hồ sơ đã nộp") == 1
    assert kinds() == ["notice.intended", "notice.sent"]


def test_a_channel_that_is_down_is_tried_again_later(settings, work):
    settings.NOTICE_CHANNEL = f"{__name__}.Broken"
    notice = notify()

    work()

    notice.refresh_from_db()
    job = ProcrastinateJob.objects.get(task_name="exchange.send_notice")
    assert not notice.is_sent
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None


def test_a_second_receipt_changes_nothing():
    notice = notify()
    actions.confirm(notice=notice, receipt="first", by=HOUSE, at=clock.now())

    actions.confirm(notice=notice, receipt="second", by=HOUSE, at=clock.now())

    assert Notice.objects.get(pk=notice.pk).receipt == "first"
