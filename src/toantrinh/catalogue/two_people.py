"""Changes that one person proposes and another decides: what is the same whatever is changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.lists.changes import Fault

from .errors import ChangeClosed, ChangeHasFaults, ProposalOfSomeoneElse
from .held import another, person
from .models import ChangeState, ProposedChange

Change = TypeVar("Change", bound=ProposedChange)


def to_decide(change: Change, by: Actor) -> tuple[Change, Account]:
    """The row as it is now, held until the commit, and who decides it.

    Errors: NotPermitted, SamePerson.
    """
    kept = _locked(change)
    return kept, another(kept, by)


def refused(change: Change, *, note: str, by: Actor, at: datetime) -> Change:
    """Not approved, with the reason.

    Errors: NotPermitted, SamePerson, ChangeClosed; ChangeHasFaults without a reason.
    """
    kept, checker = to_decide(change, by)
    if not kept.is_open:
        raise ChangeClosed
    if not note.strip():
        raise ChangeHasFaults([Fault("note", _("Say why it is not approved."))])
    kept.state, kept.note = ChangeState.REFUSED, note.strip()
    kept.decided_by, kept.decided_at = checker, at
    kept.save(update_fields=["state", "note", "decided_by", "decided_at"])
    return kept


def withdrawn(change: Change, *, by: Actor, at: datetime) -> Change:
    """Taken back by who proposed it. Errors: NotPermitted, ProposalOfSomeoneElse, ChangeClosed."""
    kept = _locked(change)
    if kept.proposed_by_id != person(by).pk:
        raise ProposalOfSomeoneElse
    if not kept.is_open:
        raise ChangeClosed
    kept.state, kept.decided_at = ChangeState.WITHDRAWN, at
    kept.save(update_fields=["state", "decided_at"])
    return kept


def faults_of_decision(at: datetime, *, number: str, signed_on: date | None) -> Iterator[Fault]:
    """A decision is named by number and day, or not at all."""
    if number.strip() and signed_on is None:
        yield Fault("signed_on", _("The day of the decision is missing."))
    if signed_on is not None and not number.strip():
        yield Fault("number", _("The number of the decision is missing."))
    if signed_on is not None and signed_on > clock.local_day(at):
        yield Fault("signed_on", _("The decision cannot be of a day to come."))


def _locked(change: Change) -> Change:
    rows = type(change)._default_manager.select_for_update(of=("self",))
    return rows.select_related("proposed_by").get(pk=change.pk)
