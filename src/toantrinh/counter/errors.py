"""What can be refused at the counter, in words people can act on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class MatterUnknown(Refusal):
    code = "ticket-matter-unknown"
    message = _("“%(matter)s” is no matter that numbers are given for today.")
    advice = _("Choose one of those shown.")


class TicketOver(Refusal):
    code = "ticket-over"
    message = _("Number %(number)s is not with you any more: %(state)s.")
    advice = _("Look at the queue again.")


class ServingAnother(Refusal):
    code = "ticket-serving-another"
    message = _("You are serving number %(number)s.")
    advice = _("End it first: served, did not come, or handed on.")


class TicketOfAnotherDay(Refusal):
    code = "ticket-of-another-day"
    message = _("Number %(number)s is of %(day)s.")
    advice = _("End it: served, or did not come. Then call a number of today.")


class NobodyWaits(Refusal):
    code = "ticket-nobody-waits"
    message = _("Nobody waits for the matters chosen.")
    advice = _("Look again in a moment, or choose more matters.")


class NameMissing(Refusal):
    code = "device-name-missing"
    message = _("The device has no name.")
    advice = _("Write how people call it, such as the kiosk at the door.")


class SittingOpen(Refusal):
    code = "sitting-open"
    message = _("A sitting of yours is still going on.")
    advice = _("End it first, and say how it went.")


class SittingOver(Refusal):
    code = "sitting-over"
    message = _("This sitting is over.")
    advice = _("Begin a new one for the next person.")


class SittingUntold(Refusal):
    code = "sitting-untold"
    message = _("It is not said where the help was given, or how it ended.")
    advice = _("Write the place, and choose how it ended.")
