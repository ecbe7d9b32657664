"""Colleagues as one chooses among them: each once, with the offices they hold in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy

from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Role
from toantrinh.identity.rules import sort_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OFFICES: Final[dict[Role, StrOrPromise]] = {
    Role.ONE_STOP: gettext_lazy("One-stop desk"),
    Role.SPECIALIST: gettext_lazy("Specialist"),
    Role.HEAD: gettext_lazy("Head"),
    Role.CLERK: gettext_lazy("Clerk"),
}
Office = tuple[int, str]  # the key of the agency, the role


@dataclass(frozen=True)
class Choice:
    """``offices`` is empty where there is only one office, which then says nothing."""

    account: Account
    offices: str

    def __str__(self) -> str:
        return f"{self.account.name} – {self.offices}" if self.offices else self.account.name


def among(
    people: Mapping[Office, Sequence[Account]],
    agencies: Iterable[Agency],
    *,
    but: Account | None = None,
) -> list[Choice]:
    """Who holds these offices, in Vietnamese order; the agency is named when there are more than
    one. Offices that no step waits for are none of it."""
    names = {each.pk: each.name for each in agencies}
    order = list(OFFICES)
    held = sorted(
        (office for office in people if office[1] in OFFICES),
        key=lambda office: (order.index(Role(office[1])), office[0]),
    )
    offices: dict[Account, list[Office]] = {}
    for office in held:
        for account in dict.fromkeys(people[office]):  # two posts may give the same office
            if account != but:
                offices.setdefault(account, []).append(office)
    found = [
        Choice(account, "; ".join(_said(each, names) for each in theirs) if len(held) > 1 else "")
        for account, theirs in offices.items()
    ]
    return sorted(found, key=lambda each: (sort_key(each.account.name), each.account.pk))


def _said(office: Office, names: Mapping[int, str]) -> str:
    agency, role = office
    where = f", {names[agency]}" if len(names) > 1 and agency in names else ""
    return f"{OFFICES[Role(role)]}{where}"
