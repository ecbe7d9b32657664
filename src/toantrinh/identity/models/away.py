"""Days on which somebody is not at work, and who does their work meanwhile."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> Self:
        """Those of one day that were not called off."""
        return self.filter(first_day__lte=day, last_day__gte=day, called_off_at=None)


class Absence(models.Model):
    """That the holder of an account is away from a first to a last day, both included.

    ``stand_in`` does their work meanwhile, in the offices that both hold; without one, or where
    the stand-in does not hold the office, everybody of the office does. It gives nobody a right
    they do not have. Why somebody is away is deliberately absent.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences"
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in",
        help_text=_("Who does the work meanwhile; empty: the whole office."),
    )
    first_day = models.DateField()
    last_day = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "last_day"],
                condition=Q(called_off_at=None),
                name="identity_absence_account",
            ),
            models.Index(
                fields=["stand_in", "last_day"],
                condition=Q(called_off_at=None),
                name="identity_absence_stand_in",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="identity_absence_dates_in_order",
                violation_error_message=_("An absence ends on or after the day it began."),
            ),
            models.CheckConstraint(
                condition=~Q(stand_in=F("account")),
                name="identity_absence_stand_in_is_another",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.uid}"
