"""Finding people. Whoever shows what is found asks for the right first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from toantrinh.core import clock, sealing

from . import rules
from .errors import PostNotHeld
from .models import Absence, Account, Party, Post


def find_account(login: str) -> Account | None:
    """The account of one who types ``login``: an e-mail, a personal number or a login.

    A number is looked up by its blind index only. None when there is nobody; the caller says the
    same to a wrong login and to a wrong password.
    """
    login = login.strip()
    accounts = Account.objects.select_related("party")
    if rules.is_number(login):
        index = sealing.blind_index(rules.normal_number(login))
        found = accounts.filter(party__number_index=index)
    elif "@" in login:
        found = accounts.filter(email__iexact=login)
    else:
        found = accounts.filter(login=login)
    return found.order_by("-is_active", "pk").first()


def find_party(number: str) -> Party | None:
    """The person or organisation kept under ``number``, as people write it."""
    return Party.objects.with_number(rules.normal_number(number)).first()


def held_post(account: Account, uid: str) -> Post:
    """The post ``uid`` of ``account``, if it holds it today.

    Raises:
        PostNotHeld: it is somebody else's, over, not begun, or no post at all.
    """
    for post in account.posts_today:
        if _same(post.uid, uid):
            return post
    raise PostNotHeld()


def absences_seen_by(account: Account) -> list[Absence]:
    """Absences from today on: of oneself, and of whoever works at the agencies of one's posts."""
    today = clock.today()
    agencies = {post.agency_id for post in account.posts_in_use}
    people = Post.objects.held_on(today).filter(agency__in=agencies).values("account")
    rows = Absence.objects.filter(last_day__gte=today, called_off_at=None)
    rows = rows.filter(Q(account=account) | Q(account__in=people))
    return list(
        rows.select_related("account__party", "stand_in__party").order_by("first_day", "pk")
    )


def _same(uid: UUID, text: str) -> bool:
    return str(uid) == text.strip().lower()


@dataclass(frozen=True)
class Official:
    """Somebody in office, as people may know them."""

    name: str
    title: str
    agency: str


def officials(actors: Iterable[str]) -> dict[str, Official]:
    """Those of ``actors``, as the trail writes them, with a post; the newest post of each."""
    plain = {actor: actor.removeprefix("invented:").removeprefix("account:") for actor in actors}
    uids = [uid for actor, uid in plain.items() if "account:" in actor]
    posts = Post.objects.filter(account__uid__in=uids).select_related("account__party", "agency")
    found = {
        str(post.account.uid): Official(post.account.name, post.title, post.agency.name)
        for post in posts.order_by("valid_from", "pk")
    }
    return {actor: found[uid] for actor, uid in plain.items() if uid in found}
