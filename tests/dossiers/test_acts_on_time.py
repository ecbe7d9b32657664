"""What officers and applicants do to the time and the end of a dossier, with the worker."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.clock import ZONE
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries, recalendaring, recompute
from toantrinh.dossiers.later_errors import (
    AlreadyDecided,
    ExtensionDecided,
    GroundMissing,
    GroundUnknown,
    NotAskedFor,
    NotCompleted,
    NoteNeeded,
    NothingAsked,
    NotWaitedFor,
    ReasonMissing,
    SecondNeedsGround,
    StoppedMeanwhile,
)
from toantrinh.dossiers.models import (
    AskingState,
    Closing,
    ClosingState,
    Dossier,
    Extension,
    ExtensionState,
    PaperKind,
)
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.lists.models import CalendarDay, Edition
from toantrinh.papers.models import PaperState
from toantrinh.signing.checking import check
from toantrinh.signing.models import SigningRequest
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import queries as vault

from .conftest import photo
from .test_whole_path import at_signature, waiting

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = System("dossiers")
CERTIFICATE = {"target": "giay_chung_sinh", "reason": "Ảnh mờ", "legal_source": "Điều 16"}
NAME = {"target": "form.ks_ho_ten", "reason": "Thiếu chữ đệm", "legal_source": "Điều 14"}


@contextmanager
def on(text: str):
    """The clock stands at a moment in Viet Nam, "2026-10-05 10:00"."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)
    with clock.set_to(moment):
        yield moment


def local(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%d/%m %H:%M}" if moment else ""


@pytest.fixture
def submitted(with_papers, mother, work):
    filed = dossiers.submit(dossier=with_papers, by=mother)
    work()
    return filed


@pytest.fixture
def processing(submitted, officers, work):
    """Accepted on Monday at 9:00 and with the unit; due on Monday at 17:00."""
    dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])
    work()
    return Dossier.objects.get(pk=submitted.pk)


def fresh(dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def ask(dossier, by, *items, **more):
    return dossiers.ask_supplement(dossier=dossier, items=items or [CERTIFICATE], by=by, **more)


def holds(dossier) -> bool:
    """What is stored is what the trail says, and the trail is whole."""
    return list(recompute.differences(fresh(dossier))) == [] and verify(dossier.case) == []


# -- supplement


def test_time_stands_still_from_paper_02_to_the_answer(processing, officers, mother):
    with on("2026-10-05 10:00"):
        request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE, NAME)
        asked = fresh(processing)
    with on("2026-10-06 09:00"):
        dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
        dossiers.attach_correction(
            request=request, target="giay_chung_sinh", name="moi.jpg", content=photo(), by=mother
        )
        dossiers.correct(request=request, corrections={}, said="Ảnh chụp lại", by=mother)
        dossiers.send_supplement(request=request, by=mother)
    answered = fresh(processing)

    assert (asked.state, asked.stands_since is not None) == (State.SUPPLEMENT_ASKED, True)
    paper = asked.papers.get(kind=PaperKind.SUPPLEMENT)
    assert paper.issued.state == PaperState.GENUINE
    assert paper.issued.number.startswith("01/")
    assert (answered.state, answered.stands_since) == (State.PROCESSING, None)
    assert local(answered.original_due_at) == "05/10 17:00"
    assert local(answered.due_at) == "06/10 16:00"  # 7 hours were left, 3.5 a half day
    assert answered.answers["ks_ho_ten"] == "Nguyễn An"
    assert request.__class__.objects.get().content["before"]["ks_ho_ten"] != "Nguyễn An"
    assert holds(processing)


def test_before_acceptance_the_agency_answers_anew_what_was_completed(
    submitted, officers, mother, work
):
    with on("2026-10-05 10:00"):
        request = ask(submitted, officers[Role.ONE_STOP], NAME)
    with on("2026-10-07 20:00"):
        dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
        dossiers.send_supplement(request=request, by=mother)
        answered = fresh(submitted)
    with on("2026-10-08 09:00"):
        dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])

    assert answered.state == State.FILED
    assert answered.answered_at is None
    assert local(answered.answer_due_at) == "08/10 17:00"
    assert answered.due_at is None
    assert fresh(submitted).state == State.ACCEPTED
    assert holds(submitted)


