"""Finding dossiers of one's agencies by what people have at hand."""

from __future__ import annotations

import re
from typing import Final

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.db.models.functions import Collate, Reverse

from toantrinh.identity.models import Account, Party
from toantrinh.identity.rules import fold, normal_number

from .models import Arrival, Dossier, OutsideHandling

MOST: Final = 50
_END_OF_CODE: Final = re.compile(r"[\w.\-/]*\d{4}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{9}|\d{12}|\d{10}(\d{3})?", re.ASCII)


def is_number(asked: str) -> bool:
    """Whether it is a personal number or that of an enterprise: it belongs in no address.

    >>> is_number("019 190 000 001"), is_number("4601234567"), is_number("H55.138-261005-0001")
    (True, True, False)
    """
    return _NUMBER.fullmatch(normal_number(asked)) is not None


def found(account: Account, asked: str) -> list[Dossier]:
    """The newest ``MOST`` dossiers of the agencies of the posts in use.

    By the code, ours or that of another portal or system; by the end of ours, four digits at least;
    by the number of the owner; or by words of the owner's name, with or without accents. By its
    whole code also one about which another agency asks, or asked, theirs.
    """
    rows = Dossier.objects.handled_by(account)
    if is_number(asked):
        parties = Party.objects.with_number(normal_number(asked))
        if theirs := _first(rows.filter(owner__in=list(parties.values_list("pk", flat=True)))):
            return theirs
    keys = _with_code(asked.strip())
    for within in (rows, Dossier.objects.asked_of(account)) if keys else ():
        if by_code := _first(within.filter(pk__in=keys)):
            return by_code
    if _END_OF_CODE.fullmatch(asked.strip()):
        return _first(_ending_in(rows, asked.strip().upper()))
    query = SearchQuery(fold(asked), config="simple", search_type="plain")
    return _first(rows.filter(name_search=query))


def _ending_in(rows: QuerySet[Dossier], end: str) -> QuerySet[Dossier]:
    """As ``dossiers_reference_end`` has it: an index knows how a text begins."""
    backwards = Collate(Reverse("reference"), "C")
    rows = rows.exclude(reference="").alias(backwards=backwards)
    return rows.filter(backwards__startswith=end[::-1])


def _with_code(asked: str) -> set[int]:
    code = asked.upper()
    as_written = {asked, code, asked.lower()}  # codes of other systems are of either size
    there = OutsideHandling.objects.filter(outside_code__in=as_written).exclude(outside_code="")
    return {
        *Dossier.objects.filter(reference=code).exclude(reference="").values_list("pk", flat=True),
        *Arrival.objects.filter(code=code).values_list("dossier", flat=True),
        *there.values_list("dossier", flat=True),
    }


def _first(rows: QuerySet[Dossier]) -> list[Dossier]:
    wide = ("version__definition", "version__found_by", "content_sealed", "progress")
    return list(rows.select_related("version", "owner").defer(*wide).order_by("-id")[:MOST])
