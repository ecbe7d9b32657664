"""What can be refused about whose a step is."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal
from toantrinh.identity.permissions import NotPermitted


class HeldByAnother(Refusal):
    code = "task-held-by-another"
    message = _("%(who)s holds this step since %(since)s.")
    advice = _("Ask them to hand it over to you, or the head of the agency to assign it to you.")


class NotOfTheOffice(Refusal):
    code = "task-not-of-the-office"
    message = _("%(who)s does not hold the office of this step today.")
    advice = _("Choose somebody from the list of those who do.")


class AwayToday(Refusal):
    code = "task-colleague-away"
    message = _("%(who)s is away until the end of %(until)s.")
    advice = _("Choose somebody who is there today.")


class NotHeld(Refusal):
    code = "task-not-held"
    message = _("You do not hold this step.")
    advice = _("Open the dossier to see who holds it now.")


class HandedOverAlready(Refusal):
    code = "task-handed-over-already"
    message = _("This step already waits to be taken over by %(who)s.")
    advice = _("Wait for the answer, or take the hand-over back first.")


class HandoverOver(Refusal):
    code = "handover-over"
    message = _("This hand-over is over: “%(state)s”.")
    advice = _("Open the dossier to see who holds the step now.")


class AnswerMissing(Refusal):
    code = "handover-answer-missing"
    message = _("Say in a few words why you do not take it over.")
    advice = _("Whoever handed it over reads exactly this text.")


class DossierNotMoved(Refusal):
    code = "handover-dossier-not-moved"
    message = _("%(agency)s has ended, and this dossier still lies there.")
    advice = _("Have the dossier moved to %(successor)s first; then take its steps over.")


class RightsEnded(NotPermitted):
    """``typed``: what was sent, by the name of its field; it is kept with the dossier."""

    code = "rights-ended-meanwhile"
    message = _("Your office at %(agency)s has ended, so this was not done.")
    advice = _("What you typed is below. It is kept with the dossier, for the head of the agency.")

    def __init__(self, *, typed: Mapping[str, str], **details: object) -> None:
        super().__init__(**details)
        self.typed = typed


class TitleMissing(Refusal):
    code = "filter-title-missing"
    message = _("The filter has no name yet.")
    advice = _("Give it a short name by which you know it.")


class FilterTwice(Refusal):
    code = "filter-twice"
    message = _("You already keep a filter called “%(title)s”.")
    advice = _("Choose another name, or remove the old one first.")
