"""Numbers that an agency gives in a row, anew each day."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import connection, models

from .people import Agency


class DailyCountManager(models.Manager["DailyCount"]):
    def next(self, agency: Agency, day: date) -> int:
        """Count one more, in one statement. The row stays locked until the commit."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} AS counted (agency_id, day, last) VALUES (%s, %s, 1)"  # noqa: S608  a name
                " ON CONFLICT (agency_id, day)"
                " DO UPDATE SET last = counted.last + 1 RETURNING last",
                [agency.pk, day],
            )
            (number,) = cursor.fetchone()
        return int(number)


class DailyCount(models.Model):
    """The last number given by one agency on one local day. Who inherits says of what, and keeps
    agency and day unique."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    objects = DailyCountManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day} {self.last}"
