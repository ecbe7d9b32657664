"""The numbers that make the codes of a day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from toantrinh.identity.models import Agency


class DailyCounterManager(models.Manager["DailyCounter"]):
    def next(self, agency: Agency, day: date) -> int:
        """Count one more, in one statement. The row stays locked until the commit."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO dossiers_dailycounter (agency_id, day, last) VALUES (%s, %s, 1)"
                " ON CONFLICT (agency_id, day)"
                " DO UPDATE SET last = dossiers_dailycounter.last + 1 RETURNING last",
                [agency.pk, day],
            )
            (number,) = cursor.fetchone()
        return int(number)


class DailyCounter(models.Model):
    """The last number given to a dossier by one agency on one local day."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    objects = DailyCounterManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"],
                name="dossiers_counter_once",
                violation_error_message=_("One counter an agency and day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.code} {self.day} {self.last}"
