"""From the JSON of a compiled pack to a ``Pack`` in one language.

The JSON was checked when it was published, so nothing is checked again here: what does not fit
raises, as a bug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from toantrinh.core import expressions
from toantrinh.core.calendar import Limit, LimitKind
from toantrinh.core.expressions import SYSTEM_NAMES, Expression, Type
from toantrinh.forms import definition as forms
from toantrinh.forms.definition import Form

from . import bodies, internal, linking, parts, presence
from .pack import (
    Choice,
    Competence,
    CompetentBody,
    Component,
    Condition,
    Defect,
    Fact,
    Interlinked,
    LegalBasis,
    LifeEvent,
    Notice,
    Origin,
    Pack,
    Place,
    Question,
    RefusalGround,
    Requirement,
    Result,
    Route,
    SheetField,
    Source,
    SourceKind,
    Step,
    StepKind,
    StepRole,
    TimeLimit,
    Validity,
    Variant,
)
from .pricing import Discount, Exemption, Fee, Price, Row

Data = Mapping[str, Any]
Compile = Callable[[str | int], Expression]

LANGUAGES = frozenset({"vi", "en"})
FACT_TYPES: Mapping[str, Type] = {
    "boolean": Type.BOOLEAN,
    "choice": Type.TEXT,
    "text": Type.TEXT,
    "longtext": Type.TEXT,
    "number": Type.NUMBER,
    "integer": Type.NUMBER,
    "money": Type.NUMBER,
    "date": Type.DATE,
}


def read(definition: Data, language: str = "vi") -> Pack:
    """The pack in ``language``; texts that lack it stay Vietnamese, and ``fallback`` says so."""
    missing: list[str] = []
    plain = in_language(definition, language, missing)
    procedure: Data = plain["procedure"]
    form = forms.read(definition["form"], fact_types(procedure))
    names = names_of(procedure, form)
    of_province: Data = procedure.get("province", {})

    def compiled(text: str | int) -> Expression:
        return expressions.compile(str(text), names)

    return Pack(
        code=procedure["code"],
        name=procedure["name"],
        summary=procedure["summary"],
        field_key=procedure["field"]["key"],
        field_name=procedure["field"]["name"],
        level=tuple(procedure["level"]),
        service_level=procedure["service_level"]["level"],
        service_level_reason=procedure["service_level"].get("reason", ""),
        in_force_from=_day(procedure["in_force"]["from"]),
        in_force_to=_day_or_none(procedure["in_force"].get("to")),
        legal_bases=tuple(_legal_basis(item) for item in procedure["legal_basis"]),
        competent_body=_competent_body(procedure["competent_body"], compiled),
        route=_route(procedure["route"]),
        applicants=tuple(Choice(**item) for item in procedure["applicants"]),
        channels=tuple(procedure["channels"]),
        conditions=tuple(
            Condition(item["text"], item["verified"]) for item in procedure.get("conditions", ())
        ),
        source_names={key: source["name"] for key, source in procedure.get("sources", {}).items()},
        facts=tuple(_fact(item) for item in procedure.get("facts", ())),
        components=tuple(_component(item, compiled) for item in procedure["components"]),
        steps=tuple(_step(item, compiled) for item in procedure["steps"]),
        time_limit=_time_limit(procedure["time_limit"], compiled),
        fees=tuple(_fee(item, compiled) for item in procedure["fees"]),
        results=tuple(_result(item, compiled) for item in procedure["results"]),
        refusal_grounds=tuple(RefusalGround(**item) for item in procedure["refusal_grounds"]),
        life_events=tuple(LifeEvent(**item) for item in procedure.get("life_events", ())),
        synonyms=tuple(procedure.get("synonyms", ())),
        related=tuple(procedure.get("related", ())),
        sets=procedure.get("sets", 1),
        interlinked=tuple(
            _interlinked(item, compiled) for item in procedure.get("interlinked", ())
        ),
        internal=internal.read(procedure),
        parts=tuple(parts.read(item, compiled, limit) for item in procedure.get("parts", ())),
        presence=tuple(presence.read(item, compiled) for item in procedure.get("presence", ())),
        form=plain["form"],
        questions=form,
        names=names,
        notices={
            key: Notice(key, item["subject"], item["text"])
            for key, item in plain["notices"].items()
        },
        samples=tuple(plain["samples"]),
        cost=plain["cost"],
        language=language,
        fallback=bool(missing),
        contact=of_province.get("contact", ""),
        hours=of_province.get("hours", ""),
        unit_facts=of_province.get("facts", {}),
    )


def in_language(data: Any, language: str, missing: list[str]) -> Any:
    """``data`` with every map by language replaced by its text.

    Names of texts that lack ``language`` are added to ``missing``; a plain text is Vietnamese.
    """
    if isinstance(data, dict):
        if "vi" in data and data.keys() <= LANGUAGES:
            if language not in data:
                missing.append(data["vi"])
            return data.get(language, data["vi"])
        return {key: in_language(value, language, missing) for key, value in data.items()}
    if isinstance(data, list):
        return [in_language(value, language, missing) for value in data]
    return data


def names_of(procedure: Data, form: Form) -> dict[str, Type]:
    """The names an expression of this pack may use, with their types."""
    return {**SYSTEM_NAMES, **fact_types(procedure), **forms.names(form)}


def fact_types(procedure: Data) -> dict[str, Type]:
    """The types of the declared facts, by key."""
    return {fact["key"]: FACT_TYPES[fact["type"]] for fact in procedure.get("facts", ())}


def form_fields(form: Data) -> Iterator[Data]:
    """Every field of a form definition that is not a column of a table, in order."""
    for section in form.get("sections", ()):
        yield from section.get("fields", ())


def limit(item: Data) -> Limit:
    """A limit of ``kind`` and ``amount``; ``cutoff`` as ``15:00``, by the local clock."""
    cutoff = item.get("cutoff")
    return Limit(
        kind=LimitKind(item["kind"]),
        amount=Decimal(str(item.get("amount", 1))),
        cutoff=time.fromisoformat(cutoff) if cutoff else None,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _maybe(text: str | None, compiled: Compile) -> Expression | None:
    return None if text is None else compiled(text)


def _legal_basis(item: Data) -> LegalBasis:
    return LegalBasis(item["number"], item["title"], item.get("date") or "", item.get("note", ""))


def _route(item: Data) -> Route:
    return Route(
        Place(item["system"]),
        Place(item["issuer"]),
        item.get("system_name", ""),
        tuple(
            SheetField(place["field"], place.get("label", "")) for place in item.get("sheet", ())
        ),
    )


def _competent_body(item: Data, compiled: Compile) -> CompetentBody:
    rules = (_competence(rule, compiled) for rule in item.get("rules", ()))
    return CompetentBody(_competence(item, compiled), tuple(rules))


def _competence(item: Data, compiled: Compile) -> Competence:
    return Competence(
        level=item["level"],
        name=item["name"],
        by=item["by"],
        department=item.get("department", ""),
        among=tuple(item.get("among", ())),
        when=_maybe(item.get("when"), compiled),
    )


def _interlinked(item: Data, compiled: Compile) -> Interlinked:
    return Interlinked(
        name=item["name"],
        agency=item["agency"],
        step=item["step"],
        code=item.get("code", ""),
        when=_maybe(item.get("when"), compiled),
    )


def _fact(item: Data) -> Fact:
    return Fact(
        key=item["key"],
        label=item["label"],
        type=item["type"],
        origin=Origin(item["origin"]),
        choices=tuple(Choice(**choice) for choice in item.get("choices", ())),
        source=item.get("source", ""),
        path=item.get("path", ""),
        help=item.get("help", ""),
        legal_source=item.get("legal_source", ""),
    )


def _component(item: Data, compiled: Compile) -> Component:
    condition = item.get("condition") or {}
    return Component(
        key=item["key"],
        name=item["name"],
        kind=item["kind"],
        original=item["quantity"]["original"],
        copy=item["quantity"]["copy"],
        requirement=Requirement(item["requirement"]),
        condition=_maybe(condition.get("expr"), compiled),
        condition_text=condition.get("text", ""),
        sources=tuple(_sources(item["sources"])),
        defects=tuple(
            Defect(**{**defect, "fields": tuple(defect.get("fields", ()))})
            for defect in item.get("defects", ())
        ),
        note=item.get("note", ""),
        one_of=item.get("one_of", ""),
        paper=item.get("paper", ""),
        custody=item.get("custody", ""),
    )


def _sources(items: Iterable[Data]) -> Iterator[Source]:
    for item in items:
        yield Source(
            kind=SourceKind(item["kind"]),
            source=item.get("source", ""),
            path=item.get("path", ""),
            procedure=item.get("procedure", ""),
            fields=tuple(item.get("fields", ())),
        )


def _step(item: Data, compiled: Compile) -> Step:
    return Step(
        key=item["key"],
        role=StepRole(item["role"]),
        kind=StepKind(item["kind"]),
        agency=item.get("agency", ""),
        action=item["action"],
        plain=item["plain"],
        hours=limit(item["limit"]) if "limit" in item else None,
        parallel_group=item.get("parallel_group", ""),
        counts_toward_limit=item.get("counts_toward_limit", True),
        legal_source=item.get("legal_source", ""),
        when=_maybe(item.get("when"), compiled),
        silence=item.get("silence", "none"),
        query=Question(**item["query"]) if "query" in item else None,
        findings=tuple(item.get("findings", ())),
        procedure=item.get("procedure", ""),
        body=bodies.read_body(item["body"]) if "body" in item else None,
        outcomes=bodies.read_outcomes(item.get("outcomes", ())),
        opening=linking.read(item["opens"], compiled, limit) if "opens" in item else None,
    )


def _time_limit(item: Data, compiled: Compile) -> TimeLimit:
    return TimeLimit(
        limit=limit(item),
        rule=item["rule"],
        legal_basis=item["legal_basis"],
        answer_limit=limit(item["answer"]) if "answer" in item else None,
        variants=tuple(
            _variant(variant, item["legal_basis"], compiled) for variant in item.get("variants", ())
        ),
    )


def _variant(item: Data, legal_basis: str, compiled: Compile) -> Variant:
    calculated = isinstance(item.get("amount"), str)
    return Variant(
        when=compiled(item["when"]),
        text=item["text"],
        limit=limit({**item, "amount": 1} if calculated else item),
        legal_basis=item.get("legal_basis", legal_basis),
        amount=compiled(item["amount"]) if calculated else None,
    )


def _fee(item: Data, compiled: Compile) -> Fee:
    return Fee(
        key=item["key"],
        name=item["name"],
        kind=item["kind"],
        set_by=item["set_by"],
        per=item["per"],
        when=_maybe(item.get("when"), compiled),
        prices=tuple(_price(price, compiled) for price in item["prices"]),
        exemptions=tuple(
            Exemption(compiled(each["when"]), each["text"], each["legal_source"])
            for each in item.get("exemptions", ())
        ),
        discounts=tuple(_discount(each, compiled) for each in item.get("discounts", ())),
    )


def _discount(item: Data, compiled: Compile) -> Discount:
    return Discount(
        when=compiled(item["when"]),
        amount=compiled(item["amount"]),
        text=item["text"],
        legal_source=item["legal_source"],
        since=_day_or_none(item.get("from")),
        until=_day_or_none(item.get("to")),
    )


def _price(item: Data, compiled: Compile) -> Price:
    return Price(
        since=_day(item["from"]),
        until=_day_or_none(item.get("to")),
        amount=_maybe(item.get("amount"), compiled),
        rows=tuple(
            Row(compiled(row["when"]), compiled(row["amount"]), row.get("text", ""))
            for row in (item.get("table") or {}).get("rows", ())
        ),
        ground=item["ground"],
        verified=item["verified"],
    )


def _result(item: Data, compiled: Compile) -> Result:
    return Result(
        key=item["key"],
        name=item["name"],
        code=item.get("code", ""),
        kind=item["kind"],
        validity=item.get("validity", ""),
        template=item.get("template", ""),
        register=item.get("register", ""),
        valid_for=tuple(
            Validity(each["months"], _maybe(each.get("when"), compiled), each.get("text", ""))
            for each in item.get("valid_for", ())
        ),
        step=item.get("step", ""),
        symbol=item.get("symbol", ""),
        of_head=item.get("of_head", False),
    )
