"""Steps that go from hand to hand."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role

from .work import Task, TaskState


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("Waits to be accepted")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Not taken over")
    ENDED = "ended", _("Not needed any more")


UNSETTLED: Final = (HandoverState.OFFERED, HandoverState.DECLINED)
"""What whoever holds the step wants to know of."""


class HandoverReason(models.TextChoices):
    ASKED = "asked", _("Asked by whoever holds it")
    POST_ENDED = "post-ended", _("The post of whoever held it has ended")
    UNIT_ENDED = "unit-ended", _("The agency of the step has ended")
    ASSIGNED = "assigned", _("Assigned by the head")
    RULE = "rule", _("Assigned by the rule of the agency")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def waiting(self) -> Self:
        """Offers that somebody can still answer: what became of a done step needs no answer."""
        open_steps = [TaskState.WAITING, TaskState.SIGNING]
        return self.filter(state=HandoverState.OFFERED, task__state__in=open_steps)

    def readable_by(self, account: Account) -> Self:
        return self.filter(task__in=Task.objects.readable_by(account))

    def for_head(self, account: Account) -> Self:
        """What waits for a head, at the agencies that ``account`` heads."""
        return self.waiting().filter(
            agency__in=account.agencies_with(Permission.TASK_ASSIGN), receiver=None
        )

    def for_colleague(self, account: Account) -> Self:
        """What a colleague asked ``account`` to take over."""
        return self.waiting().filter(receiver=account)


class Handover(models.Model):
    """That a step went, or is to go, from one hand to another.

    ``giver`` is None when nobody held it; ``receiver`` is None while it waits for the head of
    ``agency``, who says whose it is. Until it is accepted the step stays with whom it is. Why, and
    why not, may speak of people, so both are sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note_sealed", "answer_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="handovers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiver = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody yet: the head of the agency."),
    )
    reason = models.CharField(max_length=12, choices=HandoverReason.choices)
    state = models.CharField(
        max_length=10, choices=HandoverState.choices, default=HandoverState.OFFERED
    )
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note_sealed = models.BinaryField(null=True, editable=False)
    answer_sealed = models.BinaryField(null=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "receiver", "offered_at"],
                condition=Q(state="offered"),
                name="dossiers_handover_waiting",
            ),
            models.Index(
                fields=["receiver", "offered_at"],
                condition=Q(state="offered"),
                name="dossiers_handover_receiver",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(state="offered"),
                name="dossiers_handover_once",
                violation_error_message=_("This step is already being handed over."),
            ),
            models.CheckConstraint(
                condition=Q(state="offered", ended_at=None)
                | ~Q(state="offered") & Q(ended_at__isnull=False),
                name="dossiers_handover_ended_with_time",
                violation_error_message=_("A hand-over that is over has the time of its end."),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over of {self.task}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Whom it was offered to has the office of the step on it, or the head, if nobody."""
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        roles = self.agency.roles_of(actor)
        if self.receiver is None:
            return roles & {Role.HEAD}
        is_asked = isinstance(actor, Account) and actor.pk == self.receiver_id
        return roles & {Role(self.task.role)} if is_asked else frozenset()

    @property
    def note(self) -> str:
        """Why, in the words of the one who hands it over."""
        return _open(self.note_sealed, f"handover:{self.uid}")

    @note.setter
    def note(self, note: str) -> None:
        self.note_sealed = _close(note, f"handover:{self.uid}")

    @property
    def answer(self) -> str:
        """Why not, in the words of the one who declined."""
        return _open(self.answer_sealed, f"handover-answer:{self.uid}")

    @answer.setter
    def answer(self, answer: str) -> None:
        self.answer_sealed = _close(answer, f"handover-answer:{self.uid}")


def _open(sealed: bytes | memoryview[int] | None, about: str) -> str:
    return "" if sealed is None else sealing.unwrap(bytes(sealed), about=about).decode()


def _close(text: str, about: str) -> bytes | None:
    return sealing.wrap(text.strip().encode(), about=about) if text.strip() else None
