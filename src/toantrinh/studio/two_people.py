"""The page of a change that one person proposes and another decides, whatever is changed."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404

from toantrinh.catalogue.models import ProposedChange
from toantrinh.identity.requests import AccountRequest

from . import history

Change = TypeVar("Change", bound=ProposedChange)


def opened(kind: type[Change], uid: UUID) -> Change:
    """The change with its people. Errors: Http404."""
    rows = kind._default_manager.select_related("proposed_by__party", "decided_by__party")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def shown(request: AccountRequest, change: ProposedChange) -> dict[str, Any]:
    """What the parts ``part_change_…`` show of it."""
    is_own = change.proposed_by.party_id == request.user.party_id
    return {
        "change": change,
        "is_mine": change.proposed_by_id == request.user.pk,
        "may_decide": change.is_open and not is_own,
        "moments": history.of_case(change.case),
    }


def place(field: str) -> str:
    """Where a fault is on that page: the note, or what the change says."""
    return field if field == "note" else "what"
