"""Refusals: what the system will not do, said so that a person can act on it.

Three kinds of failure, three treatments:

* ``Refusal``: expected, caused by the state of the world or by what was asked. Raised by
  actions, shown to the person, never reported to the developers.
* ``django.core.exceptions.ValidationError``: a form field is wrong. Raised by Django forms only.
* anything else: a bug. Left to rise, logged with its trace, shown as "something went wrong".
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """Base of every refusal: what happened, and what to do next.

    ``code`` never changes once released: translations, API clients and tests rely on it.
    ``message`` and ``advice`` are translated when shown, not when raised, because a worker raises
    in the language of the server and the applicant reads in their own.
    """

    code: ClassVar[str]
    message: ClassVar[StrOrPromise]
    advice: ClassVar[StrOrPromise] = ""

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details

    def __str__(self) -> str:
        return str(self.message) % self.shown

    @property
    def shown(self) -> dict[str, object]:
        """The details as people read them: a day is written 31/01/2026."""
        return {
            name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value
            for name, value in self.details.items()
        }

    @property
    def what_to_do(self) -> str:
        """The next step for the person, in their language; may be empty."""
        return str(self.advice) % self.shown
