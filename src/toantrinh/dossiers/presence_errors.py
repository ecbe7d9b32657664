"""What can be refused about appointments and presence, in words people can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class PresenceMissing(Refusal):
    code = "presence-missing"
    message = _("The law demands presence that is not recorded yet: %(names)s.")
    advice = _("Record who came and by which document they were known, then finish this step.")


class PresenceNotAsked(Refusal):
    code = "presence-not-asked"
    message = _("This procedure does not demand that presence in this case.")
    advice = _("Open the dossier again to see what it demands.")


class PresenceRecorded(Refusal):
    code = "presence-recorded"
    message = _("“%(label)s” is already recorded, by %(who)s at %(at)s.")
    advice = _("Open the dossier again; nothing was recorded twice.")


class ClosedThen(Refusal):
    code = "appointment-closed"
    message = _("The agency does not work at %(at)s.")
    advice = _("Choose a time within its working hours; the next free ones are listed.")


class NotFree(Refusal):
    code = "appointment-taken"
    message = _("At %(at)s nobody is free any more.")
    advice = _("Choose another time; the next free ones are listed.")


class TooSoon(Refusal):
    code = "appointment-too-soon"
    message = _("%(at)s is over, or too soon to be prepared.")
    advice = _("Choose a later time; the next free ones are listed.")


class TooLate(Refusal):
    code = "appointment-too-far"
    message = _("%(at)s is further away than appointments are made.")
    advice = _("Choose one of the next %(days)d working days.")


class NoMoreChanges(Refusal):
    code = "appointment-no-more-changes"
    message = _("The time was already changed %(times)d times.")
    advice = _("Call the agency if you cannot come; an officer can set another time.")


class NoAppointment(Refusal):
    code = "appointment-none"
    message = _("No time is set for this.")
    advice = _("Open the dossier again to see whether a time was set.")


class DayNotPossible(Refusal):
    code = "presence-day"
    message = _("A visit cannot have been on %(day)s.")
    advice = _("Write the day of the visit: after acceptance, and not in the future.")


class FindingNeeded(Refusal):
    code = "presence-finding"
    message = _("What was found at the site is not written.")
    advice = _("Write what was seen there; it is kept sealed with the dossier.")


class NobodyRecorded(Refusal):
    code = "presence-nobody"
    message = _("For “%(label)s” it is not said whether they came.")
    advice = _("Say for each person whether they came, and by which document you knew them.")


class NotYetThen(Refusal):
    """Details: ``at``, the time agreed on."""

    code = "presence-not-yet"
    message = _("Nobody has failed to come yet: the time agreed on is %(at)s.")
    advice = _(
        "Wait until then. If somebody cannot come, set another time or call this one off. Nothing"
        " was recorded."
    )


class DocumentUnread(Refusal):
    code = "presence-document"
    message = _("For “%(label)s” name, number or kind of the document is missing.")
    advice = _("Scan the code on the card, or write what the document says.")


class NameDiffers(Refusal):
    """Details: ``label`` of the person, the name ``seen`` and the ``name`` in the dossier."""

    code = "presence-name-differs"
    message = _(
        "“%(label)s”: the document is written down as “%(seen)s”, the dossier has “%(name)s”."
    )
    advice = _(
        "Look at the document again and write the name as it stands there. If the dossier has it"
        " wrong, have it corrected first. Nothing was recorded."
    )


class SomebodyElse(Refusal):
    code = "presence-somebody-else"
    message = _("The document is not that of “%(label)s”: it names another person.")
    advice = _(
        "Nobody can be present for somebody else. If the dossier has the number wrong, have it"
        " corrected first. Nothing was recorded."
    )
