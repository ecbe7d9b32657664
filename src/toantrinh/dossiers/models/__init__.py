"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .batch import Batch, BatchItem, BatchState, BulkAct, ItemState
from .case import Channel, DailyCounter, Dossier
from .ending import (
    Closing,
    ClosingKind,
    ClosingState,
    Extension,
    ExtensionState,
    Refund,
    Reminder,
)
from .handing import Handover, HandoverReason, HandoverState
from .inviting import AGREED, OPEN, UNANSWERED, Invitation, InvitationState, Proof
from .names import NameInUse
from .office import AssignmentRule, SavedFilter, Sharing, UnsentText
from .parts import SIGNED_BY_HEAD, Attachment, OutsideHandling, Paper, PaperKind
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "SIGNED_BY_HEAD",
    "UNANSWERED",
    "Arrival",
    "AskingState",
    "AssignmentRule",
    "Attachment",
    "Batch",
    "BatchItem",
    "BatchState",
    "BulkAct",
    "Channel",
    "Closing",
    "ClosingKind",
    "ClosingState",
    "DailyCounter",
    "Dossier",
    "Extension",
    "ExtensionState",
    "Handover",
    "HandoverReason",
    "HandoverState",
    "Invitation",
    "InvitationState",
    "ItemState",
    "NameInUse",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "ParkedArrival",
    "Proof",
    "Refund",
    "Reminder",
    "SavedFilter",
    "Sharing",
    "SupplementRequest",
    "Task",
    "TaskState",
    "UnsentText",
]
