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

from toantrinh.core import yaml
from toantrinh.core.actor import Actor
from toantrinh.identity import actions
from toantrinh.identity.models import Account, Agency, Capacity
from toantrinh.identity.permissions import OFFICES, Role

from .words import Trouble, _

NEEDED = {"name", "email", "posts"}
NEEDED_OF_POST = {"agency", "role", "title"}


@dataclass(frozen=True)
class Office:
    """One post of the list; ``agency`` is a code, ``first_day`` empty for today."""

    agency: str
    role: Role
    title: str
    capacity: Capacity
    unit: str
    first_day: date | None = None


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
