"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .case import Channel, DailyCounter, Dossier
from .checking import ComponentCheck
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
from .talking import Message, Note, Side
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
    "ComponentCheck",
    "DailyCounter",
    "Dossier",
    "Extension",
    "ExtensionState",
    "Invitation",
    "InvitationState",
    "Message",
    "NameInUse",
    "Note",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "ParkedArrival",
    "Proof",
    "Refund",
    "Reminder",
    "Side",
    "SupplementRequest",
    "Task",
    "TaskState",
]
