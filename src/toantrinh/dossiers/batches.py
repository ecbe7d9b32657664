"""Many dossiers at once: which acts there are, which dossiers are meant, how far a batch is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import translation

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.identity.models import Account, Post
from toantrinh.identity.permissions import PERMISSIONS, NotPermitted, Permission, Role
from toantrinh.identity.rules import sort_key
from toantrinh.process.steps import StepKind

from . import attempts
from .assignments import AT_OFFICES
from .models import Batch, BatchItem, BulkAct, Dossier, ItemState, Task, TaskState

MOST: Final = 5000  # dossiers of one batch
AT_DESKS: Final = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD, Role.CLERK)
MOST_TRIES: Final = 100  # foreign ones that are written down one by one


@dataclass(frozen=True)
class Doing:
    """What an act needs. ``kind`` is the step it does; none for one about any step or the dossier.

    ``goes_out``: people outside the agency learn of it, or it is signed, so that it begins only
    when the time for recalling it is over.
    """

    permission: Permission
    kind: StepKind | None
    goes_out: bool = False


DOINGS: Final[Mapping[str, Doing]] = {
    BulkAct.ACCEPT: Doing(Permission.DOSSIER_ACCEPT, StepKind.RECEIVE),
    BulkAct.ASSIGN: Doing(Permission.TASK_ASSIGN, None),
    BulkAct.COMPLETE: Doing(Permission.DOSSIER_PROCESS, StepKind.WORK),
    BulkAct.APPROVE: Doing(Permission.DOSSIER_DECIDE, StepKind.SIGN, goes_out=True),
    BulkAct.SEAL: Doing(Permission.DOSSIER_NUMBER, StepKind.SEAL, goes_out=True),
    BulkAct.RETURN: Doing(Permission.DOSSIER_RETURN, StepKind.RETURN, goes_out=True),
    BulkAct.REMIND: Doing(Permission.REMINDER_SEND, None, goes_out=True),
}


class Pair(NamedTuple):
    """A dossier, and its step where the act does one, by their keys."""

    dossier: int
    task: int | None


@dataclass(frozen=True)
class Marked:
    """What somebody marked: pairs by the key of the agency; ``not_theirs`` are none of their
    business (any more); ``has_more``: beyond ``MOST`` nothing was taken."""

    by_agency: Mapping[int, list[Pair]]
    not_theirs: int = 0
    has_more: bool = False


def acts_for(account: Account, kinds: Iterable[str]) -> list[BulkAct]:
    """The acts that ``account`` may do to steps of these kinds, in the order of the path."""
    there = set(kinds)
    return [
        BulkAct(act)
        for act, doing in DOINGS.items()
        if doing.kind in there and account.agencies_with(doing.permission)
    ]


def marked_tasks(account: Account, marks: Iterable[str]) -> Marked:
    """The steps with these uids, at agencies where ``account`` works; also those that were done
    meanwhile, so that each is told what became of it. A try at a foreign one is written down."""
    wanted = uids(marks)
    rows = Task.objects.readable_by(account).filter(
        uid__in=wanted, agency__in=account.agencies_with(Permission.BATCH_RUN)
    )
    found = _taken(rows.order_by("due_at", "id"))
    if missing := _missing(found, len(wanted)):
        _note(Dossier.objects.filter(tasks__uid__in=wanted), account)
    return Marked(found.by_agency, missing, found.has_more)


def matching_tasks(rows: QuerySet[Task]) -> Marked:
    """The first ``MOST`` of a list of steps, in its order."""
    return _taken(rows)


def steps_of(rows: QuerySet[Dossier]) -> Marked:
    """The open steps of offices of the competent body in these dossiers, the most urgent first."""
    steps = Task.objects.open().filter(dossier__in=rows.order_by(), role__in=AT_OFFICES)
    return _taken(steps.filter(elsewhere=False).order_by("due_at", "id"))


def colleagues(account: Account) -> list[Post]:
    """To whom ``account`` may assign steps: who works at the agencies they head, by name."""
    headed = account.agencies_with(Permission.TASK_ASSIGN)
    posts = Post.objects.held_on(clock.today()).filter(agency__in=headed, role__in=AT_DESKS)
    found = posts.select_related("account__party", "agency")
    return sorted(found, key=lambda post: (sort_key(post.account.name), post.pk))


def marked_dossiers(account: Account, marks: Iterable[str]) -> Marked:
    """The dossiers with these uids that ``account`` handles."""
    wanted = uids(marks)
    rows = Dossier.objects.handled_by(account).filter(uid__in=wanted)
    found = matching_dossiers(rows.order_by("due_at", "id"))
    if missing := _missing(found, len(wanted)):
        _note(Dossier.objects.filter(uid__in=wanted), account)
    return Marked(found.by_agency, missing, found.has_more)


def matching_dossiers(rows: QuerySet[Dossier]) -> Marked:
    """The first ``MOST`` of a list of dossiers, in its order."""
    return _grouped((pk, None, agency) for pk, agency in rows.values_list("pk", "agency_id"))


def _taken(rows: QuerySet[Task]) -> Marked:
    return _grouped(rows.values_list("dossier_id", "pk", "agency_id"))


def _grouped(found: Iterable[tuple[int, int | None, int]]) -> Marked:
    rows = list(islice(found, MOST + 1))
    by_agency: dict[int, list[Pair]] = {}
    for dossier, task, agency in rows[:MOST]:
        by_agency.setdefault(agency, []).append(Pair(dossier, task))
    return Marked(by_agency, has_more=len(rows) > MOST)


def _missing(found: Marked, wanted: int) -> int:
    if found.has_more:
        return 0
    return wanted - sum(len(pairs) for pairs in found.by_agency.values())


def _note(asked: QuerySet[Dossier], account: Account) -> None:
    """Write down which of them are not theirs to see."""
    foreign = asked.exclude(pk__in=Dossier.objects.readable_by(account).values("pk"))
    rows = foreign.select_related("version", "agency", "owner").order_by("pk").distinct()
    for dossier in rows.defer("version__definition", "version__found_by")[:MOST_TRIES]:
        attempts.note_foreign(dossier=dossier, by=account)


def uids(texts: Iterable[str]) -> set[UUID]:
    """What is no uid was never on a page of ours."""
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def post_for(account: Account, agency: int, act: str) -> Post:
    """The post in which ``account`` does ``act`` at the agency. Errors: NotPermitted."""
    needed = DOINGS[act].permission
    for post in account.posts_in_use:
        if post.agency_id == agency and needed in PERMISSIONS[Role(post.role)]:
            return post
    raise NotPermitted(permission=needed)


def in_every_language(refusal: Refusal) -> dict[str, dict[str, str]]:
    """Its words by language: who reads them later reads in their own."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = {"text": str(refusal), "advice": refusal.what_to_do}
    return said


