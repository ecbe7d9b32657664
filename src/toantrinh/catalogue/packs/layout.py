"""The keys of the files of a pack. docs/reference/packs.md explains them one by one."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from toantrinh.core.calendar import LimitKind
from toantrinh.identity.models import AgencyKind

from ..internal import Audience, Effect, Owner
from ..pack import Origin, Place, Requirement, SourceKind, StepKind, StepRole
from ..parts import Blocks
from ..reading import FACT_TYPES
from . import bodies, linked, parts, presence
from .shapes import (
    CODE,
    KEY,
    SLUG,
    anything,
    clock,
    day,
    expression,
    flag,
    keyed,
    listed,
    map_of,
    moment,
    number,
    one_of,
    outline,
    text,
    whole,
    word,
)

CHANNELS = ("truc_tuyen", "truc_tiep", "buu_chinh")
SERVICE_LEVELS = ("toan_trinh", "mot_phan", "thong_tin")
LEVELS = ("xa", "tinh", "bo", "co_quan_khac")

key = word(KEY, _("small letters without accents, digits and _"))
slug = word(SLUG, _("small letters without accents, digits and -"))
code = word(CODE, _("a national code such as 1.001193, or one of the province such as TN.000001"))
PART = re.compile(r"[a-z][a-z0-9_]*(\.[a-z]+)?")
ANY = re.compile(r".*", re.DOTALL)
plain = word(re.compile(r".+"), _("one line of text"))
choice = map_of({"value": key, "label": text()})
limit = {"kind": one_of(LimitKind)}
limit_details = {"amount": number(0), "cutoff": clock}
ground = {"key": key, "text": text(), "legal_source": text()}

FACT = map_of(
    {
        "key": key,
        "label": text(),
        "type": one_of(FACT_TYPES),
        "origin": one_of(Origin),
    },
    {
        "choices": listed(choice, 2),
        "source": key,
        "path": key,
        "help": text(),
        "show_if": expression,
        "required": flag,
        "prefill": map_of({"source": key, "path": key}),
        "legal_source": text(),
    },
)
COMPONENT = map_of(
    {
        "key": key,
        "name": text(),
        "kind": one_of(["original", "copy", "present", "data"]),
        "quantity": map_of({"original": whole(), "copy": whole()}),
        "requirement": one_of(Requirement),
        "sources": listed(
            map_of(
                {"kind": one_of(SourceKind)},
                {"source": key, "path": key, "procedure": code, "fields": listed(key, 1)},
            ),
            1,
        ),
    },
    {
        "condition": map_of({"expr": expression, "text": text()}),
        "defects": listed(map_of({**ground, "remedy": text()}, {"fields": listed(key, 1)})),
        "note": text(),
        "one_of": key,
        "paper": key,
        "custody": one_of(["returned", "withdrawn"]),
    },
)
STEP = map_of(
    {
        "key": key,
        "role": one_of(StepRole),
        "kind": one_of(StepKind),
        "action": text(),
        "plain": text(),
    },
    {
        "agency": text(),
        "limit": map_of(limit, limit_details),
        "parallel_group": key,
        "counts_toward_limit": flag,
        "legal_source": text(),
        "when": expression,
        "silence": one_of(["none", "agree"]),
        "query": map_of(
            {"connector": key, "operation": slug, "ask": keyed(plain), "found": keyed(plain)}
        ),
        "findings": listed(key, 1),
        "procedure": code,
        "body": bodies.BODY,
        "outcomes": bodies.OUTCOMES,
        "opens": linked.layout(limit, limit_details),
    },
)
TABLE = map_of(
    {
        "hit": one_of(["unique", "first"]),
        "rows": listed(map_of({"when": expression, "amount": expression}, {"text": text()}), 1),
    }
)
PRICE = map_of(
    {"from": day, "ground": text(), "verified": flag},
    {"to": day, "amount": expression, "table": TABLE},
)
FEE = map_of(
    {
        "key": key,
        "name": text(),
        "kind": one_of(["phi", "le_phi"]),
        "set_by": one_of(["national", "hdnd"]),
        "per": text(),
        "prices": listed(PRICE),
    },
    {
        "when": expression,
        "discounts": listed(
            map_of(
                {"when": expression, "amount": expression, "text": text(), "legal_source": text()},
                {"from": day, "to": day},
            )
        ),
        "exemptions": listed(map_of({"when": expression, "text": text(), "legal_source": text()})),
    },
)
TIME_LIMIT = map_of(
    {**limit, "rule": text(), "legal_basis": text()},
    {
        **limit_details,
        "answer": map_of(limit, limit_details),
        "variants": listed(
            map_of(
                {"when": expression, "text": text(), **limit},
                {**limit_details, "amount": expression, "legal_basis": text()},
            )
        ),
    },
)
BODY = {"level": one_of(["xa", "tinh"]), "name": text(), "by": key}
FUNCTION = {"department": key, "among": listed(one_of(AgencyKind), 1)}
PROCEDURE = map_of(
    {
        "code": code,
        "name": text(),
        "summary": text(),
        "field": map_of({"key": key, "name": text()}),
        "level": listed(one_of(LEVELS), 1),
        "service_level": map_of({"level": one_of(SERVICE_LEVELS)}, {"reason": text()}),
        "in_force": map_of({"from": day}, {"to": day}),
        "legal_basis": listed(
            map_of({"number": plain, "title": text()}, {"date": day, "note": text()}), 1
        ),
        "competent_body": map_of(
            BODY,
            {**FUNCTION, "rules": listed(map_of({"when": expression, **BODY}, FUNCTION), 1)},
        ),
        "route": map_of(
            {"system": one_of(Place), "issuer": one_of(Place)},
            {
                "system_name": text(),
                "sheet": listed(map_of({"field": key}, {"label": text()}), 1),
            },
        ),
        "applicants": listed(choice, 1),
        "channels": listed(one_of(CHANNELS), 1),
        "components": listed(COMPONENT, 1),
        "steps": listed(STEP, 1),
        "time_limit": TIME_LIMIT,
        "fees": listed(FEE),
        "results": listed(
            map_of(
                {"key": key, "name": text(), "kind": key},
                {
                    "code": plain,
                    "validity": text(),
                    "valid_for": listed(
                        map_of({"months": whole()}, {"when": expression, "text": text()}), 1
                    ),
                    "template": plain,
                    "register": key,
                    "symbol": plain,
                    "of_head": flag,
                    "step": key,
                },
            ),
            1,
        ),
        "refusal_grounds": listed(map_of(ground), 1),
    },
    {
        "life_events": listed(map_of({"key": slug, "name": text()})),
        "synonyms": listed(plain),
        "related": listed(code),
        "conditions": listed(map_of({"text": text(), "verified": flag})),
        "sources": keyed(map_of({"name": text()}, {"owner": text()})),
        "facts": listed(FACT),
        "sets": whole(1),
        "audience": one_of(Audience),
        "internal": map_of(
            {"owner": one_of(Owner)},
            {"asked_by": listed(one_of(StepRole), 1), "effect": one_of(Effect)},
        ),
        "parts": listed(parts.LAYOUT, 1),
        "presence": listed(presence.LAYOUT, 1),
        "interlinked": listed(
            map_of(
                {"name": text(), "agency": text(), "step": key}, {"code": code, "when": expression}
            ),
            2,
        ),
    },
)
any_text = word(ANY, _("one line of text"))
COLUMN = outline({"key": any_text, "type": any_text})
FIELD = outline(
    {"key": any_text, "type": any_text},
    {
        "choices": listed(outline({"value": any_text})),
        "prefill": outline({"source": any_text}),
        "columns": listed(COLUMN),
    },
)
FORM = outline({"sections": listed(outline({"key": any_text, "fields": listed(FIELD)}))})
NOTICES = keyed(map_of({"subject": text(), "text": text()}))
RATE = map_of({"year": whole(), "amount": whole(1), "source": text()})
TASKS = listed(
    map_of(
        {"key": key, "name": text(), "hours": number(), "trips": number(), "services": whole()},
        {"travel": whole()},
    ),
    1,
)
COST = map_of(
    {
        "estimate": flag,
        "verified": flag,
        "subjects": whole(),
        "frequency": number(),
        "hourly_rate": RATE,
        "tasks": TASKS,
    },
    {
        "case": plain,
        "before": map_of(
            {
                "name": text(),
                "estimate": flag,
                "source": text(),
                "hourly_rate": RATE,
                "tasks": TASKS,
                "papers": whole(),
                "questions": whole(),
                "fees": whole(),
                "limit": map_of(limit, limit_details),
            },
            {"subjects": whole(), "frequency": number()},
        ),
    },
)
SAMPLE = map_of(
    {
        "name": text(),
        "channel": one_of(CHANNELS),
        "received": moment,
        "answers": keyed(anything),
        "expect": map_of(
            {
                "required": listed(key),
                "total": anything,
                "limit": map_of(limit, limit_details),
                "path": listed(key, 1),
            },
            {
                "asked": listed(key),
                "not_asked": listed(key),
                "not_required": listed(key),
                "unknown": listed(key),
                "fees": listed(map_of({"key": key, "amount": anything}, {"exempt": flag})),
                "free": flag,
                "due": moment,
                "competent": key,
                "valid_months": whole(),
                "problems": listed(plain),
                "others": keyed(one_of(Blocks)),
            },
        ),
    },
    {
        "known": keyed(anything),
        "findings": keyed(anything),
        "unit": keyed(anything),
        "council": keyed(expression),
    },
)
