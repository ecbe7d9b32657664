"""By what right somebody signs: the office of the head itself, or a delegation.

``right`` finds it, ``hold`` keeps it from being taken away until the commit. Whoever signs asks for
both at the moment of the signature, not before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from toantrinh.core import clock

from . import rules
from .errors import (
    DelegationNotBegun,
    DelegationNotConfirmed,
    DelegationOver,
    NoDelegation,
    OfficeOver,
    OutsideDelegation,
)
from .models import Account, Agency, Capacity, Delegation, DelegationState, Post
from .permissions import PERMISSIONS, Permission, Role


@dataclass(frozen=True)
class Wanted:
    """What is to be signed: the code of the procedure, the key of its field, the ``Matter``.

    ``of_head``: the head decides it in their own right, so nobody signs on behalf of the agency.
    """

    procedure: str
    field: str
    matter: str
    of_head: bool = False


@dataclass(frozen=True)
class Right:
    """``delegation`` is None where the office itself gives the right; ``of_head`` as wanted."""

    post: Post
    delegation: Delegation | None = None
    of_head: bool = False

    @property
    def capacity(self) -> str:
        """Legal source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II khoản 7: who decides
        in their own right signs without TM."""
        capacity = self.delegation.capacity if self.delegation else self.post.capacity
        return "" if self.of_head and capacity == Capacity.TM else capacity

    @property
    def title(self) -> str:
        return self.delegation.title if self.delegation else self.post.title

    @property
    def lines(self) -> tuple[str, ...]:
        """Capacity and office as they stand above the signature."""
        return lines_of(self.post.agency, self.capacity, self.title, self.delegation)


def lines_of(
    agency: Agency, capacity: str, title: str, delegation: Delegation | None
) -> tuple[str, ...]:
    """Capacity and office, line by line, with those for whom it is signed."""
    line = delegation.line if delegation else []
    givers = [each.given_by.title for each in reversed(line) if each.given_by is not None]
    passed = [(each.capacity, each.title) for each in reversed(line[1:])]
    return rules.capacity_lines(
        capacity, title, agency.kind, head=givers[0] if givers else "", through=passed
    )


def right(account: Account, agency: Agency, wanted: Wanted, *, at: datetime) -> Right:
    """By what ``account`` may sign ``wanted`` for ``agency`` at ``at``, in the posts in use.

    The office itself goes before any delegation; of several delegations the narrowest holds, of
    equally narrow ones the newest.

    Raises:
        NoDelegation, OutsideDelegation, DelegationOver, DelegationNotBegun,
        DelegationNotConfirmed: a refusal each, that names the act, who and when.
    """
    posts = [post for post in account.posts_in_use if _decides(post, agency)]
    for post in posts:
        if post.signs_by_itself:
            return Right(post, of_head=wanted.of_head)
    given = _delegations(account, agency, posts)
    holding = [each for each in given if each.holds_at(at)]
    fitting = [
        each for each in holding if each.covers(wanted.procedure, wanted.field, wanted.matter)
    ]
    if fitting:
        narrowest = min(fitting, key=_breadth)
        post = next(post for post in posts if post.pk == narrowest.post_id)
        return Right(post, narrowest, wanted.of_head)
    raise _why_not(account, agency, wanted, given, holding, at)


def hold(right: Right, *, at: datetime) -> None:
    """Make sure of the right at ``at`` and keep it until the commit: whoever revokes it waits.

    Raises:
        OfficeOver, DelegationOver: it was taken away meanwhile.
    """
    delegations = right.delegation.line if right.delegation else []
    keys = sorted({each.pk for each in delegations})
    posts = sorted({right.post.pk, *(each.post_id for each in delegations)})
    list(
        Post.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=posts).order_by("pk")
    )
    rows = Delegation.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(of=["self"], no_key=True))
    refuse_over(right, at=max(at, clock.now()))  # whoever waited above sees what happened meanwhile


def refuse_over(right: Right, *, at: datetime) -> None:
    """Look again whether the right is still there.

    Raises:
        OfficeOver, DelegationOver: it was taken away meanwhile.
    """
    post = Post.objects.select_related("account__party", "agency").get(pk=right.post.pk)
    if not post.is_held_at(at):
        raise OfficeOver(title=post.title, agency=post.agency.name, who=post.account.name)
    if right.delegation is not None:
        now = Delegation.objects.with_all().get(pk=right.delegation.pk)
        if not now.holds_at(at):
            raise over(now)


def over(delegation: Delegation) -> DelegationOver:
    """The refusal that names the act, who signed under it, and when it ended."""
    ended = next((each for each in delegation.line if each.ended_on), delegation)
    when = date_format(ended.ended_on, "d/m/Y") if ended.ended_on else ""
    if ended.ended_on and ended.ended_on in (ended.valid_to, ended.post.valid_to):
        when = _("the end of %(day)s") % {"day": when}
    if ended.revoked_at:
        local = ended.revoked_at.astimezone(clock.ZONE)
        said = {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
        when = _("%(time)s on %(day)s") % said
        if ended.revoked_by:
            when += _(" (revoked by %(who)s)") % {"who": ended.revoked_by.name}
    return DelegationOver(act=act_of(ended), who=delegation.post.account.name, when=when)


def act_of(delegation: Delegation) -> str:
    """The act in words: its number, its day, who issued it."""
    if not delegation.act_number:
        return _("an act whose number is not entered yet")
    said = [delegation.act_number]
    if delegation.act_day:
        said.append(_("of %(day)s") % {"day": f"{delegation.act_day:%d/%m/%Y}"})
    if delegation.act_issuer:
        said.append(f"({delegation.act_issuer})")
    return " ".join(said)


def may_revoke(by: Account, delegation: Delegation) -> bool:
    """Whether ``by`` may end it: the head, whoever passed it on, and administrators; not any other
    deputy."""
    if Role.ADMINISTRATOR in delegation.roles_of(by):
        return True
    own = [post for post in by.posts_in_use if post.agency_id == delegation.agency_id]
    given = {each.given_by_id for each in delegation.line}
    return any(post.signs_by_itself or post.pk in given for post in own)


def _decides(post: Post, agency: Agency) -> bool:
    return post.agency_id == agency.pk and Permission.DOSSIER_DECIDE in PERMISSIONS[Role(post.role)]


def _delegations(account: Account, agency: Agency, posts: list[Post]) -> list[Delegation]:
    """All that this account was ever given there, but for what goes with posts it does not use."""
    rows = Delegation.objects.with_all().filter(agency=agency, post__account=account)
    others = {post.pk for post in account.posts_today} - {post.pk for post in posts}
    return [each for each in rows if each.post_id not in others]


def _breadth(delegation: Delegation) -> tuple[bool, bool, bool, int, int]:
    """The narrowest first, then the newest."""
    return (
        not delegation.procedures,
        not delegation.fields,
        not delegation.matters,
        -delegation.valid_from.toordinal(),
        -delegation.pk,
    )


def _why_not(
    account: Account,
    agency: Agency,
    wanted: Wanted,
    given: list[Delegation],
    holding: list[Delegation],
    at: datetime,
) -> (
    NoDelegation | OutsideDelegation | DelegationOver | DelegationNotBegun | DelegationNotConfirmed
):
    """The refusal that helps most: what ended, what begins, what is too narrow, or that there is
    nothing."""
    day = clock.local_day(at)
    fitting = [each for each in given if each.covers(wanted.procedure, wanted.field, wanted.matter)]
    confirmed = [each for each in fitting if each.state == DelegationState.CONFIRMED]
    begun = [each for each in confirmed if each.valid_from <= day]
    if ended := [each for each in begun if any(one.ended_on for one in each.line)]:
        return over(max(ended, key=lambda each: (each.ended_on or day, each.pk)))
    if coming := [each for each in confirmed if each.valid_from > day]:
        first = min(coming, key=lambda each: each.valid_from)
        return DelegationNotBegun(act=act_of(first), who=account.name, day=first.valid_from)
    if waiting := [each for each in fitting if each.state == DelegationState.PROPOSED]:
        return DelegationNotConfirmed(act=act_of(waiting[-1]), who=account.name)
    if holding:
        return OutsideDelegation(
            act=act_of(holding[0]), who=account.name, procedure=wanted.procedure
        )
    return NoDelegation(who=account.name, agency=agency.name)