@dataclass(frozen=True)
class Standing:
    """How many dossiers of a batch are where. ``done`` counts what is finished; of what was
    ``ordered`` a signature is still being made in ``signing`` and did not come in ``lost``."""

    new: int = 0
    waiting: int = 0
    impossible: int = 0
    out: int = 0
    done: int = 0
    signing: int = 0
    lost: int = 0
    refused: int = 0
    recalled: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.waiting + self.impossible + self.out + self.tried + self.recalled

    @property
    def tried(self) -> int:
        """Those whose turn has come."""
        return self.done + self.signing + self.lost + self.refused

    @property
    def to_try(self) -> int:
        """Those that were, or are, to be done."""
        return self.waiting + self.tried

    @property
    def looked_through(self) -> int:
        return self.total - self.new

    @property
    def finished(self) -> int:
        """Those to which it was done, the signature maybe still under way."""
        return self.done + self.signing

    @property
    def failed(self) -> int:
        """Those that were tried, or looked at, in vain."""
        return self.impossible + self.refused + self.lost


def standing(batch: Batch) -> Standing:
    """One statement over the items of the batch."""
    rows = batch.items.order_by().values_list("state", "task__state").annotate(n=Count("pk"))
    numbers: dict[str, int] = {}
    for state, of_task, n in rows:
        name = outcome(batch.act, state, of_task)
        numbers[name] = numbers.get(name, 0) + n
    return Standing(**numbers)


def outcome(act: str, state: str, of_task: str | None) -> str:
    """The name in ``Standing``: what was signed in bulk is done when the signature is there."""
    if state != ItemState.DONE or act not in SIGNED:
        return state
    return {TaskState.SIGNING: "signing", TaskState.WAITING: "lost"}.get(
        TaskState(of_task or TaskState.DONE), state
    )


SIGNED: Final = (BulkAct.APPROVE, BulkAct.SEAL)
UNDONE: Final = (ItemState.REFUSED, ItemState.IMPOSSIBLE, ItemState.RECALLED)
OF_LOST: Final = {"state": ItemState.DONE, "task__state": TaskState.WAITING}


def to_try_again(batch: Batch) -> list[Pair]:
    """Of a batch that is over: what was refused, could not be done, lost its signature, or was
    stopped before its turn."""
    rows = batch.items.filter(state__in=UNDONE)
    if batch.act in SIGNED:
        rows |= batch.items.filter(**OF_LOST)
    return [Pair(*each) for each in rows.order_by("id").values_list("dossier_id", "task_id")]


def with_rows(items: QuerySet[BatchItem]) -> QuerySet[BatchItem]:
    """Items with all that is told of them on a page or needed to do them."""
    wanted = ("dossier__version", "dossier__owner", "dossier__agency", "task__done_by__party")
    wide = (
        "dossier__version__definition",
        "dossier__version__found_by",
        "dossier__content_sealed",
        "dossier__progress",
    )
    return items.select_related(*wanted).defer(*wide)
