"""What is held beside the procedures: national records, data that replace papers, the guide."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id

from .. import national
from ..national import NationalRecord


class KeptRecord(models.Model):
    """What the national database said of a procedure when it was last read, as it was read.

    Records are added and never changed: what was published is held against the latest. The digest
    is the SHA-256 of the text.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=1000)
    normal_name = models.CharField(max_length=8000, help_text=_("The name as names are compared."))
    text = models.TextField(help_text=_("JSON of the national database."))
    digest = models.CharField(max_length=64)
    source = models.CharField(max_length=300, help_text=_("File or address it was read from."))
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["-read_at", "-id"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def record(self) -> NationalRecord:
        return national.read(self.text)


class PublishedData(models.Model):
    """Data of a database published as usable in the place of a kind of paper, between two days.

    While a row holds, no procedure asks for such a paper: the agency looks it up. Rows end, and
    are never removed. ``procedures`` is empty for all that ask for the paper.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    paper = models.CharField(max_length=60, help_text=_("Kind of paper, as packs call it."))
    database = models.CharField(max_length=60, help_text=_("Source, as packs call it."))
    name = models.CharField(max_length=200, help_text=_("Of the database, for people."))
    document = models.CharField(max_length=60, help_text=_("That published the data."))
    clause = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text=_("Last day; empty while open."))
    procedures = models.JSONField(default=list, blank=True, help_text=_("Codes; empty for all."))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "database", "document", "since"],
                name="catalogue_published_once",
                violation_error_message=_("These data are published from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="catalogue_published_dates_in_order",
                violation_error_message=_("It ends on or after the day it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper} {self.database} {self.since}"


class Guide(models.Model):
    """One state of what people say and what they mean, as loaded from the lists; the latest counts.

    ``data`` has words, matters of other bodies and life events with their dates (``guide.read``).
    What is read is kept in memory by row, so that nobody changes one. ``digest`` is the SHA-256 of
    the files.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    digest = models.CharField(max_length=64)
    data = models.JSONField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.digest[:12]}"
