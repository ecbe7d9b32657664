"""National lists as rows. Other packages keep codes, never foreign keys to these rows: a list may
be loaded anew at any time, and what was true when a dossier was filed is found by date.

Calendars and time rules are kept by edition for ever (``Kept``): a due time that was given can be
computed again as it was. The other lists have the rows of the latest edition alone.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One state of all lists together. Who changes rows of this package adds one of these.

    What is read is kept in memory by edition, so that a changed row without a new edition is not
    seen. ``digest`` is the SHA-256 of the files it was loaded from. ``change`` is the uid of the
    approved proposal that made it, none for what was loaded; its files are those of the one before.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    change = models.UUIDField(null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.digest[:12]}"


class ValidQuerySet(models.QuerySet[Any]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


def _validity(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=f"lists_{name}_ends_after_it_begins",
        violation_error_message=_("The last day of validity is not before the first."),
    )


class UnitKind(models.TextChoices):
    """The labels are the words of the official names, and therefore not translated."""

    PROVINCE = "province", "Tỉnh"
    CITY = "city", "Thành phố"
    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    SPECIAL_ZONE = "special_zone", "Đặc khu"


class Unit(models.Model):
    """An administrative unit of one of the two tiers, under one name and kind, for a time.

    A unit that changes its kind or name ends here and begins again with the same code. Deliberately
    absent: districts, which ended on 1/7/2025; for what there was before see ``FormerUnit``.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    code = models.CharField(max_length=5)  # two digits for a province, five below; 19/2025/QĐ-TTg
    name = models.CharField(max_length=100)  # without the word of its kind
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    province_code = models.CharField(max_length=5, blank=True)  # empty for a province
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="lists_unit_begins_once_a_day",
                violation_error_message=_("A unit begins once on a day."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_to=None),
                name="lists_unit_is_open_once",
                violation_error_message=_("A unit is what it is now only once."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[UnitKind.PROVINCE, UnitKind.CITY], province_code="")
                | Q(kind__in=[UnitKind.COMMUNE, UnitKind.WARD, UnitKind.SPECIAL_ZONE])
                & ~Q(province_code=""),
                name="lists_unit_stands_in_a_province_or_is_one",
                violation_error_message=_("A unit stands in a province, or is one."),
            ),
            _validity("unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class FormerKind(models.TextChoices):
    """What units were called before; the labels are the words of their names, not translated."""

    COMMUNE = "commune", "Xã"
    WARD = "ward", "Phường"
    TOWNSHIP = "township", "Thị trấn"


class FormerUnit(models.Model):
    """A commune, ward or township that ended, and one of the units it went into.

    A unit that was divided has a row for each. Deliberately absent: where in it the border runs,
    and districts as units of their own; ``district`` is a word that tells two of one name apart,
    empty where the source does not give it. ``code`` is the former code, empty when unknown.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    name = models.CharField(max_length=100)  # without the word of its kind
    kind = models.CharField(max_length=20, choices=FormerKind.choices)
    district = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=5, blank=True)
    province_code = models.CharField(max_length=5)  # of the province it lies in today
    successor = models.CharField(max_length=5)  # code of a commune, ward or special zone
    valid_to = models.DateField()  # its last day
    basis = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "district", "province_code", "valid_to", "successor"],
                name="lists_former_unit_went_into_a_unit_once",
                violation_error_message=_("A former unit went into another one once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Term(models.Model):
    """One entry of a code list, such as the ethnic group 02, Tày."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    list = models.CharField(max_length=50)  # ethnicity, nationality, sex, kinship, …
    code = models.CharField(max_length=50)
    label_vi = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    words = models.TextField(blank=True)  # what people call it, apart from each other by ;
    order = models.PositiveIntegerField()  # in which people look for it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "code", "valid_from"],
                name="lists_term_begins_once_a_day",
                violation_error_message=_("A term begins once on a day."),
            ),
            _validity("term"),
        ]

    def __str__(self) -> str:
        return self.label_vi


class KeptQuerySet(ValidQuerySet):
    def of_edition(self, edition: int) -> Self:
        """What an edition says, whatever came after it."""
        return self.filter(
            Q(edition_to=None) | Q(edition_to__gte=edition), edition_from__lte=edition
        )

    def current(self) -> Self:
        """What the latest edition says."""
        return self.filter(edition_to=None)


