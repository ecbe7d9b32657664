"""A change that one person of the control office proposes and another decides."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")


class ProposedChange(models.Model):
    """What shall be (``what``), proposed by one person and decided by another.

    It is never edited: who errs withdraws and proposes anew. ``ground`` says why, or ``number`` and
    ``signed_on`` by which decision. ``decided_by`` approved or refused it.
    """

    CASE: ClassVar[str]  # the word before the uid in the trail

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, help_text=_("Of the form that sent it."))
    what = models.JSONField()
    ground = models.TextField(blank=True, help_text=_("Why it is changed."))
    number = models.CharField(max_length=60, blank=True, help_text=_("Of the decision."))
    signed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text=_("Why it was not approved."))

    class Meta:
        abstract = True

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"{self.CASE}:{self.uid}"

    @property
    def is_open(self) -> bool:
        return self.state == ChangeState.PROPOSED


def of_two_people(name: str) -> list[models.BaseConstraint]:
    """What every table of changes holds to; ``name`` begins the names of the constraints."""
    return [
        models.UniqueConstraint(
            fields=["proposed_by", "key"],
            name=f"{name}_proposed_once",
            violation_error_message=_("This change is proposed already."),
        ),
        models.CheckConstraint(
            condition=~Q(state__in=[ChangeState.APPROVED, ChangeState.REFUSED])
            | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            name=f"{name}_by_two_people",
            violation_error_message=_("Another person checks what one person proposed."),
        ),
    ]
