"""What applies to me, and what does it cost: a few questions, no sign-in, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.catalogue import cost, once_only, screening, wording
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.once_only import Provision, Supply
from toantrinh.catalogue.pack import Pack
from toantrinh.catalogue.rules import NeedKind
from toantrinh.catalogue.screening import Screening
from toantrinh.core import clock
from toantrinh.forms.receiving import receive
from toantrinh.forms.rendering import section_form
from toantrinh.forms.visibility import RAW
from toantrinh.lists import queries as lists

from .. import door

GONE = 410
TAGS: Final[dict[Supply, tuple[str | Promise, str]]] = {
    Supply.HELD: (_("The state has it"), "green"),
    Supply.REGISTER: (_("The state has it"), "green"),
    Supply.FORM: (_("You fill it in online"), "blue"),
    Supply.APPLICANT: (_("You provide it"), "amber"),
}
CHANNELS: Final[dict[str, str | Promise]] = {
    "truc_tuyen": _("Over the internet"),
    "truc_tiep": _("At the counter"),
    "buu_chinh": _("By post"),
}


@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """A form sent by GET: each answer narrows what is told. What is sent is kept nowhere."""
    try:
        version = catalogue.offered(code)
    except ProcedureNotFound as error:
        raise Http404 from error
    except (ProcedureRepealed, ProcedureNotYetInForce) as refusal:
        return render(request, "portal/repealed.html", {"refusal": refusal}, status=GONE)
    pack = version.pack
    answers = given(pack, request.GET)
    channel = request.GET.get(screening.CHANNEL, "")
    channel = channel if channel in pack.channels else ""
    told = screening.screen(pack, answers, channel=channel, day=clock.today())
    page = {
        "pack": pack,
        "answered": bool(answers or channel),
        "told": told,
        "form": _drawn(told, answers) if told.form.field_by_key else None,
        "channels": _channels(pack, channel) if screening.asks_channel(pack) else [],
        "papers": _papers(pack, told),
        "limit": wording.limit(told.limit.limit),
        "trips": cost.now(pack).trips,
        "at_the_counter": channel == "truc_tiep" or not pack.is_filed_online,
        "file_at": _file_at(pack, answers) if pack.is_filed_online else "",
        "national_form": door.national_form(pack.code),
    }
    return render(request, "portal/screen.html", page)


def given(pack: Pack, sent: QueryDict) -> dict[str, Any]:
    """The answers in an address, or sent along with a form: only to questions of this page."""
    form = screening.whole_form(pack)
    received = receive(form, screening.SECTION, _own(pack, sent), {})
    return {
        key: answer for key, answer in received.items() if key != RAW and answer not in (None, [])
    }


def _own(pack: Pack, sent: QueryDict) -> QueryDict:
    """What was sent to questions of this page, without marks of what was on it."""
    keys = screening.whole_form(pack).field_by_key.keys()
    own = QueryDict(mutable=True)
    for key in keys & sent.keys():
        own.setlist(key, [value[:100] for value in sent.getlist(key)[:50]])
    return own


def as_sent(pack: Pack, sent: QueryDict) -> list[tuple[str, str]]:
    """Names and values of the answers, to be sent along once more."""
    return [(key, value) for key, values in _own(pack, sent).lists() for value in values if value]


def _drawn(told: Screening, answers: Mapping[str, Any]) -> object:
    return section_form(
        told.form,
        screening.SECTION,
        answers,
        choices=lists.current(),
        facts={"ngay_nop": clock.today()},
    )


def _channels(pack: Pack, chosen: str) -> list[tuple[str, str | Promise, bool]]:
    return [(each, CHANNELS.get(each, each), each == chosen) for each in pack.channels]


def _papers(pack: Pack, told: Screening) -> dict[str, list[dict[str, Any]]]:
    """The components by whether they are needed, each with who brings it."""
    provisions = once_only.provisions(
        pack,
        told.needs,
        known={},
        published=catalogue.published_data(),
        day=clock.today(),
    )
    brought = {each.component.key: each for each in provisions}
    found: dict[str, list[dict[str, Any]]] = {kind.value: [] for kind in NeedKind}
    for need in told.needs:
        row = {"component": need.component, "reason": need.reason}
        if provision := brought.get(need.component.key):
            row |= _brought(provision, told)
        found[need.need.value].append(row)
    return found


def _brought(provision: Provision, told: Screening) -> dict[str, Any]:
    """Who brings a component, and what would be enough in its place."""
    tag, colour = TAGS[provision.supply]
    own = provision.component
    others = [
        need.component.name
        for need in told.needs
        if own.one_of and need.component.one_of == own.one_of and need.component.key != own.key
    ]
    return {
        "tag": tag,
        "colour": colour,
        "or_upload": provision.takes_files and provision.supply is Supply.REGISTER,
        "instead": "; ".join(others),
    }


def _file_at(pack: Pack, answers: Mapping[str, Any]) -> str:
    """The way in, with the answers."""
    parts = QueryDict(mutable=True)
    for key, answer in answers.items():
        parts.setlist(key, _typed(answer))
    query = f"?{parts.urlencode()}" if answers else ""
    return reverse("portal:start", args=[pack.code]) + query


def _typed(answer: Any) -> list[str]:
    """An answer as a form sends it."""
    if isinstance(answer, list):
        return [str(each) for each in answer]
    if isinstance(answer, bool):
        return ["true" if answer else "false"]
    return [str(answer).replace(".", ",")] if isinstance(answer, float) else [str(answer)]
