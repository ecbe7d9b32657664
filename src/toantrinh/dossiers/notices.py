"""What is said to people about their dossier, in a few words without personal data."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from toantrinh.core import clock
from toantrinh.trail.models import TrailEntry

from . import presence
from .day_words import weekday
from .models import Dossier, FilingConfirmation, Invitation, InvitationState, Original, Task
from .moments import moment
from .presence_events import AppointmentSet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTICE_OF = {
    "dossier.submitted": "filed",
    "dossier.accepted": "accepted",
    "fee.owed": "fee_due",
    "dossier.result-returned": "result_ready",
}


def text(dossier: Dossier, entry: TrailEntry) -> str:
    """The words of the pack for what happened; empty when it has none for it."""
    if entry.kind in OF_THE_HOUSE:
        said = _of_the_house(dossier, entry)
        if entry.kind == AppointmentSet.kind and _can_change(dossier, entry.data["presence"]):
            said = f"{said} {_('You can choose another one.')}"
        return f"{said} {_('See %(site)s, “My dossiers”.') % {'site': settings.PUBLIC_URL}}"
    key, until = _notice(dossier, entry)
    notice = dossier.version.pack.notices.get(key)
    if notice is None:
        return ""
    return notice.text.format(
        reference=dossier.reference,
        procedure=dossier.version.name,
        agency=dossier.settling_agency.name,
        due=moment(until) if until else "",
    )


def of_time(dossier: Dossier, entry: TrailEntry) -> str:
    """The words about an appointment to whoever else has to be there, who can change nothing."""
    return _of_the_house(dossier, entry)


OF_THE_HOUSE: dict[str, StrOrPromise] = {
    "supplement.asked": gettext_lazy(
        "Dossier %(reference)s: please complete what the agency has marked by %(until)s."
    ),
    "dossier.payment-asked": gettext_lazy(
        "Dossier %(reference)s: a fee is to be paid before it goes on."
    ),
    "dossier.limit-changed": gettext_lazy(
        "Dossier %(reference)s: after what was found, its time limit is %(limit)s; due %(due)s."
    ),
    "dossier.extended": gettext_lazy(
        "Dossier %(reference)s: we apologise, it needs more time; it is now due %(due)s."
    ),
    "dossier.recalendared": gettext_lazy(
        "Dossier %(reference)s: the working calendar was corrected; it is now due %(due)s."
    ),
    "dossier.apologised": gettext_lazy(
        "Dossier %(reference)s is late. We apologise; we will answer by %(promised)s."
    ),
    "dossier.refused": gettext_lazy(
        "Dossier %(reference)s was not accepted; the reasons are in the paper we sent you."
    ),
    "dossier.stopped": gettext_lazy("Dossier %(reference)s was stopped."),
    "dossier.rerouted": gettext_lazy(
        "Dossier %(reference)s is now settled by %(agency)s; the time you were told stays."
    ),
    "appointment.set": gettext_lazy(
        "Dossier %(reference)s, %(presence)s: the time is %(starts)s (%(weekday)s)."
    ),
    "appointment.cancelled": gettext_lazy(
        "Dossier %(reference)s, %(presence)s: the time that was set is called off."
    ),
    "appointment.reminded": gettext_lazy(
        "Dossier %(reference)s, %(presence)s: please remember the time, %(starts)s (%(weekday)s)."
    ),
    "presence.missed": gettext_lazy(
        "Dossier %(reference)s, %(presence)s: somebody did not come. Please choose another time."
    ),
    "message.sent": gettext_lazy("Dossier %(reference)s: the agency has written you a message."),
}
"""What every version says alike, because the law does. No names, no reasons: those are in the paper
that only the applicant can open."""


OF_REMINDER: dict[str, StrOrPromise] = {
    "answer": gettext_lazy(
        "Dossier %(reference)s waits for its answer; the time to answer ends %(until)s."
    ),
    "step": gettext_lazy("Dossier %(reference)s: the step “%(step)s” is to be done by %(until)s."),
    "due": gettext_lazy("Dossier %(reference)s is due %(until)s."),
}
"""What officers are reminded of: the code of the dossier, nobody's name."""


def of_reminder(dossier: Dossier, entry: TrailEntry) -> str:
    """The words to an officer or the head, of the entry of a ``Reminded``."""
    about = entry.data["about"]
    sort = about.partition(":")[0]
    until, step = dossier.due_at, ""
    if sort == "answer":
        until = dossier.answer_due_at
    elif sort != "due":
        task = dossier.tasks.get(uid=about)
        sort, until, step = "step", task.due_at, task.name
    said = str(OF_REMINDER[sort]) % {
        "reference": dossier.reference,
        "until": moment(until) if until else "",
        "step": step,
    }
    return f"{said} {_('See %(site)s, “Today”.') % {'site': settings.PUBLIC_URL}}"


def of_urging(dossier: Dossier, whom: str) -> str:
    """The words to whoever is waited for, officers or the applicant, when somebody urges them."""
    if whom == "applicant":
        said = _("Dossier %(reference)s waits for you. Please do what the agency has asked for.")
        place = _("See %(site)s, “My dossiers”.") % {"site": settings.PUBLIC_URL}
    else:
        said = _("You are urged to do your step of dossier %(reference)s.")
        place = _("See %(site)s, “Today”.") % {"site": settings.PUBLIC_URL}
    return f"{said % {'reference': dossier.reference}} {place}"


