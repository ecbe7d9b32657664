"""What is refused about a list in a file."""

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class TooManyExports(Refusal):
    code = "too-many-exports"
    message = _("%(most)s lists of yours are being written already.")
    advice = _("Wait until one is ready, or give one up.")


class ExportGone(Refusal):
    code = "export-gone"
    message = _("This file is not there any more.")
    advice = _("Have the list written again: files are kept for a day.")
