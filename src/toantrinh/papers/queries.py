"""Which form is in force; what is known of a paper by its code or its file."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.db.models import QuerySet

from . import rules
from .errors import TemplateNotInForce
from .models import IssuedPaper, PaperState, PaperTemplate
from .rendering import TEMPLATES


class Form(NamedTuple):
    """A form that comes with the house: its file, and the days between which it is in force."""

    kind: str
    file: str
    valid_from: date
    valid_to: date | None
    ground: str


FORMS_OF_THE_HOUSE = (
    Form(
        "confirmation",
        "confirmation.typ",
        date(2025, 7, 1),
        None,
        "Nghị định 118/2025/NĐ-CP, thông báo nộp hồ sơ trực tuyến",
    ),
    Form(
        "form01",
        "form01.typ",
        date(2025, 7, 1),
        None,
        "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 01",
    ),
    Form(
        "result",
        "result.typ",
        date(2025, 7, 1),
        None,
        "Mẫu chung cho kết quả mà văn bản không quy định mẫu riêng",
    ),
)


def template(kind: str, day: date) -> str:
    """Source of the form of this kind that is in force on ``day``: adopted here, or the house's.

    Raises:
        TemplateNotInForce
    """
    rows = PaperTemplate.objects.in_force_on(day).filter(kind=kind).order_by("-version")
    if adopted := rows.values_list("source", flat=True).first():
        return adopted
    for form in FORMS_OF_THE_HOUSE:
        if form.kind == kind and form.valid_from <= day <= (form.valid_to or day):
            return (TEMPLATES / form.file).read_text()
    raise TemplateNotInForce(kind=kind)


def by_code(code: str) -> IssuedPaper | None:
    """The issued paper with this check code, written with or without strokes, in any case."""
    canonical = rules.canonical_code(code)
    return _issued().filter(code=canonical).first() if canonical else None


def by_hash(sha256: str) -> IssuedPaper | None:
    """The issued paper whose final file has this SHA-256 (hexadecimal)."""
    return _issued().filter(sha256=sha256.lower()).exclude(sha256="").first()


class Standing(StrEnum):
    """What the public page says of a paper or of a file."""

    GENUINE = "genuine"
    REVOKED = "revoked"
    REPLACED = "replaced"
    ALTERED = "altered"
    UNKNOWN = "unknown"


def standing(paper: IssuedPaper | None, sha256: str = "") -> Standing:
    """What holds for ``paper``, and for a file held against it when ``sha256`` is given.

    A file that is not the one issued is altered, whatever became of the paper since.
    """
    if paper is None or paper.state == PaperState.RESERVED:
        return Standing.UNKNOWN
    if sha256 and sha256.lower() != paper.sha256:
        return Standing.ALTERED
    return Standing(paper.state)


def _issued() -> QuerySet[IssuedPaper]:
    rows = IssuedPaper.objects.exclude(state=PaperState.RESERVED)
    return rows.select_related("agency", "replaced_by")
