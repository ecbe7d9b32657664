"""Whether the person who stands there is the one who is expected, by what their document says."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from typing import Final

from toantrinh.identity.rules import fold, is_number, normal_number

from .models import Proof

WITH_NUMBER: Final = (Proof.CARD, Proof.VNEID)
"""Documents that always say the personal number."""
_NAME_AT: Final = 2  # among the fields of the code on an identity card


@dataclass(frozen=True)
class Seen:
    """Name and number as a document says them, and which kind of document it is."""

    name: str
    number: str
    proof: str

    @property
    def is_whole(self) -> bool:
        if self.proof in WITH_NUMBER:
            return is_number(self.number)
        return self.proof in Proof.values and bool(self.name and self.number)

    def is_of(self, name: str, number: str) -> bool:
        """Whether it is the person of this name and personal number, which may be empty.

        By the number where both have one; by the name, accents aside, where the document or the
        dossier has none.
        """
        if number and is_number(self.number):
            return hmac.compare_digest(normal_number(number).encode(), self.number.encode())
        if self.proof in WITH_NUMBER and number:
            return False
        return bool(name) and fold(self.name) == fold(name)

    def is_named_as(self, name: str) -> bool:
        """Whether the name is the same letter by letter; one typed without any accents may leave
        them out, and none says nothing."""
        if not self.name or not name:
            return True
        plain = fold(self.name)
        return plain == fold(name) and _spelt(self.name) in {_spelt(name), plain}


def _spelt(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name.casefold()).split())


def seen(*, name: str, number: str, proof: str) -> Seen:
    """What was typed, or what a reader typed from the code on an identity card: fields apart by
    strokes, the number first and the name third.

    >>> seen(name="", number="019193000001||Nguyễn Thị Lan|01011993", proof="the_can_cuoc").name
    'Nguyễn Thị Lan'
    """
    fields = [each.strip() for each in number.split("|")]
    if len(fields) > _NAME_AT:
        return Seen(name.strip() or fields[_NAME_AT], normal_number(fields[0]), proof)
    return Seen(name.strip(), normal_number(number), proof)
