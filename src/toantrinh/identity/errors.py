"""What can be refused about people, posts and agencies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NumberTaken(Refusal):
    code = "number-taken"
    message = _("Another person is already kept under this personal number.")
    advice = _("Check the number against the paper; find the person by the number instead.")


class NumberKnown(Refusal):
    code = "number-known"
    message = _("The personal number of this person is already confirmed.")
    advice = _("Check whose account this is.")


class EmailTaken(Refusal):
    code = "email-taken"
    message = _("There is already an account with this e-mail.")
    advice = _("Sign in with it, or register with another e-mail.")


class PostNotHeld(Refusal):
    code = "post-not-held"
    message = _("You do not hold this post today.")
    advice = _("Choose one of the posts you hold, or ask your administrator.")


class PostAlreadyGiven(Refusal):
    code = "post-already-given"
    message = _("This account already holds this post from that day.")


class PostOver(Refusal):
    code = "post-over"
    message = _("This post is already over.")


class DaysReversed(Refusal):
    code = "days-reversed"
    message = _("The last day is before the first.")


class AgencyCodeTaken(Refusal):
    code = "agency-code-taken"
    message = _("The code %(agency)s already belongs to an agency.")


class AgencyNotInForce(Refusal):
    code = "agency-not-in-force"
    message = _("%(agency)s does not exist on that day.")
    advice = _("Look for the agency that succeeded it.")


class AgencyUnknown(Refusal):
    code = "agency-unknown"
    message = _("The agency %(agency)s names a parent that is not known: %(parent)s.")


class OwnSuccessor(Refusal):
    code = "agency-own-successor"
    message = _("An agency cannot be merged into itself.")


class AbsenceOver(Refusal):
    code = "absence-over"
    message = _("These days have already passed.")
    advice = _("Choose days from today on.")


class AbsenceTwice(Refusal):
    code = "absence-twice"
    message = _("An absence from %(first)s to %(last)s is recorded already.")
    advice = _("Call that one off first, or choose other days.")


class StandInUnfit(Refusal):
    code = "stand-in-unfit"
    message = _("%(who)s cannot stand in: they hold no office at the same agency.")
    advice = _("Choose a colleague of the same office, or nobody: then the whole office does it.")
