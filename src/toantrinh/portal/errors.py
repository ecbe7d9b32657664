"""What the rooms of the applicant refuse by themselves."""

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NotAPerson(Refusal):
    code = "portal-account-without-party"
    message = _("This account belongs to nobody, so it cannot file a dossier.")
    advice = _("Sign in with your own account, or register one.")


class TooManyTries(Refusal):
    code = "portal-too-many-tries"
    message = _("There were too many tries from here.")
    advice = _("Wait ten minutes, then try again. The code is on your confirmation of filing.")
