"""Who holds a dossier now, what is happening, until when, and what comes next: its status in plain
words, the same on every page that shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from toantrinh.identity.permissions import Role
from toantrinh.process.steps import StepKind

from . import linked, negative
from .models import AskingState, ClosingState, Dossier, OutsideHandling
from .states import State


@dataclass(frozen=True)
class Holder:
    """Who holds the dossier now, what is happening, until when; in words to the applicant.

    ``step`` is what the officers call it, empty between two steps. ``next`` says what comes
    afterwards, or what the applicant can do.
    """

    who: str
    what: str
    until: datetime | None
    is_applicant: bool = False
    step: str = ""
    next: str = ""


def holder(dossier: Dossier) -> Holder:
    """The answer to "where is it now?"."""
    told = BY_STATE.get(State(dossier.state))
    return told(dossier) if told else _at_a_step(dossier)


def _draft(dossier: Dossier) -> Holder:
    return Holder(_("You"), _("You are filling in this draft"), None, is_applicant=True)


def _not_accepted(dossier: Dossier) -> Holder:
    what = _("The agency has not accepted this dossier")
    after = _("Read why, put it right, then file a new dossier. Nothing goes on in this one.")
    return Holder(_("You"), what, None, is_applicant=True, next=after)


def _supplement_asked(dossier: Dossier) -> Holder:
    asking = dossier.askings.filter(state=AskingState.ISSUED).first()
    what = _("You are asked to complete the dossier")
    after = _("Once it is sent, the dossier goes on where it was. Nothing begins anew.")
    until = asking.answer_by if asking else None
    return Holder(_("You"), what, until, is_applicant=True, next=after)


def _payment_asked(dossier: Dossier) -> Holder:
    what = _("You are asked to pay before the dossier goes on")
    after = _("Once the payment is recorded, the dossier goes on where it was.")
    return Holder(_("You"), what, None, is_applicant=True, next=after)


def _withdrawal_asked(dossier: Dossier) -> Holder:
    agency = dossier.agency.name if dossier.agency else ""
    what = _("You want the dossier back; the agency has not stopped it yet")
    after = _("The agency stops it with a notice (form 05). Until then you may take this back.")
    return Holder(agency, what, dossier.due_at or dossier.answer_due_at, next=after)


def _stopped(dossier: Dossier) -> Holder:
    what = _("The agency has stopped this dossier")
    after = _("The notice says why. If you still need it, file a new dossier.")
    return Holder(_("You"), what, None, is_applicant=True, next=after)


def _linked_go_on(dossier: Dossier) -> Holder | None:
    """This part is over, and other agencies still settle what the same filing opened."""
    waiting = dossier.tasks.open().filter(kind=StepKind.DOSSIER).order_by("due_at", "id")
    steps = [dossier.version.pack.step(task.key) for task in waiting]
    if not steps:
        return None
    who = "; ".join(dict.fromkeys(step.agency for step in steps))
    what = _("You have this result; the other parts of your filing are being settled")
    if dossier.state == State.SETTLED:
        what = _("One part is finished; the other parts of your filing are being settled")
    after = _("Each agency returns its own result. None waits for another.")
    return Holder(who, what, None, next=after)


def _returned(dossier: Dossier) -> Holder:
    if (going_on := _linked_go_on(dossier)) is not None:
        return going_on
    denied = negative.closing_of(dossier)
    if denied is not None and denied.state == ClosingState.DECIDED:
        what = _("It was examined and not granted; you have the answer")
        after = _("Read the reasons. You may complain or go to court as the answer says.")
        return Holder(_("You"), what, None, is_applicant=True, next=after)
    if failed := linked.failed(dossier):
        what = _("Not settled: %(parts)s. You have the results of the other parts") % {
            "parts": ", ".join(failed)
        }
        after = _("Open that part on this page: it says why, and what you can do.")
        return Holder(_("You"), what, None, is_applicant=True, next=after)
    return Holder(_("You"), _("You have the result"), None, is_applicant=True)


def _settled(dossier: Dossier) -> Holder:
    return _linked_go_on(dossier) or _at_a_step(dossier)


BY_STATE: dict[State, Callable[[Dossier], Holder]] = {
    State.DRAFT: _draft,
    State.NOT_ACCEPTED: _not_accepted,
    State.SUPPLEMENT_ASKED: _supplement_asked,
    State.PAYMENT_ASKED: _payment_asked,
    State.WITHDRAWAL_ASKED: _withdrawal_asked,
    State.STOPPED: _stopped,
    State.SETTLED: _settled,
    State.RESULT_RETURNED: _returned,
}


def _at_a_step(dossier: Dossier) -> Holder:
    """Filed, accepted, processed, settled: as the step says that waits."""
    agency, after = dossier.agency.name if dossier.agency else "", _next(dossier)
    task = dossier.tasks.open().order_by("opened_at", "id").first()
    if task is None:
        until = dossier.due_at or dossier.answer_due_at
        return Holder(agency, _("The dossier is on its way to the next step"), until, next=after)
    step = dossier.version.pack.step(task.key)
    if task.kind == StepKind.OUTSIDE and OutsideHandling.objects.filter(dossier=dossier).exists():
        system = dossier.version.pack.route.system_name
        return Holder(system, step.plain, dossier.due_at, step=task.name, next=after)
    is_applicant = task.role == Role.OWNER
    who = _("You") if is_applicant else (step.agency or agency)
    waits = dossier.answer_due_at if task.kind == StepKind.RECEIVE else task.due_at
    return Holder(who, step.plain, task.wakes_at or waits, is_applicant, task.name, after)


def _next(dossier: Dossier) -> str:
    if dossier.state == State.FILED:
        return _("The agency accepts it, asks for what is missing, or says in writing why not.")
    if dossier.state == State.SETTLED:
        return _("The result is ready and is being returned to you.")
    return _("The result comes to “My documents”. You are told when something is needed from you.")
