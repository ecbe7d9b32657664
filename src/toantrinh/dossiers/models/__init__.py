"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .asking import AskingState, SupplementRequest
from .batch import Batch, BatchItem, BatchState, BulkAct, ItemState
from .case import Channel, Dossier
from .checking import ComponentCheck
from .consulting import ChosenBody, LateOpinion
from .counting import DailyCounter
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
from .exporting import Export, ExportFormat, ExportState
from .handing import UNSETTLED, Handover, HandoverReason, HandoverState
from .helping import Assistance, ConfirmationState, FilingConfirmation, Means
from .internal import EffectState, InternalRequest
from .inviting import AGREED, OPEN, UNANSWERED, Invitation, InvitationState, Proof
from .meeting import Appointment, AppointmentState, Attendance
from .names import NameInUse
from .office import AssignmentRule, SavedFilter, Sharing, UnsentText
from .parts import SIGNED_BY_HEAD, Attachment, OutsideHandling, Paper, PaperKind
from .reach import DossierQuerySet, helped_by
from .rerouting import ReroutedDossier, ReroutedState, Rerouting
from .talking import Message, Note, Side
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "SIGNED_BY_HEAD",
    "UNANSWERED",
    "UNSETTLED",
    "Appointment",
    "AppointmentState",
    "Arrival",
    "AskingState",
    "AssignmentRule",
    "Assistance",
    "Attachment",
    "Attendance",
    "Batch",
    "BatchItem",
    "BatchState",
    "BulkAct",
    "Channel",
    "ChosenBody",
    "Closing",
    "ClosingKind",
    "ClosingState",
    "ComponentCheck",
    "ConfirmationState",
    "DailyCounter",
    "Destiny",
    "Dossier",
    "DossierQuerySet",
    "EffectState",
    "Evidence",
    "Export",
    "ExportFormat",
    "ExportState",
    "Extension",
    "ExtensionState",
    "FilingConfirmation",
    "Handover",
    "HandoverReason",
    "HandoverState",
    "InternalRequest",
    "Invitation",
    "InvitationState",
    "ItemState",
    "LateOpinion",
    "Means",
    "Message",
    "NameInUse",
    "Note",
    "Original",
    "OriginalState",
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
    "SavedFilter",
    "Sharing",
    "Side",
    "SupplementRequest",
    "Task",
    "TaskState",
    "Transfer",
    "TransferItem",
    "TransferState",
    "UnsentText",
    "helped_by",
]
