"""What can be refused about handing dossiers over to another body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal
from toantrinh.identity.permissions import NotPermitted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NotAlike(Refusal):
    code = "rerouting-not-alike"
    message = _("%(to)s cannot settle what %(agency)s does.")
    advice = _("Choose its successor, or a body of the same kind that exists today.")


class GroundNeeded(Refusal):
    code = "rerouting-ground-needed"
    message = _("The ground or the number of the act is missing.")
    advice = _("Write why these dossiers go to another body, and by which act.")


class NothingToReroute(Refusal):
    code = "rerouting-nothing"
    message = _("No open dossier fits this choice.")
    advice = _("Choose another agency, procedure or state.")


class DossierGone(Refusal):
    """It went somewhere else, or ended, since the order was given."""

    code = "rerouting-gone"
    message = _("It ended, or is at another agency already.")
    advice = _("Nothing has to be done.")


class BeingSigned(Refusal):
    code = "rerouting-being-signed"
    message = _("A signature is being made.")
    advice = _("Order it again in a few minutes.")


class SignedNotSealed(Refusal):
    code = "rerouting-signed-not-sealed"
    message = _("Its result is signed in the name of the old agency and not sealed yet.")
    advice = _("Have it numbered and sealed there, then order it again.")


TOLD: Final[dict[str, tuple[StrOrPromise, StrOrPromise]]] = {
    **{each.code: (each.message, each.advice) for each in (DossierGone, BeingSigned)},
    SignedNotSealed.code: (SignedNotSealed.message, SignedNotSealed.advice),
    NotPermitted.code: (
        _("Whoever gave the order no longer has the right to."),
        _("Somebody who has it orders it again."),
    ),
}
"""Why a dossier of an order stayed, and what to do, by the code of the refusal."""
