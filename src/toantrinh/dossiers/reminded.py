"""To whom a reminder goes: those who hold the office today, as far as they are a party here."""

from __future__ import annotations

from django.db.models import Q

from toantrinh.core import clock
from toantrinh.identity.models import Party, Post
from toantrinh.identity.permissions import OFFICES, Role
from toantrinh.trail.models import TrailEntry

from .actions.reminding import ANSWER, DUE
from .models import Dossier


def parties(dossier: Dossier, entry: TrailEntry) -> list[Party]:
    """Of the entry of a ``Reminded``; each person once, nobody when it no longer waits."""
    offices = Q(pk=None)
    for agency, role in _offices(dossier, entry.data["about"], entry.data["level"]):
        offices |= Q(agency=agency, role=role)
    posts = Post.objects.held_on(clock.today()).filter(offices)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def _offices(dossier: Dossier, about: str, level: str) -> set[tuple[int | None, str]]:
    """Agency and role each: in a step of another body, those there."""
    if about.startswith(ANSWER):
        return {(dossier.agency_id, Role.HEAD if level == "head" else Role.ONE_STOP)}
    steps = dossier.tasks.open().filter(role__in=[role.value for role in OFFICES])
    if about != DUE:
        steps = steps.filter(uid=about)
    elif level == "head":
        return {(dossier.agency_id, Role.HEAD)}
    found = steps.values_list("agency", "role")
    return {(agency, Role.HEAD if level == "head" else role) for agency, role in found}