def test_only_what_was_asked_for_can_be_changed(processing, officers, mother):
    request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)

    with pytest.raises(NotAskedFor):
        dossiers.correct(request=request, corrections={"ks_ho_ten": "X"}, by=mother)
    with pytest.raises(NotAskedFor):
        dossiers.attach_correction(
            request=request, target="giay_uy_quyen", name="a.jpg", content=photo(), by=mother
        )
    with pytest.raises(NotCompleted):
        dossiers.send_supplement(request=request, by=mother)
    with pytest.raises(NotPermitted):
        dossiers.send_supplement(request=request, by=make.account())


def test_an_answer_sent_twice_is_one_answer(processing, officers, mother):
    request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
    dossiers.correct(request=request, corrections={}, said="Tôi không có giấy này", by=mother)

    def send(_):
        try:
            return bool(dossiers.send_supplement(request=request, by=mother))
        except NotWaitedFor:
            return False

    assert sorted(at_once(send, range(3))) == [False, False, True]
    assert holds(processing)


def test_a_second_request_needs_the_head_and_a_ground(processing, officers, mother):
    first = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
    dossiers.correct(request=first, corrections={}, said="Đã gửi", by=mother)
    dossiers.send_supplement(request=first, by=mother)

    with pytest.raises(SecondNeedsGround):
        ask(processing, officers[Role.SPECIALIST], NAME)
    second = ask(processing, officers[Role.SPECIALIST], NAME, ground="Phát hiện khi thẩm tra")
    proposed = fresh(processing)
    with pytest.raises(NotPermitted):
        dossiers.approve_supplement(request=second, by=officers[Role.SPECIALIST])
    dossiers.approve_supplement(request=second, by=officers[Role.HEAD])

    assert (second.state, proposed.state) == (AskingState.PROPOSED, State.PROCESSING)
    assert proposed.stands_since is None
    assert fresh(processing).state == State.SUPPLEMENT_ASKED
    with pytest.raises(ExtensionDecided):
        dossiers.refuse_supplement(request=second, by=officers[Role.HEAD], note="Không cần")
    assert holds(processing)


@pytest.mark.parametrize(
    ("items", "refusal"),
    [
        ([], NothingAsked),
        ([{"target": "giay_chung_sinh"}], ReasonMissing),
        ([{"target": "giay_chung_sinh", "reason": "mờ"}], ReasonMissing),
        ([{"target": "khong_co", "reason": "x", "legal_source": "y"}], ReasonMissing),
        ([{"target": "giay_chung_sinh", "defect": "khong_co"}], ReasonMissing),
        # the declaration is answers: it is corrected in its questions, not by a file
        ([{"target": "to_khai", "reason": "x", "legal_source": "y"}], ReasonMissing),
    ],
)
def test_everything_asked_for_has_its_reason_and_ground(processing, officers, items, refusal):
    with pytest.raises(refusal):
        dossiers.ask_supplement(dossier=processing, items=items, by=officers[Role.SPECIALIST])

    assert fresh(processing).state == State.PROCESSING


def test_a_defect_of_the_declaration_is_the_reason_for_one_of_its_questions(
    processing, officers, mother
):
    pack = processing.version.pack
    (declaration,) = [each for each in pack.components if each.key == "to_khai"]
    item = {"target": "form.ks_ho_ten", "defect": declaration.defects[0].key}

    request = ask(processing, officers[Role.SPECIALIST], item)
    dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
    dossiers.send_supplement(request=request, by=mother)

    (told,) = request.items
    assert told["reason"] == declaration.defects[0].text
    assert told["legal_source"] == declaration.defects[0].legal_source
    assert fresh(processing).answers["ks_ho_ten"] == "Nguyễn An"


def test_asking_after_the_due_time_heals_nothing(processing, officers, mother):
    with on("2026-10-06 09:00"):
        request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
        dossiers.correct(request=request, corrections={}, said="Đây", by=mother)
    with on("2026-10-09 09:00"):
        dossiers.send_supplement(request=request, by=mother)

    assert local(fresh(processing).due_at) == "05/10 17:00"
    assert holds(processing)


