"""One dossier on the desk: what was filed, what happened, what is to be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import (
    arrived,
    assignments,
    internal,
    meanwhile,
    people,
    queries,
    worklists,
)
from toantrinh.dossiers.actions.checking import CHECKABLE
from toantrinh.dossiers.extensions import EXTENSIBLE, OPEN
from toantrinh.dossiers.meanwhile import Seen
from toantrinh.dossiers.models import Dossier, Extension, Task
from toantrinh.dossiers.working_errors import ChangedMeanwhile
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.process.steps import StepKind

from .. import (
    besides,
    checklist,
    choices,
    comparing,
    consulting,
    ended,
    findings,
    hands,
    neighbours,
    signing,
    standing,
    story,
    talk,
)
from ..acts import HELD_UP, SUPPLEMENT, Now, open_to
from ..opening import asked_about, handled, officer

SEEN: Final = "thay_den"
"""Name of the field with which a page says how far it saw; see ``dossiers.meanwhile``."""


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
    return page(request, opened, typed=handover.take(request, anew={"task"}))


def page(
    request: AccountRequest,
    opened: Dossier,
    *,
    refusal: Refusal | None = None,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with why something was refused on top, and what was typed kept. ``problems``: the
    same, where it is put right in a field of its own."""
    seen = seen_by(request, opened, refusal)  # before all else, so that nothing is passed over
    content = dossiers.read_content(dossier=opened, by=request.user)
    typed = typed or {}
    task, now = my_task(request, opened), Now(opened)
    in_list = choices.remembered(request)
    rounds, components = standing.rounds(opened), queries.components(opened)
    form_files, acts = queries.form_files(opened), open_to(now, request.user)
    names = {str(each.uid): each.name for each in form_files}
    context: dict[str, Any] = {
        "dossier": opened,
        "pack": opened.version.pack,
        "holder": (holder := queries.holder(opened)),
        "until_what": standing.until_what(opened, holder),
        "arrival": arrived.of(opened),
        "submitter": arrived.submitter_name(opened),
        "groups": comparing.groups(opened, content, rounds, names),
        "said": comparing.sources(opened, content, components),
        "shown": comparing.shown(components, form_files, rounds, opened),
        "others": people.standings(opened),
        "may_record_others": may(request.user, Permission.PART_RECORD, on=opened),
        "form_files": form_files,
        "moments": list(reversed(story.of(opened))),
        "urged": story.urged(opened, task),
        "papers": queries.papers(opened, request.user),
        "may_decide": may(request.user, Permission.DOSSIER_DECIDE, on=opened),
        "charge": (charge := now.charge),
        "may_take_money": charge and may(request.user, Permission.PAYMENT_RECORD, on=charge),
        "task": task,
        "hands": hands.of(opened, request.user),
        "unsent": hands.unsent(opened),
        "step_notes": (notes := _notes_of_steps(opened)),
        "sent_back": _sent_back(task, notes),
        "fields": findings.fields(task, typed) if task else [],
        "draft": _draft(opened, task),
        "signing": signing.told(task, request.user),
        "is_handed_over": hasattr(opened, "outside"),
        "refusal": None if problems else refusal,
        "problems": problems,
        "wrong": {each.field: each.message for each in problems},
        "typed": typed,
        "neighbours": neighbours.of(
            opened,
            task,
            worklists.whose(request.user, at=clock.now()),
            choices.read(in_list),
        ),
        "in_list": choices.address(choices.kept(in_list) | choices.page(in_list)),
        "seen": seen,
        "kept": ended.texts(typed) if isinstance(refusal, ChangedMeanwhile) else [],
        "checklist": checklist.of(opened, components, typed),
        "may_check": may(request.user, Permission.COMPONENT_CHECK, on=opened)
        and now.state in CHECKABLE,
        **talk.of(opened, request.user, typed),
        "acts": [
            {
                "name": act.name,
                "label": act.label,
                "address": reverse(f"desk:{act.name}", args=[opened.uid]),
            }
            for act in acts
        ],
        "may_ask": SUPPLEMENT in acts,
        "is_held_up": now.state in HELD_UP,
        "withdrawal": now.withdrawal,
        "may_stop": may(request.user, Permission.DOSSIER_STOP, on=opened),
        "closing": _ended(now),
        "proposed": now.proposed,
        "may_approve": may(request.user, Permission.SUPPLEMENT_APPROVE, on=opened),
        "extension": _extension(opened),
        "may_extend": may(request.user, Permission.EXTENSION_DECIDE, on=opened),
        "rounds": rounds,
        "standing": standing.standing(opened),
        "is_late": _is_late(opened),
        **consulting.shown(opened, task, request.user, typed),
        "signed_sheet": queries.signed_sheet(opened),
        **besides.of(opened, task, request.user),
        "internal": internal.request_of(opened),
        "may_retry": may(request.user, Permission.DOSSIER_PROCESS, on=opened),
    }
    return render(request, "desk/dossier.html", context, status=status)


def seen_by(request: AccountRequest, opened: Dossier, refusal: Refusal | None) -> int:
    """How far the page sees: as far as the one before it, if it comes back with what was typed."""
    before = Seen.by(request.user, request.POST.get(SEEN, ""))
    if before is None or isinstance(refusal, ChangedMeanwhile):
        return meanwhile.position(opened)
    return before.seq


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


def _notes_of_steps(opened: Dossier) -> list[Task]:
    """The steps whose doers wrote something to the next, the oldest first."""
    rows = opened.tasks.exclude(note_sealed=None).select_related("agency", "done_by__party")
    return list(rows.order_by("done_at", "id"))


def _sent_back(task: Task | None, notes: Sequence[Task]) -> Task | None:
    """The step from which the dossier came back to ``task``, with what is to be corrected."""
    if task is None:
        return None
    same = (each for each in notes if each.outcome == "sent-back")
    return next((each for each in same if each.done_at == task.opened_at), None)


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
