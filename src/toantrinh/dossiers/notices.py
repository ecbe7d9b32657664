"""What is said to people about their dossier, in a few words without personal data."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.trail.models import TrailEntry

from .models import Dossier, Invitation, InvitationState, Task

NOTICE_OF = {
    "dossier.submitted": "filed",
    "dossier.accepted": "accepted",
    "fee.owed": "fee_due",
    "dossier.result-returned": "result_ready",
}


def text(dossier: Dossier, entry: TrailEntry) -> str:
    """The words of the pack for what happened; empty when it has none for it."""
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


def _notice(dossier: Dossier, entry: TrailEntry) -> tuple[str, datetime | None]:
    if entry.kind == "task.opened":
        if entry.data["step_kind"] != "confirm_draft":
            return "", None
        return "draft_ready", Task.objects.get(uid=entry.data["task"]).wakes_at
    until = dossier.answer_due_at if entry.kind == "dossier.submitted" else dossier.due_at
    return NOTICE_OF.get(entry.kind, ""), until


def moment(at: datetime) -> str:
    """A moment as people say it: hour and minute, then the day, in Viet Nam."""
    return date_format(at.astimezone(clock.ZONE), "H:i d/m/Y")


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
