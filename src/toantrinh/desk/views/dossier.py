"""One dossier on the desk: what was filed, what happened, what is to be done now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import arrived, assignments, internal, people, queries, timeline
from toantrinh.dossiers.extensions import EXTENSIBLE, OPEN
from toantrinh.dossiers.handling import facts, known_fields
from toantrinh.dossiers.models import Dossier, Extension, Task
from toantrinh.forms import reading
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists
from toantrinh.process.steps import StepKind

from .. import besides, consulting, findings, handover, hands, signing, standing
from ..acts import HELD_UP, Now, open_to
from ..opening import asked_about, handled, officer


@officer
@require_safe
def dossier(request: AccountRequest, uid: UUID) -> HttpResponse:
    """The page of a dossier. The look at its answers is in the trail before the page is made.

    Whoever is only asked about it goes to the page of what they are asked.
    """
    try:
        opened = handled(request, uid)
    except Http404:
        if (step := asked_about(request, uid)) is None:
            raise
        return redirect("desk:opinion", uid=step.uid)
    left = handover.take(request, uid)
    if left is not None:
        messages.warning(
            request,
            _("You had been signed out: nothing was done yet. What you typed is still here."),
        )
    return page(request, opened, typed=left)


def page(
    request: AccountRequest,
    opened: Dossier,
    *,
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with why something was refused on top, and what was typed kept."""
    content = dossiers.read_content(dossier=opened, by=request.user)
    task, now = my_task(request, opened), Now(opened)
    context: dict[str, Any] = {
        "dossier": opened,
        "pack": opened.version.pack,
        "holder": queries.holder(opened),
        "arrival": arrived.of(opened),
        "groups": reading.groups(
            opened.version.form,
            content["answers"],
            lists.current(clock.today()),
            facts=facts(opened, at=opened.submitted_at or clock.now()),
            known=known_fields(opened),
            files=queries.file_names(opened),
        ),
        "others": people.standings(opened),
        "may_record_others": may(request.user, Permission.PART_RECORD, on=opened),
        "form_files": queries.form_files(opened),
        "components": queries.components(opened),
        "moments": list(reversed(timeline.moments(opened))),
        "papers": queries.papers(opened, request.user),
        "may_decide": may(request.user, Permission.DOSSIER_DECIDE, on=opened),
        "charge": (charge := now.charge),
        "may_take_money": charge and may(request.user, Permission.PAYMENT_RECORD, on=charge),
        "task": task,
        "hands": hands.of(opened, request.user),
        "unsent": hands.unsent(opened),
        "notes": list(
            opened.tasks.exclude(note_sealed=None).exclude(elsewhere=True).order_by("done_at")
        ),
        "fields": findings.fields(task, typed or {}) if task else [],
        "draft": _draft(opened, task),
        "signing": signing.told(task, request.user),
        "is_handed_over": hasattr(opened, "outside"),
        "refusal": refusal,
        "typed": typed or {},
        "acts": [
            {"label": act.label, "address": reverse(f"desk:{act.name}", args=[opened.uid])}
            for act in open_to(now, request.user)
        ],
        "is_held_up": now.state in HELD_UP,
        "withdrawal": now.withdrawal,
        "may_stop": may(request.user, Permission.DOSSIER_STOP, on=opened),
        "closing": _ended(now),
        "proposed": now.proposed,
        "may_approve": may(request.user, Permission.SUPPLEMENT_APPROVE, on=opened),
        "extension": _extension(opened),
        "may_extend": may(request.user, Permission.EXTENSION_DECIDE, on=opened),
        "rounds": standing.rounds(opened),
        "standing": standing.standing(opened),
        "is_late": _is_late(opened),
        **consulting.shown(opened, task, request.user, typed or {}),
        "signed_sheet": queries.signed_sheet(opened),
        **besides.of(opened, task),
        "internal": internal.request_of(opened),
        "may_retry": may(request.user, Permission.DOSSIER_PROCESS, on=opened),
    }
    return render(request, "desk/dossier.html", context, status=status)


def _ended(now: Now) -> dict[str, Any] | None:
    """How it ended, or is about to end, otherwise than by what was asked for."""
    found = now.closing
    if found is None or now.withdrawal is not None:
        return None
    named = {each.key: each for each in now.dossier.version.pack.refusal_grounds}
    return {
        "closing": found,
        "grounds": [named[key] for key in found.grounds if key in named],
        "note": found.note,
    }


def _extension(opened: Dossier) -> Extension | None:
    """The draft or proposal of form 04 that waits for the head."""
    if opened.state not in EXTENSIBLE:
        return None
    waiting = opened.extensions.filter(state__in=OPEN).select_related("proposed_by__party")
    return waiting.first()


def _is_late(opened: Dossier) -> bool:
    """Open, its time goes, and the due time has passed."""
    if opened.due_at is None or opened.settled_at or opened.closed_at or opened.stands_since:
        return False
    return opened.due_at < clock.now()


def my_task(request: AccountRequest, opened: Dossier) -> Task | None:
    """The open step of this dossier that an office of the posts in use does and no colleague
    holds."""
    mine = Task.objects.worklist(request.user).filter(dossier=opened, elsewhere=False)
    for task in mine.select_related("agency"):
        if assignments.may_do(task, by=request.user, at=clock.now()):
            task.dossier = opened
            return task
    return None


def _draft(opened: Dossier, task: Task | None) -> Any:
    """The document that waits to be signed; None while it is being set."""
    if task is None or task.kind != StepKind.SIGN:
        return None
    draft = queries.newest_draft(opened)
    return draft if draft and draft.issued and draft.made_at >= task.opened_at else None
