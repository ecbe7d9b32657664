"""The dossier and what hangs on it. Models hold what is true of a single row."""

from .case import Channel, DailyCounter, Dossier
from .parts import Attachment, OutsideHandling, Paper, PaperKind
from .work import Task, TaskState

__all__ = [
    "Attachment",
    "Channel",
    "DailyCounter",
    "Dossier",
    "OutsideHandling",
    "Paper",
    "PaperKind",
    "Task",
    "TaskState",
]
