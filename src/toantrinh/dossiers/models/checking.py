"""What officers found when they looked at the papers of a dossier."""

from __future__ import annotations

import json
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role

from .case import Dossier


class ComponentCheckQuerySet(models.QuerySet["ComponentCheck"]):
    def readable_by(self, account: Account) -> Self:
        """Of the officers of the agency that handles it; the applicant reads the request."""
        return self.filter(dossier__in=Dossier.objects.handled_by(account))


class ComponentCheck(models.Model):
    """That an officer looked at one component of a dossier, and whether it is right.

    The newest row of a component counts, as long as the files it was about are still those given
    (``about``); the others are its history. ``defect`` is the key of one that the version names.
    What the officer wrote may speak of people, so it is sealed: ``reason``, ``remedy``,
    ``legal_source``, and ``fields``, the questions whose answers are wrong.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"content_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="checks")
    component = models.CharField(max_length=60, help_text=_("Key in the pack."))
    is_right = models.BooleanField()
    defect = models.CharField(max_length=60, blank=True, help_text=_("Key of the version."))
    about = models.CharField(
        max_length=64, blank=True, help_text=_("Digest of the files that were looked at.")
    )
    checked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    content_sealed = models.BinaryField(null=True, editable=False)

    objects = ComponentCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dossier", "component", "-id"], name="dossiers_check_new")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_right=False) | Q(defect="", content_sealed=None),
                name="dossiers_check_right_without_reason",
                violation_error_message=_("What is right has no defect."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} of {self.dossier}"

    @property
    def content(self) -> dict[str, Any]:
        if self.content_sealed is None:
            return {}
        plain = sealing.unwrap(bytes(self.content_sealed), about=f"check:{self.uid}")
        found: dict[str, Any] = json.loads(plain)
        return found

    def write(self, **parts: Any) -> None:
        """Seal what was written; nothing for nothing."""
        plain = json.dumps(parts, ensure_ascii=False)
        written = any(parts.values())
        self.content_sealed = (
            sealing.wrap(plain.encode(), about=f"check:{self.uid}") if written else None
        )

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)
