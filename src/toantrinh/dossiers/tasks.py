"""Jobs of the dossiers: setting papers, taking signatures, looking for silence and lateness.

A paper is set outside any transaction, because that takes a while; then one action files it. Run
twice, each job does its work once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import TimeDeltaParams

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.calendar import working_minutes
from toantrinh.core.errors import Refusal
from toantrinh.identity.models import Account
from toantrinh.lists import queries as lists
from toantrinh.papers import actions as papers
from toantrinh.process.steps import StepKind
from toantrinh.signing import queries as signing
from toantrinh.signing.models import Purpose
from toantrinh.vault import queries as vault

from . import actions, assignments, documents, internal, ledger, recalendaring, receipts, watch
from .models import (
    Appointment,
    AppointmentState,
    Batch,
    BatchState,
    Dossier,
    Export,
    Invitation,
    PaperKind,
    ReroutedState,
    Rerouting,
    Task,
    TaskState,
)

logger = logging.getLogger(__name__)
RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)  # seconds: 4, 16, 64 ... about a day
HOUSE = System("dossiers")
MOST_NIGHTS = timedelta(days=2)  # an hour of work is at most this far away, Tết aside
TEN_MINUTES = timedelta(minutes=10)
SLICE = 100  # dossiers of a batch that one job does
A_WHILE: TimeDeltaParams = {"seconds": 10}  # until a dossier that another worker held is free
AT_ONCE = 200  # dossiers of one order between two looks at what else waits
LONGEST_HOLIDAY = timedelta(days=14)


@app.task(name="dossiers.make_paper", queue="papers", retry=RETRY)
def make_paper(*, dossier: str, kind: str) -> None:
    """Set a paper of the one-stop desk, then file and issue it."""
    rows = Dossier.objects.select_related("version", "agency", "owner", "taken_in_by")
    found = rows.get(uid=UUID(dossier))
    if found.papers.filter(kind=kind).exists():
        return
    at = clock.now()
    issued = papers.reserve(
        kind=kind,
        title=str(PaperKind(kind).label),
        case=found.case,
        agency=receipts.receiving(found) if kind == PaperKind.FORM01 else found.settling_agency,
        demo=settings.SIGNATURES_ARE_DEMO,
        procedure=found.version.code,
        subject=found.owner.subject_id,
        by=HOUSE,
        at=at,
    )
    content = documents.office_paper(found, kind, issued=issued, at=at)
    actions.file_paper(dossier=found, kind=kind, content=content, issued=issued, by=HOUSE, at=at)


@app.task(name="dossiers.make_draft", queue="papers", retry=RETRY)
def make_draft(*, task: str) -> None:
    """Set the result for whoever is to confirm it (marked as a draft) or to sign it.

    What will be signed already carries its check code, and room for signature and number.
    """
    rows = Task.objects.select_related("dossier__version", "dossier__agency", "dossier__owner")
    step = rows.get(uid=UUID(task))
    if step.state != TaskState.WAITING:
        return
    at = clock.now()
    dossier, issued = step.dossier, None
    if step.kind == StepKind.SIGN:
        issued = actions.reserve_result(dossier=dossier, by=HOUSE, at=at)
    content = documents.result(dossier, issued=issued, is_draft=step.kind != StepKind.SIGN, at=at)
    actions.file_paper(
        dossier=dossier, kind=PaperKind.DRAFT, content=content, issued=issued, by=HOUSE, at=at
    )


@app.task(name="dossiers.take_signature", queue="papers", retry=RETRY)
def take_signature(*, request: str) -> None:
    """A document was signed: by a person, and goes to the clerk; by the agency, and is issued."""
    made = signing.request(request)
    content = signing.signed_document(made)
    if actions.paper_signed(request=made, content=content, by=HOUSE, at=clock.now()):
        return
    take = actions.signed if made.purpose == Purpose.DECISION else actions.sealed
    take(request=made, content=content, by=HOUSE, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="dossiers.take_silences", queue="upkeep")
def take_silences(timestamp: int) -> None:
    """Wake the steps in which silence has become an answer; an index finds them."""
    now = clock.now()
    silent = Task.objects.filter(state=TaskState.WAITING, wakes_at__lte=now)
    for task in silent.select_related("dossier").order_by("wakes_at")[:500]:
        try:
            actions.take_silence(task=task, by=HOUSE, at=now)
        except Refusal as refusal:  # one that cannot go on by itself holds up none of the others
            logger.warning("silence at %s: %s", task.uid, refusal.code)


@app.periodic(cron="*/30 * * * *")
@app.task(name="dossiers.open_linked", queue="upkeep")
def open_linked(timestamp: int) -> None:
    """Try again to open what could not be opened, such as before its procedure was published."""
    kind = {"kind": StepKind.DOSSIER, "state": TaskState.WAITING}
    opened = Dossier.objects.filter(leading=OuterRef("dossier"), linked_step=OuterRef("key"))
    for task in Task.objects.filter(~Exists(opened), **kind).select_related("dossier")[:500]:
        actions.open_linked(task=task, by=HOUSE, at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.draft_extensions", queue="upkeep")
def draft_extensions(timestamp: int) -> None:
    """Put the draft of form 04 before the head while there is still time; an index finds them."""
    now = clock.now()
    rule = lists.current().time_rule("extension_draft_before")
    until = now + MOST_NIGHTS * int(rule.limit.amount)
    soon = Dossier.objects.running().filter(due_at__gt=now, due_at__lte=until)
    for dossier in soon.exclude(extensions__isnull=False).order_by("due_at")[:500]:
        calendar = ledger.calendars(dossier, dossier.accepted_at or now)(dossier.edition)
        end = dossier.due_at or now
        whole = working_minutes(calendar, dossier.accepted_at or now, end)
        # of a limit within the day not from the first minute on: in its last quarter
        if working_minutes(calendar, now, end) <= min(rule.limit.amount * 60, whole // 4):
            actions.draft_extension(dossier=dossier, by=HOUSE, at=now)


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.remind_officers", queue="upkeep")
def remind_officers(timestamp: int) -> None:
    """Remind officers and heads of what waits too long; each reminder is a commit of its own."""
    now = clock.now()
    for each in watch.reminders(now):
        actions.remind_officers(
            dossier=each.dossier, about=each.about, level=each.level, by=HOUSE, at=clock.now()
        )


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.expire_invitations", queue="upkeep")
def expire_invitations(timestamp: int) -> None:
    """End the invitations whose time is over; an index finds them."""
    now = clock.now()
    late = Invitation.objects.open().filter(due_at__lte=now)
    for invitation in late.select_related("dossier__owner").order_by("due_at")[:500]:
        actions.expire_invitation(invitation=invitation, by=HOUSE, at=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.remind_of_appointments", queue="upkeep")
def remind_of_appointments(timestamp: int) -> None:
    """Remind of what is agreed on for today or the next working day; an index finds them. Who was
    told of it today is not reminded today."""
    now = clock.now()
    soon = Appointment.objects.filter(
        state=AppointmentState.SET,
        reminded_at=None,
        starts_at__gt=now,
        starts_at__lte=now + LONGEST_HOLIDAY,
    )
    for appointment in soon.select_related("dossier__owner", "agency").order_by("starts_at")[:500]:
        calendar = lists.calendar_for(appointment.agency.code, clock.local_day(now))
        last = calendar.working_day_after(clock.local_day(now))
        is_new = clock.local_day(appointment.made_at) == clock.local_day(now)
        if clock.local_day(appointment.starts_at) <= last and not is_new:
            actions.remind_of_appointment(appointment=appointment, by=HOUSE, at=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="dossiers.finish_uploads", queue="upkeep")
def finish_uploads(timestamp: int) -> None:
    """Attach files that came wholly just before the server, or the line, was gone."""
    now = clock.now()
    for upload in vault.waiting_whole(now - TEN_MINUTES):
        with suppress(Refusal):  # told to nobody: the file is asked for on the page of the papers
            actions.finish_upload(upload=upload, by=upload.account, at=now)


@app.task(name="dossiers.pass_on_steps", queue="upkeep", retry=RETRY)
def pass_on_steps(*, account: str) -> None:
    """Pass on the steps of somebody who has left an office; each is a commit of its own."""
    left = Account.objects.get(uid=UUID(account))
    for task in assignments.left_behind(clock.today(), left).order_by("pk"):
        actions.pass_to_head(task=task, by=HOUSE, at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="dossiers.pass_on_left_steps", queue="upkeep")
def pass_on_left_steps(timestamp: int) -> None:
    """Pass on what was left behind by posts and agencies that ended on their last day."""
    for task in assignments.left_behind(clock.today()).order_by("pk")[:500]:
        actions.pass_to_head(task=task, by=HOUSE, at=clock.now())
    for request in internal.left_behind(clock.today()).order_by("pk")[:500]:
        actions.pass_on_request(request=request, by=HOUSE, at=clock.now())


@app.task(name="dossiers.write_export", queue="papers", retry=RETRY)
def write_export(*, export: str) -> None:
    """Write a list to a file, for whoever asked for it."""
    found = Export.objects.select_related("account", "file").get(uid=UUID(export))
    actions.write_export(export=found, by=HOUSE, at=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="dossiers.collect_exports", queue="upkeep")
def collect_exports(timestamp: int) -> None:
    """Forget the files that nobody needs any more."""
    actions.collect_exports(by=HOUSE, at=clock.now())


@app.task(name="dossiers.reroute", queue="upkeep", retry=RETRY)
def reroute(*, rerouting: str) -> None:
    """Hand the dossiers of an order over, each in a transaction of its own, some at a time; the
    rest is a further job, so that others have their turn. Run twice, it does its work once."""
    order = Rerouting.objects.select_related("from_agency", "to_agency", "account").get(
        uid=UUID(rerouting)
    )
    waiting = order.items.filter(state=ReroutedState.WAITING).order_by("pk")
    for item in waiting.select_related("dossier")[:AT_ONCE]:
        item.rerouting = order
        try:
            actions.reroute(item=item, by=order.account, at=clock.now())
        except Refusal as refusal:
            actions.keep_where_it_is(item=item, refusal=refusal.code, by=HOUSE, at=clock.now())
    if waiting.exists():
        app.configure_task("dossiers.reroute", lock=order.case).defer(rerouting=rerouting)
    else:
        actions.end_rerouting(rerouting=order, by=HOUSE, at=clock.now())


@app.task(name="dossiers.apply_calendar", queue="upkeep", retry=RETRY)
def apply_calendar(*, agency_code: str, edition: int, ground: str, asked_by: str) -> None:
    """Apply a published calendar to the due times given under the agency; run twice, it does its
    work once."""
    for each in recalendaring.moved(agency_code, edition=edition):
        actions.apply_calendar(
            dossier=each.dossier,
            edition=edition,
            ground=ground,
            by=HOUSE,
            on_behalf_of=asked_by,
            at=clock.now(),
        )


@app.task(name="dossiers.check_batch", queue="bulk", retry=RETRY)
def check_batch(*, batch: str) -> None:
    """Look through the dossiers of a batch, a slice at a time; run anew, it goes on."""
    found = _batch(batch)
    if not _all_of(actions.check_next, found):
        check_batch.defer(batch=batch)
    elif actions.finish_check(batch=found, by=HOUSE, at=clock.now()).state == BatchState.CHECKING:
        check_batch.configure(schedule_in=A_WHILE).defer(batch=batch)


@app.task(name="dossiers.work_batch", queue="bulk", retry=RETRY)
def work_batch(*, batch: str) -> None:
    """Do the dossiers of a confirmed batch, a slice at a time; run anew, it goes on."""
    found = _batch(batch)
    if not _all_of(actions.work_next, found):
        work_batch.defer(batch=batch)
    elif actions.finish_batch(batch=found, by=HOUSE, at=clock.now()).state == BatchState.CONFIRMED:
        work_batch.configure(schedule_in=A_WHILE).defer(batch=batch)


def _batch(uid: str) -> Batch:
    return Batch.objects.select_related("agency").get(uid=UUID(uid))


def _all_of(do: Callable[..., int], batch: Batch) -> bool:
    """Whether nothing is left after a slice of it: a job for thousands would hold up the others,
    and would begin from far away when its worker dies."""
    last = 0
    for _each in range(SLICE):
        last = do(batch=batch, after=last, by=HOUSE, at=clock.now())
        if not last:
            return True
    return False
