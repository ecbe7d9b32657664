"""Parties and their accounts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from toantrinh.core.actor import Actor
from toantrinh.identity import rules
from toantrinh.identity.errors import EmailTaken, NumberKnown, NumberTaken
from toantrinh.identity.events import (
    AccountClosed,
    AccountOpened,
    NumberConfirmed,
    PartyLookedUp,
    PartyRegistered,
    PasswordChanged,
    SignedIn,
    SignInFailed,
)
from toantrinh.identity.models import Account, Agency, Installation, Party, PartyKind
from toantrinh.identity.permissions import Permission, require
from toantrinh.identity.queries import find_account, find_party
from toantrinh.trail.actions import record, record_access, record_all


@transaction.atomic
def register_party(
    *,
    name: str,
    number: str = "",
    kind: PartyKind = PartyKind.PERSON,
    known: Mapping[str, object] | None = None,
    agency: Agency | None = None,
    by: Actor,
    at: datetime,
) -> Party:
    """Keep a person or an organisation that was not kept before.

    Args:
        number: personal or enterprise number as seen on a paper or given by a database; never one
            that someone merely declared, because results are delivered by it. Empty: unknown.
        known: what the state knows, by ``source.path``.
        agency: where ``by`` sees the paper; the installation as a whole otherwise.

    Raises:
        NotPermitted: ``by`` registers nobody there.
        NumberTaken: the number is another party's; find that one by it.
    """
    require(by, Permission.PARTY_REGISTER, on=agency or Installation())
    party = Party(name=_clean(name), kind=kind)
    if number:
        party.number = rules.normal_number(number)
    if known:
        party.known = dict(known)
    _save_with_number(party)
    record(_registered(party, agency), by=by, at=at)
    return party


@transaction.atomic
def confirm_number(
    *, party: Party, number: str, agency: Agency | None = None, by: Actor, at: datetime
) -> Party:
    """Tie a personal number, seen on a paper or proven by a sign-in, to a party without one.

    Raises:
        NotPermitted: ``by`` confirms nobody at ``agency`` (or in the installation as a whole).
        NumberKnown: the party has a number; a wrong one is not replaced in passing.
        NumberTaken: the number is another party's.
    """
    require(by, Permission.PARTY_CONFIRM, on=agency or Installation())
    party = Party.objects.select_for_update().get(pk=party.pk)
    if party.number_index is not None:
        raise NumberKnown()
    party.number = rules.normal_number(number)
    _save_with_number(party)
    event = NumberConfirmed(
        case=party.subject_id, subject=party.subject_id, agency=agency.code if agency else ""
    )
    record(event, by=by, at=at)
    return party


def look_up(*, email: str, agency: Agency, by: Actor) -> Account | None:
    """The account with ``email``, for an officer who is about to confirm its number.

    The look is written down first, because it shows a name. Not inside a transaction.

    Raises:
        NotPermitted: ``by`` confirms nobody at ``agency``.
    """
    require(by, Permission.PARTY_CONFIRM, on=agency)
    account = find_account(email) if "@" in email else None
    if account is None or account.party is None:
        return None
    party = account.party.subject_id
    record_access(PartyLookedUp(case=party, subject=party, agency=agency.code), by=by)
    return account


def look_up_number(*, number: str, agency: Agency, by: Actor) -> Party | None:
    """The person with ``number``, for an officer of ``agency`` who has their card in hand.

    The look is written down first, because it shows a name. Not inside a transaction.

    Raises:
        NotPermitted: ``by`` registers nobody at ``agency``.
    """
    require(by, Permission.PARTY_REGISTER, on=agency)
    party = find_party(number)
    if party is None:
        return None
    subject = party.subject_id
    record_access(PartyLookedUp(case=subject, subject=subject, agency=agency.code), by=by)
    return party


@transaction.atomic
def register(*, name: str, email: str, password: str, by: Actor, at: datetime) -> Account:
    """Someone makes an account of their own: a party without a number, and a way to sign in.

    No number is asked: whoever typed another's would receive that one's results. It comes with a
    proof (``confirm_number``).

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        EmailTaken: there is an account with this e-mail.
    """
    require(by, Permission.ACCOUNT_MANAGE, on=Installation())
    party = Party.objects.create(name=_clean(name))
    account = _open(party, email=email, login="", password=password)
    opened = _opened(account, self_registered=True)
    record_all([_registered(party, None), opened], by=by, at=at)
    return account


@transaction.atomic
def open_account(
    *,
    party: Party,
    email: str = "",
    login: str = "",
    password: str | None = None,
    agency: Agency | None = None,
    by: Actor,
    at: datetime,
) -> Account:
    """Give ``party`` a way to sign in, such as to an officer who begins at ``agency``.

    Args:
        email: by which they sign in; besides it their number, if known, always does.
        login: a name to sign in with; made up when empty, and then known to nobody.
        password: None for an account that signs in by other means only.

    Raises:
        NotPermitted: ``by`` opens no accounts at ``agency`` (or in the installation as a whole).
        EmailTaken: there is an account with this e-mail or login.
    """
    require(by, Permission.ACCOUNT_MANAGE, on=agency or Installation())
    account = _open(party, email=email, login=login, password=password)
    record(_opened(account, self_registered=False), by=by, at=at)
    return account


@transaction.atomic
def change_password(*, account: Account, password: str, by: Actor, at: datetime) -> Account:
    """Let ``account`` sign in with another password; its other sessions end with it.

    Raises:
        NotPermitted: ``by`` is someone else.
    """
    require(by, Permission.ACCOUNT_USE, on=account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(PasswordChanged(case=account.actor_id, subject=_subject(account)), by=by, at=at)
    return account


@transaction.atomic
def close_account(*, account: Account, by: Actor, at: datetime) -> Account:
    """Nobody signs in with ``account`` any more; open sessions end with their next request.

    Raises:
        NotPermitted: ``by`` administers no agency at which the account has a post, nor the whole.
    """
    require(by, Permission.ACCOUNT_MANAGE, on=account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(AccountClosed(case=account.actor_id, subject=_subject(account)), by=by, at=at)
    return account


@transaction.atomic
def note_sign_in(*, account: Account, means: str, by: Actor, at: datetime) -> None:
    """Write down that the holder of ``account`` signed in, by ``means`` such as ``password``.

    Raises:
        NotPermitted: ``by`` is someone else.
    """
    require(by, Permission.ACCOUNT_USE, on=account)
    event = SignedIn(case=account.actor_id, subject=_subject(account), means=means)
    record(event, by=by, at=at)


@transaction.atomic
def note_failed_sign_in(*, account: Account, by: Actor, at: datetime) -> None:
    """Write down that someone did not know the password of ``account``.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.ACCOUNT_USE, on=account)
    record(SignInFailed(case=account.actor_id, subject=_subject(account)), by=by, at=at)


def _open(party: Party, *, email: str, login: str, password: str | None) -> Account:
    account = Account(party=party, email=email.strip().lower())
    account.login = login or str(account.uid)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:  # of two at once, the second learns it here
        raise EmailTaken() from taken
    return account


def _save_with_number(party: Party) -> None:
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as taken:
        raise NumberTaken() from taken


def _clean(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def _subject(account: Account) -> str:
    return account.party.subject_id if account.party else ""


def _registered(party: Party, agency: Agency | None) -> PartyRegistered:
    return PartyRegistered(
        case=party.subject_id,
        subject=party.subject_id,
        agency=agency.code if agency else "",
        party_kind=party.kind,
        with_number=party.number_index is not None,
    )


def _opened(account: Account, *, self_registered: bool) -> AccountOpened:
    return AccountOpened(
        case=account.actor_id, subject=_subject(account), self_registered=self_registered
    )
