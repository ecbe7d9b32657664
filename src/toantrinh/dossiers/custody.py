"""Where the originals of a dossier are, who may have them next, and what must not end without them.

An original that the version calls ``custody: withdrawn`` gives way to the result and stays with the
agency when that is returned; every other one, and every one on any other end, goes back.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.pack import Component
from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency, AgencyKind
from toantrinh.identity.permissions import Permission, Role
from toantrinh.papers.rules import LETTERS, grouped
from toantrinh.trail.events import Event
from toantrinh.trail.models import TrailEntry

from . import negative
from .custody_errors import OriginalEnded, OriginalNotTaken, OriginalsOut
from .custody_events import OriginalWithdrawn
from .handling import about
from .models import Destiny, Dossier, Original, OriginalState, TransferItem, TransferState
from .models.custody import roles_in
from .moments import moment
from .states import State

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

CODE_LENGTH: Final = 8
MOST_SHEETS: Final = 500
MOST_TRIES: Final = 5
KEEPERS: Final = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD, Role.CLERK)
OFFICE_NAMES: Final[Mapping[str, StrOrPromise]] = {
    Role.ONE_STOP.value: gettext_lazy("the one-stop desk"),
    Role.SPECIALIST.value: gettext_lazy("the specialist unit"),
    Role.HEAD.value: gettext_lazy("the head"),
    Role.CLERK.value: gettext_lazy("the clerk's office"),
}
_TYPED = re.compile(r"[^/?#&=\s][^/?#&=]*$")
ENDED: Final = Q(dossier__closed_at__isnull=False) | Q(dossier__settled_at__isnull=False)


def new_code() -> str:
    """Of a slip or a list: eight letters, easily read aloud. No secret: rights are checked."""
    return grouped("".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH)))


def canonical(typed: str) -> str:
    """The code in what was typed or scanned, which may be a whole address; empty for none.

    >>> canonical("https://dvc.example.vn/can-bo/ban-chinh/k7qx-2m4d")
    'K7QX-2M4D'
    >>> canonical("k7qx 2m4d"), canonical("abc")
    ('K7QX-2M4D', '')
    """
    last = _TYPED.search(typed.strip().rstrip("/"))
    letters = "".join(sign for sign in last[0].upper() if sign in LETTERS) if last else ""
    return grouped(letters) if len(letters) == CODE_LENGTH else ""


@dataclass(frozen=True)
class Counter:
    """Where people hand things in for a dossier and fetch them: the competent body, or the centre
    that took the dossier in."""

    dossier: Dossier

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        roles = self.dossier.roles_of(actor)
        if self.dossier.taken_in_by is not None:
            roles |= self.dossier.taken_in_by.roles_of(actor)
        return roles


@dataclass(frozen=True)
class Place:
    """An office of an agency."""

    agency: Agency
    office: str

    @property
    def name(self) -> str:
        return f"{self.agency.name}, {OFFICE_NAMES.get(self.office, self.office)}"

    @property
    def code(self) -> str:
        return f"{self.agency.code}/{self.office}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return roles_in(self.agency, self.office, actor)


def place_of(original: Original) -> Place:
    return Place(original.agency, original.office)


def where(original: Original) -> str:
    """Who has it now, in one line."""
    return f"{place_of(original).name}, {original.holder.name}"


def counter_of(dossier: Dossier, by: Account) -> Agency | None:
    """The agency at whose one-stop desk ``by`` meets people about this dossier."""
    for agency in (dossier.taken_in_by, dossier.agency):
        if agency is not None and Role.ONE_STOP in agency.roles_of(by):
            return agency
    return None


def places_of(account: Account) -> list[Place]:
    """The offices in use that keep originals, each once."""
    found = {
        (post.agency_id, post.role): Place(post.agency, post.role)
        for post in account.posts_in_use
        if Role(post.role) in KEEPERS
    }
    return list(found.values())


def destinations(giver: Place, originals: Iterable[Original]) -> list[Place]:
    """Where any of ``originals`` may go from here: the offices of this agency, and those of the
    agencies their dossiers concern; to a colleague of the same office last."""
    agencies = {giver.agency.pk: giver.agency}
    for original in originals:
        for agency in concerned(original.dossier):
            agencies.setdefault(agency.pk, agency)
    found = [
        Place(agency, office.value)
        for agency in agencies.values()
        for office in KEEPERS
        if agency.kind not in (AgencyKind.COMMUNE_CENTRE, AgencyKind.PROVINCE_CENTRE)
        or office is Role.ONE_STOP
    ]
    return sorted(found, key=lambda each: each.code == giver.code)


def concerned(dossier: Dossier) -> list[Agency]:
    return [each for each in (dossier.agency, dossier.taken_in_by) if each is not None]


def name_of(original: Original) -> str:
    """What the paper is called: by the pack, or as the officer wrote it."""
    if written := original.details.get("name"):
        return str(written)
    by_key = {each.key: each.name for each in original.dossier.version.pack.components}
    return by_key.get(original.component, original.component)


def named(dossier: Dossier) -> dict[str, str]:
    """By the number of each original of a dossier: its name and the code of its slip."""
    words = _("%(name)s, slip %(code)s")
    return {
        str(each.uid): words % {"name": name_of(each), "code": each.code} for each in rows(dossier)
    }


def choices(dossier: Dossier) -> list[Component]:
    """The components an original of which may be handed in, those first whose custody is told."""
    found = [each for each in dossier.version.pack.components if each.original]
    return sorted(found, key=lambda each: not each.custody)


def rows(dossier: Dossier) -> list[Original]:
    """All originals of a dossier, as they were handed in."""
    found = dossier.originals.select_related(
        "agency__successor", "holder__party", "ended_by__party"
    )
    return [_with(dossier, each) for each in found.order_by("taken_at", "id")]


def _with(dossier: Dossier, original: Original) -> Original:
    original.dossier = dossier
    return original


def missing_of(dossier: Dossier) -> frozenset[int]:
    """Keys of its originals that did not arrive where they were sent."""
    items = TransferItem.objects.filter(original__dossier=dossier, state=TransferState.MISSING)
    return frozenset(items.values_list("original", flat=True))


def has_ended(dossier: Dossier) -> bool:
    return dossier.settled_at is not None or dossier.closed_at is not None


def goes_back(original: Original) -> bool:
    """Whether it is the person's again once the dossier ends as it stands now."""
    dossier = original.dossier
    granted = dossier.settled_at is not None and negative.closing_of(dossier) is None
    return original.destiny == Destiny.RETURNED or not granted


