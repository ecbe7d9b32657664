"""A change of a procedure that one person of the control office prepared and another checks."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account

from .province import ProvincialLayer
from .version import ProcedureVersion


class ProposalState(models.TextChoices):
    PREPARED = "prepared", _("In preparation")
    CHECKED = "checked", _("Being checked")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")


class Proposal(models.Model):
    """A pack, the layer of the province over it, or the end of a procedure, on its way.

    ``base`` and ``base_layer`` are the newest version and layer when it was begun: when others
    came meanwhile, the proposal is stale and must be begun anew. ``files`` has names and the
    SHA-256 of each ``PackFile``.
    ``announced_in`` is the dossier (``Dossier.case``) whose signed decision publishes it; empty
    where the control office publishes it itself.
    ``decisions`` has what ``Decision`` will have, by kind. ``last_day`` is set where the procedure
    is to end; then nothing else of a version is.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"decisions"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True, help_text=_("Of the form that sent it."))
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=500)
    base = models.ForeignKey(
        ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    base_layer = models.ForeignKey(
        ProvincialLayer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    files = models.JSONField(default=dict)
    layer = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    replaced_by = models.CharField(max_length=40, blank=True)
    decisions = models.JSONField(default=dict)
    ground = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text=_("What the one who checks it answered."))
    announced_in = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.PREPARED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.ForeignKey(
        ProcedureVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )

    class Meta:
        indexes = [
            models.Index(fields=["state", "-id"], name="catalogue_proposal_by_state"),
            models.Index(fields=["code", "-id"], name="catalogue_proposal_of_code"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ProposalState.PUBLISHED)
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("proposed_by"))),
                name="catalogue_proposal_by_two_people",
                violation_error_message=_("Another person checks what one person proposed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.uid}"

    @property
    def is_end(self) -> bool:
        return self.last_day is not None

    @property
    def is_open(self) -> bool:
        return self.state in (ProposalState.PREPARED, ProposalState.CHECKED)

    @property
    def content(self) -> dict[str, Any]:
        """All that the one who checks it has looked at."""
        return {
            "files": dict(sorted(self.files.items())),
            "layer": self.layer,
            "since": str(self.since or ""),
            "last_day": str(self.last_day or ""),
            "replaced_by": self.replaced_by,
            "decisions": self.decisions,
            "ground": self.ground,
        }

    @property
    def digest(self) -> str:
        """Of ``content``: what the one who publishes says they have looked at."""
        said = json.dumps(self.content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()