# -- refusal, withdrawal, stopping


def test_a_refusal_names_grounds_of_the_version_and_sends_form_03(submitted, officers):
    keys = [each.key for each in submitted.version.pack.refusal_grounds[:2]]

    with pytest.raises(GroundMissing):
        dossiers.refuse(dossier=submitted, grounds_named=[], by=officers[Role.ONE_STOP])
    with pytest.raises(GroundUnknown):
        dossiers.refuse(dossier=submitted, grounds_named=["loi_mang"], by=officers[Role.ONE_STOP])
    dossiers.refuse(dossier=submitted, grounds_named=keys, by=officers[Role.ONE_STOP])
    refused = fresh(submitted)

    assert refused.state == State.NOT_ACCEPTED
    assert refused.papers.get(kind=PaperKind.REFUSAL).issued.state == PaperState.GENUINE
    assert not refused.tasks.open().exists()
    assert Closing.objects.get().grounds == keys
    assert refused.due_at is None
    with pytest.raises(Refusal):
        dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])
    assert holds(submitted)


def test_a_withdrawal_stops_the_dossier_with_form_05_signed_by_the_head(
    processing, officers, mother, work
):
    dossiers.ask_withdrawal(dossier=processing, by=mother, note="Nộp nhầm nơi")
    asked = fresh(processing)
    stopped = dossiers.stop(dossier=fresh(processing), by=officers[Role.HEAD])
    work()

    assert (asked.state, asked.stands_since) == (State.WITHDRAWAL_ASKED, None)
    assert fresh(processing).state == State.STOPPED
    paper = stopped.papers.get(kind=PaperKind.STOP)
    assert paper.issued.state == PaperState.GENUINE
    assert [each.intact for each in check(vault.content(paper.file)).signatures] == [True]
    assert fresh(processing).verdict == "on_time"
    assert holds(processing)


def test_a_withdrawal_can_be_taken_back(processing, mother):
    dossiers.ask_withdrawal(dossier=processing, by=mother)

    dossiers.drop_withdrawal(dossier=processing, by=mother)
    dossiers.ask_withdrawal(dossier=fresh(processing), by=mother)

    assert fresh(processing).state == State.WITHDRAWAL_ASKED
    assert Closing.objects.filter(state=ClosingState.DROPPED).count() == 1
    assert holds(processing)


def test_what_is_decided_cannot_be_withdrawn_or_stopped(
    submitted, officers, mother, work, population
):
    at_signature(submitted, officers, mother, work)
    draft = queries.newest_draft(submitted)
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])

    with pytest.raises(AlreadyDecided):
        dossiers.ask_withdrawal(dossier=submitted, by=mother)


def test_who_does_not_answer_in_time_may_be_stopped_and_is_told_so(processing, officers, mother):
    request = ask(processing, officers[Role.SPECIALIST], CERTIFICATE)
    key = processing.version.pack.refusal_grounds[0].key
    dossiers.correct(request=request, corrections={}, said="Tôi đang đi xa", by=mother)
    with on("2026-11-12 09:00"):
        dossiers.stop(
            dossier=fresh(processing), by=officers[Role.HEAD], grounds_named=[key], note="Quá hạn"
        )

    with pytest.raises(StoppedMeanwhile):
        dossiers.send_supplement(request=request, by=mother)

    assert request.__class__.objects.get().content["said"] == "Tôi đang đi xa"
    assert holds(processing)


# -- extension


def test_an_extension_before_the_due_time_moves_it_and_is_signed(processing, officers, work):
    with on("2026-10-05 16:00"):
        draft = dossiers.draft_extension(dossier=processing, by=HOUSE)
        dossiers.extend(
            extension=draft, amount=1, reason="Hệ thống hộ tịch bảo trì", by=officers[Role.HEAD]
        )
        work()
    moved = fresh(processing)

    assert local(moved.due_at) == "06/10 17:00"
    assert local(moved.original_due_at) == "05/10 17:00"
    paper = moved.papers.get(kind=PaperKind.APOLOGY)
    assert paper.issued.state == PaperState.GENUINE
    assert holds(processing)


