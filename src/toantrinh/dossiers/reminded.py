"""To whom a reminder goes: whoever holds the step, else those who hold its office today, as far as
they are a party here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from toantrinh.core import clock
from toantrinh.identity.models import Absence, Party, Post
from toantrinh.identity.permissions import OFFICES, Role
from toantrinh.trail.models import TrailEntry

from .actions.reminding import ANSWER, DUE, OFFICERS
from .models import Dossier
from .time_events import Urged


def parties(dossier: Dossier, entry: TrailEntry) -> list[Party]:
    """Of the entry of a ``Reminded``; each person once, nobody when it no longer waits."""
    about, level = entry.data["about"], entry.data["level"]
    if level != "head" and (holders := _holders(dossier, about)):
        return holders
    offices = Q(pk=None)
    for agency, role in _offices(dossier, about, level):
        offices |= Q(agency=agency, role=role)
    posts = Post.objects.held_on(clock.today()).filter(offices)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def heads(*places: str) -> list[Party]:
    """The heads of the agencies of these places (``custody_events``), each once."""
    codes = {each.partition("/")[0] for each in places}
    posts = Post.objects.held_on(clock.today()).filter(agency__code__in=codes, role=Role.HEAD.value)
    return list(Party.objects.filter(accounts__posts__in=posts).distinct().order_by("pk"))


def _holders(dossier: Dossier, about: str) -> list[Party]:
    """Who holds the steps that wait, and still holds their office; nobody when one is nobody's or
    its holder is away or gone: then it is for the whole office."""
    steps = dossier.tasks.open().filter(role__in=[role.value for role in OFFICES])
    if not about.startswith(ANSWER) and about != DUE:
        steps = steps.filter(uid=about)
    found = list(steps.select_related("agency", "assignee__party"))
    day, away = clock.today(), Absence.objects.on(clock.today()).values("account")
    held = Post.objects.held_on(day).exclude(account__in=away)
    for step in found:
        posts = held.filter(account=step.assignee_id, agency=step.agency_id, role=step.role)
        if step.assignee is None or step.assignee.party is None or not posts.exists():
            return []
    holders = [step.assignee.party for step in found if step.assignee]
    return list(dict.fromkeys(party for party in holders if party is not None))


def urged(dossier: Dossier, *, since: datetime) -> TrailEntry | None:
    """The last time somebody of the agency had the officers reminded, since a step opened."""
    rows = TrailEntry.objects.filter(case=dossier.case, kind=Urged.kind, at__gte=since)
    return rows.filter(data__whom=OFFICERS).order_by("-seq").first()


def waited_for(dossier: Dossier) -> list[Party]:
    """Who does the open steps: whoever holds one, of the others all of the office; each once."""
    held = Q(pk=None)
    for step in dossier.tasks.open().filter(role__in=[role.value for role in OFFICES]):
        if step.assignee_id is not None:
            held |= Q(accounts=step.assignee_id)
        else:
            posts = Post.objects.held_on(clock.today()).filter(agency=step.agency, role=step.role)
            held |= Q(accounts__posts__in=posts)
    return list(Party.objects.filter(held).distinct().order_by("pk"))


def holders(dossier: Dossier) -> list[Party]:
    """Who of the competent body has the dossier before them: those who hold its open steps, or the
    offices of steps that nobody holds; the desk while no step waits there."""
    own = dossier.tasks.open().filter(elsewhere=False)
    steps = list(own.filter(role__in=[role.value for role in OFFICES]))
    people = [step.assignee_id for step in steps if step.assignee_id]
    offices = {step.role for step in steps if not step.assignee_id}
    if not steps:
        offices = {Role.ONE_STOP.value}
    posts = Post.objects.held_on(clock.today()).filter(agency=dossier.agency)
    posts = posts.filter(Q(role__in=offices) | Q(account__in=people))
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