def is_to_fetch(original: Original) -> bool:
    """Whether its owner can fetch it: it lies at the counter, elsewhere nobody hands it out; nor
    what is on its way, or did not arrive."""
    is_back = original.is_out and has_ended(original.dossier) and goes_back(original)
    return is_back and original.office == Role.ONE_STOP and open_item(original) is None


def return_code(original: Original) -> str:
    """Six digits that only the applicant is shown; never stored."""
    number = int.from_bytes(sealing.blind_index(f"return:{original.uid}")[:8])
    return f"{number % 1_000_000:06d}"


def refuse_ended(original: Original) -> None:
    """Errors: OriginalEnded with who ended it and when."""
    if not original.is_out:
        ended_by, ended_at = original.ended_by, original.ended_at
        raise OriginalEnded(
            original=original.code,
            state=original.get_state_display(),
            who=ended_by.name if ended_by else "",
            at=moment(ended_at) if ended_at else "",
        )


def open_item(original: Original) -> TransferItem | None:
    """The list it stands on and is not accepted from."""
    items = original.items.filter(state__in=[TransferState.WAITING, TransferState.MISSING])
    return items.select_related("handover").first()


def not_taken(dossier: Dossier, told: Mapping[str, Any]) -> list[Component]:
    """The originals that the result takes the place of and that nobody has handed in yet."""
    held = set(dossier.originals.out().values_list("component", flat=True))
    return [
        need.component
        for need in catalogue_rules.components(dossier.version.pack, told)
        if need.component.custody == Destiny.WITHDRAWN
        and need.need == catalogue_rules.NeedKind.REQUIRED
        and need.component.key not in held
    ]


def refuse_return(dossier: Dossier, told: Mapping[str, Any]) -> list[Original]:
    """What the return of a result stands or falls with; the originals it withdraws.

    A granted result takes the old original in exchange; a dossier does not close over an original
    that is still out. Lateness is no matter here.

    Errors: OriginalsOut, OriginalNotTaken.
    """
    out = list(
        dossier.originals.out()
        .select_for_update(of=["self"])
        .select_related("agency", "holder__party")
        .order_by("pk")
    )
    back: list[Original] = []
    withdrawn: list[Original] = []
    for original in out:
        _with(dossier, original)
        stays = not goes_back(original) and open_item(original) is None
        (withdrawn if stays else back).append(original)
    if back:
        told_of = (f"{each.code}: {where(each)}." for each in back)
        raise OriginalsOut(where=" ".join(told_of))
    if negative.closing_of(dossier) is None and (missing := not_taken(dossier, told)):
        raise OriginalNotTaken(names="; ".join(each.name for each in missing))
    return withdrawn


