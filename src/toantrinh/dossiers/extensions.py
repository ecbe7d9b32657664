"""What more time would mean for a dossier: the same for the act (form 04) and for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.lists import queries as lists

from . import ledger
from .later_errors import ExtensionTooLong, NoteNeeded
from .models import Dossier, ExtensionState
from .states import State
from .timekeeping import IN_DAYS, Clock, Extended, end_of
from .wording import amount_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OPEN: Final = (ExtensionState.DRAFT, ExtensionState.PROPOSED)
EXTENSIBLE: Final = (State.ACCEPTED, State.PROCESSING)
HOURS_A_DAY: Final = 8


@dataclass(frozen=True)
class Outlook:
    """How a dossier stands at ``at`` towards more time.

    Attributes:
        used, allowed: extensions that moved its due time, and how many may.
        most: the longest one, in the unit of its limit.
        legal_source: of the rules; ``verified``: whether they were held against the law.
    """

    clock: Clock
    at: datetime
    used: int
    allowed: int
    most: int
    in_days: bool
    legal_source: str
    verified: bool

    @property
    def heals(self) -> bool:
        """Whether more time moves the due time; after it, it is an apology and moves nothing."""
        return not self.clock.is_over(self.at)

    @property
    def is_used_up(self) -> bool:
        return self.heals and self.used >= self.allowed

    @property
    def unit(self) -> StrOrPromise:
        return _("days") if self.in_days else _("hours")

    @property
    def most_said(self) -> str:
        return self.said(self.most)

    def said(self, amount: int) -> str:
        """So much of the limit's own unit, such as three working days."""
        return amount_text(self.clock.limit.kind, amount)

    @property
    def least(self) -> int:
        """What a draft proposes: a day."""
        return 1 if self.in_days else HOURS_A_DAY

    def new_due(self, amount: int) -> datetime:
        """In time: the due time after the extension. Late: as much time again from now on."""
        found = self.clock
        if self.heals:
            return found.after(Extended(self.at, amount)).due
        if found.limit.kind is LimitKind.WITHIN_DAY:
            day = found.calendar.working_day_after(clock.local_day(self.at), amount)
            return found.calendar.closing(day)
        return end_of(found.calendar, Limit(found.limit.kind, amount), self.at)

    def check(self, amount: int, reason: str) -> None:
        """Errors: ExtensionTooLong, NoteNeeded."""
        if not 1 <= amount <= self.most:
            raise ExtensionTooLong(most=self.most, unit=self.unit, amount=amount)
        if not reason.strip():
            raise NoteNeeded


def outlook(dossier: Dossier, at: datetime) -> Outlook | None:
    """None for a dossier that is not being settled: nothing of it can be extended."""
    found = ledger.read(dossier)
    if found is None or dossier.state not in EXTENSIBLE:
        return None
    rules = lists.current(clock.local_day(at))
    longest, times = rules.time_rule("extension_longest"), rules.time_rule("extension_times")
    is_days = found.limit.kind in IN_DAYS or found.limit.kind is LimitKind.WITHIN_DAY
    return Outlook(
        clock=found,
        at=at,
        used=dossier.extensions.filter(state=ExtensionState.DECIDED, heals=True).count(),
        allowed=times.number,
        most=int(longest.limit.amount) * (1 if is_days else HOURS_A_DAY),
        in_days=is_days,
        legal_source=longest.legal_source,
        verified=longest.verified,
    )
