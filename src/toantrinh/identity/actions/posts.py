"""Offices held by accounts at agencies."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.errors import (
    AgencyNotInForce,
    DaysReversed,
    PostAlreadyGiven,
    PostOver,
)
from toantrinh.identity.events import PostEnded, PostGiven
from toantrinh.identity.models import Account, Agency, Capacity, Post
from toantrinh.identity.permissions import Permission, Role, require
from toantrinh.trail.actions import record


@transaction.atomic
def give_post(
    *,
    account: Account,
    agency: Agency,
    role: Role,
    title: str,
    capacity: Capacity = Capacity.SELF,
    unit: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    by: Actor,
    at: datetime,
) -> Post:
    """Give ``account`` an office at ``agency``.

    Args:
        title: what stands under the signature, such as ``Phó Chủ tịch``.
        capacity: in which they sign, such as ``KT.``.
        first_day: today when empty.
        last_day: open when empty.

    Raises:
        NotPermitted: ``by`` gives no posts there.
        AgencyNotInForce: the agency does not exist on the first day.
        DaysReversed: the last day is before the first.
        PostAlreadyGiven: the account holds this post from that day.
    """
    require(by, Permission.POST_MANAGE, on=agency)
    first_day = first_day or clock.local_day(at)
    if last_day and last_day < first_day:
        raise DaysReversed()
    if not Agency.objects.valid_on(first_day).filter(pk=agency.pk).exists():
        raise AgencyNotInForce(agency=agency.name)
    post = Post(
        account=account,
        agency=agency,
        role=role.value,
        title=title,
        capacity=capacity,
        unit=unit,
        valid_from=first_day,
        valid_to=last_day,
    )
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as taken:
        raise PostAlreadyGiven() from taken
    record(
        PostGiven(
            case=account.actor_id,
            agency=agency.code,
            post=str(post.uid),
            role=role.value,
            first_day=str(first_day),
            last_day=str(last_day or ""),
        ),
        by=by,
        at=at,
    )
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date | None = None, by: Actor, at: datetime) -> Post:
    """End a post with ``last_day``, or at once when it is empty: the next request has it no more.

    Raises:
        NotPermitted: ``by`` gives no posts at its agency.
        PostOver: it is over already.
        DaysReversed: the last day is before its first.
    """
    require(by, Permission.POST_MANAGE, on=post)
    post = (
        Post.objects.select_for_update(of=["self"])
        .select_related("account", "agency")
        .get(pk=post.pk)
    )
    if post.ended_at or (post.valid_to and post.valid_to < clock.local_day(at)):
        raise PostOver()
    if last_day and last_day < post.valid_from:
        raise DaysReversed()
    if last_day:
        post.valid_to = last_day
    else:
        post.ended_at = at
    post.save(update_fields=["valid_to", "ended_at"])
    record(
        PostEnded(
            case=post.account.actor_id,
            agency=post.agency.code,
            post=str(post.uid),
            last_day=str(last_day or clock.local_day(at)),
            at_once=last_day is None,
        ),
        by=by,
        at=at,
    )
    return post