def test_one_minute_late_an_apology_heals_nothing(processing, officers):
    with on("2026-10-05 17:01"):
        made = dossiers.propose_extension(
            dossier=processing, amount=1, reason="Chậm", by=officers[Role.SPECIALIST]
        )
        dossiers.extend(extension=made, amount=1, reason="Chậm", by=officers[Role.HEAD])
    late = fresh(processing)

    assert local(late.due_at) == "05/10 17:00"
    assert local(late.promised_at) == "06/10 17:00"
    assert not Extension.objects.get().heals
    assert holds(processing)


def test_of_two_heads_at_once_one_extends(processing, officers, ward):
    with on("2026-10-05 16:00") as at:
        made = dossiers.draft_extension(dossier=processing, by=HOUSE)

        def extend(_):
            with clock.set_to(at):
                try:
                    dossiers.extend(extension=made, amount=1, reason="Chậm", by=officers[Role.HEAD])
                except ExtensionDecided:
                    return False
                return True

        assert sorted(at_once(extend, range(2))) == [False, True]
    assert local(fresh(processing).due_at) == "06/10 17:00"
    assert Extension.objects.get().state == ExtensionState.DECIDED


def test_a_paper_without_its_signature_is_not_shown_and_can_be_signed_again(
    processing, officers, mother, work
):
    with on("2026-10-05 16:00"):
        draft = dossiers.draft_extension(dossier=processing, by=HOUSE)
        dossiers.extend(extension=draft, amount=1, reason="Chậm", by=officers[Role.HEAD])
        paper = processing.papers.get(kind=PaperKind.APOLOGY)
        waited = paper.waits_for_signature
        unsigned = [each.kind for each in queries.papers(processing, mother)]
        SigningRequest.objects.filter(case=processing.case).update(state="failed", trouble="x")
        dossiers.sign_paper_again(paper=paper, by=officers[Role.HEAD])
        work()
        signed = [each.kind for each in queries.papers(processing, mother)]

    assert waited
    assert PaperKind.APOLOGY not in unsigned
    assert PaperKind.APOLOGY in signed
    with pytest.raises(NotPermitted):
        dossiers.sign_paper_again(paper=paper, by=officers[Role.SPECIALIST])


# -- negative result


def test_a_negative_result_is_signed_numbered_and_returned(
    processing, officers, mother, work, population
):
    key = processing.version.pack.refusal_grounds[0].key
    closing = dossiers.propose_negative(
        task=waiting(processing),
        grounds_named=[key],
        note="Đã có đăng ký",
        by=officers[Role.SPECIALIST],
    )
    work()
    dossiers.send_back(task=waiting(processing), by=officers[Role.HEAD], note="Xem lại")
    again = waiting(processing).kind
    dossiers.propose_negative(
        task=waiting(processing),
        grounds_named=[key],
        note="Đã có đăng ký",
        by=officers[Role.SPECIALIST],
    )
    work()
    draft = queries.newest_draft(processing)
    dossiers.approve(task=waiting(processing), sha256=draft.file.sha256, by=officers[Role.HEAD])
    work()
    dossiers.seal(task=waiting(processing), by=officers[Role.CLERK])
    work()
    dossiers.return_result(task=waiting(processing), by=officers[Role.ONE_STOP])
    work()
    done = fresh(processing)

    assert again == "work"
    assert Closing.objects.get(pk=closing.pk).state == ClosingState.DROPPED
    assert done.state == State.RESULT_RETURNED
    assert Closing.objects.get(state=ClosingState.DECIDED).kind == "negative"
    result = done.papers.get(kind=PaperKind.RESULT)
    assert result.title == "Thông báo về việc hồ sơ không đủ điều kiện giải quyết"
    assert (result.issued.title, result.issued.number) == (result.title, "01/TBKQ")
    assert done.owner.deposits.get().title == result.title
    assert vault.results_of(done.owner) == frozenset()
    assert list(done.tasks.order_by("pk").values_list("name", flat=True))[-3:] == [
        "Ký thông báo không giải quyết",
        "Cấp số, đóng dấu thông báo không giải quyết",
        "Trả thông báo không giải quyết cho người nộp",
    ]
    assert holds(processing)


