"""The page of a body that is asked: the dossier as far as its answer needs it, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import bodies, queries
from toantrinh.dossiers.errors import TaskNotWaiting
from toantrinh.dossiers.knowing import facts, known_fields
from toantrinh.dossiers.models import Task
from toantrinh.forms import reading
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists

from .. import findings, hands
from ..opening import asked, officer

UNPROCESSABLE: Final = 422


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What is asked, what was filed, and the answer: given, still to be given, or kept as late.

    The look at the answers is in the trail before the page is made.
    """
    task = asked(request, uid)
    if request.method != "POST":
        return _page(request, task, typed=handover.take(request, anew={"task"}))
    try:
        messages.success(request, _answer(request, task))
    except TaskNotWaiting:
        messages.info(request, _("This was already answered; nothing was done twice."))
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _page(request, asked(request, uid), typed=request.POST.dict(), refusal=refusal)
    return redirect("desk:opinion", uid=uid)


def _answer(request: AccountRequest, task: Task) -> str:
    outcome, note = request.POST.get("ket-qua", ""), request.POST.get("note", "").strip()
    if task.outcome in bodies.WITHOUT_ANSWER:
        dossiers.give_late_opinion(task=task, outcome=outcome, note=note, by=request.user)
        return _("Your answer is kept as late. What was decided without it stays.")
    found = findings.read(task, request.POST.dict())
    dossiers.complete_task(task=task, outcome=outcome, note=note, findings=found, by=request.user)
    return _("Your answer is with the agency that settles the dossier.")


def _page(
    request: AccountRequest,
    task: Task,
    *,
    typed: Mapping[str, str] | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    opened = task.dossier
    content = dossiers.read_content(dossier=opened, by=request.user)
    typed = typed or {}
    standing = next(each for each in bodies.standings(opened) if each.task.pk == task.pk)
    is_late = standing.is_silent or standing.is_passed_over
    page: dict[str, Any] = {
        "dossier": opened,
        "pack": opened.version.pack,
        "task": task,
        "standing": standing,
        "groups": reading.groups(
            opened.version.form,
            content["answers"],
            lists.current(clock.today()),
            facts=facts(opened, at=opened.submitted_at or clock.now()),
            known=known_fields(opened),
            files=queries.file_names(opened),
        ),
        "components": [each for each in queries.components(opened) if each.files],
        "form_files": queries.form_files(opened),
        "outcomes": bodies.outcomes(task),
        "hands": hands.of(opened, request.user, only=task),
        "fields": findings.fields(task, typed) if task.is_waiting else [],
        "takes_answer": (task.is_waiting or (is_late and standing.late is None))
        and may(request.user, Permission.DOSSIER_PROCESS, on=task),
        "is_late": is_late or standing.is_overdue(clock.now()),
        "refusal": refusal,
        "typed": typed,
        "said": typed.get("ket-qua", ""),
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "desk/opinion.html", page, status=status)
