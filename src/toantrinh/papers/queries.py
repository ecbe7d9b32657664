"""Which form is in force; what is known of a paper by its code or its file."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.db.models import QuerySet

from . import rules
from .errors import TemplateNotInForce
from .house import FORMS_OF_THE_HOUSE, KINDS, Form, Signed
from .models import IssuedPaper, PaperState, PaperTemplate
from .rendering import TEMPLATES


def template(kind: str, day: date) -> str:
    """Source of the form of this kind that is in force on ``day``: adopted here, or the house's.

    Raises:
        TemplateNotInForce
    """
    return version(kind, day).source


class Version(NamedTuple):
    """One form of a kind, of this installation (``number`` 1, 2, 3 …) or of the house (0)."""

    kind: str
    number: int
    valid_from: date
    valid_to: date | None
    ground: str
    source: str
    digest: str

    @property
    def key(self) -> str:
        """Names it in an address: ``3``, or the first day of a form of the house."""
        return str(self.number or self.valid_from)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= (self.valid_to or day)


def version(kind: str, day: date) -> Version:
    """The form of this kind that is in force on ``day``.

    Raises:
        TemplateNotInForce
    """
    for each in versions(kind):
        if each.holds_on(day):
            return each
    raise TemplateNotInForce(kind=kind)


def versions(kind: str) -> list[Version]:
    """All forms of this kind; of two that hold on a day, the one that counts stands first."""
    adopted = PaperTemplate.objects.filter(kind=kind).order_by("-version")
    house = sorted(
        (form for form in FORMS_OF_THE_HOUSE if form.kind == kind),
        key=lambda form: form.valid_from,
        reverse=True,
    )
    return [
        *(
            Version(
                kind, row.version, row.valid_from, row.valid_to, row.ground, row.source, row.digest
            )
            for row in adopted
        ),
        *(_version(form) for form in house),
    ]


def _version(form: Form) -> Version:
    source = (TEMPLATES / form.file).read_text()
    digest = hashlib.sha256(source.encode()).hexdigest()
    return Version(form.kind, 0, form.valid_from, form.valid_to, form.ground, source, digest)


class Numbering(NamedTuple):
    """What ``actions.next_number`` needs to know of a kind of paper."""

    series: str
    suffix: str


def numbering(kind: str) -> Numbering:
    """The register of a kind and the letters behind its numbers, such as 15/PYCBS.

    A kind that the house does not know has a register of its own, with the year behind the stroke.
    """
    return Numbering(kind, KINDS[kind].suffix if kind in KINDS else "")


def title(kind: str) -> str:
    """What a paper of this kind of the house is called."""
    return KINDS[kind].title


def signed(kind: str) -> Signed:
    """Who signs papers of this kind; a kind that the house does not know is a result."""
    return KINDS[kind].signed if kind in KINDS else Signed.HEAD


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
