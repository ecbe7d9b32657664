"""Which agency settles a dossier: chosen by the applicant, or found by the rule of its version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.pack import Competence
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity.models import Agency, AgencyQuerySet


def offered(version: ProcedureVersion, day: date, *, but: Agency | None = None) -> list[Agency]:
    """``choosable`` in Vietnamese order, which no database knows here; without ``but``."""
    among = [each for each in choosable(version, day) if each != but]
    return sorted(among, key=lambda each: alphabetical(each.name))


def choosable(version: ProcedureVersion, day: date) -> AgencyQuerySet:
    """Among whom the applicant chooses on ``day``; empty when a rule of the version finds it."""
    body = version.pack.competent_body
    chosen = [each for each in (body.ordinary, *body.rules) if each.is_chosen]
    agencies = Agency.objects.valid_on(day).order_by("name")
    if not chosen:
        return agencies.none()
    departments = {each.department for each in chosen if each.department}
    if departments:
        return agencies.filter(function__in=departments)
    among = {kind for each in chosen for kind in each.among}
    return agencies.filter(kind__in=among or version.pack.level)


def found(
    version: ProcedureVersion,
    facts: Mapping[str, Any],
    answers: Mapping[str, Any],
    chosen: Agency | None,
    day: date,
) -> Agency | None:
    """Who settles this case on ``day``; None while that is not known.

    ``answers`` are those that count, with what sources said in the places of the form.
    """
    body = catalogue_rules.competence(version.pack, facts)
    if body is None:
        return None
    if body.is_chosen:
        return chosen
    return _of_rule(body, answers, day)


def _of_rule(body: Competence, answers: Mapping[str, Any], day: date) -> Agency | None:
    agencies = Agency.objects.valid_on(day)
    if body.department:
        agencies = agencies.filter(function=body.department)
    else:
        agencies = agencies.filter(kind=body.level)
    if body.by == "department":
        return agencies.order_by("code").first()
    place = answers.get(body.by) or {}
    unit = place.get("commune") if body.level == "xa" else place.get("province")
    return agencies.of_unit(unit).first() if unit else None
