"""What the applicant is asked to complete or correct, once and for all of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role

from .case import Dossier


class AskingState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for the head")
    REFUSED = "refused", _("Not approved by the head")
    ISSUED = "issued", _("Waiting for the applicant")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without an answer")


class AskingQuerySet(models.QuerySet["SupplementRequest"]):
    def open(self) -> Self:
        return self.filter(state__in=[AskingState.PROPOSED, AskingState.ISSUED])

    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))


class SupplementRequest(models.Model):
    """One round of “complete this”: every item with its reason and ground, told in paper 02.

    A second round waits for the head, with why it was not asked the first time. What the officer
    wrote, and what the applicant corrects and says before sending it, may speak of people, so it is
    one sealed text: ``items``, ``ground``, ``corrections`` (answers by key of the field),
    ``before`` (those answers as they were) and ``said``.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"content_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="askings")
    round = models.PositiveSmallIntegerField(help_text=_("1 for the first; 2 needs the head."))
    state = models.CharField(max_length=10, choices=AskingState.choices)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(
        null=True, blank=True, help_text=_("Until when an answer is waited for.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    content_sealed = models.BinaryField(editable=False)

    objects = AskingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "round"],
                condition=~Q(state="refused"),
                name="dossiers_asking_round_once",
                violation_error_message=_("This round of completing was already asked."),
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state__in=["proposed", "issued"]),
                name="dossiers_asking_one_open",
                violation_error_message=_(
                    "The applicant is already asked to complete the dossier."
                ),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "refused"], issued_at=None)
                | Q(state__in=["issued", "answered", "closed"], issued_at__isnull=False),
                name="dossiers_asking_issued_with_time",
                violation_error_message=_("A request that went out has the time of its paper."),
            ),
        ]

    def __str__(self) -> str:
        return f"supplement {self.round} of {self.dossier}"

    @property
    def ref(self) -> str:
        """How the trail and the clock call it."""
        return str(self.uid)

    @property
    def content(self) -> dict[str, Any]:
        plain = sealing.unwrap(bytes(self.content_sealed), about=f"asking:{self.uid}")
        found: dict[str, Any] = json.loads(plain)
        return found

    def write(self, **parts: Any) -> None:
        """Replace the named parts; the caller saves ``content_sealed``."""
        before = self.content if self.content_sealed else {}
        plain = json.dumps({**before, **parts}, cls=DjangoJSONEncoder, ensure_ascii=False)
        self.content_sealed = sealing.wrap(plain.encode(), about=f"asking:{self.uid}")

    @property
    def items(self) -> Sequence[Mapping[str, str]]:
        """``{"target", "name", "reason", "remedy", "legal_source"}`` each; ``target`` is the key of
        a component, or ``form.`` and the key of a field."""
        found: Sequence[Mapping[str, str]] = self.content["items"]
        return found

    @property
    def corrections(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content.get("corrections", {})
        return found

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)
