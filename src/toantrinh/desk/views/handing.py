"""Deeds about whose a step is; each is one action of ``dossiers``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import attempts
from toantrinh.dossiers.models import Dossier, Handover, Task
from toantrinh.identity.requests import AccountRequest

from .. import hands
from ..errors import NobodyChosen

Deed = Callable[[AccountRequest, Dossier], str]


def task_of(request: AccountRequest, opened: Dossier) -> Task:
    """The step the page was about.

    Errors: Http404 for a step that is not of this dossier, which no page of ours ever asks for.
    """
    number = request.POST.get("task", "")
    for task in opened.tasks.select_related("agency"):
        if str(task.uid) == number:
            task.dossier = opened
            return task
    with suppress(ValidationError):  # not a uid at all
        if foreign := Task.objects.select_related("dossier").filter(uid=number).first():
            attempts.note_foreign(dossier=foreign.dossier, by=request.user)
    raise Http404


def _claim(request: AccountRequest, opened: Dossier) -> str:
    dossiers.claim(task=task_of(request, opened), by=request.user)
    return _("You hold this step now.")


def _release(request: AccountRequest, opened: Dossier) -> str:
    dossiers.release(task=task_of(request, opened), by=request.user)
    return _("The step is the whole office's again.")


def _assign(request: AccountRequest, opened: Dossier) -> str:
    to = hands.somebody(request.POST.get("to", ""))
    if to is None:
        raise NobodyChosen
    ground = request.POST.get("note", "")
    dossiers.assign(task=task_of(request, opened), to=to, ground=ground, by=request.user)
    return _("Assigned to %(who)s.") % {"who": to.name}


def _hand_over(request: AccountRequest, opened: Dossier) -> str:
    to, note = hands.somebody(request.POST.get("to", "")), request.POST.get("note", "")
    if to is None and request.POST.get("to") != HEAD:
        raise NobodyChosen
    dossiers.hand_over(task=task_of(request, opened), to=to, note=note, by=request.user)
    return _("Offered. The step stays with you until it is taken over.")


def _accept(request: AccountRequest, opened: Dossier) -> str:
    task = dossiers.accept_handover(handover=_handover(request, opened), by=request.user)
    if task.assignee_id == request.user.pk:
        return _("You hold this step now.")
    if task.assignee is not None:  # it was assigned from another window meanwhile
        return _("%(who)s holds this step") % {"who": task.assignee.name} + "."
    return _("The step is the whole office's again.")


def _decline(request: AccountRequest, opened: Dossier) -> str:
    handover, answer = _handover(request, opened), request.POST.get("answer", "")
    dossiers.decline_handover(handover=handover, answer=answer, by=request.user)
    return _("Not taken over. The step stays where it was.")


def _take_back(request: AccountRequest, opened: Dossier) -> str:
    dossiers.take_back_handover(handover=_handover(request, opened), by=request.user)
    return _("The step stays with you.")


def _handover(request: AccountRequest, opened: Dossier) -> Handover:
    """Errors: Http404 for one that is not of this dossier."""
    rows = Handover.objects.filter(task__dossier=opened)
    with suppress(ValidationError):
        found = rows.select_related("task__dossier__agency", "agency", "receiver").filter(
            uid=request.POST.get("handover", "")
        )
        if (row := found.first()) is not None:
            return row
    raise Http404


HEAD: Final = "lanh-dao"
DEEDS: Final[dict[str, Deed]] = {
    "nhan-viec": _claim,
    "tra-viec": _release,
    "phan-cong": _assign,
    "ban-giao": _hand_over,
    "nhan-ban-giao": _accept,
    "khong-nhan-ban-giao": _decline,
    "thoi-ban-giao": _take_back,
}
