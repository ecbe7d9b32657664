"""What officers and applicants do about a dossier beside its steps. See ``events``."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class ComponentsChecked(Event):
    """An officer looked at papers. ``right``, ``wrong``: keys of components, by commas."""

    kind = "dossier.components-checked"
    right: str
    wrong: str


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    kind = "note.written"
    note: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """``side`` wrote to the other one. The words are in the message."""

    kind = "message.sent"
    message: str
    side: str


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Event):
    """``side`` has read what the other one wrote."""

    kind = "message.read"
    side: str
    count: int
