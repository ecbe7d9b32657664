"""A change of the working calendar that one person of the control office proposes to another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.lists import changes
from toantrinh.lists.changes import Changes

from .two_people import ChangeState, ProposedChange, of_two_people


class CalendarChange(ProposedChange):
    """Days off or worked, office hours, or a year that was announced, proposed and decided.

    ``agency_code`` is the agency for which, and for all below it, the change is to hold; empty for
    the whole country. ``what`` is a ``lists.changes.Changes`` as JSON; ``edition`` is the edition
    of the lists that has it, once approved. The due times of dossiers are deliberately absent:
    what they become is recorded with each dossier.
    """

    CASE = "calendar"
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency_code = models.CharField(max_length=50, blank=True)
    edition = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="catalogue_calendar_by_state")]
        constraints = [
            *of_two_people("catalogue_calendar"),
            models.CheckConstraint(
                condition=Q(state=ChangeState.APPROVED, edition__isnull=False)
                | ~Q(state=ChangeState.APPROVED) & Q(edition=None),
                name="catalogue_calendar_approved_has_an_edition",
                violation_error_message=_("An approved change stands in an edition of the lists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code or '*'} {self.uid}"

    @property
    def changes(self) -> Changes:
        """What it changes, as a value."""
        return changes.of_json(self.agency_code, self.what)
