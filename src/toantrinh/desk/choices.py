"""What the address of the worklist says, and how it is said there.

A word that nobody knows is passed over: an old address still leads somewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from toantrinh.dossiers.states import State
from toantrinh.dossiers.worklists import KINDS, ME, NOBODY, Chosen, Due, Order
from toantrinh.process.steps import StepKind

from . import days

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KIND_NAMES: Final[Mapping[str, StrOrPromise]] = {
    StepKind.RECEIVE: _("To accept"),
    StepKind.WORK: _("To examine"),
    StepKind.OUTSIDE: _("With another system"),
    StepKind.SIGN: _("To sign"),
    StepKind.SEAL: _("To number and seal"),
    StepKind.RETURN: _("To return"),
}
DUE_NAMES: Final[Mapping[Due, StrOrPromise]] = {
    Due.LATE: _("Overdue"),
    Due.SOON: _("Due within 4 hours"),
    Due.TODAY: _("Still due today"),
}
COLUMN_NAMES: Final[Mapping[str, StrOrPromise]] = {
    "ten": _("Applicant"),
    "thu-tuc": _("Procedure"),
    "buoc": _("Step"),
    "nguoi-giu": _("Held by"),
    "ngay-nop": _("Day of filing"),
    "trang-thai": _("State"),
    "don-vi": _("Agency"),
    "han": _("Step due"),
}
USUAL: Final = ("ten", "thu-tuc", "buoc", "nguoi-giu", "han")
SORTED_BY: Final[Mapping[str, Order]] = {each.value: each for each in Order}
KEPT: Final = ("viec", "thu-tuc", "han", "giu", "trang-thai", "don-vi", "tu", "den", "xep", "cot")
PAGES: Final = ("sau", "truoc")  # behind which step the page begins, or before which it ends
LIST: Final = "danh-sach"  # a cookie
MOST_REMEMBERED: Final = 2000  # characters
_PLACES: Final = {name: place for place, name in enumerate(KEPT)}
STATES: Final = tuple(
    each
    for each in State
    if each not in {State.DRAFT, State.NOT_ACCEPTED, State.STOPPED, State.RESULT_RETURNED}
)


def read(asked: QueryDict) -> Chosen:
    """The choice that an address makes."""
    order = asked.get("xep", "")
    kind, due, state = asked.get("viec", ""), asked.get("han", ""), asked.get("trang-thai", "")
    return Chosen(
        kind=kind if kind in KINDS else "",
        procedure=asked.get("thu-tuc", "")[:40],
        due=Due(due) if due in set(Due) else None,
        held=_held(asked.get("giu", "")),
        state=next((each for each in STATES if str(each.value) == state), None),
        agency=asked.get("don-vi", "")[:35],
        first=days.read(asked.get("tu", "")),
        last=days.read(asked.get("den", "")),
        order=SORTED_BY.get(order.removeprefix("-"), Order.DUE),
        descending=order.startswith("-"),
    )


def columns(asked: QueryDict) -> list[str]:
    """The columns that are shown beside the code, in their order; the usual ones unless chosen."""
    wanted = {each for value in asked.getlist("cot") for each in value.split(",")}
    found = [each for each in COLUMN_NAMES if each in wanted]
    return found or list(USUAL)


def kept(asked: QueryDict) -> dict[str, str]:
    """What of an address is worth keeping: the choice, without the page of the list."""
    said = {name: asked.get(name, "").strip()[:80] for name in KEPT if name != "cot"}
    if (shown := columns(asked)) != list(USUAL):
        said["cot"] = ",".join(shown)
    return {name: value for name, value in said.items() if value}


def page(asked: QueryDict) -> dict[str, str]:
    """Which page of the list an address asks for; empty for the first."""
    said = {name: asked.get(name, "") for name in PAGES}
    return {name: value for name, value in said.items() if value.isdigit() and len(value) < 19}


def address(choices: Mapping[str, str], **changes: str) -> str:
    """``?…`` of a choice, with what is changed in it; an empty value takes a part away."""
    whole = {**choices, **changes}
    names = sorted(whole, key=lambda name: _PLACES.get(name, len(_PLACES)))
    said = {name: whole[name] for name in names if whole[name]}
    return f"?{urlencode(said)}" if said else ""


def remember(request: HttpRequest, answer: HttpResponse, said: Mapping[str, str]) -> None:
    """The list that is looked at: one goes through dossiers as it stands, and back to it. It stays
    in the browser, so that looking at a list writes nothing."""
    wanted = address(said).removeprefix("?")
    if request.COOKIES.get(LIST, "") == wanted:
        return
    answer.set_cookie(
        LIST,
        wanted,
        max_age=None if wanted else 0,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def remembered(request: HttpRequest) -> QueryDict:
    """The address of the list that was looked at last in this browser."""
    return QueryDict(request.COOKIES.get(LIST, "")[:MOST_REMEMBERED])


def _held(word: str) -> str:
    if word in {ME, NOBODY}:
        return word
    try:
        return str(UUID(word))
    except ValueError:
        return ""
