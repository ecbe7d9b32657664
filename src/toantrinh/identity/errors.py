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


class AbsenceTooLong(Refusal):
    code = "absence-too-long"
    message = _("An absence from %(first)s to %(last)s is longer than two years.")
    advice = _(
        "Look at the years. Record at most two years at once; who does not come back has their post"
        " ended by the administrator."
    )


class AbsenceTwice(Refusal):
    code = "absence-twice"
    message = _("An absence from %(first)s to %(last)s is recorded already.")
    advice = _("Call that one off first, or choose other days.")


class StandInUnfit(Refusal):
    code = "stand-in-unfit"
    message = _("%(who)s cannot stand in: they hold no office at the same agency.")
    advice = _("Choose a colleague of the same office, or nobody: then the whole office does it.")


class NoDelegation(Refusal):
    """Signing for the head without any act that says so."""

    code = "no-delegation"
    message = _("Nothing in the register lets %(who)s sign for the head of %(agency)s.")
    advice = _("Have the act of delegation entered and confirmed, or let the head sign.")


class OutsideDelegation(Refusal):
    code = "outside-delegation"
    message = _(
        "%(who)s may sign under %(act)s, but it does not cover this: procedure %(procedure)s."
    )
    advice = _("Let the head sign, or somebody whose delegation covers it.")


class DelegationOver(Refusal):
    code = "delegation-over"
    message = _("The right of %(who)s to sign under %(act)s ended at %(when)s.")
    advice = _("Let the head sign, or have a new act of delegation entered.")


class DelegationNotBegun(Refusal):
    code = "delegation-not-begun"
    message = _("The right of %(who)s to sign under %(act)s begins on %(day)s.")
    advice = _("Let the head sign until then.")


class DelegationNotConfirmed(Refusal):
    code = "delegation-not-confirmed"
    message = _("The right of %(who)s to sign under %(act)s is entered, but not confirmed.")
    advice = _("Ask the head to confirm it in the register of delegations.")


class OfficeOver(Refusal):
    code = "office-over"
    message = _("%(who)s is no longer %(title)s at %(agency)s, so the signature was not made.")
    advice = _("Whoever holds the office now has to sign.")


class NotTheirsToGive(Refusal):
    code = "delegation-not-theirs"
    message = _("%(giver)s may not sign this without limits, so cannot have it signed by another.")
    advice = _("Choose the office of the head, or narrow what is delegated to what they may sign.")


class NotPassedOn(Refusal):
    code = "delegation-not-passed-on"
    message = _("%(act)s does not allow passing the right on.")
    advice = _("Only the head can delegate this anew.")


class PassingOnForbidden(Refusal):
    code = "delegation-passing-on-forbidden"
    message = _("Whoever signs by authorisation (TUQ.) may not authorise another.")
    advice = _("Leave out that it may be passed on (Nghị định 30/2020/NĐ-CP, Điều 13).")


class LastDayMissing(Refusal):
    code = "delegation-last-day-missing"
    message = _(
        "A delegation to sign by authorisation (TUQ.) is limited in time: its last day is missing."
    )
    advice = _("Enter the last day of the act (Nghị định 30/2020/NĐ-CP, Điều 13).")


class DelegateUnfit(Refusal):
    code = "delegate-unfit"
    message = _("%(post)s holds no office at this agency in which one may sign for the head.")
    advice = _("First give them a post of the role of a head, in the capacity in which they sign.")


class DelegatesThemself(Refusal):
    code = "delegates-themself"
    message = _("Nobody delegates to themself.")


class ActMissing(Refusal):
    code = "delegation-act-missing"
    message = _("The number and the day of the act are missing.")
    advice = _("A delegation exists by its act on paper; enter what stands on it.")


class ActTooLate(Refusal):
    code = "delegation-act-too-late"
    message = _("The act is of %(day)s: nothing can be signed under it before.")
    advice = _("Correct the day of the act, or the first day.")


class DelegationKnown(Refusal):
    code = "delegation-known"
    message = _("This act already gives this right from that day.")
    advice = _("Look at the entry that is there; revoke it first if it is wrong.")


class DelegationDecided(Refusal):
    code = "delegation-decided"
    message = _("This entry is already confirmed, or not confirmed.")


class DelegationNotHeld(Refusal):
    code = "delegation-not-held"
    message = _("This delegation is not in force: there is nothing to revoke.")


class ReasonMissing(Refusal):
    code = "delegation-reason-missing"
    message = _("Say why.")
    advice = _("Such as the number of the act that revokes it.")
