"""Who holds the steps of a dossier, and what may be done about it, for the block on its page."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from toantrinh.core import clock
from toantrinh.dossiers import assignments
from toantrinh.dossiers.models import UNSETTLED, Dossier, Handover, HandoverState, Task, UnsentText
from toantrinh.identity.models import Absence, Account, Post
from toantrinh.identity.permissions import Permission, may


@dataclass(frozen=True)
class Hand:
    """One step that waits at an office: who holds it, and what the one who looks may do.

    ``declined``: how it was offered last by who holds it, if that was not taken over.
    """

    task: Task
    is_mine: bool
    offer: Handover | None
    declined: Handover | None
    may_claim: bool
    may_assign: bool
    may_answer: bool
    colleagues: Sequence[Account] = field(default_factory=list)

    @property
    def may_release(self) -> bool:
        return self.task.assignee is not None and (self.is_mine or self.may_assign)

    @property
    def may_hand_over(self) -> bool:
        return self.is_mine and self.offer is None

    @property
    def others(self) -> list[Account]:
        """Those who do not hold it."""
        return [each for each in self.colleagues if each.pk != self.task.assignee_id]


def of(dossier: Dossier, account: Account, *, only: Task | None = None) -> list[Hand]:
    """The steps that wait at offices, the oldest first, or one of them. Three statements, whatever
    there is."""
    rows = dossier.tasks.open().filter(role__in=assignments.AT_OFFICES)
    rows = rows.filter(pk=only.pk) if only else rows
    tasks = list(rows.select_related("agency", "assignee__party").order_by("opened_at", "id"))
    if not tasks:
        return []
    offers = _last_offers(tasks)
    people = colleagues({(task.agency_id, task.role) for task in tasks})
    found = []
    for task in tasks:
        task.dossier = dossier
        last = offers.get(task.pk)
        if last is not None:
            last.task = task
        found.append(_hand(task, last, account, people.get((task.agency_id, task.role), [])))
    return found


def _last_offers(tasks: Sequence[Task]) -> dict[int, Handover]:
    """How each step was offered last, by its key, if that waits, or was declined and the step is
    still held by who offered it."""
    rows = Handover.objects.filter(task__in=tasks, state__in=UNSETTLED).order_by("offered_at", "pk")
    last = {each.task_id: each for each in rows.select_related("giver__party", "receiver__party")}
    holding = {task.pk: task for task in tasks}
    return {
        key: offer
        for key, offer in last.items()
        if offer.state == HandoverState.OFFERED or _is_of_holder(offer, holding[key])
    }


def _is_of_holder(offer: Handover, task: Task) -> bool:
    since = task.assigned_at
    return offer.giver_id == task.assignee_id and since is not None and offer.offered_at >= since


def _hand(task: Task, last: Handover | None, account: Account, people: list[Account]) -> Hand:
    offer = last if last and last.state == HandoverState.OFFERED else None
    holds_office = may(account, Permission.TASK_CLAIM, on=task)
    is_free = task.assignee is None or (
        task.assignee_id != account.pk
        and holds_office
        and assignments.may_do(task, by=account, at=clock.now())
    )
    return Hand(
        task=task,
        is_mine=task.assignee_id == account.pk,
        offer=offer,
        declined=last if offer is None else None,
        may_claim=holds_office and is_free and task.is_waiting,
        may_assign=may(account, Permission.TASK_ASSIGN, on=task.agency) and task.is_waiting,
        may_answer=offer is not None and may(account, Permission.TASK_CLAIM, on=offer),
        colleagues=people,
    )


def mark_offered(tasks: Sequence[Task], account: Account) -> None:
    """Put on each step of a ``worklists.page`` as ``offer`` how ``account`` offered it, if that
    waits, and as ``declined`` if it was not taken over. One statement, none when they offered none
    of the steps."""
    held = [task for task in tasks if task.assignee_id == account.pk and task.was_offered]  # type: ignore[attr-defined]
    last = _last_offers(held) if held else {}
    for task in tasks:
        found = last.get(task.pk)
        waits = found is not None and found.state == HandoverState.OFFERED
        task.offer = found if waits else None  # type: ignore[attr-defined]
        task.declined = None if waits else found  # type: ignore[attr-defined]


def colleagues(
    offices: set[tuple[int, str]], *, away: bool = False
) -> dict[tuple[int, str], list[Account]]:
    """Who holds each office today, by name; who is ``away`` only when asked for."""
    day = clock.today()
    posts = Post.objects.held_on(day).filter(agency__in={agency for agency, _role in offices})
    posts = posts.filter(role__in={role for _agency, role in offices})
    if not away:
        posts = posts.exclude(account__in=Absence.objects.on(day).values("account"))
    found: dict[tuple[int, str], list[Account]] = {}
    for post in posts.select_related("account__party").order_by("account__party__name", "pk"):
        people = found.setdefault((post.agency_id, post.role), [])
        if post.account not in people:
            people.append(post.account)
    return found


def somebody(uid: str) -> Account | None:
    """The account that was chosen; what they may hold is for the action to judge."""
    with suppress(ValidationError):
        rows = Account.objects.select_related("party").filter(is_active=True)
        return rows.filter(uid=uid).first()
    return None


def unsent(dossier: Dossier) -> list[UnsentText]:
    """What was typed about it by people whose office had ended, while it is open."""
    if dossier.settled_at or dossier.closed_at:
        return []
    rows = UnsentText.objects.filter(dossier=dossier)
    return list(rows.select_related("account__party").order_by("at"))
