"""What can be refused while people look at a dossier, write about it and act on it together."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class ChangedMeanwhile(Refusal):
    """Details: ``what`` happened since the page was shown, ``who`` did it, ``at`` which moment."""

    code = "dossier-changed-meanwhile"
    message = _("Nothing was done: after you opened the page, %(who)s, at %(at)s, %(what)s.")
    advice = _("The page shows the dossier as it is now. What you typed is still here.")


class CheckUnclear(Refusal):
    """Details: ``names`` of the components."""

    code = "check-unclear"
    message = _("It is not said what is wrong with: %(names)s.")
    advice = _("Choose a defect, or write in a few words what is wrong. Nothing was kept yet.")


class TextMissing(Refusal):
    code = "text-missing"
    message = _("Nothing is written yet.")
    advice = _("Write what you want to say, then send it.")


class TextTooLong(Refusal):
    code = "text-too-long"
    message = _("The text has %(length)d characters; at most %(most)d are possible.")
    advice = _("Shorten it, or send it in two parts.")


class TooManyUnread(Refusal):
    code = "messages-unread"
    message = _("%(count)d of your messages have not been read yet.")
    advice = _("Wait until they are read. If it is urgent, call or visit the agency.")
