"""Receipt: the process begins, an officer accepts, the dossier goes to the unit that settles it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import queries as lists
from toantrinh.process import engine
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record, record_all
from toantrinh.trail.events import Event

from .. import assignments, ledger, linked, people, receipts
from ..events import DossierAccepted, DossierForwarded, ProcessStarted
from ..handling import about, finish, locked, move, open_tasks, owe_fee, process_of, refuse_unless
from ..knowing import facts, limit_in_words
from ..models import Dossier, Task, TaskState
from ..states import State
from ..timekeeping import Clock, Received


@transaction.atomic
def start_process(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Dossier:
    """Begin the process of a filed dossier; a second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        GatewayUndecided: the first step depends on a fact nobody has told.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    if dossier.progress is not None:
        return dossier
    progress = engine.start(process_of(dossier.version), facts(dossier, at=at))
    dossier.progress = progress.state
    dossier.save(update_fields=["progress"])
    opened = open_tasks(dossier, progress.waiting, at=at)
    record_all([ProcessStarted(**about(dossier)), *opened], by=by, at=at)
    return dossier


@transaction.atomic
def accept(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Dossier:
    """Accept a filed dossier: from now on there is a due time.

    Raises:
        NotPermitted: ``by`` is a one-stop officer neither of the agency nor of the centre that took
            it in. NotAtCentre: it was answered since, so the centre accepts it no more.
        WrongState: the dossier is not waiting for acceptance. HeldByAnother: a colleague has it.
        PartsWaiting: another person has not done what the version makes acceptance wait for.

    Legal source: Nghị định 118/2025/NĐ-CP; Thông tư 03/2025/TT-VPCP, form 01.
    """
    require(by, Permission.DOSSIER_ACCEPT, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    refuse_unless(dossier, State.FILED)
    assignments.refuse_if_others_hold(dossier, by=by, at=at)
    receipts.refuse_at_centre(dossier, by)
    move(dossier, State.ACCEPTED)
    told = facts(dossier, at=at)
    people.refuse_while_waiting(dossier, told, Blocks.ACCEPTANCE)
    choice = linked.limit(dossier, told)
    edition = lists.latest_edition()
    received = Received(at, choice.limit, edition, choice.rule)
    begun = Clock.begin(received, ledger.calendars(dossier, at))
    dossier.accepted_at = dossier.answered_at = dossier.changed_at = at
    dossier.due_at = dossier.original_due_at = begun.due
    dossier.edition = edition
    dossier.limit = limit_in_words(choice)
    dossier.save(
        update_fields=[
            *("state", "accepted_at", "answered_at", "changed_at"),
            *("due_at", "original_due_at", "edition", "limit"),
        ]
    )
    owe_fee(dossier, told, at=at)
    Task.objects.filter(dossier=dossier, kind=StepKind.RECEIVE, state=TaskState.WAITING).update(
        state=TaskState.SIGNING, done_by=by
    )
    event = DossierAccepted(
        **about(dossier),
        **ledger.told(choice.limit, choice.legal_basis),
        due=begun.due.isoformat(),
        limit=choice.rule,
        edition=edition,
    )
    record(event, by=by, at=at)
    return dossier


@transaction.atomic
def forward(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> Dossier:
    """Hand an accepted dossier to whoever does the next step; a second time changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        GatewayUndecided: the next step depends on a fact nobody has told.
    """
    require(by, Permission.DOSSIER_ADVANCE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    if dossier.state != State.ACCEPTED:
        return dossier
    move(dossier, State.PROCESSING)
    dossier.save(update_fields=["state"])
    events: list[Event] = [DossierForwarded(**about(dossier))]
    for task in dossier.tasks.open().filter(kind=StepKind.RECEIVE).select_related("done_by"):
        events += finish(task, dossier, outcome="accepted", by=task.done_by or by, at=at)
    record_all(events, by=by, at=at)
    return dossier
