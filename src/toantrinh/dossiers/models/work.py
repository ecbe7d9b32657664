"""What waits to be done about a dossier, by whom, until when."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import OFFICES, Permission, Role

from .case import Dossier


class TaskState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SIGNING = "signing", _("Being signed")
    DONE = "done", _("Done")
    RECALLED = "recalled", _("Sent back")


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(state__in=[TaskState.WAITING, TaskState.SIGNING])

    def readable_by(self, account: Account) -> Self:
        """The steps of the dossiers that are theirs or that they handle, and, of others, the steps
        that their own bodies do."""
        agencies = account.agencies_with(Permission.DOSSIER_READ)
        return self.filter(
            Q(dossier__in=Dossier.objects.known_to(account))
            | Q(elsewhere=True, agency__in=agencies) & ~Q(state=TaskState.RECALLED)
        )

    def elsewhere(self) -> Self:
        """What other bodies than the competent one do or did; not what was taken back."""
        return self.filter(elsewhere=True).exclude(state=TaskState.RECALLED)

    def of_offices(self, account: Account) -> Self:
        """Those of the offices ``account`` holds in the posts in use."""
        mine = [Q(agency=post.agency_id, role=post.role) for post in account.posts_in_use]
        # Nothing more may stand in it: with one post the index then gives the steps in their order.
        return self.filter(reduce(or_, mine)) if mine else self.none()

    def worklist(self, account: Account) -> Self:
        """Open tasks of the offices ``account`` holds in the posts in use, the most urgent first.

        A task without a due time is due when its dossier is.
        """
        return self.open().of_offices(account).order_by("due_at", "id")


class Task(models.Model):
    """One step of one dossier's process that waits, or once waited, for someone.

    ``role`` is the office that does it, ``owner`` when the applicant must, ``system`` when a
    register is asked. ``counts`` is false in a step during which the legal clock stands still. The
    note of the one who did it may speak of people, so it is sealed.

    ``elsewhere``: another body than the competent one does it. Several bodies that are asked the
    same are several rows of one ``token``; the process goes on once the last of them is done.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tasks")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    elsewhere = models.BooleanField(default=False, db_default=False)
    key = models.CharField(max_length=60, help_text=_("Of the step in the pack."))
    token = models.CharField(max_length=80, help_text=_("Of the waiting task in the process."))
    kind = models.CharField(max_length=20)
    role = models.CharField(
        max_length=20,
        choices=[(role.value, role.value) for role in (*OFFICES, Role.OWNER, Role.SYSTEM)],
    )
    name = models.CharField(max_length=300)
    counts = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.WAITING)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    wakes_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When silence becomes an answer.")
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who holds the step; nobody yet means the office as a whole."),
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    note_sealed = models.BinaryField(null=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "role", "due_at", "id"],
                condition=Q(state__in=["waiting", "signing"]),
                name="dossiers_task_worklist",
            ),
            models.Index(
                fields=["assignee", "due_at", "id"],
                condition=Q(state__in=["waiting", "signing"], assignee__isnull=False),
                name="dossiers_task_held",
            ),
            models.Index(
                fields=["wakes_at"],
                condition=Q(state="waiting", wakes_at__isnull=False),
                name="dossiers_task_wakes",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "signing"]),
                name="dossiers_task_due",
            ),
            models.Index(
                fields=["agency", "done_at"],
                condition=Q(state="done"),
                name="dossiers_task_done",
            ),
            models.Index(
                fields=["agency", "dossier"],
                condition=Q(elsewhere=True),
                name="dossiers_task_elsewhere",
            ),
            models.Index(
                fields=["agency", "-done_at"],
                condition=Q(elsewhere=True, state="done", outcome__in=["silence", "passed-over"]),
                name="dossiers_task_unanswered",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "token", "agency"],
                condition=Q(state__in=["waiting", "signing"]),
                name="dossiers_task_once_each",
                violation_error_message=_("This step is already open."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "signing"], done_at=None)
                | Q(state__in=["done", "recalled"], done_at__isnull=False),
                name="dossiers_task_done_with_time",
                violation_error_message=_("A finished step has the time of its end."),
            ),
            models.CheckConstraint(
                condition=Q(assignee=None, assigned_at=None)
                | Q(assignee__isnull=False, assigned_at__isnull=False),
                name="dossiers_task_assigned_with_time",
                violation_error_message=_("Who holds a step has held it since a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.dossier}"

    @property
    def is_waiting(self) -> bool:
        return self.state == TaskState.WAITING

    @property
    def is_ended(self) -> bool:
        return self.state in (TaskState.DONE, TaskState.RECALLED)

    @property
    def note(self) -> str:
        if self.note_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.note_sealed), about=f"note:{self.uid}").decode()

    @note.setter
    def note(self, note: str) -> None:
        self.note_sealed = sealing.wrap(note.encode(), about=f"note:{self.uid}") if note else None

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Of the offices only the one whose step it is: who examines does not assign or sign. In a
        step of another body the offices are those there."""
        roles = self.dossier.roles_of(actor)
        if self.elsewhere:
            offices = self.agency.roles_of(actor) & {Role(self.role)}
            return roles - frozenset(OFFICES) | offices
        return roles - frozenset(OFFICES) | roles & {Role(self.role)}
