"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .case import Channel, Dossier
from .counting import DailyCounter
from .ending import (
    Closing,
    ClosingKind,
    ClosingState,
    Extension,
    ExtensionState,
    Refund,
    Reminder,
)
from .inviting import AGREED, OPEN, UNANSWERED, Invitation, InvitationState, Proof
from .names import NameInUse
from .parts import SIGNED_BY_HEAD, Attachment, OutsideHandling, Paper, PaperKind
from .rerouting import ReroutedDossier, ReroutedState, Rerouting
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "SIGNED_BY_HEAD",
    "UNANSWERED",
    "Arrival",
    "AskingState",
    "Attachment",
    "Channel",
    "Closing",
    "ClosingKind",
    "ClosingState",
    "DailyCounter",
    "Dossier",
    "Extension",
    "ExtensionState",
    "Invitation",
    "InvitationState",
    "NameInUse",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "ParkedArrival",
    "Proof",
    "Refund",
    "Reminder",
    "ReroutedDossier",
    "ReroutedState",
    "Rerouting",
    "SupplementRequest",
    "Task",
    "TaskState",
]
