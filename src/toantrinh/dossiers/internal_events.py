"""What happens to what agencies ask of each other."""

from __future__ import annotations

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class RequestPassedOn(Event):
    """The agency that asked, ``before``, has ended; ``asked_by`` has its work. Both by code."""

    kind = "dossier.request-passed-on"
    before: str
    asked_by: str


@dataclass(frozen=True, kw_only=True)
class EffectTaken(Event):
    """The signed result of an internal procedure brought about what it says."""

    kind = "dossier.effect-taken"
    effect: str


@dataclass(frozen=True, kw_only=True)
class EffectFailed(Event):
    """It could not; ``code`` is that of the refusal."""

    kind = "dossier.effect-failed"
    effect: str
    code: str
