"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .case import Channel, DailyCounter, Dossier
from .custody import (
    Destiny,
    Evidence,
    Original,
    OriginalState,
    Transfer,
    TransferItem,
    TransferState,
)
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
from .meeting import Appointment, AppointmentState, Attendance
from .names import NameInUse
from .parts import SIGNED_BY_HEAD, Attachment, OutsideHandling, Paper, PaperKind
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "SIGNED_BY_HEAD",
    "UNANSWERED",
    "Appointment",
    "AppointmentState",
    "Arrival",
    "AskingState",
    "Attachment",
    "Attendance",
    "Channel",
    "Closing",
    "ClosingKind",
    "ClosingState",
    "DailyCounter",
    "Destiny",
    "Dossier",
    "Evidence",
    "Extension",
    "ExtensionState",
    "Invitation",
    "InvitationState",
    "NameInUse",
    "Original",
    "OriginalState",
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
    "Transfer",
    "TransferItem",
    "TransferState",
]
