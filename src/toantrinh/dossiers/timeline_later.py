"""The later part of the story of a dossier in plain words: how it ends, time, who is there, papers
that are kept, messages. See ``timeline``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue.pack import Pack
from toantrinh.trail.models import TrailEntry

from .models import Side
from .moments import moment
from .timekeeping import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Line = tuple[str, str]


def _grounds(entry: TrailEntry, pack: Pack) -> str:
    """Only what the version says; what an officer wrote is in the paper."""
    keys = entry.data["grounds"].split(",")
    return "; ".join(each.text for each in pack.refusal_grounds if each.key in keys)


def _refused(entry: TrailEntry, pack: Pack) -> Line:
    return _("Not accepted; form 03 says why"), _grounds(entry, pack)


def _withdrawal_asked(entry: TrailEntry, pack: Pack) -> Line:
    return _("You asked for the dossier back"), _("Time goes on until the agency has stopped it")


def _withdrawal_dropped(entry: TrailEntry, pack: Pack) -> Line:
    return _("You took that back; the dossier goes on"), ""


def _stopped(entry: TrailEntry, pack: Pack) -> Line:
    if entry.data["at_wish"]:
        return _("Stopped, as the applicant asked; form 05 is the notice"), ""
    return _("Stopped by the agency; form 05 says why"), _grounds(entry, pack)


def _limit_changed(entry: TrailEntry, pack: Pack) -> Line:
    due = moment(datetime.fromisoformat(entry.data["due"]))
    detail = _("%(limit)s; now due at %(due)s") % {"limit": entry.data["limit"], "due": due}
    return _("Another time limit holds for this case"), detail


def _extended(entry: TrailEntry, pack: Pack) -> Line:
    due = moment(datetime.fromisoformat(entry.data["due"]))
    return _("The agency apologised and extended the time"), _("Now due at %(due)s") % {"due": due}


def _apologised(entry: TrailEntry, pack: Pack) -> Line:
    promised = moment(datetime.fromisoformat(entry.data["promised"]))
    detail = _("It promises an answer by %(at)s; the due time stays") % {"at": promised}
    return _("The agency apologised for being late"), detail


def _recalendared(entry: TrailEntry, pack: Pack) -> Line:
    due = moment(datetime.fromisoformat(entry.data["due"]))
    return _("The working calendar was corrected"), _("Now due at %(due)s") % {"due": due}


def _passed_on(entry: TrailEntry, pack: Pack) -> Line:
    title = _("The question went to the body that has taken the place of the one asked")
    return title, f"{entry.data['before']} → {entry.data['body']}"


def _stood_still(entry: TrailEntry, pack: Pack) -> Line:
    """Of a step only: what the applicant owes is told by itself."""
    if entry.data["reason"] != Reason.STEP.value:
        return "", ""
    return _("Time stands still: the procedure does not count this step"), entry.data["ground"]


def _presence(entry: TrailEntry, pack: Pack) -> str:
    labels = {each.key: each.label for each in pack.presence}
    return labels.get(entry.data["presence"], "")


def _appointment_set(entry: TrailEntry, pack: Pack) -> Line:
    starts = moment(datetime.fromisoformat(entry.data["starts"]))
    title = _("You chose a time") if entry.data["by_applicant"] else _("A time was set")
    return title, f"{_presence(entry, pack)}: {starts}"


def _appointment_cancelled(entry: TrailEntry, pack: Pack) -> Line:
    return _("The time was called off"), _presence(entry, pack)


def _presence_met(entry: TrailEntry, pack: Pack) -> Line:
    visits = {each.key for each in pack.presence if each.is_visit}
    of_site = entry.data["presence"] in visits
    return _("Visit recorded") if of_site else _("Presence recorded"), _presence(entry, pack)


def _presence_missed(entry: TrailEntry, pack: Pack) -> Line:
    return _("Somebody did not come at the time set"), _presence(entry, pack)


def _original(title: StrOrPromise) -> Callable[[TrailEntry, Pack], Line]:
    return lambda entry, pack: (str(title), "")


def _message(entry: TrailEntry, pack: Pack) -> Line:
    if entry.data["side"] == Side.AGENCY:
        return _("A message of the agency"), ""
    return _("A message of the applicant"), ""


TOLD: dict[str, Callable[[TrailEntry, Pack], Line]] = {
    "dossier.refused": _refused,
    "dossier.withdrawal-asked": _withdrawal_asked,
    "dossier.withdrawal-dropped": _withdrawal_dropped,
    "dossier.stopped": _stopped,
    "dossier.limit-changed": _limit_changed,
    "dossier.extended": _extended,
    "dossier.apologised": _apologised,
    "dossier.recalendared": _recalendared,
    "opinion.passed-on": _passed_on,
    "time.stopped": _stood_still,
    "appointment.set": _appointment_set,
    "appointment.cancelled": _appointment_cancelled,
    "presence.met": _presence_met,
    "presence.missed": _presence_missed,
    "original.taken-in": _original(gettext_lazy("An original was handed in")),
    "original.missed": _original(gettext_lazy("An original did not arrive where it was sent")),
    "original.returned": _original(gettext_lazy("An original was returned")),
    "original.withdrawn": _original(gettext_lazy("The old original was withdrawn")),
    "message.sent": _message,
}
