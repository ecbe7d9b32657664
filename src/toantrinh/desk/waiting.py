"""What waits for a head of agency besides the steps: further requests, more time, withdrawals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.extensions import EXTENSIBLE, OPEN
from toantrinh.dossiers.models import (
    AskingState,
    Closing,
    ClosingKind,
    ClosingState,
    Dossier,
    Extension,
    ExtensionState,
    SupplementRequest,
)
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Delegation
from toantrinh.identity.permissions import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST: Final = 20  # of each kind; what is decided makes room
EXTENSIONS: Final = {
    ExtensionState.DRAFT.value: _("Due soon: draft of form 04"),
    ExtensionState.PROPOSED.value: _("More time is proposed"),
}
WIDE: Final = ("dossier__version__definition", "dossier__version__found_by")


@dataclass(frozen=True)
class Waiting:
    """One thing to decide; ``page`` is the name of the act's page, ``since`` when it was asked."""

    what: StrOrPromise
    page: str
    dossier: Dossier
    since: datetime


def for_head(account: Account) -> list[Waiting]:
    """The oldest first, at most ``MOST`` of each kind. No query for who decides nowhere."""
    found: list[Waiting] = []
    for permission, ask in ASKED.items():
        if agencies := account.agencies_with(permission):
            found += ask(account, agencies)
    return sorted(found, key=lambda each: each.since)


def delegations(account: Account) -> int:
    """How many entries of the register wait until ``account`` confirms that the act is theirs."""
    if not account.agencies_with(Permission.DELEGATION_CONFIRM):
        return 0
    return Delegation.objects.waiting_for(account).count()


def _withdrawals(account: Account, agencies: set[int]) -> list[Waiting]:
    rows = Closing.objects.readable_by(account).filter(
        kind=ClosingKind.WITHDRAWN,
        state=ClosingState.ASKED,
        dossier__state=State.WITHDRAWAL_ASKED,
    )
    return [
        Waiting(_("The applicant wants it back"), "stopping", each.dossier, each.asked_at)
        for each in _first(rows, agencies, "asked_at")
    ]


def _requests(account: Account, agencies: set[int]) -> list[Waiting]:
    rows = SupplementRequest.objects.readable_by(account).filter(
        state=AskingState.PROPOSED, dossier__state__in=[State.FILED, State.PROCESSING]
    )
    return [
        Waiting(_("A further request to complete it"), "supplement", each.dossier, each.asked_at)
        for each in _first(rows, agencies, "asked_at")
    ]


def _extensions(account: Account, agencies: set[int]) -> list[Waiting]:
    rows = Extension.objects.readable_by(account).filter(
        state__in=OPEN, dossier__state__in=EXTENSIBLE
    )
    return [
        Waiting(EXTENSIONS[each.state], "extension", each.dossier, each.drafted_at)
        for each in _first(rows, agencies, "drafted_at")
    ]


def _first(rows: QuerySet[Any], agencies: set[int], by: str) -> list[Any]:
    rows = rows.filter(dossier__agency__in=agencies)
    rows = rows.select_related("dossier__version", "dossier__owner").defer(*WIDE)
    return list(rows.order_by(by, "id")[:MOST])


ASKED: Final = {
    Permission.DOSSIER_STOP: _withdrawals,
    Permission.SUPPLEMENT_APPROVE: _requests,
    Permission.EXTENSION_DECIDE: _extensions,
}
"""What waits for whoever has a permission somewhere."""
