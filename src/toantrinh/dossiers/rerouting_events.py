"""What can happen when dossiers go to another competent body."""

from __future__ import annotations

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class ReroutingOrdered(Event):
    """``to``: the code of the agency that gets them; ``act``: the number of the act."""

    kind = "rerouting.ordered"
    to: str
    act: str
    count: int


@dataclass(frozen=True, kw_only=True)
class DossierRerouted(Event):
    """``agency`` settles it from now on. Its time goes on as it was."""

    kind = "dossier.rerouted"
    rerouting: str
    from_agency: str
    act: str
