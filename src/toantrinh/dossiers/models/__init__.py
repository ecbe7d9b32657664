"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .case import Channel, DailyCounter, Dossier, helped_by
from .ending import (
    Closing,
    ClosingKind,
    ClosingState,
    Extension,
    ExtensionState,
    Refund,
    Reminder,
)
from .helping import Assistance, ConfirmationState, FilingConfirmation, Means
from .inviting import AGREED, OPEN, UNANSWERED, Invitation, InvitationState, Proof
from .names import NameInUse
from .parts import SIGNED_BY_HEAD, Attachment, OutsideHandling, Paper, PaperKind
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "SIGNED_BY_HEAD",
    "UNANSWERED",
    "Arrival",
    "AskingState",
    "Assistance",
    "Attachment",
    "Channel",
    "Closing",
    "ClosingKind",
    "ClosingState",
    "ConfirmationState",
    "DailyCounter",
    "Dossier",
    "Extension",
    "ExtensionState",
    "FilingConfirmation",
    "Invitation",
    "InvitationState",
    "Means",
    "NameInUse",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "ParkedArrival",
    "Proof",
    "Refund",
    "Reminder",
    "SupplementRequest",
    "Task",
    "TaskState",
    "helped_by",
]
