"""The register of delegations as its pages say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.catalogue import queries as catalogue
from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity import authority
from toantrinh.identity.models import (
    GIVEN,
    Account,
    Agency,
    Delegation,
    DelegationState,
    Matter,
    Post,
)
from toantrinh.identity.permissions import Permission, Role

COLOURS: Final = {"holds": "green", "waits": "amber", "coming": "blue"}
WHOLE, PASSED = "chuc-vu:", "uy-quyen:"  # by office, or under a delegation


@dataclass(frozen=True)
class Row:
    """A delegation with how it stands today. ``fields``: names of fields of government, by key."""

    delegation: Delegation
    standing: str
    label: str
    fields: Mapping[str, str]

    @property
    def colour(self) -> str:
        return COLOURS.get(self.standing, "grey")

    @property
    def lines(self) -> tuple[str, ...]:
        each = self.delegation
        return authority.lines_of(each.agency, each.capacity, each.title, each)

    @property
    def act(self) -> str:
        return authority.act_of(self.delegation)

    @property
    def scope(self) -> list[str]:
        return _scope(self.delegation, self.fields)

    @property
    def giver_left(self) -> bool:
        """In force, and whoever gave it no longer holds the office: somebody should look at it."""
        giver = self.delegation.given_by
        return self.standing == "holds" and bool(giver and not giver.is_held_at(clock.now()))


def rows(found: Sequence[Delegation]) -> list[Row]:
    limited = any(each.fields for each in found)
    fields = {heading.key: heading.name for heading in catalogue.fields()} if limited else {}
    return [Row(each, *_standing(each), fields) for each in found]


def row(delegation: Delegation) -> Row:
    (found,) = rows([delegation])
    return found


def _standing(each: Delegation) -> tuple[str, str]:
    if each.state == DelegationState.PROPOSED:
        return "waits", _("Waits for confirmation")
    if each.state == DelegationState.REFUSED:
        return "refused", _("Not confirmed")
    if each.holds_at(clock.now()):
        return "holds", _("In force")
    if each.revoked_at:
        return "revoked", _("Revoked")
    if each.valid_from > clock.today():
        return "coming", _("Begins later")
    return "over", _("Over")


def _scope(each: Delegation, names: Mapping[str, str]) -> list[str]:
    """To what it is limited, a line each; one line that says all where it is not."""
    lines = []
    if each.procedures:
        lines.append(_("Procedures: %(codes)s") % {"codes": ", ".join(each.procedures)})
    if each.fields:
        said = ", ".join(names.get(key, key) for key in each.fields)
        lines.append(_("Fields: %(names)s") % {"names": said})
    if each.matters:
        said = ", ".join(str(Matter(key).label) for key in each.matters)
        lines.append(_("Only: %(matters)s") % {"matters": said})
    return lines or [_("All procedures and papers of the agency")]


@dataclass(frozen=True)
class Choices:
    """What the form of an agency lets one choose from."""

    agency: Agency
    signers: list[Post]
    givers: list[tuple[str, str]]

    @property
    def capacities(self) -> list[tuple[str, str]]:
        return [(each.value, str(each.label)) for each in GIVEN]

    @property
    def matters(self) -> list[tuple[str, str]]:
        return [(each.value, str(each.label)) for each in Matter]

    @property
    def fields(self) -> list[Any]:
        return catalogue.fields()


def choices(agency: Agency, today: date) -> Choices:
    """Who may be given the right to sign at ``agency``, and who may give it."""
    held = Post.objects.held_on(today).filter(agency=agency, role=Role.HEAD)
    posts = list(held.select_related("agency", "account__party").order_by("title", "pk"))
    givers = [
        (f"{WHOLE}{p.uid}", f"{p.account.name}, {p.called}") for p in posts if p.signs_by_itself
    ]
    passing = Delegation.objects.holding_on(today).filter(agency=agency, passes_on=True)
    for each in passing.with_all():
        post, act = each.post, authority.act_of(each)
        said = _("%(who)s, under %(act)s") % {
            "who": f"{post.account.name}, {post.title}",
            "act": act,
        }
        givers.append((f"{PASSED}{each.uid}", said))
    return Choices(agency, [post for post in posts if not post.signs_by_itself], givers)


def agencies(account: Account) -> list[Agency]:
    """Whose register this account keeps: those with somebody who could be given a right first."""
    rows = Agency.objects.managed_by(account, Permission.DELEGATION_PROPOSE)
    headed = rows.valid_on(clock.today()).filter(posts__role=Role.HEAD).distinct()
    return sorted(headed, key=lambda each: alphabetical(each.name))
