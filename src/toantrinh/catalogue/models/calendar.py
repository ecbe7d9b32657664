"""A change of the working calendar that one person of the control office proposes to another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.lists import changes
from toantrinh.lists.changes import Changes


class CalendarState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Proposal withdrawn")


class CalendarChange(models.Model):
    """Days off or worked, office hours, or a year that was announced, proposed and decided.

    ``agency_code`` is the agency for which, and for all below it, the change is to hold; empty for
    the whole country. ``what`` is a ``lists.changes.Changes`` as JSON; it is never edited: who
    errs withdraws and proposes anew. ``decided_by`` approved or refused it; ``edition`` is the
    edition of the lists that has it, once approved. The due times of dossiers are deliberately
    absent: what they become is recorded with each dossier.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, help_text=_("Of the form that sent it."))
    agency_code = models.CharField(max_length=50, blank=True)
    what = models.JSONField()
    ground = models.TextField(blank=True, help_text=_("Why it is changed."))
    number = models.CharField(max_length=60, blank=True, help_text=_("Of the decision."))
    signed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=CalendarState, default=CalendarState.PROPOSED)
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text=_("Why it was not approved."))
    edition = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="catalogue_calendar_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposed_by", "key"],
                name="catalogue_calendar_proposed_once",
                violation_error_message=_("This change is proposed already."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CalendarState.APPROVED, CalendarState.REFUSED])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="catalogue_calendar_by_two_people",
                violation_error_message=_("Another person checks what one person proposed."),
            ),
            models.CheckConstraint(
                condition=Q(state=CalendarState.APPROVED, edition__isnull=False)
                | ~Q(state=CalendarState.APPROVED) & Q(edition=None),
                name="catalogue_calendar_approved_has_an_edition",
                violation_error_message=_("An approved change stands in an edition of the lists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code or '*'} {self.uid}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"calendar:{self.uid}"

    @property
    def is_open(self) -> bool:
        return self.state == CalendarState.PROPOSED

    @property
    def changes(self) -> Changes:
        """What it changes, as a value."""
        return changes.of_json(self.agency_code, self.what)
