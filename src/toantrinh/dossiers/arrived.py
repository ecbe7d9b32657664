"""What officers are told of how a dossier came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock

from . import completeness, gateways, rules
from .completeness import Missing
from .models import Arrival, Assistance, Attachment, Channel, Dossier
from .states import State

TROUBLES: Final = {
    "base64": _("its content is not base64"),
    "not-fetched": _("it is only an address on the internet, and nothing is fetched from there"),
    "outside": _("its path leads out of the folder of the dossier"),
    "not-found": _("it is not beside the dossier"),
    "hash": _("its content is not the one that the portal signed for (another SHA-256)"),
    "empty": _("it is empty"),
    "too-large": _("it is too large"),
    "type-refused": _("it is neither a photo (JPG, PNG) nor a PDF"),
    "unreadable": _("it is damaged or protected by a password"),
    "too-many-pages": _("it has too many pages"),
    "picture-too-large": _("the picture is too large to be shown"),
}
REMARKS: Final = {
    "owner-name-differs": _(
        "The portal calls the owner “%(detail)s”; here this number has another name."
    ),
    "owner-without-number": _(
        "The owner has no personal number in the dossier: confirm it by a document."
    ),
    "owner-number-odd": _("The number of the owner cannot be one: %(detail)s"),
    "owner-declared": _(
        "Somebody else filed it, so that the number of the owner is only declared. Compare it."
    ),
    "name-doubtful": _("The name has signs that names do not have: %(detail)s"),
    "subject-kind-unknown": _("Nobody knows this kind of applicant: %(detail)s"),
    "agency-not-competent": _("%(detail)s received it, but does not settle this procedure."),
    "agency-by-rule": _("The portal named %(detail)s; by the rule of the procedure it is yours."),
    "answer-unknown": _("An answer that the form does not ask: %(detail)s"),
    "answer-of-another": _("“%(detail)s” is for another person to answer and was not taken over."),
    "component-unknown": _("The file “%(detail)s” belongs to no component of the procedure."),
    "not-filed-online": _("This procedure is not filed online here; the portal took it."),
}


@dataclass(frozen=True)
class ArrivalTold:
    """For the page of a dossier. ``missing``: as of now; None once it is accepted.

    ``parked``: when another content came, and the names of the fields in which it differs.
    ``lines``: what the portal told beside the form.
    """

    arrival: Arrival
    remarks: list[str]
    missing: Missing | None
    files: list[Attachment]
    parked: list[tuple[datetime, list[str]]]
    lines: list[tuple[Any, str]]


def of(dossier: Dossier) -> ArrivalTold | None:
    """How it came, if by another portal. Whoever shows it has recorded the look. No query for a
    dossier of our own."""
    if dossier.channel != Channel.NATIONAL:
        return None
    arrival = Arrival.objects.select_related("submitter").filter(dossier=dossier).first()
    if arrival is None:
        return None
    content = arrival.content
    document = content["document"]
    waits = dossier.state in {State.FILED, State.SUPPLEMENT_ASKED}
    beside = dossier.attachments.present().filter(component__startswith=rules.BESIDE)
    return ArrivalTold(
        arrival=arrival,
        remarks=[_said(each) for each in content["remarks"]],
        missing=completeness.missing(dossier, at=dossier.submitted_at or clock.now())
        if waits
        else None,
        files=list(beside.select_related("file").order_by("added_at")),
        parked=[
            (each.received_at, sorted(differences(document, each.document)))
            for each in arrival.parked.order_by("received_at")
        ],
        lines=_lines(arrival, document),
    )


def submitter_name(dossier: Dossier) -> str:
    """Who filed it, for papers: on another portal, or by an account here. Who came to a counter
    filed it themselves; the officer who typed it for them is told apart (``wording.helped``)."""
    if dossier.channel == Channel.NATIONAL:
        arrival = Arrival.objects.select_related("submitter").filter(dossier=dossier).first()
        if arrival is not None:
            return arrival.submitter.name if arrival.submitter else dossier.owner.name
    if dossier.assistance == Assistance.OFFICER:
        return dossier.owner.name
    return dossier.submitted_by.name if dossier.submitted_by else ""


def _said(remark: Mapping[str, str]) -> str:
    code, detail = remark["code"], remark["detail"]
    if code.startswith("file-"):
        why = TROUBLES.get(code.removeprefix("file-"), code)
        words = _("The file “%(name)s” was not taken: %(why)s.")
        return str(words) % {"name": detail, "why": why}
    return str(REMARKS.get(code, code)) % {"detail": detail}


def _lines(arrival: Arrival, document: Mapping[str, Any]) -> list[tuple[Any, str]]:
    gateway = gateways.current().by_key(arrival.gateway)
    if gateway is None:
        return []
    wanted = {
        "phone": _("Telephone told by the portal"),
        "email": _("E-mail told by the portal"),
        "summary": _("What is asked for"),
        "note": _("Note"),
    }
    found = [
        (label, value)
        for name, label in wanted.items()
        if (value := _first(document, gateway.fields.get(name, ())))
    ]
    answers = {
        key: value
        for name in gateway.answers
        if isinstance(document.get(name), Mapping)
        for key, value in document[name].items()
    }
    known = arrival.dossier.version.form.field_by_key
    found += [(key, str(value)) for key, value in answers.items() if key not in known and value]
    for row in document.get(gateway.fees.list) or ():
        told = f"{row.get(gateway.fees.name) or ''}: {row.get(gateway.fees.amount) or 0}"
        found.append((_("Fee told by the portal"), told))
    return found


def _first(document: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    for path in paths:
        value: Any = document
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if value:
            return str(value)
    return ""


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    """The places at which two documents say different things.

    >>> sorted(differences({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}, "d": [4]}))
    ['b.c', 'd.0']
    """
    flat, others = dict(_flat(one)), dict(_flat(other))
    return {place for place in flat.keys() | others.keys() if flat.get(place) != others.get(place)}


def _flat(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _flat(each, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _flat(each, f"{place}.{at}")
    else:
        yield place, value
