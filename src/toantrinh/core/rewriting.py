"""Changing YAML that people wrote: what is not touched keeps its words, order and comments."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString


def changed(text: str, change: Callable[[Any], None]) -> str:
    """``text`` after ``change`` worked on its data in place. The text must be readable.

    >>> said = "# why\\nname: An  # for short\\nage: 3\\n"
    >>> print(changed(said, lambda data: data.update(age=4)), end="")
    # why
    name: An  # for short
    age: 4
    """
    editor = _editor()
    data = editor.load(text)
    if data is None:
        data = editor.map()
    change(data)
    return _written(editor, data)


def parts(text: str, key: str) -> dict[str, str]:
    """Each entry of the map under ``key`` as a text of its own.

    >>> parts("all:\\n  one: {a: 1}\\n  two:\\n    b: 2\\n", "all")
    {'one': '{a: 1}\\n', 'two': 'b: 2\\n'}
    """
    editor = _editor()
    return {str(name): _written(editor, part) for name, part in editor.load(text)[key].items()}


def quoted(text: str) -> str:
    """``text`` as a value in double quotes, as packs write days."""
    value: str = DoubleQuotedScalarString(text)
    return value


def _editor() -> YAML:
    editor = YAML(typ="rt", pure=True)
    editor.preserve_quotes = True
    editor.width = 100_000
    editor.indent(mapping=2, sequence=2, offset=0)
    return editor


def _written(editor: YAML, data: Any) -> str:
    file = io.StringIO()
    editor.dump(data, file)
    return "" if not data else file.getvalue()
