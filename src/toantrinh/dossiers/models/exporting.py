"""A list written to a file, for whoever asked for it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Post
from toantrinh.identity.permissions import Role
from toantrinh.vault.models import LongFile


class ExportFormat(models.TextChoices):
    XLSX = "xlsx", _("Excel (XLSX)")
    CSV = "csv", _("Text (CSV)")


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be written")
    WRITING = "writing", _("Being written")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not written")
    DROPPED = "dropped", _("Given up")


class Lists:
    """All lists together: an officer has there the roles of the posts in use, the house its own."""

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        posts = actor.posts_in_use if isinstance(actor, Account) else []
        return frozenset(Role(post.role) for post in posts)


class ExportQuerySet(models.QuerySet["Export"]):
    def readable_by(self, account: Account) -> Self:
        """One's own: the list behind it is what this account may see, and nobody else's."""
        return self.filter(account=account)

    def under_way(self) -> Self:
        return self.filter(state__in=[ExportState.WAITING, ExportState.WRITING])


class Export(models.Model):
    """The worklist of one account as it chose it, written to a file by the worker.

    ``chosen`` narrows and orders as the page did; ``columns`` are its columns by their words, and
    ``heads`` what stood above them. ``post`` is the post in which it was asked for: the rights are
    judged again when it is written; without them it has ``FAILED`` before rows were ``expected``.
    The file goes after a day.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=64, help_text=_("Given by the page: two clicks, one file."))
    format = models.CharField(max_length=4, choices=ExportFormat.choices)
    chosen = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    heads = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=ExportState.choices, default=ExportState.WAITING
    )
    rows = models.PositiveIntegerField(default=0, help_text=_("Written so far."))
    expected = models.PositiveIntegerField(
        null=True, help_text=_("How many there were when the writing began.")
    )
    file = models.ForeignKey(LongFile, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["account", "-asked_at"], name="dossiers_export_mine")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                name="dossiers_export_once",
                violation_error_message=_("This list is already being written."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "writing"], ended_at=None)
                | Q(state__in=["ready", "failed", "dropped"], ended_at__isnull=False),
                name="dossiers_export_ended_with_time",
                violation_error_message=_("What is written has the time of its end."),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.uid} {self.state}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"export:{self.uid}"

    @property
    def is_under_way(self) -> bool:
        return self.state in {ExportState.WAITING, ExportState.WRITING}

    @property
    def percent(self) -> int:
        """How far the writing is, 0 to 100; there is always something left while it is written."""
        if self.state == ExportState.READY:
            return 100
        return min(99, self.rows * 100 // self.expected) if self.expected else 0

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        return frozenset({Role.OWNER}) if actor == self.account else frozenset()
