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
    roles = _roles(dossier, entry.data["about"], entry.data["level"])
    posts = Post.objects.held_on(clock.today()).filter(agency=dossier.agency, role__in=roles)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def holders(dossier: Dossier) -> list[Party]:
    """Who has the dossier before them: those who hold its open steps, or the offices of steps that
    nobody holds; the desk while no step waits."""
    steps = list(dossier.tasks.open().filter(role__in=[role.value for role in OFFICES]))
    people = [step.assignee_id for step in steps if step.assignee_id]
    offices = {step.role for step in steps if not step.assignee_id}
    if not steps:
        offices = {Role.ONE_STOP.value}
    posts = Post.objects.held_on(clock.today()).filter(agency=dossier.agency)
    posts = posts.filter(Q(role__in=offices) | Q(account__in=people))
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
