"""A draft that meets a new version: what changes, what is kept, what can be downloaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue import wording
from toantrinh.catalogue.case_changes import Case, compare
from toantrinh.catalogue.errors import ProcedureNotYetInForce, ProcedureRepealed
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.knowing import facts, known_fields
from toantrinh.dossiers.merging import of
from toantrinh.dossiers.renewal import carry
from toantrinh.forms.visibility import RAW
from toantrinh.identity.requests import AccountRequest

from ..draft import Draft
from ..opening import applicant, own
from .disputes import lines

GONE = 410


@dataclass(frozen=True)
class Left:
    """A question that is not asked any more, and what was answered."""

    key: str
    question: str
    lines: list[str]


@applicant
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What changes for this draft; POST moves it to the version in force, and then the same page
    tells what has changed."""
    dossier = own(request, uid)
    if not dossier.is_draft:
        return redirect("portal:dossier", uid=uid)
    draft = Draft(dossier, request.user)
    if draft.disputes:  # chosen first, so that no answer is dropped unseen
        return redirect("portal:disputes", uid=uid)
    if draft.is_current():
        return _told(request, draft)
    try:
        version = catalogue.in_force(dossier.version.code)
        if request.method == "POST":
            dossiers.renew(dossier=dossier, by=request.user)
            return redirect("portal:renew", uid=uid)
    except (ProcedureRepealed, ProcedureNotYetInForce) as refusal:
        page = {"draft": draft, "dossier": dossier, "refusal": refusal}
        return render(request, "portal/renew.html", page, status=GONE)
    answers, left = carry(draft.form, version.form, draft.answers, clock.today())
    before = _case(draft, dossier.version, draft.answers)
    page = {
        "draft": draft,
        "dossier": dossier,
        "version": version,
        **_words(before, _case(draft, version, answers)),
        "left": _left(draft, dossier.version, left),
        "files": [],
        "waits": True,
    }
    return render(request, "portal/renew.html", page)


def _told(request: AccountRequest, draft: Draft) -> HttpResponse:
    """After the move: the same comparison, and what was laid aside."""
    if not draft.aside:
        return redirect("portal:go-on", uid=draft.dossier.uid)
    entry = draft.aside[-1]
    former = _version_of(draft, entry)
    before = _case(draft, former, {**draft.answers, **entry["answers"]})
    page = {
        "draft": draft,
        "dossier": draft.dossier,
        "version": draft.dossier.version,
        **_words(before, _case(draft, draft.dossier.version, draft.answers)),
        "left": [each for entry in draft.aside for each in _left_in(draft, entry)],
        "files": queries.files_aside(draft.dossier),
        "waits": False,
    }
    return render(request, "portal/renew.html", page)


def _case(draft: Draft, version: ProcedureVersion, answers: dict[str, Any]) -> Case:
    told = facts(draft.dossier, at=clock.now(), version=version, answers=answers)
    return Case(version.pack, answers, told, known_fields(draft.dossier, version))


def _words(before: Case, after: Case) -> dict[str, Any]:
    found = compare(before, after)
    limit = found.limit and tuple(wording.limit(each) for each in found.limit)
    return {"difference": found, "limit": limit}


def _version_of(draft: Draft, entry: dict[str, Any]) -> ProcedureVersion:
    return ProcedureVersion.objects.get(uid=entry["version"], code=draft.dossier.version.code)


def _left_in(draft: Draft, entry: dict[str, Any]) -> list[Left]:
    return _left(draft, _version_of(draft, entry), entry["answers"])


def _left(draft: Draft, version: ProcedureVersion, answers: dict[str, Any]) -> list[Left]:
    keys = dict.fromkeys([*answers, *(path.partition(".")[0] for path in answers.get(RAW) or {})])
    return [
        Left(key, str(field.label), lines(draft, field, of(answers, key)))
        for key in keys
        if (field := version.form.field_by_key.get(key))
    ]


@applicant
@require_safe
def aside(request: AccountRequest, uid: UUID, kind: str) -> HttpResponse:
    """What was laid aside, to keep: ``txt`` for people, ``json`` with keys and values.

    Of a draft whose procedure has ended, all answers.
    """
    dossier = own(request, uid)
    draft = Draft(dossier, request.user)
    entries = list(draft.aside)
    if dossier.is_draft and not draft.is_current():
        now = {"version": str(dossier.version.uid), "at": clock.now().isoformat()}
        entries.append({**now, "answers": draft.answers})
    if not entries or kind not in {"txt", "json"}:
        raise Http404
    if kind == "json":
        answer = HttpResponse(
            json.dumps(entries, ensure_ascii=False, indent=2), content_type="application/json"
        )
    else:
        answer = HttpResponse(_text(draft, entries), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cau-tra-loi-da-bo.{kind}"'
    return answer


def _text(draft: Draft, entries: list[dict[str, Any]]) -> str:
    found = [str(draft.dossier.version.pack.name), ""]
    for entry in entries:
        moment = datetime.fromisoformat(entry["at"]).astimezone(clock.ZONE)
        found += [_("Laid aside at %(moment)s") % {"moment": f"{moment:%H:%M %d/%m/%Y}"}, ""]
        for each in _left_in(draft, entry):
            found += [f"{each.question}:", *(f"  {line}" for line in each.lines), ""]
    return "\r\n".join(found)
