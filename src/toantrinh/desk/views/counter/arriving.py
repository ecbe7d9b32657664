"""Somebody comes to the counter: their card is read, and what they came for is found."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from toantrinh.catalogue import finding
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.counter import queries as counter
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import hands
from toantrinh.dossiers.hands import Hands
from toantrinh.dossiers.knowing import known_fields
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.forms.checking import Problem
from toantrinh.identity import actions as identity
from toantrinh.identity import cards, handover
from toantrinh.identity.cards import Card
from toantrinh.identity.errors import NumberTaken
from toantrinh.identity.models import Agency, Party
from toantrinh.identity.permissions import NotPermitted, Permission
from toantrinh.identity.queries import find_party
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.rules import fold, mask, number_warnings
from toantrinh.identity.words import NUMBER_WARNINGS
from toantrinh.vault import codes

from ... import visitor
from ...opening import centre_of, officer
from ...visitor import Visitor

UNPROCESSABLE: Final = 422
MOST_FOUND: Final = 8
LONGEST_NUMBER: Final = 20  # characters, with blanks
KEPT: Final = 10 * 60  # seconds


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: AccountRequest) -> HttpResponse:
    """POST ``the``: what a reader typed of a card, or a number; or ``anh``, a photo of its code.

    A person who is not known here yet is kept with the name on the card, or ``ho-ten``.
    """
    centre = centre_of(request.user, Permission.DOSSIER_ASSIST)
    if request.method != "POST":
        left = handover.typed(request)
        return _home(request, centre, number=left.get("the", ""), name=left.get("ho-ten", ""))
    card, problem = _card(request)
    if card is None:
        return _home(request, centre, problem, number=_by_hand(request))
    name = card.name or " ".join(request.POST.get("ho-ten", "").split())[:200]
    party = identity.look_up_number(number=card.number, agency=centre, by=request.user)
    if party is None and not name:
        asked = Problem("ho-ten", "required", _("Type the name as it is on the card"))
        return _home(request, centre, asked, number=card.number)
    here = Visitor(party or _registered(request, centre, name, card.number), card)
    return redirect("desk:counter-person", token=visitor.seal(here, request.user))


def _card(request: AccountRequest) -> tuple[Card | None, Problem]:
    """The card that was read, or what is wrong with what came."""
    if (photo := request.FILES.get("anh")) is not None:
        try:
            read = codes.texts(photo.read(), name=photo.name or "")
        except Refusal as refusal:
            return None, Problem("anh", refusal.code, f"{refusal} {refusal.what_to_do}".strip())
        found = next(filter(None, map(cards.read, read)), None)
        words = _("No code of an identity card is seen in the photo; type the number")
        return found, Problem("anh", "no-code", words)
    typed = request.POST.get("the", "")
    words = (
        _("Scan the card, or type its 12 digits")
        if not typed.strip()
        else _("This is neither the code of an identity card nor a number of 12 digits")
    )
    return cards.read(typed), Problem("the", "no-card", words)


def _by_hand(request: AccountRequest) -> str:
    """A number typed wrong, to be corrected; a code read wrong is read again."""
    typed = request.POST.get("the", "").strip()
    return typed if cards.SEPARATOR not in typed and len(typed) <= LONGEST_NUMBER else ""


def _registered(request: AccountRequest, centre: Agency, name: str, number: str) -> Party:
    try:
        return identity.register_party(
            name=name, number=number, agency=centre, by=request.user, at=clock.now()
        )
    except NumberTaken:  # a colleague at the next counter was faster
        if (there := find_party(number)) is None:
            raise
        return there


def _home(
    request: AccountRequest,
    centre: Agency,
    problem: Problem | None = None,
    *,
    number: str = "",
    name: str = "",
) -> HttpResponse:
    drafts = Dossier.objects.filter(
        assisted_by=request.user, assisted_in=centre, state=State.DRAFT
    ).select_related("version", "owner")
    page: dict[str, Any] = {
        "centre": centre,
        "problems": [problem] if problem else [],
        "errors": {problem.field.replace("-", "_"): problem.message} if problem else {},
        "number": number,
        "name": name,
        "ticket": counter.serving(request.user),
        "matters": counter.matters(),
        "drafts": list(drafts.defer("version__definition").order_by("-changed_at")[:10]),
        "figures": _figures(centre),
    }
    return render(request, "desk/counter/home.html", page, status=UNPROCESSABLE if problem else 200)


def _figures_key(centre: Agency) -> str:
    return f"filed-by-hands:{centre.pk}:{clock.today()}"


def count_anew(centre: Agency) -> None:
    """Who has just filed something is not shown the number of before."""
    cache.delete(_figures_key(centre))


def _figures(centre: Agency) -> Hands:
    """Counted every ten minutes, and after each filing at a counter of the centre: the page is
    opened for each visitor."""
    key = _figures_key(centre)
    counted: Hands | None = cache.get(key)
    if counted is None:
        counted = hands.counted(centre)
        cache.set(key, counted, KEPT)
    return counted


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: AccountRequest, token: str) -> HttpResponse:
    """The person of the card; ``q`` looks for what they came for, POST ``thu-tuc`` begins it."""
    centre = centre_of(request.user, Permission.DOSSIER_ASSIST)
    here = visitor.opened(token, request.user)
    if here is None:
        raise Http404
    if request.method != "POST":
        return _person(request, centre, here, token)
    try:
        version = catalogue.in_force(request.POST.get("thu-tuc", ""))
    except (ProcedureNotFound, ProcedureRepealed, ProcedureNotYetInForce) as error:
        raise Http404 from error
    try:
        dossier = dossiers.begin_for(
            version=version,
            owner=here.party,
            centre=centre,
            key=request.POST.get("key", "")[:64] or uuid.uuid4().hex,
            by=request.user,
        )
    except NotPermitted:
        raise
    except Refusal as refusal:
        return _person(request, centre, here, token, refusal=refusal)
    if dossier.is_draft and not dossier.answers:
        known = known_fields(dossier)
        if told := visitor.answers(here, dossier.version.form, known):
            dossiers.save_answers(dossier=dossier, answers=told, by=request.user)
    return redirect("desk:counter-filling", uid=dossier.uid)


def _person(
    request: AccountRequest,
    centre: Agency,
    here: Visitor,
    token: str,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    asked = request.GET.get("q", "")[:200].strip()
    card, party = here.card, here.party
    drafts = Dossier.objects.filter(
        owner=party, assisted_by=request.user, state=State.DRAFT
    ).select_related("version")
    page: dict[str, Any] = {
        "centre": centre,
        "token": token,
        "party": party,
        "card": card,
        "masked": mask(card.number),
        "is_own": party.pk == request.user.party_id,
        "name_differs": bool(card.name) and fold(card.name) != fold(party.name),
        "warnings": [
            NUMBER_WARNINGS[each]
            for each in number_warnings(
                card.number,
                today=clock.today(),
                birth_year=card.born.year if card.born else None,
                sex=card.sex,
            )
        ],
        "asked": asked,
        "found": finding.find(asked, limit=MOST_FOUND).versions if asked else [],
        "usual": hands.usual(centre),
        "drafts": list(drafts.defer("version__definition").order_by("-changed_at")[:5]),
        "key": uuid.uuid4().hex,
        "here": reverse("desk:counter-person", args=[token]),
        "refusal": refusal,
    }
    return render(
        request, "desk/counter/person.html", page, status=UNPROCESSABLE if refusal else 200
    )
