"""What the page of a dossier says besides its story: what is asked, how it ended, more time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from toantrinh.dossiers import custody, grounds, presence
from toantrinh.dossiers.models import (
    AskingState,
    Closing,
    ClosingKind,
    ClosingState,
    Dossier,
    Extension,
    ExtensionState,
    Original,
    Paper,
    PaperKind,
    Refund,
    SupplementRequest,
    TransferState,
)
from toantrinh.dossiers.states import State
from toantrinh.payments import queries as payments
from toantrinh.payments.models import Charge

PAPER_OF = {
    ClosingKind.REFUSED: PaperKind.REFUSAL,
    ClosingKind.WITHDRAWN: PaperKind.STOP,
    ClosingKind.STOPPED: PaperKind.STOP,
    ClosingKind.NEGATIVE: PaperKind.RESULT,
}
INTERNAL = frozenset({PaperKind.CONTROL})
"""Papers of the agencies among themselves: the applicant is told the same in other words."""


@dataclass(frozen=True)
class Handed:
    """An original that is with the agency, in the eyes of its owner."""

    original: Original

    @property
    def name(self) -> str:
        return custody.name_of(self.original)

    @property
    def where(self) -> str:
        return custody.place_of(self.original).name

    @cached_property
    def is_to_fetch(self) -> bool:
        return custody.is_to_fetch(self.original)

    @cached_property
    def is_missing(self) -> bool:
        item = custody.open_item(self.original)
        return item is not None and item.state == TransferState.MISSING

    @property
    def is_to_come(self) -> bool:
        """It goes back to its owner, and has not reached the counter yet."""
        ended = custody.has_ended(self.original.dossier)
        return ended and custody.goes_back(self.original) and not self.is_to_fetch

    @property
    def code(self) -> str:
        """By which it is given back at the counter."""
        return custody.return_code(self.original)


@dataclass(frozen=True)
class Following:
    """A filed dossier in the eyes of its applicant. ``papers``: those they may open."""

    dossier: Dossier
    all_papers: list[Paper]

    @property
    def papers(self) -> list[Paper]:
        return [paper for paper in self.all_papers if paper.kind not in INTERNAL]

    def paper(self, kind: str) -> Paper | None:
        """The newest paper of a kind."""
        return next((each for each in reversed(self.papers) if each.kind == kind), None)

    @cached_property
    def asking(self) -> SupplementRequest | None:
        """What is asked for and waited for."""
        if self.dossier.state != State.SUPPLEMENT_ASKED:
            return None
        return self.dossier.askings.filter(state=AskingState.ISSUED).first()

    @cached_property
    def paper_02(self) -> Paper | None:
        return self.paper(PaperKind.SUPPLEMENT)

    @cached_property
    def paper_of_payment(self) -> Paper | None:
        return self.paper(PaperKind.PAYMENT)

    @cached_property
    def paper_04(self) -> Paper | None:
        return self.paper(PaperKind.APOLOGY)

    @cached_property
    def closing(self) -> Closing | None:
        """How it ended or is about to. A negative result is told once it is returned, no sooner."""
        found = self.dossier.closings.exclude(state=ClosingState.DROPPED).first()
        if found and found.kind == ClosingKind.NEGATIVE and not self.is_returned:
            return None
        return found

    @property
    def is_returned(self) -> bool:
        return self.dossier.state == State.RESULT_RETURNED

    @property
    def grounds(self) -> list[dict[str, str]]:
        """Why it was refused, stopped or not granted, each with its legal source."""
        if self.closing is None or not self.closing.grounds:
            return []
        return grounds.refusal(self.dossier.version.pack, self.closing.grounds)

    @property
    def closing_paper(self) -> Paper | None:
        return self.paper(PAPER_OF[ClosingKind(self.closing.kind)]) if self.closing else None

    @property
    def refund(self) -> str:
        """What becomes of the fee; empty where none was paid."""
        if self.closing is None or self.closing.refund in ("", Refund.NOTHING_PAID):
            return ""
        return str(self.closing.get_refund_display())

    @cached_property
    def extension(self) -> Extension | None:
        """The last decided one, while the dossier is open."""
        if self.dossier.settled_at or self.dossier.closed_at:
            return None
        rows = self.dossier.extensions.filter(state=ExtensionState.DECIDED)
        return rows.order_by("-decided_at").first()

    @cached_property
    def presences(self) -> list[presence.Standing]:
        """Where the law wants people there, while the dossier is open."""
        return presence.standings(self.dossier) if self.dossier.closed_at is None else []

    @cached_property
    def originals(self) -> list[Handed]:
        """What was handed in and is not back yet."""
        rows = custody.rows(self.dossier)
        return [Handed(each) for each in rows if each.is_out]

    @cached_property
    def charge(self) -> Charge | None:
        return payments.charge_of(self.dossier.case)

    @property
    def owes(self) -> bool:
        """Whether money is still to be paid: not of a dossier that ended without a result."""
        is_open = self.dossier.closed_at is None
        return bool(is_open and self.charge and not self.charge.is_paid)