def withdraw(originals: Iterable[Original], *, by: Account, at: datetime) -> list[Event]:
    """What the result takes the place of stays with the agency; the events to record."""
    events: list[Event] = []
    for original in originals:
        original.state, original.ended_at, original.ended_by = OriginalState.WITHDRAWN, at, by
        original.save(update_fields=["state", "ended_at", "ended_by"])
        events.append(OriginalWithdrawn(**about(original.dossier), original=str(original.uid)))
    return events


def on_receipt(dossier: Dossier) -> dict[str, str]:
    """What form 01 says of originals, by component: those taken in, and what is still to come."""
    kept: dict[str, list[str]] = {}
    for original in rows(dossier):
        if original.is_out:
            words = _("Original kept, %(sheets)d sheets, slip %(code)s")
            said = words % {"sheets": original.sheets, "code": original.code}
            kept.setdefault(original.component, []).append(said)
    to_come = {
        each.key: [_("Original to be handed in for the result")]
        for each in dossier.version.pack.components
        if each.custody == Destiny.WITHDRAWN
    }
    return {key: "; ".join(said) for key, said in {**to_come, **kept}.items()}


@dataclass(frozen=True)
class Move:
    """One thing that happened to an original. ``detail`` is where it was then; ``who`` is an
    officer, empty for the house."""

    at: datetime
    title: str
    detail: str = ""
    who: str = ""


WHAT: Final[Mapping[str, StrOrPromise]] = {
    "original.taken-in": gettext_lazy("Handed in"),
    "original.listed": gettext_lazy("Put on list %(handover)s"),
    "original.accepted": gettext_lazy("Accepted from list %(handover)s"),
    "original.missed": gettext_lazy("Did not arrive with list %(handover)s"),
    "original.kept": gettext_lazy("Kept by the giver, off list %(handover)s"),
    "original.code-refused": gettext_lazy("A wrong code was typed"),
    "original.returned": gettext_lazy("Returned against signature"),
    "original.withdrawn": gettext_lazy("Withdrawn when the result was returned"),
}
_PLACE_AFTER: Final = {
    "original.taken-in": "place",
    "original.listed": "from_place",
    "original.accepted": "to_place",
    "original.missed": "from_place",
    "original.kept": "from_place",
}
_ACTOR = re.compile(r"account:([0-9a-f-]{36})$")


def chain(original: Original) -> list[Move]:
    """The whole way of an original, the oldest first, out of the trail."""
    entries = [
        entry
        for entry in TrailEntry.objects.filter(case=original.dossier.case, kind__in=WHAT).order_by(
            "seq"
        )
        if entry.data["original"] == str(original.uid)
    ]
    actors = {entry.actor: found[1] for entry in entries if (found := _ACTOR.search(entry.actor))}
    people = {
        str(each.uid): each.name
        for each in Account.objects.filter(uid__in=set(actors.values())).select_related("party")
    }
    places = {str(entry.data.get(_PLACE_AFTER.get(entry.kind, ""), "")) for entry in entries}
    agencies = {
        each.code: each
        for each in Agency.objects.filter(code__in={each.partition("/")[0] for each in places})
    }
    return [
        Move(
            at=entry.at,
            title=str(WHAT[entry.kind]) % entry.data,
            who=people.get(actors.get(entry.actor, ""), ""),
            detail=_named(str(entry.data.get(_PLACE_AFTER.get(entry.kind, ""), "")), agencies),
        )
        for entry in entries
    ]


def _named(code: str, agencies: Mapping[str, Agency]) -> str:
    agency, _stroke, office = code.partition("/")
    return Place(agencies[agency], office).name if agency in agencies else ""


def keeps_any(account: Account) -> bool:
    return bool(account.agencies_with(Permission.ORIGINAL_KEEP))


def is_running(dossier: Dossier) -> bool:
    """Whether its originals are still needed: neither ended nor wanted back."""
    return not has_ended(dossier) and dossier.state != State.WITHDRAWAL_ASKED