def of_message(dossier: Dossier) -> str:
    """The words to officers about a message of the applicant."""
    words = _("Dossier %(reference)s: the applicant has written a message. See %(site)s.")
    return words % {"reference": dossier.reference, "site": settings.PUBLIC_URL}


def _of_the_house(dossier: Dossier, entry: TrailEntry) -> str:
    def told(key: str) -> str:
        return moment(datetime.fromisoformat(entry.data[key])) if entry.data.get(key) else ""

    starts = datetime.fromisoformat(entry.data["starts"]) if entry.data.get("starts") else None
    said = str(OF_THE_HOUSE[entry.kind]) % {
        "reference": dossier.reference,
        "until": told("answer_by"),
        "due": told("due"),
        "promised": told("promised"),
        "limit": entry.data.get("limit", ""),
        "presence": _presence(dossier, entry.data.get("presence", "")),
        "starts": told("starts"),
        "weekday": weekday(clock.local_day(starts)) if starts else "",
        "agency": dossier.settling_agency.name,
    }
    if starts:
        said = f"{said} {_where(dossier, entry.data['presence'])}"
    return said


def _where(dossier: Dossier, key: str) -> str:
    """Where to be at that time, and with what."""
    if any(each.key == key and each.is_visit for each in dossier.version.pack.presence):
        return _("The agency comes to the site.")
    words = _("Place: %(agency)s; each person brings an identity card.")
    return words % {"agency": dossier.settling_agency.name}


def _can_change(dossier: Dossier, key: str) -> bool:
    """Whether the applicant may choose another time than the one that is set now."""
    found = presence.standings(dossier)
    return any(each.presence.key == key and each.changes_left for each in found)


def _presence(dossier: Dossier, key: str) -> str:
    labels = {each.key: each.label for each in dossier.version.pack.presence}
    return labels.get(key, key)


def of_originals(dossier: Dossier, count: int) -> str:
    """The words to the applicant whose originals can be fetched."""
    words = ngettext(
        "Dossier %(reference)s: please fetch %(count)d original that you handed in.",
        "Dossier %(reference)s: please fetch %(count)d originals that you handed in.",
        count,
    )
    said = words % {"reference": dossier.reference, "count": count}
    return f"{said} {_('See %(site)s, “My dossiers”.') % {'site': settings.PUBLIC_URL}}"


def of_missing(original: Original, entry: TrailEntry) -> str:
    """The words to the heads about an original that did not arrive."""
    return _(
        "Original %(original)s of dossier %(reference)s did not arrive with list %(handover)s. It"
        " is the giver's to answer for. See %(site)s, “Hand-over lists”."
    ) % {
        "original": original.code,
        "reference": original.dossier.reference,
        "handover": entry.data["handover"],
        "site": settings.PUBLIC_URL,
    }


def _notice(dossier: Dossier, entry: TrailEntry) -> tuple[str, datetime | None]:
    if entry.kind == "task.opened":
        if entry.data["step_kind"] != "confirm_draft":
            return "", None
        return "draft_ready", Task.objects.get(uid=entry.data["task"]).wakes_at
    if entry.kind == "dossier.submitted" and dossier.leading_id is not None:
        return "", None  # the applicant filed once, and was told once
    until = dossier.answer_due_at if entry.kind == "dossier.submitted" else dossier.due_at
    return NOTICE_OF.get(entry.kind, ""), until


def of_part(invitation: Invitation) -> str:
    """The words to a person who is asked for their part. No link that asks for a secret: the
    address is that of the house, and only after signing in they see what it is about."""
    words = _(
        "Someone asks you to confirm your part of a dossier: %(procedure)s. Sign in at %(site)s and"
        " open “My dossiers”. We never ask for a password or a code by message."
    )
    said = {"procedure": invitation.dossier.version.name, "site": settings.PUBLIC_URL}
    if invitation.due_at is None:
        return words % said
    return f"{words % said} {_('Answer by %(due)s.') % {'due': moment(invitation.due_at)}}"


def of_answer(invitation: Invitation) -> str:
    """The words to the applicant about what another person did; empty while they did nothing."""
    told = {
        InvitationState.FILLED: _("“%(label)s” is filled in"),
        InvitationState.CONFIRMED: _("“%(label)s” is confirmed"),
        InvitationState.SILENT: _("“%(label)s” counts as agreed"),
        InvitationState.DECLINED: _("“%(label)s” is declined"),
        InvitationState.EXPIRED: _("“%(label)s” was not answered in time"),
    }
    words = told.get(InvitationState(invitation.state))
    if words is None:
        return ""
    pack = invitation.dossier.version.pack
    said = words % {"label": pack.part(invitation.part).label}
    return f"{said}: {pack.name}."


def of_filing_code(asked: FilingConfirmation, code: str) -> str:
    """The code by which a person at the counter confirms what was written for them."""
    return _(
        "Code %(code)s: read it to the officer only if the dossier “%(procedure)s” was read over"
        " with you and is right. It counts for 10 minutes."
    ) % {"code": code, "procedure": asked.dossier.version.name}
