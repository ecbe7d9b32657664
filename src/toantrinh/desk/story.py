"""The story of a dossier as officers read it: what is said to the applicant is said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers import timeline
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.timeline import Moment

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


def of(dossier: Dossier) -> list[Moment]:
    """What happened, the oldest first."""
    return [_told(each) for each in timeline.moments(dossier, to_officers=True)]


def _told(moment: Moment) -> Moment:
    if moment.kind == RETURNED:
        return replace(moment, detail="")
    title = OF_THE_APPLICANT.get(moment.kind)
    return replace(moment, title=str(title)) if title else moment