class Kept(models.Model):
    """A row that is never changed or removed, only ended; a trigger refuses everything else.

    It holds in the editions from ``edition_from`` to ``edition_to``, both included, and in all to
    come while the latter is empty. ``source`` is the national file it stands in, or the uid of the
    approved proposal that made it: loading files never touches what was decided here.
    """

    edition_from = models.PositiveBigIntegerField()
    edition_to = models.PositiveBigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=60)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_local(self) -> bool:
        """Whether it was decided here and stands in no national file."""
        return self.source not in FILES


DAYS_FILE, HOURS_FILE, TIMES_FILE = "days.csv", "office-hours.yaml", "time-rules.yaml"
FILES = (DAYS_FILE, HOURS_FILE, TIMES_FILE)


def _once(name: str, *fields: str, message: Any) -> list[models.BaseConstraint]:
    """One row of a file and one decided here may say the same; the one decided here counts."""
    is_current, is_of_file = Q(edition_to=None), Q(source__in=FILES)
    return [
        models.UniqueConstraint(
            fields=fields,
            condition=is_current & is_of_file,
            name=name,
            violation_error_message=message,
        ),
        models.UniqueConstraint(
            fields=fields,
            condition=is_current & ~is_of_file,
            name=f"{name}_here",
            violation_error_message=message,
        ),
    ]


def _editions(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(edition_to=None) | Q(edition_to__gte=F("edition_from")),
        name=f"lists_{name}_ends_in_an_edition_after_it_began",
        violation_error_message=_("The last edition is not before the first."),
    )


class CalendarYear(Kept):
    """A year whose days off are rows of ``CalendarDay`` and no longer computed by rule.

    ``announced`` when the government has decided them; otherwise the year is provisional.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    year = models.PositiveIntegerField()
    announced = models.BooleanField()

    class Meta:
        constraints = [
            *_once("lists_calendar_year_once", "year", message=_("A year is there once.")),
            _editions("calendar_year"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(Kept):
    """A day that is not what its weekday says: off, or worked in exchange for a day off.

    ``agency_code`` is empty for the whole country; else the day holds for the agency with that code
    and all whose codes begin with it, and goes before what holds for more.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency_code = models.CharField(max_length=50, blank=True)
    day = models.DateField()
    worked = models.BooleanField()
    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            *_once(
                "lists_calendar_day_is_off_or_worked",
                "agency_code",
                "day",
                message=_("A day is either off or worked."),
            ),
            _editions("calendar_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class OfficeHours(Kept):
    """Office hours of an agency from a day of the year on, for as long as the rule is valid.

    ``agency_code`` as in ``CalendarDay``: the most particular rule holds. All rows of one agency
    and source with the same first day are one rule, a season each; of several valid rules the one
    that began last holds. ``hours`` are pairs of local times in order,
    ``[["07:30", "11:30"], ["13:00", "17:00"]]``, together 8 hours.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency_code = models.CharField(max_length=50, blank=True)
    begins_month = models.PositiveSmallIntegerField()
    begins_day = models.PositiveSmallIntegerField()
    hours = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "office hours"
        constraints = [
            *_once(
                "lists_office_hours_season_begins_once",
                *("agency_code", "begins_month", "begins_day", "valid_from"),
                message=_("A season begins once a year."),
            ),
            _validity("office_hours"),
            _editions("office_hours"),
        ]

    def __str__(self) -> str:
        return f"{self.agency_code or '*'} {self.begins_day}/{self.begins_month}"


class TimeRule(Kept):
    """What a limit, threshold or grace of the house is, between two dates, and by what law.

    ``value`` is a limit ``{"kind": "working_hours", "amount": 8}``, a whole number or a text, as
    its ``key`` wants it (``time_rules.KEYS``). ``verified`` says whether somebody has held it
    against the text of the law. Time limits of procedures are deliberately absent: packs have them.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    key = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_source = models.CharField(max_length=300)
    verified = models.BooleanField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            *_once(
                "lists_time_rule_begins_once_a_day",
                *("key", "valid_from"),
                message=_("A time rule begins once on a day."),
            ),
            _validity("time_rule"),
            _editions("time_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"
