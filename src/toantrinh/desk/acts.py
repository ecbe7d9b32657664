"""What may be done about a dossier besides the step that waits: which acts, by whom, and when.

The pages of the acts show a link only where both hold; the actions judge again when something is
really sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers import askings, negative
from toantrinh.dossiers.extensions import EXTENSIBLE
from toantrinh.dossiers.handling import is_decided
from toantrinh.dossiers.models import (
    Closing,
    ClosingKind,
    ClosingState,
    Dossier,
    SupplementRequest,
    Task,
    TaskState,
)
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, may
from toantrinh.payments import queries as payments
from toantrinh.payments.models import Charge
from toantrinh.process.steps import StepKind

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

HELD_UP: Final = (State.SUPPLEMENT_ASKED, State.PAYMENT_ASKED, State.WITHDRAWAL_ASKED)
"""The applicant owes something, or wants the dossier back: nothing is accepted or signed."""
STOPPABLE: Final = (State.PROCESSING, State.SUPPLEMENT_ASKED, State.PAYMENT_ASKED)


class Now:
    """A dossier as it stands, for what a page asks about its acts; each thing is read once."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.state = State(dossier.state)

    @cached_property
    def is_decided(self) -> bool:
        return is_decided(self.dossier)

    @cached_property
    def charge(self) -> Charge | None:
        return payments.charge_of(self.dossier.case)

    @cached_property
    def proposed(self) -> SupplementRequest | None:
        """The further request that waits for the head."""
        return askings.proposed(self.dossier)

    @cached_property
    def closing(self) -> Closing | None:
        """The end that is asked for, proposed or decided."""
        rows = self.dossier.closings.exclude(state=ClosingState.DROPPED)
        return rows.select_related("asked_by__party", "decided_by__party").first()

    @property
    def withdrawal(self) -> Closing | None:
        """The wish of the applicant that waits for the head."""
        found = self.closing
        if self.state != State.WITHDRAWAL_ASKED or found is None:
            return None
        return found if found.kind == ClosingKind.WITHDRAWN else None

    @cached_property
    def steps_of_unit(self) -> list[Task]:
        """The steps of examination that wait."""
        rows = self.dossier.tasks.filter(kind=StepKind.WORK, state=TaskState.WAITING)
        found = list(rows.select_related("agency").order_by("opened_at", "id"))
        for task in found:
            task.dossier = self.dossier
        return found


@dataclass(frozen=True)
class Act:
    """``name`` is that of its page; one of the ``permissions`` on the dossier is enough."""

    name: str
    label: StrOrPromise
    permissions: tuple[Permission, ...]
    is_open: Callable[[Now, Account], bool]

    def is_permitted(self, dossier: Dossier, by: Account) -> bool:
        return any(may(by, each, on=dossier) for each in self.permissions)


def step_to_deny(now: Now, by: Account) -> Task | None:
    """The step at which ``by`` may propose a negative result."""
    for task in now.steps_of_unit:
        if may(by, Permission.DOSSIER_PROCESS, on=task):
            return task
    return None


def _can_ask(now: Now, by: Account) -> bool:
    return now.state in (State.FILED, State.PROCESSING) and not now.is_decided


def _can_refuse(now: Now, by: Account) -> bool:
    is_new = now.dossier.accepted_at is None
    return is_new and now.state in (State.FILED, State.SUPPLEMENT_ASKED)


def _can_deny(now: Now, by: Account) -> bool:
    return (
        now.state == State.PROCESSING
        and step_to_deny(now, by) is not None
        and now.closing is None
        and negative.is_possible(now.dossier)
    )


def _can_stop(now: Now, by: Account) -> bool:
    if now.withdrawal is not None:
        return True
    accepted = now.dossier.accepted_at is not None
    return accepted and now.state in STOPPABLE and now.closing is None and not now.is_decided


def _can_extend(now: Now, by: Account) -> bool:
    return now.dossier.accepted_at is not None and now.state in EXTENSIBLE


def _can_ask_payment(now: Now, by: Account) -> bool:
    is_owed = now.charge is not None and not now.charge.is_paid
    return is_owed and now.state == State.PROCESSING and not now.is_decided


P = Permission
SUPPLEMENT: Final = Act(
    "supplement", _("Ask to complete the dossier"), (P.SUPPLEMENT_ASK,), _can_ask
)
REFUSAL: Final = Act("refusal", _("Refuse receipt"), (P.DOSSIER_REFUSE,), _can_refuse)
NEGATIVE: Final = Act("negative", _("Propose not to grant it"), (P.DOSSIER_PROCESS,), _can_deny)
EXTENSION: Final = Act(
    "extension",
    _("Apologise and ask for more time"),
    (P.EXTENSION_PROPOSE, P.EXTENSION_DECIDE),
    _can_extend,
)
PAYMENT: Final = Act("payment", _("Ask for payment"), (P.PAYMENT_ASK,), _can_ask_payment)
STOPPING: Final = Act("stopping", _("Stop the dossier"), (P.DOSSIER_STOP,), _can_stop)
ACTS: Final = (SUPPLEMENT, PAYMENT, EXTENSION, NEGATIVE, REFUSAL, STOPPING)


def open_to(now: Now, by: Account) -> list[Act]:
    """The acts that ``by`` may do now, in the order in which they are usually needed."""
    return [act for act in ACTS if act.is_permitted(now.dossier, by) and act.is_open(now, by)]
