"""Persons of whom a form asks, and filling in one whom the registers know for the applicant.

A person of a form is a field with a personal number and the fields whose ``prefill.person`` names
it. ``fill_from`` of the number says who it may be; what the registers know of these people for the
applicant stands in ``known`` as ``source.relation.path``, of the applicant as ``source.path``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from . import schema
from .entries import FormProblem
from .shape import Field, Form, Section

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SELF: Final = "toi"
OTHER: Final = "khac"  # somebody else: what was filled in goes
RELATIONS: Final[Mapping[str, StrOrPromise]] = {
    SELF: gettext_lazy("Me"),
    "vo_chong": gettext_lazy("My husband or wife"),
    "cha": gettext_lazy("My father"),
    "me": gettext_lazy("My mother"),
    "con": gettext_lazy("My child"),
}
_NUMBER: Final = "so_dinh_danh"
_NAME: Final = "ho_ten"


def parts(form: Form, number: str) -> list[Field]:
    """The fields about the person whose number is asked in the field ``number``, without it."""
    return [
        field
        for field in form.field_by_key.values()
        if field.prefill and field.prefill.person == number
    ]


def offers(
    form: Form, section: Section, known: Mapping[str, Any]
) -> dict[str, list[tuple[str, str]]]:
    """For each person asked about in ``section`` by whom they may be filled in: who, and words."""
    found = {}
    for field in section.fields:
        people = [
            (who, _said(who, known))
            for relation in field.fill_from
            for who in _who(relation, known)
        ]
        if people:
            found[field.key] = [*people, (OTHER, gettext("Enter another person"))]
    return found


def fill(
    form: Form, number: str, who: str, known: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Answers about ``who`` for all questions about the person; None where nothing is known.

    Empty when the form does not offer this person.
    """
    field = form.field_by_key.get(number)
    relations = field.fill_from if field else ()
    allowed = {each for relation in relations for each in _who(relation, known)}
    if not relations or who not in {*allowed, OTHER}:
        return {}
    answers = {number: None if who == OTHER else _number(who, known)}
    for part in parts(form, number):
        place = part.prefill
        value = known.get(_key(place.source, who, place.path)) if place and who != OTHER else None
        answers[part.key] = value if value is not None and schema.fits(part, value, today) else None
    return answers


def note_persons(form: Form, problems: list[FormProblem]) -> None:
    """Note each prefill that would fill something about another person from the applicant's record.

    A question belongs to another person when its section says so (``person``), or when its key
    begins as that of their number does and the other questions about them name it.
    """
    others = {key: field for key, field in form.field_by_key.items() if _is_other(form, field)}
    for at, section in enumerate(form.sections):
        for place, field in enumerate(section.fields):
            owner = section.person or next(
                (key for key in others if field.key.startswith(_prefix(key))), ""
            )
            speaks = field.prefill and not field.prefill.person
            if owner and speaks:
                message = _(
                    "Without “person” this speaks of the applicant, and the question is about"
                    " someone else: write person: {key}."
                )
                path = ("sections", at, "fields", place, "prefill")
                problems.append(FormProblem(path, message.format(key=owner)))


def _is_other(form: Form, field: Field) -> bool:
    """Whether the number is that of somebody else than the applicant."""
    own = field.prefill and not field.prefill.person
    return bool(parts(form, field.key)) and not own and bool(_prefix(field.key))


def _prefix(key: str) -> str:
    """``me_`` of ``me_so_dinh_danh``; empty for a key that does not end so."""
    return key.removesuffix(_NUMBER) if key.endswith(f"_{_NUMBER}") else ""


def _who(relation: str, known: Mapping[str, Any]) -> Iterator[str]:
    """The people of a relation who are known: ``con`` may be several, ``con_1``, ``con_2`` …"""
    if relation == SELF:
        yield from [SELF] if _number(SELF, known) else []
        return
    named = re.compile(rf"[^.]+\.({relation}(?:_[1-9])?)\.")
    yield from sorted({found[1] for key in known if (found := named.match(key))})


def _key(source: str, who: str, path: str) -> str:
    return f"{source}.{path}" if who == SELF else f"{source}.{who}.{path}"


def _one(path: str, who: str, known: Mapping[str, Any]) -> Any:
    """A datum from whichever source has it."""
    dots = 1 if who == SELF else 2
    ending = f".{path}" if who == SELF else f".{who}.{path}"
    return next((v for k, v in known.items() if k.endswith(ending) and k.count(".") == dots), None)


def _number(who: str, known: Mapping[str, Any]) -> Any:
    return _one(_NUMBER, who, known)


def _said(who: str, known: Mapping[str, Any]) -> str:
    words = str(RELATIONS[who.partition("_")[0] if who.startswith("con") else who])
    name = _one(_NAME, who, known)
    return f"{words}: {name}" if name and who != SELF else words
