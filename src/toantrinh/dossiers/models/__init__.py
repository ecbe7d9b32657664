"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .arrival import Arrival, ParkedArrival
from .case import Channel, DailyCounter, Dossier
from .inviting import AGREED, OPEN, UNANSWERED, Invitation, InvitationState, Proof
from .names import NameInUse
from .parts import Attachment, OutsideHandling, Paper, PaperKind
from .work import Task, TaskState

__all__ = [
    "AGREED",
    "OPEN",
    "UNANSWERED",
    "Arrival",
    "Attachment",
    "Channel",
    "DailyCounter",
    "Dossier",
    "Invitation",
    "InvitationState",
    "NameInUse",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "ParkedArrival",
    "Proof",
    "Task",
    "TaskState",
]
