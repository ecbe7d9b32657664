from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class NoCertificate(Refusal):
    code = "no-certificate"
    message = _("There is no valid certificate to sign with.")
    advice = _("Ask the administrator of your agency for a certificate, then sign again.")


class NoDemoHere(Refusal):
    code = "no-demo-certificates-here"
    message = _("Demo certificates are not issued in an installation that serves for real.")
    advice = _("Register a certificate of a licensed authority.")


class NotAPerson(Refusal):
    code = "signer-not-a-person"
    message = _("Only a person signs: the system signs nothing by itself.")


class SignedSomethingElse(Refusal):
    """The provider gave back a file that does not contain what it was given."""

    code = "signed-something-else"
    message = _("What came back is not the document that was to be signed.")
    advice = _("Sign again; if it happens again, tell the administrator.")
