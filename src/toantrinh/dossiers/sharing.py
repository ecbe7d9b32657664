"""To whom a new step goes where an agency shares the work of an office by a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Count

from toantrinh.identity.models import Absence, Account, Post

from .models import AssignmentRule, Sharing, Task

K = TypeVar("K")


def next_of(rule: AssignmentRule, day: date) -> Account | None:
    """Who gets the next one; None while everybody is away. Two statements, three when people have
    the same office."""
    posts = Post.objects.held_on(day).filter(agency=rule.agency_id, role=rule.role)
    away = Absence.objects.on(day).values("account")
    rows = posts.exclude(account__in=away).select_related("account__party").order_by("account")
    people = {post.account_id: post.account for post in rows}
    if not people:
        return None
    if rule.sharing == Sharing.IN_TURN:
        return people[in_turn(list(people), rule.last_id)]
    loads = dict.fromkeys(people, 0)
    held = Task.objects.open().filter(agency=rule.agency_id, role=rule.role, assignee__in=people)
    loads |= dict(held.values_list("assignee").annotate(n=Count("pk")).order_by())
    return people[least_loaded(loads, rule.last_id)]


def in_turn(people: Sequence[K], last: K | None) -> K:
    """The one behind ``last``, or the first.

    >>> in_turn([3, 5, 8], 5), in_turn([3, 5, 8], 8), in_turn([3, 5, 8], None), in_turn([3], 9)
    (8, 3, 3, 3)
    """
    if last is None or last not in people:
        return people[0]
    return people[(people.index(last) + 1) % len(people)]


def least_loaded(loads: Mapping[K, int], last: K | None) -> K:
    """Whoever has the least; among equals the one behind ``last``.

    >>> least_loaded({3: 4, 5: 2, 8: 2}, 5), least_loaded({3: 4, 5: 2, 8: 2}, 8)
    (8, 5)
    """
    fewest = min(loads.values())
    equal = [each for each in loads if loads[each] == fewest]
    if last is None or last not in loads:
        return equal[0]
    people = list(loads)
    behind = people[people.index(last) + 1 :] + people[: people.index(last) + 1]
    return next(each for each in behind if each in equal)
