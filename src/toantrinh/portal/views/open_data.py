"""Procedures for machines: each as JSON, as schema.org says it, and all of them in one list."""

from __future__ import annotations

import json
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from toantrinh.catalogue import cost
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.cost import Way
from toantrinh.catalogue.errors import (
    ProcedureNotFound,
    ProcedureNotYetInForce,
    ProcedureRepealed,
)
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.pack import Pack
from toantrinh.catalogue.pricing import Fee
from toantrinh.core import clock
from toantrinh.core.calendar import Limit
from toantrinh.dossiers import queries as dossiers

from .. import door

NOT_FOUND, GONE = 404, 410
# What would end a script element, written so that it cannot.
_ESCAPES: Final = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """What the page of a procedure tells, for programs. Amounts in đồng, days as ISO."""
    try:
        version = catalogue.offered(code)
    except ProcedureNotFound as refusal:
        return _said({"error": str(refusal)}, NOT_FOUND)
    except (ProcedureRepealed, ProcedureNotYetInForce) as refusal:
        return _said({"error": str(refusal)}, GONE)
    return _said(facts(version))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages worth finding: the first one, and each procedure in force."""
    page = {
        "pages": [_address(f"portal:{name}") for name in ("home", "search", "signers")],
        "procedures": [
            (_address("portal:procedure", version.code), version.published_at)
            for version in catalogue.listed()
        ],
    }
    return render(request, "portal/sitemap.xml", page, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The catalogue is for everyone; what belongs to a person is for nobody's index."""
    closed = "".join(f"Disallow: {path}\n" for path in ("/ho-so", "/can-bo", "/tep/", "/kiem-tra/"))
    text = f"User-agent: *\n{closed}Sitemap: {_address('portal:sitemap')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def facts(version: ProcedureVersion) -> dict[str, Any]:
    """One version as plain values; ``vi`` texts unless the reader asked for another language."""
    pack = version.pack
    before = cost.before(pack)
    return {
        "code": pack.code,
        "name": pack.name,
        "summary": pack.summary,
        "page": _address("portal:procedure", pack.code),
        "version": {
            "digest": version.digest,
            "in_force_from": str(pack.in_force_from),
            "in_force_to": str(version.in_force_to or ""),
        },
        "field": {"key": pack.field_key, "name": pack.field_name},
        "level": list(pack.level),
        "service_level": {"level": pack.service_level, "reason": pack.service_level_reason},
        "competent_body": pack.competent_body.name,
        "applicants": [each.label for each in pack.applicants],
        "channels": list(pack.channels),
        "conditions": [each.text for each in pack.conditions],
        "components": [
            {
                "key": each.key,
                "name": each.name,
                "requirement": each.requirement.value,
                "condition": each.condition_text,
                "original": each.original,
                "copy": each.copy,
                "sources": [source.kind.value for source in each.sources],
            }
            for each in pack.components
        ],
        "steps": [{"key": each.key, "action": each.action} for each in pack.steps],
        "time_limit": {
            **_limit(pack.time_limit.limit),
            "rule": pack.time_limit.rule,
            "legal_basis": pack.time_limit.legal_basis,
            "variants": [
                {**_limit(each.limit), "when": each.text} for each in pack.time_limit.variants
            ],
        },
        "answer_limit": _limit(dossiers.answer_limit(pack, clock.today())),
        "fees": [_fee(each) for each in pack.fees],
        "results": [
            {"code": each.code, "name": each.name, "validity": each.validity}
            for each in pack.results
        ],
        "refusal_grounds": [
            {"text": each.text, "legal_source": each.legal_source} for each in pack.refusal_grounds
        ],
        "legal_basis": [
            {"number": each.number, "title": each.title, "date": each.date}
            for each in pack.legal_bases
        ],
        "signers": _address("portal:signers-data"),
        "compliance_cost": {
            "now": _way(cost.now(pack, clock.today())),
            "before": _way(before) if before else None,
        },
    }


def structured(pack: Pack) -> SafeString:
    """The procedure as a ``GovernmentService`` of schema.org, fit to stand in a script element."""
    body = {"@type": "GovernmentOrganization", "name": pack.competent_body.name}
    said = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": pack.code,
        "name": pack.name,
        "description": pack.summary,
        "serviceType": pack.field_name,
        "url": _address("portal:procedure", pack.code),
        "inLanguage": get_language() or "vi",
        "serviceOperator": body,
        "areaServed": {"@type": "AdministrativeArea", "name": settings.PROVINCE_NAME},
        "audience": [{"@type": "Audience", "audienceType": each.label} for each in pack.applicants],
        "serviceOutput": [
            {"@type": "GovernmentPermit", "name": each.name, "issuedBy": body}
            for each in pack.results
        ],
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": door.national_form(pack.code) or _address("portal:start", pack.code),
        },
    }
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


def _fee(fee: Fee) -> dict[str, Any]:
    return {
        "key": fee.key,
        "name": fee.name,
        "per": fee.per,
        "prices": [
            {
                "from": str(price.since),
                "to": str(price.until or ""),
                "amounts": [price.amount.text]
                if price.amount
                else [{"when": row.when.text, "amount": row.amount.text} for row in price.rows],
                "ground": price.ground,
                "verified": price.verified,
            }
            for price in fee.prices
        ],
        "exemptions": [
            {"text": each.text, "legal_source": each.legal_source} for each in fee.exemptions
        ],
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "estimate": way.estimate,
        "papers": way.papers,
        "questions": way.questions,
        "trips": float(way.trips),
        "hours": float(way.hours),
        "time_limit": _limit(way.limit),
        "fees": way.fees,
        "hourly_rate": {"year": way.rate.year, "amount": way.rate.amount},
        "one_dossier": way.each,
        "one_year": way.yearly,
    }


def _limit(limit: Limit) -> dict[str, Any]:
    cutoff = f"{limit.cutoff:%H:%M}" if limit.cutoff else ""
    return {"kind": limit.kind.value, "amount": float(limit.amount), "cutoff": cutoff}


def _address(name: str, *given: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=given)


def _said(values: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(values, status=status, json_dumps_params={"ensure_ascii": False})
