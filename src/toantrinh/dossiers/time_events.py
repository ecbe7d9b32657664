"""What happens to the time of a dossier, and how it ends before its result. See ``events``."""

from dataclasses import dataclass

from toantrinh.trail.events import Event

from .events import OfLimit


@dataclass(frozen=True, kw_only=True)
class TimeStopped(Event):
    """Time stands still: ``reason`` is one of ``timekeeping.Reason``; ``ref`` is the request, the
    charge, or ``steps`` for steps that the version does not count; ``ground`` its legal source."""

    kind = "time.stopped"
    reason: str
    ref: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class TimeWentOn(Event):
    kind = "time.went-on"
    ref: str
    due: str


@dataclass(frozen=True, kw_only=True)
class LimitChanged(OfLimit, Event):
    """A finding of the officer gave the case another limit: neither extension nor apology."""

    kind = "dossier.limit-changed"
    limit: str
    findings: str
    due: str


@dataclass(frozen=True, kw_only=True)
class DossierRecalendared(Event):
    """A corrected calendar was applied to a due time that was already given."""

    kind = "dossier.recalendared"
    edition: int
    ground: str
    due: str


@dataclass(frozen=True, kw_only=True)
class CalendarApplied(Event):
    """Somebody had a corrected calendar applied to the due times already given."""

    kind = "calendar.applied"
    edition: int
    ground: str


@dataclass(frozen=True, kw_only=True)
class OfAsking:
    """About a request to complete the dossier; ``round`` counts them."""

    request: str
    round: int


@dataclass(frozen=True, kw_only=True)
class SupplementProposed(OfAsking, Event):
    """Not the first: it waits for the head."""

    kind = "supplement.proposed"


@dataclass(frozen=True, kw_only=True)
class SupplementRefused(OfAsking, Event):
    kind = "supplement.refused"


@dataclass(frozen=True, kw_only=True)
class SupplementAsked(OfAsking, Event):
    """Paper 02 is issued. ``items``: how many things are asked for."""

    kind = "supplement.asked"
    items: int
    answer_by: str


@dataclass(frozen=True, kw_only=True)
class SupplementAnswered(OfAsking, Event):
    """``answer_due``: until when the agency answers what was completed before acceptance."""

    kind = "supplement.answered"
    answer_due: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class SupplementClosed(OfAsking, Event):
    kind = "supplement.closed"


@dataclass(frozen=True, kw_only=True)
class PaymentAsked(Event):
    """The payment notice is issued: the applicant owes money before the dossier goes on."""

    kind = "dossier.payment-asked"
    charge: str


@dataclass(frozen=True, kw_only=True)
class PaymentMet(Event):
    kind = "dossier.payment-met"
    charge: str


@dataclass(frozen=True, kw_only=True)
class OfClosing:
    """``grounds``: keys of the version, in order, apart by commas."""

    closing: str
    grounds: str


@dataclass(frozen=True, kw_only=True)
class DossierRefused(OfClosing, Event):
    """Not accepted, with form 03."""

    kind = "dossier.refused"


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(OfClosing, Event):
    kind = "dossier.withdrawal-asked"


@dataclass(frozen=True, kw_only=True)
class WithdrawalDropped(OfClosing, Event):
    """``to_state``: the national code of where the dossier is again."""

    kind = "dossier.withdrawal-dropped"
    to_state: int


@dataclass(frozen=True, kw_only=True)
class DossierStopped(OfClosing, Event):
    """With form 05, at the wish of the applicant or on a ground of the version."""

    kind = "dossier.stopped"
    at_wish: bool
    refund: str


@dataclass(frozen=True, kw_only=True)
class NegativeProposed(OfClosing, Event):
    """Examined and not granted: the refusal goes to whoever decides."""

    kind = "dossier.negative-proposed"


@dataclass(frozen=True, kw_only=True)
class NegativeDropped(OfClosing, Event):
    """Whoever decides sent the refusal back."""

    kind = "dossier.negative-dropped"


@dataclass(frozen=True, kw_only=True)
class OfExtension:
    extension: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class ExtensionDrafted(OfExtension, Event):
    """By the house, before the dossier is late."""

    kind = "extension.drafted"


@dataclass(frozen=True, kw_only=True)
class ExtensionProposed(OfExtension, Event):
    kind = "extension.proposed"


@dataclass(frozen=True, kw_only=True)
class ExtensionRefused(OfExtension, Event):
    kind = "extension.refused"


@dataclass(frozen=True, kw_only=True)
class DossierExtended(OfExtension, Event):
    """Before the due time, with form 04: the due time moves. Counted as an apology."""

    kind = "dossier.extended"
    ground: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ApologyMade(OfExtension, Event):
    """After the due time, with form 04: nothing moves; ``promised`` is what people are told."""

    kind = "dossier.apologised"
    promised: str


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    """``about``: what is waited for; ``level``: the person, or the head."""

    kind = "dossier.reminded"
    about: str
    level: str


@dataclass(frozen=True, kw_only=True)
class Urged(Event):
    """Somebody of the agency had whoever is waited for reminded: ``whom`` is ``applicant`` or
    ``officers``."""

    kind = "dossier.urged"
    whom: str