def test_what_would_not_be_granted_and_then_is_has_the_name_of_the_result(
    processing, officers, work
):
    named = processing.version.pack.results[0].name
    dossiers.propose_negative(
        task=waiting(processing),
        grounds_named=[processing.version.pack.refusal_grounds[0].key],
        note="Đã có đăng ký",
        by=officers[Role.SPECIALIST],
    )
    work()
    proposed = queries.newest_draft(processing).title
    dossiers.send_back(task=waiting(processing), by=officers[Role.HEAD], note="Xem lại")

    issued = dossiers.reserve_result(dossier=fresh(processing), by=HOUSE)

    assert (proposed != named, issued.title) == (True, named)
    assert holds(processing)


# -- the trail is the truth


@pytest.mark.parametrize("field", ["original_due_at", "due_at", "answer_due_at", "accepted_at"])
def test_a_time_altered_by_sql_is_found(processing, field):
    moved = getattr(processing, field) + timedelta(days=1)
    Dossier.objects.filter(pk=processing.pk).update(**{field: moved})

    (found,) = recompute.differences(fresh(processing))

    assert found.field == field


def test_a_state_altered_by_sql_is_found(processing):
    Dossier.objects.filter(pk=processing.pk).update(state=State.SUPPLEMENT_ASKED)

    assert [each.field for each in recompute.differences(fresh(processing))] == ["state"]


def test_the_due_time_of_a_step_altered_by_sql_is_found(processing):
    task = waiting(processing)
    task.due_at = clock.now() + timedelta(days=3)
    task.save()

    assert [each.field for each in recompute.differences(fresh(processing))] == ["task due_at"]


def test_nobody_writes_the_past_into_the_trail(processing, officers):
    with pytest.raises(RuntimeError, match="nobody types a time"):
        dossiers.extend(
            extension=dossiers.propose_extension(
                dossier=processing, amount=1, reason="x", by=officers[Role.HEAD]
            ),
            amount=1,
            reason="x",
            by=officers[Role.HEAD],
            at=clock.now() - timedelta(days=1),
        )

    assert not TrailEntry.objects.filter(kind="dossier.extended").exists()


# -- a corrected calendar


def a_day_off(day: str) -> int:
    """A new edition of the lists in which this day is off for the ward."""
    made = Edition.objects.create(digest=day, loaded_at=clock.now())
    CalendarDay.objects.create(
        agency_code="H55.101",
        day=date.fromisoformat(day),
        worked=False,
        name="Bão",
        basis="Công điện",
        source="test",
        edition_from=made.pk,
    )
    return made.pk


def test_a_given_due_time_changes_only_with_a_ground(submitted, officers, work):
    with on("2026-10-05 15:30"):  # after the cut-off: due on Tuesday
        dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])
        work()
        edition = a_day_off("2026-10-06")
        untouched = fresh(submitted)
        would = [each.after for each in recalendaring.moved("H55", edition=edition)]
        with pytest.raises(NoteNeeded):
            dossiers.apply_calendar(dossier=submitted, edition=edition, ground=" ", by=HOUSE)
        dossiers.apply_calendar(
            dossier=submitted, edition=edition, ground="Quyết định 15/QĐ-UBND", by=HOUSE
        )
        moved = fresh(submitted)

    assert local(untouched.due_at) == "06/10 17:00"
    assert local(moved.due_at) == "07/10 17:00"
    assert would == [moved.due_at]
    assert moved.original_due_at == untouched.due_at
    assert holds(submitted)
    assert list(recalendaring.moved("H55", edition=edition)) == []
    assert list(recalendaring.moved("H55.102", edition=edition)) == []


def test_a_new_calendar_leaves_what_is_given_as_it_is(processing):
    a_day_off("2026-10-05")

    assert holds(processing)
