"""To whom a reminder goes: those who hold the office today, as far as they are a party here."""

from __future__ import annotations

from toantrinh.core import clock
from toantrinh.identity.models import Party, Post
from toantrinh.identity.permissions import OFFICES, Role
from toantrinh.trail.models import TrailEntry

from .actions.reminding import ANSWER, DUE
from .models import Dossier


def parties(dossier: Dossier, entry: TrailEntry) -> list[Party]:
    """Of the entry of a ``Reminded``; each person once, nobody when it no longer waits."""
    roles = _roles(dossier, entry.data["about"], entry.data["level"])
    posts = Post.objects.held_on(clock.today()).filter(agency=dossier.agency, role__in=roles)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def heads(*places: str) -> list[Party]:
    """The heads of the agencies of these places (``custody_events``), each once."""
    codes = {each.partition("/")[0] for each in places}
    posts = Post.objects.held_on(clock.today()).filter(agency__code__in=codes, role=Role.HEAD.value)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def _roles(dossier: Dossier, about: str, level: str) -> set[str]:
    if level == "head":
        return {Role.HEAD.value}
    if about.startswith(ANSWER):
        return {Role.ONE_STOP.value}
    steps = dossier.tasks.open().filter(role__in=[role.value for role in OFFICES])
    if about != DUE:
        steps = steps.filter(uid=about)
    return set(steps.values_list("role", flat=True))
