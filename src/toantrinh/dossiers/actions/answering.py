"""Completing a dossier: the applicant corrects what was asked for, and only that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.forms.checking import problems
from toantrinh.forms.visibility import RAW
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import queries as lists
from toantrinh.trail.actions import record_all
from toantrinh.vault import actions as vault

from .. import ledger, names
from ..errors import AnswersIncomplete
from ..handling import CONTENT_FIELDS, about, answer_due, go_on, locked, move, principal
from ..knowing import facts, known_fields
from ..later_errors import NotAskedFor, NotCompleted, NotWaitedFor, StoppedMeanwhile
from ..models import AskingState, Attachment, Dossier, SupplementRequest
from ..rules import OF_FORM, shown_name
from ..states import State
from ..time_events import SupplementAnswered
from .internal import hand_in

NEW = "new."  # before the target of a file that is not sent yet


@transaction.atomic
def correct(
    *,
    request: SupplementRequest,
    corrections: Mapping[str, Any],
    said: str | None = None,
    by: Account,
    at: datetime | None = None,
) -> SupplementRequest:
    """Keep what the applicant corrects, right or wrong, until it is sent.

    Args:
        corrections: answers by key of the field; what was typed and not understood is under
            ``RAW`` by its path, as ``forms.receiving`` gives it.
        said: what the applicant says to the request; as before when None.

    Raises:
        NotPermitted: ``by`` is neither the applicant nor the helper.
        NotWaitedFor, StoppedMeanwhile: no answer is waited for.
        NotAskedFor: a field that the agency did not mark.
    """
    require(by, Permission.SUPPLEMENT_ANSWER, on=request)
    request, _dossier = _held(request)
    asked = {each["target"] for each in request.items}
    raw = corrections.get(RAW) or {}
    for key in [*(set(corrections) - {RAW}), *(path.partition(".")[0] for path in raw)]:
        if OF_FORM + key not in asked:
            raise NotAskedFor(name=key)
    kept = {**request.corrections, **corrections}
    request.write(corrections=kept, **({} if said is None else {"said": said}))
    request.save(update_fields=["content_sealed"])
    return request


def attach_correction(
    *,
    request: SupplementRequest,
    target: str,
    name: str,
    content: bytes,
    by: Account,
    at: datetime | None = None,
) -> Attachment:
    """Keep a file that will take the place of those given before, once it is sent.

    Raises:
        NotPermitted: ``by`` is neither the applicant nor the helper.
        NotWaitedFor, StoppedMeanwhile, NotAskedFor; FileEmpty and the other refusals of a file.
    """
    require(by, Permission.SUPPLEMENT_ANSWER, on=request)
    at = at or clock.now()
    if target not in {each["target"] for each in request.items}:
        raise NotAskedFor(name=target)
    file = vault.keep(content=content, name=name, on=request.dossier, by=by, at=at)
    with transaction.atomic():
        request, dossier = _held(request)
        place = {"dossier": dossier, "component": NEW + target, "file": file}
        if there := Attachment.objects.present().filter(**place).first():
            return there
        attachment = Attachment(**place, added_by=by, added_at=at)
        attachment.name = shown_name(name)
        attachment.save()
    return attachment


@transaction.atomic
def detach_correction(
    *, request: SupplementRequest, attachment: Attachment, by: Account, at: datetime | None = None
) -> Attachment:
    """Take a file away again that was not sent yet; what was sent before stays.

    Raises:
        NotPermitted: ``by`` is neither the applicant nor the helper.
        NotWaitedFor, StoppedMeanwhile.
    """
    require(by, Permission.SUPPLEMENT_ANSWER, on=request)
    request, dossier = _held(request)
    rows = dossier.attachments.present().filter(component__startswith=NEW)
    rows.filter(pk=attachment.pk).update(removed_at=at or clock.now())
    return attachment


@transaction.atomic
def send_supplement(
    *, request: SupplementRequest, by: Account, at: datetime | None = None
) -> SupplementRequest:
    """Send what was completed: the dossier is where it was, and time goes on.

    Files take the place of those before, which are kept. Before acceptance the agency has its
    hours to answer anew; the limit itself never starts again.

    Raises:
        NotPermitted: ``by`` is neither the applicant nor the helper.
        NotWaitedFor: it is already sent. StoppedMeanwhile: the agency has stopped the dossier.
        NotCompleted: something asked for is neither changed nor explained.
        AnswersIncomplete: a corrected answer is wrong; its problems are in ``.problems``.
        The refusals of ``catalogue.announce_proposal``: of an internal one with a proposal.
    """
    require(by, Permission.SUPPLEMENT_ANSWER, on=request)
    at = at or clock.now()
    request, dossier = _held(request)
    new = dossier.attachments.present().filter(component__startswith=NEW)
    _check_complete(request, {each.component.removeprefix(NEW) for each in new})
    _check_answers(request, dossier, at)
    hand_in(dossier=dossier, by=by, at=at)
    _take_over(request, dossier, at)
    accepted = dossier.accepted_at is not None
    move(dossier, State.PROCESSING if accepted else State.FILED)
    dossier.changed_at = at
    if not accepted:
        dossier.answered_at = None
        dossier.answer_due_at, dossier.edition = answer_due(dossier, at)
    dossier.save(
        update_fields=[
            *("state", "changed_at", "answered_at", "answer_due_at", "edition"),
            *CONTENT_FIELDS,
        ]
    )
    names.keep(dossier)
    request.state, request.ended_at = AskingState.ANSWERED, at
    request.save()
    event = SupplementAnswered(
        **about(dossier),
        request=request.ref,
        round=request.round,
        answer_due=""
        if accepted or not dossier.answer_due_at
        else dossier.answer_due_at.isoformat(),
        edition=dossier.edition,
    )
    found = ledger.read(dossier)
    went_on = [go_on(dossier, found, request.ref, at=at)] if found else []
    record_all([event, *went_on], by=by, at=at, on_behalf_of=principal(dossier, by))
    return request


def _held(request: SupplementRequest) -> tuple[SupplementRequest, Dossier]:
    """The request and its dossier, held while an answer is waited for."""
    dossier = locked(request.dossier)
    request = SupplementRequest.objects.select_for_update(of=["self"]).get(pk=request.pk)
    request.dossier = dossier
    if request.state == AskingState.CLOSED:
        day = clock.local_day(request.answer_by) if request.answer_by else ""
        raise StoppedMeanwhile(day=day)
    if request.state != AskingState.ISSUED or dossier.state != State.SUPPLEMENT_ASKED:
        raise NotWaitedFor
    return request, dossier


def _check_complete(request: SupplementRequest, files: set[str]) -> None:
    """Everything is changed, or the applicant says why it is not."""
    if request.content.get("said", "").strip():
        return
    answers, corrections = request.dossier.answers, request.corrections
    missing = {}
    for item in request.items:
        target = item["target"]
        key = target.removeprefix(OF_FORM)
        is_changed = key in corrections and corrections[key] != answers.get(key)
        if target not in files and not (target.startswith(OF_FORM) and is_changed):
            missing[target] = item["name"]
    if missing:
        raise NotCompleted(missing)


def _check_answers(request: SupplementRequest, dossier: Dossier, at: datetime) -> None:
    """Only problems of what was asked for: the rest cannot be changed now."""
    if not request.corrections:
        return
    answers = {**dossier.answers, **request.corrections}
    found = problems(
        dossier.version.form,
        answers,
        facts(dossier, at=at, answers=answers),
        known=known_fields(dossier),
        choices=lists.current(clock.local_day(at)),
        taken=names.lookup(dossier),
        today=clock.local_day(at),
    )
    asked = {each["target"].removeprefix(OF_FORM) for each in request.items}
    if own := [each for each in found if each.field.split(".")[0] in asked]:
        raise AnswersIncomplete(own)


def _take_over(request: SupplementRequest, dossier: Dossier, at: datetime) -> None:
    """The new answers and files count now; the old ones are kept beside them."""
    new = list(dossier.attachments.present().filter(component__startswith=NEW))
    answers, corrections = dossier.answers, dict(request.corrections)
    corrections.pop(RAW, None)  # nothing is left that was not understood: that was checked
    for each in new:
        each.component = each.component.removeprefix(NEW)
        if each.component.startswith(OF_FORM):  # a question that is answered by files
            corrections.setdefault(each.component.removeprefix(OF_FORM), []).append(str(each.uid))
    request.write(before={key: answers.get(key) for key in corrections})
    if corrections:
        dossier.write_content(answers={**answers, **corrections})
    targets = {each.component for each in new}
    dossier.attachments.present().filter(component__in=targets).update(removed_at=at)
    for each in new:
        each.save(update_fields=["component"])
