"""The agencies for which a calendar may be looked at or changed."""

from __future__ import annotations

from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity.models import Agency, AgencyKind


def options() -> list[tuple[str, str]]:
    """(code, name) of the agencies of today: the province first, whose rules hold for all below."""
    rows = Agency.objects.valid_on(clock.today()).only("code", "name", "kind")
    ordered = sorted(
        rows, key=lambda each: (each.kind != AgencyKind.PROVINCE, alphabetical(each.name))
    )
    return [(each.code, each.name) for each in ordered]


def names(codes: set[str]) -> dict[str, str]:
    """The names of agencies by code, also of those that ended."""
    return dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
