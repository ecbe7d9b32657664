"""The story of a dossier as officers read it: what is said to the applicant is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers import reminded, timeline
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.dossiers.timeline import Moment
from toantrinh.identity.queries import officials

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OF_THE_APPLICANT: Final[dict[str, StrOrPromise]] = {
    "task.completed:agreed": _("The applicant confirmed the draft"),
    "registry.asked": _("A register was asked in the place of a paper"),
    "supplement.asked": _("The applicant was asked to complete the dossier"),
    "supplement.answered": _("The applicant completed the dossier"),
    "dossier.payment-asked": _("The applicant was asked to pay"),
    "dossier.withdrawal-asked": _("The applicant asked for the dossier back"),
    "dossier.withdrawal-dropped": _("The applicant took the withdrawal back"),
    "message.sent:applicant": _("The applicant wrote a message"),
}
"""Titles in place of those that speak to the applicant, by ``Moment.kind``."""
RETURNED: Final = "dossier.result-returned"


def urged(dossier: Dossier, task: Task | None) -> dict[str, Any] | None:
    """When, and by whom, the officers were last reminded of the step that waits."""
    entry = reminded.urged(dossier, since=task.opened_at) if task else None
    if entry is None:
        return None
    official = officials([entry.actor]).get(entry.actor)
    return {"at": entry.at, "who": official.name if official else ""}


def of(dossier: Dossier) -> list[Moment]:
    """What happened, the oldest first."""
    return [_told(each) for each in timeline.moments(dossier, to_officers=True)]


def _told(moment: Moment) -> Moment:
    if moment.kind == RETURNED:
        return replace(moment, detail="")
    title = OF_THE_APPLICANT.get(moment.kind)
    return replace(moment, title=str(title)) if title else moment
