"""The invented people of a demonstration: officers of one commune, and citizens who need them.

Names are natural and people are not: every one is marked as invented wherever the list is shown,
and their personal numbers have the serial numbers 000001 and following.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction

from toantrinh.core import clock, yaml
from toantrinh.core.actor import Actor
from toantrinh.identity import actions
from toantrinh.identity.models import Account, Party
from toantrinh.identity.queries import find_party
from toantrinh.project.officers import Office, give_delegations, give_posts, office

FIRST_DAY = "2025-07-01"


@dataclass(frozen=True)
class Person:
    """One invented person. ``key`` is the login; ``group`` and ``scene`` are for the demo page."""

    key: str
    name: str
    number: str
    email: str
    group: str
    scene: str
    known: Mapping[str, object]
    offices: tuple[Office, ...]
    has_certificate: bool = True

    @property
    def duty(self) -> str:
        """The offices in one line, each title once; empty for a citizen."""
        return "; ".join(dict.fromkeys(office.title for office in self.offices))


@dataclass(frozen=True)
class Cast:
    """All invented people, and the one password they share."""

    password: str
    people: tuple[Person, ...]


@lru_cache(maxsize=1)
def read() -> Cast:
    """The cast of ``packs/demo/people.yaml``."""
    data: Any
    data, _ = yaml.load(settings.PACKS / "demo" / "people.yaml")
    people = (
        _person(entry, group["title"]) for group in data["groups"] for entry in group["people"]
    )
    return Cast(password=data["password"], people=tuple(people))


def groups(people: Sequence[Person]) -> list[tuple[str, list[Person]]]:
    """The people under the titles of their groups, in the order of the list."""
    titles = dict.fromkeys(person.group for person in people)
    return [(title, [each for each in people if each.group == title]) for title in titles]


@transaction.atomic
def make_people(*, by: Actor, at: datetime) -> list[Account]:
    """Make the people who are not there yet, and give them their posts. Agencies must be loaded."""
    cast = read()
    accounts = [_make(person, cast.password, by, at) for person in cast.people]
    for account, person in zip(accounts, cast.people, strict=True):
        give_delegations(account, person.offices, by=by, at=at)
    return accounts


def _make(person: Person, password: str, by: Actor, at: datetime) -> Account:
    account = Account.objects.filter(login=person.key).first()
    if account is None:
        account = actions.open_account(
            party=_party(person, by, at),
            login=person.key,
            email=person.email,
            password=password,
            by=by,
            at=at,
        )
    give_posts(account, person.offices, by=by, at=at)
    return account


def _party(person: Person, by: Actor, at: datetime) -> Party:
    return find_party(person.number) or actions.register_party(
        name=person.name, number=person.number, known=_dated(person.known, at), by=by, at=at
    )


def _dated(known: Mapping[str, object], at: datetime) -> dict[str, object]:
    """The facts, with a day instead of ``{days_ago: 12}``: a child is newborn in every demo."""
    today = clock.local_day(at)
    return {
        source: str(today - timedelta(days=fact["days_ago"]))
        if isinstance(fact, Mapping) and "days_ago" in fact
        else fact
        for source, fact in known.items()
    }


def _person(entry: Mapping[str, Any], group: str) -> Person:
    same = {"ho_ten": entry["name"], "so_dinh_danh": entry["number"]}
    known = {"csdlqg_dan_cu": same, "vneid": same, "csdl_cu_tru": same}
    for source, facts in entry.get("known", {}).items():
        known[source] = known.get(source, {}) | facts
    return Person(
        key=entry["key"],
        name=entry["name"],
        number=entry["number"],
        email=entry.get("email", ""),
        group=group,
        scene=entry["scene"],
        known={
            f"{source}.{path}": fact for source in known for path, fact in known[source].items()
        },
        offices=tuple(
            office({"from": FIRST_DAY, **post, "agency": agency})
            for post in entry.get("posts", ())
            for agency in post.get("agencies") or [post["agency"]]
        ),
        has_certificate=not entry.get("without_certificate", False),
    )
