"""The forms of papers: which is in force, what it looks like, and putting another in its place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.catalogue.errors import ChangeNotUnderstood
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest
from toantrinh.papers import actions as papers
from toantrinh.papers import queries, rendering
from toantrinh.papers.errors import CompositorStopped, TemplateProblem, TemplateRefused
from toantrinh.papers.house import KINDS, Signed
from toantrinh.papers.queries import Version
from toantrinh.vault import inspection, previews

from .. import answering, reading
from ..opening import designer

LONGEST: Final = 200_000  # characters of a form; the longest of the house has five thousand
LONGEST_GROUND: Final = 300
LARGEST: Final = 20 * 1024**2  # bytes of a paper shown here; the sample takes 50 kB
SIGNERS: Final = {
    Signed.NOBODY: gettext_lazy("Nobody; the system makes it"),
    Signed.OFFICER: gettext_lazy("Officer at the desk"),
    Signed.HEAD: gettext_lazy("Head of the agency"),
}
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@designer
@require_safe
def forms(request: AccountRequest) -> HttpResponse:
    """Every kind of paper with the form in force today and the one to come."""
    today = clock.today()
    rows = []
    for kind, known in KINDS.items():
        found = queries.versions(kind)
        rows.append(
            {
                "kind": kind,
                "title": known.title,
                "current": _current(found, today),
                "coming": [each for each in found if each.valid_from > today],
                "signer": SIGNERS[known.signed],
                "example": f"15/{known.suffix or today.year}",
            }
        )
    return render(request, "studio/forms.html", {"rows": rows})


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: AccountRequest, kind: str) -> HttpResponse:
    """The versions of a form, one of them as pages and as source (``phien-ban``).

    POST shows another source with the sample dossier (``xem-thu``), or puts it in force.
    """
    if kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return _page(request, kind)
    typed = request.POST.get("text", "")[:LONGEST]
    try:
        typed = _source(request)
        if request.POST.get("deed") == "xem-thu":
            return _pdf(_set(typed), kind)
        since = reading.day(request.POST.get("since", ""), "since")
        if since is None:
            raise ChangeNotUnderstood(field="since", what=_("The first day in force is missing."))
        ground = request.POST.get("ground", "").strip()[:LONGEST_GROUND]
        if not ground:
            what = _("The document that prescribes the form is missing.")
            raise ChangeNotUnderstood(field="ground", what=what)
        papers.adopt_template(
            kind=kind,
            source=typed,
            valid_from=since,
            ground=ground,
            by=request.user,
            at=clock.now(),
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        field = str(refusal.details.get("field") or _field_of(refusal))
        said = f"{refusal} {refusal.what_to_do}".strip()
        return _page(request, kind, typed, [Problem(field, refusal.code, said)])
    messages.success(
        request,
        _("The form is used from %(day)s on. Papers that have gone out stay as they are.")
        % {"day": f"{since:%d/%m/%Y}"},
    )
    return redirect("studio:form", kind=kind)


@designer
@require_safe
def sample(request: AccountRequest, kind: str, version: str) -> HttpResponse:
    """The form of this version with the sample dossier, as PDF."""
    return _pdf(_set(_version(kind, version).source), kind)


@designer
@require_safe
def page(request: AccountRequest, kind: str, version: str, number: int) -> HttpResponse:
    """One page of it as a picture."""
    made = _set(_version(kind, version).source)
    if number not in range(1, _pages(made) + 1):
        raise Http404
    return _answer(previews.page(made, number), "image/jpeg")


def _version(kind: str, key: str) -> Version:
    for each in queries.versions(kind) if kind in KINDS else []:
        if each.key == key:
            return each
    raise Http404


def _current(versions: list[Version], day: date) -> Version | None:
    return next((each for each in versions if each.holds_on(day)), None)


def _source(request: AccountRequest) -> str:
    """The file that was sent, otherwise the text that was typed. Errors: ChangeNotUnderstood."""
    file = request.FILES.get("file")
    if file is None:
        text = request.POST.get("text", "")
    elif (file.size or 0) > LONGEST:
        raise ChangeNotUnderstood(field="file", what=_("The file is too large for a form."))
    else:
        try:
            text = file.read().decode()
        except UnicodeDecodeError as error:
            what = _("The file is not a text in UTF-8.")
            raise ChangeNotUnderstood(field="file", what=what) from error
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if not text.strip():
        raise ChangeNotUnderstood(field="text", what=_("The source of the form is missing."))
    return text


def _set(source: str) -> bytes:
    """With the sample dossier. Errors: TemplateRefused, LettersNotPrintable."""
    try:
        return rendering.render(source, rendering.sample(), at=clock.now())
    except TemplateProblem as problem:
        raise TemplateRefused(problem=problem, line=problem.line) from problem
    except CompositorStopped as stopped:
        raise TemplateRefused(problem=stopped, line=0) from stopped


def _field_of(refusal: Refusal) -> str:
    return "since" if refusal.code == "paper-template-too-early" else "text"


def _pages(document: bytes) -> int:
    return inspection.inspect(document, name="", most_bytes=LARGEST).pages or 0


def _looked_at(version: Version) -> tuple[int, str]:
    """How many pages it has with the sample dossier; otherwise why it cannot be set any more."""
    try:
        return _pages(_set(version.source)), ""
    except Refusal as refusal:
        return 0, str(refusal)


def _pdf(content: bytes, kind: str) -> HttpResponse:
    answer = _answer(content, "application/pdf")
    name = slugify(KINDS[kind].title.replace("đ", "d").replace("Đ", "D"))
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _answer(content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(
    request: AccountRequest,
    kind: str,
    typed: str | None = None,
    problems: list[Problem] | None = None,
) -> HttpResponse:
    today, found = clock.today(), queries.versions(kind)
    current = _current(found, today)
    asked = request.GET.get("phien-ban", "")
    shown = next((each for each in found if each.key == asked), current or found[0])
    left = handover.take(request) if request.method != "POST" else None
    kept = left.get("text") if left else None
    text = next(each for each in (kept, typed, shown.source) if each is not None)
    pages, broken = _looked_at(shown)
    context: dict[str, Any] = {
        "kind": kind,
        "about": KINDS[kind],
        "rows": [
            {
                "version": each,
                "until": _until(each, found),
                "standing": _standing(each, found, today),
                "is_shown": each is shown,
            }
            for each in found
        ],
        "shown": shown,
        "pictures": {"page_numbers": range(1, pages + 1), "pages": pages},
        "broken": broken,
        "text": text,
        "rows_of_text": min(40, max(12, text.count("\n") + 2)),
        "problems": problems,
        "typed": left or request.POST,
    }
    return answering.page(request, "studio/form.html", context)


def _until(version: Version, versions: list[Version]) -> date | None:
    """Its last day: a newer form takes over the day after, whatever the older one says."""
    newer = versions[: versions.index(version)]
    ends = [
        each.valid_from - timedelta(days=1)
        for each in newer
        if each.valid_from > version.valid_from
    ]
    return min([*ends, *([version.valid_to] if version.valid_to else [])], default=None)


def _standing(version: Version, versions: list[Version], day: date) -> str:
    """in_force, to_come, over, or unused: a newer one holds on every day of this one."""
    if version.valid_to is not None and version.valid_to < day:
        return "over"
    newer = versions[: versions.index(version)]
    if any(
        each.valid_from <= max(version.valid_from, day)
        and (each.valid_to is None or each.valid_to >= (version.valid_to or date.max))
        for each in newer
    ):
        return "unused"
    return "in_force" if version.valid_from <= day else "to_come"
