"""Templates that are compiled, for what a page repeats many times; see decision 0081."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined

from .templatetags import ui

_SOME: Final = UUID(int=0)


def environment(**options: Any) -> Environment:
    """With the filters of ``ui`` that say values, ``_`` and ``addresses``; a name that is not
    there is an error, not an empty text."""
    made = Environment(  # noqa: S701 - Django asks for autoescape in the options
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    said = (ui.moment, ui.day, ui.machine, ui.state_colour)
    made.filters |= {each.__name__: each for each in said}
    made.globals |= {"_": gettext, "addresses": addresses}
    return made


def addresses(name: str) -> Callable[[UUID], str]:
    """The addresses of the page ``name``, by the uid it takes: the pattern is looked up once, not
    for each of many rows."""
    before, after = reverse(name, args=[_SOME]).split(str(_SOME))
    return lambda uid: f"{before}{uid}{after}"
