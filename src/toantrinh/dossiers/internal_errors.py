"""What can be refused about what agencies ask of each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class OnlyInternally(Refusal):
    """Details: ``procedure``."""

    code = "only-internally"
    message = _("“%(procedure)s” is asked for by agencies of the state only.")
    advice = _("Officers begin it under Internal procedures.")


class NoAgencyChosen(Refusal):
    code = "no-agency-chosen"
    message = _("It is not said which agency is asked.")
    advice = _("Choose the agency from the list.")


class AskedItself(Refusal):
    code = "agency-asks-itself"
    message = _("An agency does not ask itself.")
    advice = _("Choose another agency.")


class OfficerNotOfAgency(Refusal):
    """Details: ``agency``."""

    code = "officer-not-of-agency"
    message = _("It is not said for which officer of %(agency)s it is asked.")
    advice = _("Choose somebody who holds a post there today.")


class OfficerLeft(Refusal):
    """Details: ``agency``."""

    code = "officer-left"
    message = _("The officer holds no post at %(agency)s any more; no certificate was issued.")
    advice = _("If they serve elsewhere now, that agency asks for them.")


class ProposalNeeded(Refusal):
    code = "proposal-needed"
    message = _("An announcement is asked for with one prepared proposal, and only that.")
    advice = _("Begin from the page of your proposal in the design of procedures.")
