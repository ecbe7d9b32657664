"""What a pack is made into: the whole form, the process, the definition that is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from toantrinh.core.expressions import Type
from toantrinh.process import generation
from toantrinh.process.steps import StepSpec

from ..pack import Origin
from ..reading import form_fields, in_language

Data = Mapping[str, Any]
CASE_SECTION = "truong_hop"
CASE_TITLE = {"vi": "Trường hợp của anh/chị", "en": "Your case"}
CASE_HELP = {
    "vi": "Câu trả lời cho biết anh/chị cần nộp những giấy tờ nào, mất bao lâu và tốn bao nhiêu.",
    "en": "Your answers tell which papers you need, how long it takes and what it costs.",
}


def asked(procedure: Data, form: Data) -> list[tuple[int, Data]]:
    """The facts that become questions, with their places in the list of facts: those of origin
    ``asked`` that are not a field of the form already."""
    fields = {field["key"] for field in form_fields(form)}
    return [
        (at, fact)
        for at, fact in enumerate(procedure.get("facts", ()))
        if fact["origin"] == Origin.ASKED and fact["key"] not in fields
    ]


def whole_form(procedure: Data, form: Data) -> dict[str, Any]:
    """The form with the section of asked facts in front of it."""
    questions = [_question(fact) for _at, fact in asked(procedure, form)]
    if not questions:
        return dict(form)
    section = {
        "key": CASE_SECTION,
        "title": CASE_TITLE,
        "help": CASE_HELP,
        "fields": questions,
    }
    return {**form, "sections": [section, *form["sections"]]}


def _question(fact: Data) -> dict[str, Any]:
    field = {"key": fact["key"], "label": fact["label"], "type": fact["type"]}
    given = {key: fact[key] for key in ("choices", "help", "show_if", "prefill") if key in fact}
    return {**field, "required": fact.get("required", True), "personal": False, **given}


def process(procedure: Data, names: Mapping[str, Type]) -> str:
    """BPMN 2.0 of the steps."""
    plain = in_language(procedure, "vi", [])
    return generation.bpmn(plain["code"], plain["name"], list(_specs(plain)), names)


def _specs(procedure: Data) -> Iterator[StepSpec]:
    for step in procedure["steps"]:
        yield StepSpec(
            key=step["key"],
            name=step["action"],
            role=step["role"],
            kind=step["kind"],
            parallel_group=step.get("parallel_group"),
            when=step.get("when"),
            counts=step.get("counts_toward_limit", True),
        )
