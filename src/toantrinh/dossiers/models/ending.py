"""How a dossier ends otherwise than by what was asked for; more time for it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role

from ..states import State
from .case import Dossier


class ClosingKind(models.TextChoices):
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    STOPPED = "stopped", _("Stopped by the agency")
    NEGATIVE = "negative", _("Examined, and not granted")


class ClosingState(models.TextChoices):
    ASKED = "asked", _("Waiting for an answer")
    DROPPED = "dropped", _("Taken back")
    DECIDED = "decided", _("Decided")


class Refund(models.TextChoices):
    NOTHING_PAID = "nothing_paid", _("Nothing was paid")
    FULL = "full", _("The whole sum is paid back")
    PART = "part", _("A part is paid back")
    NONE = "none", _("Nothing is paid back")


class ClosingQuerySet(models.QuerySet["Closing"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))


class Closing(models.Model):
    """That a dossier is not accepted (form 03), stopped (form 05) or not granted, and why.

    ``grounds`` are keys of the version: only what it names can be a ground. The note of the
    officer, or of the applicant who withdraws, may speak of people, so it is sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=10, choices=ClosingKind.choices)
    state = models.CharField(max_length=10, choices=ClosingState.choices)
    grounds = models.JSONField(default=list, help_text=_("Keys of the version."))
    from_state = models.PositiveSmallIntegerField(choices=State.choices)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    refund = models.CharField(max_length=15, choices=Refund.choices, blank=True)
    note_sealed = models.BinaryField(null=True, editable=False)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=~Q(state="dropped"),
                name="dossiers_closing_once",
                violation_error_message=_("This dossier is already being closed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier}"

    @property
    def note(self) -> str:
        if self.note_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.note_sealed), about=f"closing:{self.uid}").decode()

    @note.setter
    def note(self, note: str) -> None:
        about = f"closing:{self.uid}"
        self.note_sealed = sealing.wrap(note.encode(), about=about) if note else None

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class ExtensionState(models.TextChoices):
    DRAFT = "draft", _("Drafted before the dossier is late")
    PROPOSED = "proposed", _("Waiting for the head")
    DECIDED = "decided", _("Decided")
    REFUSED = "refused", _("Refused by the head")
    NEEDLESS = "needless", _("Settled in time")


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))


class Extension(models.Model):
    """An apology and the wish for more time (form 04): drafted, decided by the head.

    Decided before the due time, it moves the due time by ``amount`` of the limit's unit. Decided
    later it moves nothing: it is an apology, and ``promised_at`` is what people are told.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=10, choices=ExtensionState.choices)
    amount = models.PositiveSmallIntegerField(help_text=_("In the unit of the limit."))
    drafted_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    due_before = models.DateTimeField(help_text=_("When it was due as this was drafted."))
    due_after = models.DateTimeField(null=True, blank=True)
    heals = models.BooleanField(default=False, help_text=_("Decided before the due time."))
    reason_sealed = models.BinaryField(null=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state__in=["draft", "proposed"]),
                name="dossiers_extension_one_open",
                violation_error_message=_("More time is already asked for."),
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(decided_at__isnull=False, decided_by__isnull=False, due_after__isnull=False),
                name="dossiers_extension_decided_by_someone",
                violation_error_message=_("A decision has its time and who took it."),
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.dossier}"

    @property
    def reason(self) -> str:
        if self.reason_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.reason_sealed), about=f"extension:{self.uid}").decode()

    @reason.setter
    def reason(self, reason: str) -> None:
        about = f"extension:{self.uid}"
        self.reason_sealed = sealing.wrap(reason.encode(), about=about) if reason else None

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class Reminder(models.Model):
    """That somebody was reminded of one thing about one dossier, at one level: once."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reminders")
    about = models.CharField(
        max_length=80, help_text=_("What is waited for: answer:1, due, or the uid of a step.")
    )
    level = models.CharField(max_length=10, choices=[("person", "person"), ("head", "head")])
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "about", "level"],
                name="dossiers_reminder_once",
                violation_error_message=_("This reminder is already sent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.level} of {self.dossier}"
