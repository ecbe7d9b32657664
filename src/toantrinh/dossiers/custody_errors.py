"""What can be refused about originals that people handed in, in words people can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class PaperUnnamed(Refusal):
    code = "original-unnamed"
    message = _("It is not said which paper was handed in.")
    advice = _("Choose it from the list, or write what it is called.")


class PaperNamedTwice(Refusal):
    """Details: the ``paper`` chosen, and the ``name`` written."""

    code = "original-named-twice"
    message = _("“%(paper)s” is chosen, but another name is written: “%(name)s”.")
    advice = _("Take the name away, or choose “Another paper”.")


class SheetsUnknown(Refusal):
    code = "original-sheets"
    message = _("A paper has 1 to %(most)d sheets.")
    advice = _("Count the sheets together with the person and write the number.")


class NothingToHandOver(Refusal):
    code = "handover-empty"
    message = _("No original is marked to be handed over.")
    advice = _("Mark those that you hand over, then make the list.")


class NotWithYou(Refusal):
    code = "original-elsewhere"
    message = _("The original %(original)s is not with your office: %(where)s.")
    advice = _("Whoever has it hands it over by a list; accept it, then go on. Nothing was done.")


class OnAList(Refusal):
    code = "original-on-a-list"
    message = _("The original %(original)s is on the list %(handover)s and not accepted yet.")
    advice = _("Wait until the list is accepted, or keep the original here first.")


class NoPlaceForIt(Refusal):
    code = "handover-no-place"
    message = _("The original %(original)s has nothing to do with %(agency)s.")
    advice = _("It goes to the agency that settles its dossier, or to the centre it came from.")


class ItemOver(Refusal):
    code = "handover-item-over"
    message = _("The original %(original)s on this list: “%(state)s”, by %(who)s at %(at)s.")
    advice = _("Open the list again to see where every original is. Nothing was done twice.")


class OwnList(Refusal):
    code = "handover-own"
    message = _("Nobody accepts what they themselves hand over within one office.")
    advice = _("A colleague of the office accepts it.")


class OriginalEnded(Refusal):
    code = "original-ended"
    message = _("The original %(original)s: “%(state)s”, by %(who)s at %(at)s.")
    advice = _("Open it to see its whole way. Nothing was done twice.")


class StillNeeded(Refusal):
    code = "original-still-needed"
    message = _("The dossier still goes on, and its original is needed until it ends.")
    advice = _("If it has to go back earlier, write why.")


class FetcherUnknown(Refusal):
    code = "original-fetcher-unknown"
    message = _("It is not said who fetched the original, and by which document you knew them.")
    advice = _("Write name and number from the document, and choose its kind.")


class FetchedByAnother(Refusal):
    code = "original-fetched-by-another"
    message = _("The original belongs to another person than the one who is here.")
    advice = _(
        "Give it to the applicant only, or to someone with a written authorisation: scan it and"
        " attach it. Nothing was given out."
    )


class EvidenceMissing(Refusal):
    code = "original-evidence-missing"
    message = _("Nothing shows that the person got the original back.")
    advice = _("Type the code that the applicant sees in the dossier, or scan the signed slip.")


class CodeWrong(Refusal):
    code = "original-code-wrong"
    message = _("This is not the code of the applicant; %(left)d more tries.")
    advice = _("The code stands on the page of the dossier that only the applicant can open.")


class CodeShut(Refusal):
    code = "original-code-shut"
    message = _("A wrong code was typed too often; the code is not accepted any more.")
    advice = _("Have the slip signed, scan it and attach it.")


class OriginalsOut(Refusal):
    code = "originals-out"
    message = _("The dossier cannot be closed: an original is still out. %(where)s")
    advice = _("Return each one to the person against signature first.")


class OriginalNotTaken(Refusal):
    code = "original-not-taken"
    message = _("The result is given for the old original, which was not handed in: %(names)s.")
    advice = _("Take the original in on the page of the originals, then return the result.")
