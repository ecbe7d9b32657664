"""The officers of an installation from a list: who they are, and what posts they hold.

The list is a file of the agency that runs the installation; ``docs/howto/cai-dat.md`` shows one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from toantrinh.core import clock, yaml
from toantrinh.core.actor import Actor
from toantrinh.identity import actions
from toantrinh.identity.actions import ActOfDelegation, Given, Scope
from toantrinh.identity.models import Account, Agency, Capacity, Delegation, Post
from toantrinh.identity.permissions import OFFICES, Role

from .words import Trouble, _

NEEDED = {"name", "email", "posts"}
NEEDED_OF_POST = {"agency", "role", "title"}
NEEDED_OF_DELEGATION = {"act", "day"}


@dataclass(frozen=True)
class Office:
    """One post of the list; ``agency`` is a code, ``first_day`` empty for today. ``delegation`` is
    the act by which its holder signs for the head: ``act``, ``day``, and perhaps ``issuer``,
    ``from``, ``until``, ``procedures``, ``fields``, ``passes_on``."""

    agency: str
    role: Role
    title: str
    capacity: Capacity
    unit: str
    first_day: date | None = None
    delegation: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Officer:
    name: str
    email: str
    offices: tuple[Office, ...]


def read(path: Path) -> list[Officer]:
    """The officers of a list.

    Errors: YamlProblem with line and column; Trouble naming the entry.
    """
    entries: Any
    entries, _lines = yaml.load(path)
    if not isinstance(entries, list):
        raise Trouble(_("%(file)s is not a list of officers.") % {"file": path})
    return [_officer(entry, number) for number, entry in enumerate(entries, 1)]


def _officer(entry: Any, number: int) -> Officer:
    _check(entry, NEEDED, number)
    for post in entry["posts"]:
        _check(post, NEEDED_OF_POST, number)
        if "delegation" in post:
            _check(post["delegation"], NEEDED_OF_DELEGATION, number)
        if post["role"] not in {role.value for role in OFFICES}:
            raise _wrong(number, str(post["role"]))
        if post.get("capacity", "") not in Capacity.values:
            raise _wrong(number, str(post["capacity"]))
    offices = tuple(office(post) for post in entry["posts"])
    return Officer(entry["name"], entry["email"], offices)


def office(post: Mapping[str, Any]) -> Office:
    """A post as it stands in a list."""
    return Office(
        agency=post["agency"],
        role=Role(post["role"]),
        title=post["title"],
        capacity=Capacity(post.get("capacity", "")),
        unit=post.get("unit", ""),
        first_day=date.fromisoformat(post["from"]) if "from" in post else None,
        delegation=post.get("delegation"),
    )


def _check(entry: Any, needed: set[str], number: int) -> None:
    missing = sorted(needed - set(entry)) if isinstance(entry, Mapping) else sorted(needed)
    if missing:
        raise Trouble(
            _("Officer %(number)d of the list lacks %(what)s.")
            % {"number": number, "what": ", ".join(missing)},
        )


def _wrong(number: int, word: str) -> Trouble:
    return Trouble(
        _("Officer %(number)d of the list: nobody knows “%(word)s”.")
        % {"number": number, "word": word},
        _("Roles: %(roles)s") % {"roles": ", ".join(sorted(role.value for role in OFFICES))},
    )


@transaction.atomic
def make(officers: list[Officer], *, by: Actor, at: datetime) -> dict[str, str]:
    """Open the accounts that are not there and give the posts that are not held; all or nothing.

    Returns:
        The first password of each new account, by its e-mail; kept nowhere else.

    Errors: Trouble for an agency that is not there.
    """
    passwords = {}
    for officer in officers:
        account = Account.objects.filter(email__iexact=officer.email).first()
        if account is None:
            passwords[officer.email] = password = secrets.token_urlsafe(12)
            account = actions.open_account(
                party=actions.register_party(name=officer.name, by=by, at=at),
                email=officer.email,
                password=password,
                by=by,
                at=at,
            )
        give_posts(account, officer.offices, by=by, at=at)
    for officer in officers:
        account = Account.objects.get(email__iexact=officer.email)
        give_delegations(account, officer.offices, by=by, at=at)
    return passwords


def give_posts(account: Account, offices: tuple[Office, ...], *, by: Actor, at: datetime) -> None:
    """The posts of a list that ``account`` was never given."""
    for each in offices:
        agency = Agency.objects.filter(code=each.agency).first()
        if agency is None:
            raise Trouble(
                _("There is no agency %(code)s.") % {"code": each.agency},
                _("Load the agencies first: toantrinh load agencies FILE"),
            )
        if not account.posts.filter(agency=agency, role=each.role, title=each.title).exists():
            actions.give_post(
                account=account,
                agency=agency,
                role=each.role,
                title=each.title,
                capacity=each.capacity,
                unit=each.unit,
                first_day=each.first_day,
                by=by,
                at=at,
            )


def give_delegations(
    account: Account, offices: tuple[Office, ...], *, by: Actor, at: datetime
) -> None:
    """The acts of a list by which ``account`` signs for a head; the head holds the office already.

    Errors: Trouble where nobody does.
    """
    for each in offices:
        if each.delegation is None:
            continue
        posts = account.posts.filter(agency__code=each.agency, role=each.role, title=each.title)
        post = posts.select_related("agency", "account__party").latest("valid_from")
        if Delegation.objects.filter(post=post, act_number=each.delegation["act"]).exists():
            continue
        heads = Post.objects.of_heads().held_on(clock.local_day(at)).filter(agency=post.agency)
        heads = heads.exclude(account=account)  # nobody delegates to themselves
        head = heads.select_related("agency", "account__party").order_by("pk").first()
        if head is None:
            raise Trouble(
                _("Nobody holds the office of the head of %(agency)s, who could delegate.")
                % {"agency": post.agency.name},
                _("Put the head on the list, in no capacity, in “TM.” or in “Q.”."),
            )
        actions.propose_delegation(
            agency=post.agency, given=_given(post, head, each), act=_act(each), by=by, at=at
        )


def _given(post: Post, head: Post, office: Office) -> Given:
    said = office.delegation or {}
    return Given(
        post=post,
        given_by=head,
        capacity=office.capacity,
        first_day=date.fromisoformat(said["from"]) if "from" in said else post.valid_from,
        last_day=date.fromisoformat(said["until"]) if "until" in said else None,
        passes_on=bool(said.get("passes_on")),
        scope=Scope(said.get("procedures", ()), said.get("fields", ()), said.get("matters", ())),
    )


def _act(office: Office) -> ActOfDelegation:
    said = office.delegation or {}
    return ActOfDelegation(said["act"], date.fromisoformat(said["day"]), said.get("issuer", ""))
