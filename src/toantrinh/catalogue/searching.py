"""The words a procedure is found by, written when it is published."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add

from django.contrib.postgres.search import CombinedSearchVector, SearchVector
from django.db.models import TextField, Value

from .models import SearchWord
from .pack import Pack
from .words import words

CONFIG = "simple"  # the words are folded already, and no dictionary knows Vietnamese
LONGEST = 60


def digits(code: str) -> str:
    """The digits of a code.

    >>> digits("1.001193")
    '1001193'
    """
    return "".join(letter for letter in code if letter.isdigit())


def document(pack: Pack) -> CombinedSearchVector | SearchVector:
    """The search document: name first, then how people call it, then what it is about."""
    weighed = zip("ABCD", _texts(pack), strict=True)
    vectors = [
        SearchVector(
            Value(" ".join(words(text)), output_field=TextField()), config=CONFIG, weight=weight
        )
        for weight, text in weighed
    ]
    return reduce(add, vectors)


def learn(pack: Pack) -> None:
    """Add the words of a procedure to the vocabulary that misspelt words are corrected by."""
    found = {word for text in _texts(pack) for word in words(text) if not word.isdigit()}
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(found) if len(word) <= LONGEST],
        ignore_conflicts=True,
    )


def _texts(pack: Pack) -> tuple[str, str, str, str]:
    return (
        pack.name,
        _joined([*pack.synonyms, *(event.name for event in pack.life_events)]),
        _joined([pack.summary, *(result.name for result in pack.results)]),
        _joined([pack.field_name, pack.competent_body.name]),
    )


def _joined(texts: Iterable[str]) -> str:
    return " ".join(texts)
