"""Other bodies that do a step: who chose them and why, and what came after its time."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Role

from .case import Dossier
from .work import Task


class ChosenBodyQuerySet(models.QuerySet["ChosenBody"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))


class ChosenBody(models.Model):
    """A body that an officer chose for a step, because the version cannot know whom to ask.

    The ground may speak of people, so it is sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"ground_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="chosen_bodies")
    step = models.CharField(max_length=60, help_text=_("That the body does: key in the pack."))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    ground_sealed = models.BinaryField(editable=False)
    chosen_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    objects = ChosenBodyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step", "agency"],
                name="dossiers_body_chosen_once",
                violation_error_message=_("This body is already chosen for the step."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.dossier} at {self.agency_id}"

    @property
    def ground(self) -> str:
        return sealing.unwrap(bytes(self.ground_sealed), about=f"body:{self.uid}").decode()

    @ground.setter
    def ground(self, ground: str) -> None:
        self.ground_sealed = sealing.wrap(ground.encode(), about=f"body:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class LateOpinionQuerySet(models.QuerySet["LateOpinion"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(task__in=Task.objects.readable_by(account))


class LateOpinion(models.Model):
    """What a body said once its time was over and the dossier had gone on without it: kept beside
    the step, which stays as it ended."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"note_sealed"})

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="late_opinion")
    outcome = models.CharField(max_length=40, help_text=_("Of those the step has."))
    note_sealed = models.BinaryField(null=True, editable=False)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    objects = LateOpinionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"late {self.task_id}"

    @property
    def note(self) -> str:
        if self.note_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.note_sealed), about=f"late:{self.task_id}").decode()

    @note.setter
    def note(self, note: str) -> None:
        sealed = sealing.wrap(note.encode(), about=f"late:{self.task_id}") if note else None
        self.note_sealed = sealed

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.task.roles_of(actor)
