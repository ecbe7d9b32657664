"""What other people did to a dossier since a page of it was shown.

A page carries how far the trail of the dossier went when it was made. An act that comes with it is
refused if another person has done something since: see ``handling.locked``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.trail import queries as trail
from toantrinh.trail.models import TrailEntry

from .working_errors import ChangedMeanwhile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from .models import Dossier

DEEDS: Final[Mapping[str, StrOrPromise]] = {
    "dossier.accepted": gettext_lazy("accepted the dossier"),
    "dossier.refused": gettext_lazy("refused receipt"),
    "dossier.components-checked": gettext_lazy("kept a check of the papers"),
    "dossier.result-approved": gettext_lazy("approved and signed the result"),
    "dossier.result-numbered": gettext_lazy("numbered the result"),
    "dossier.handed-over-outside": gettext_lazy("handed it over to the other system"),
    "dossier.result-returned": gettext_lazy("returned the result"),
    "dossier.payment-asked": gettext_lazy("asked for payment"),
    "dossier.withdrawal-asked": gettext_lazy("asked for the dossier back"),
    "dossier.withdrawal-dropped": gettext_lazy("took the wish to withdraw back"),
    "dossier.stopped": gettext_lazy("stopped the dossier"),
    "extension.proposed": gettext_lazy("proposed to extend the time"),
    "extension.refused": gettext_lazy("did not give more time"),
    "dossier.extended": gettext_lazy("extended the time"),
    "dossier.apologised": gettext_lazy("decided an apology"),
    "dossier.negative-proposed": gettext_lazy("proposed not to grant it"),
    "supplement.proposed": gettext_lazy("proposed to ask for more"),
    "supplement.refused": gettext_lazy("did not approve asking for more"),
    "supplement.asked": gettext_lazy("asked the applicant to complete it"),
    "supplement.answered": gettext_lazy("completed the dossier"),
    "task.completed": gettext_lazy("finished a step"),
    "task.sent-back": gettext_lazy("sent it back to be corrected"),
    "dossier.rerouted": gettext_lazy("handed it over to another body"),
    "opinion.came-late": gettext_lazy("sent an opinion after its time"),
    "original.taken-in": gettext_lazy("took an original in"),
    "original.returned": gettext_lazy("gave an original back"),
    "presence.met": gettext_lazy("recorded who was there"),
    "presence.missed": gettext_lazy("recorded that somebody did not come"),
    "part.agreed": gettext_lazy("recorded the agreement of another person"),
    "part.declined": gettext_lazy("recorded that another person does not agree"),
}
"""What people do that others must know of before they act. What the house does by itself follows
from it and is not another's work; notes, messages and looks change nothing that is decided."""


@dataclass(frozen=True)
class Seen:
    """How far the trail went for the one who acts now: ``seq`` of the last entry they saw."""

    seq: int
    actor: str

    @classmethod
    def by(cls, account: Account, text: str) -> Seen | None:
        """As a page carried it; None for a page that carried nothing, or nonsense."""
        number = text.strip()
        is_number = number.isascii() and number.isdigit() and len(number) < 18
        return cls(int(number), account.actor_id) if is_number else None


def position(dossier: Dossier) -> int:
    """How far the trail of ``dossier`` goes now."""
    return trail.length_of(dossier.case)


def refuse_if_changed(dossier: Dossier, seen: Seen) -> None:
    """Ask while the dossier is locked. Errors: ChangedMeanwhile, with the last deed of another."""
    own = [seen.actor, f"invented:{seen.actor}"]
    entries = TrailEntry.objects.filter(
        case=dossier.case, seq__gt=seen.seq, kind__in=DEEDS, actor__contains="account:"
    )
    last = entries.exclude(actor__in=own).order_by("-seq").first()
    if last is None:
        return
    raise ChangedMeanwhile(
        what=str(DEEDS[last.kind]),
        who=_who(last.actor),
        at=date_format(last.at.astimezone(clock.ZONE), "H:i d/m/Y"),
    )


def _who(actor: str) -> str:
    found = Account.objects.select_related("party").filter(uid=UUID(actor.rpartition(":")[2]))
    account = found.first()
    return account.name if account else _("somebody else")
