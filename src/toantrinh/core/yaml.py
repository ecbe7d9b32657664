"""YAML as plain data, with the line and the column where each value stands.

YAML 1.2, so that ``no``, ``on`` and ``2026-01-31`` are texts; ``0.1`` is a Decimal, never binary
floating point. Refused, because a reader would be misled or an attacker helped: a key given twice,
a key that is not a text, a number with leading zeros (a code without quotes would lose them), an
alias (``*name``), a tag (``!name``) and several documents in a file.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str | int, ...]
Data = dict[str, Any] | list[Any] | str | int | Decimal | bool | None

SIZE: Final = 2_000_000  # characters of a file: far beyond any pack, far below what hurts
DEPTH: Final = 60
COMPOSED: Final = 64  # texts whose nodes are kept: the files of a few packs
_PREFIX: Final = "tag:yaml.org,2002:"


class YamlProblem(Exception):
    """The text cannot be taken. ``line`` and ``column`` count from 1; ``message`` is English."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message = message
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class Positions:
    """Where the values of a file stand."""

    def __init__(self) -> None:
        self._places: dict[Path, tuple[int, int]] = {}

    def put(self, path: Path, line: int, column: int) -> None:
        self._places[path] = (line, column)

    def of(self, path: Path) -> tuple[int, int]:
        """(line, column), from 1, of the value at ``path``, such as ``("steps", 2, "when")``.

        The value of a key stands where the value begins, or where the key does when it is a block;
        for a path that is not there, the nearest thing above it: where a missing key is missed.
        """
        while path not in self._places:
            path = path[:-1]
        return self._places[path]


def load(path: FilePath) -> tuple[Data, Positions]:
    """Read a file in UTF-8. Errors: YamlProblem; OSError."""
    try:
        return loads(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        line = before.count(b"\n") + 1
        raise YamlProblem("not UTF-8; save the file as UTF-8", line, column) from error


def loads(text: str) -> tuple[Data, Positions]:
    """Plain data (None for an empty text) and the positions in it. Errors: YamlProblem."""
    if len(text) > SIZE:
        raise YamlProblem("larger than 2,000,000 characters", 1, 1)
    reader = _Reader()
    return reader.read(_compose(text)), reader.positions


@lru_cache(maxsize=COMPOSED)  # a pack is read for its code, to be checked and to be compiled
def _compose(text: str) -> Node | None:
    try:
        root: Node | None = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark or StringMark("", 0, 0, 0, "", 0)
        raise _problem(error.problem or "cannot be read", mark) from error
    except YAMLError as error:  # a character that YAML does not allow
        raise YamlProblem(f"cannot be read: {error}".splitlines()[0], 1, 1) from error
    except RecursionError as error:
        raise YamlProblem(f"nested more than {DEPTH} levels deep", 1, 1) from error
    return root


def _problem(message: str, mark: Any) -> YamlProblem:
    return YamlProblem(message, mark.line + 1, mark.column + 1)


class _Reader:
    """Turns the nodes of one document into data and remembers where they stood."""

    def __init__(self) -> None:
        self.positions = Positions()
        self._seen: set[int] = set()

    def read(self, root: Node | None) -> Data:
        if root is None:
            self.positions.put((), 1, 1)
            return None
        return self._value(root, ())

    def _value(self, node: Node, path: Path, mark: Any = None) -> Data:
        self._place(node, path, mark or node.start_mark)
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                self._check_tag(node, "seq")
                return [self._value(each, (*path, n)) for n, each in enumerate(node.value)]
            case ScalarNode():
                return self._scalar(node)
        raise TypeError(f"YAML has no such node: {node!r}")

    def _place(self, node: Node, path: Path, mark: Any) -> None:
        if id(node) in self._seen:
            raise _problem("an alias (*name) is not allowed; write it out", mark)
        if len(path) > DEPTH:
            raise _problem(f"nested more than {DEPTH} levels deep", mark)
        self._seen.add(id(node))
        self.positions.put(path, mark.line + 1, mark.column + 1)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        self._check_tag(node, "map")
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node)
            if key in found:
                raise _problem(f"the key “{key}” is given twice", key_node.start_mark)
            is_block = value_node.start_mark.line > key_node.start_mark.line
            mark = key_node.start_mark if is_block else value_node.start_mark
            found[key] = self._value(value_node, (*path, key), mark)
        return found

    def _key(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            raise _problem("a key is a text", node.start_mark)
        key = self._scalar(node)
        if not isinstance(key, str):
            raise _problem(f"a key is a text: put {node.value} in quotes", node.start_mark)
        return key

    def _scalar(self, node: ScalarNode) -> Data:
        kind = self._tag(node).removeprefix(_PREFIX)
        text = str(node.value)
        if node.style == ">":  # the reader marks with a bell where lines were folded
            text = text.replace("\a", "")
        match kind:
            case "str" | "timestamp":
                return text
            case "null":
                return None
            case "bool":
                return self._boolean(node, text)
            case "int" | "float":
                return self._number(node, kind, text)
            case _:
                raise _problem(f"the tag {kind} is not allowed", node.start_mark)

    def _boolean(self, node: ScalarNode, text: str) -> bool:
        if text.lower() not in {"true", "false"}:  # yes, no, on, off of YAML 1.1
            raise _problem(f"{text[:40]}: write true or false", node.start_mark)
        return text.lower() == "true"

    def _number(self, node: ScalarNode, kind: str, text: str) -> int | Decimal:
        digits = text.removeprefix("-").removeprefix("+")
        if len(digits) > 30 or not digits.replace(".", "", 1).isdecimal():
            raise _problem(f"{text[:40]}: write a number in plain digits", node.start_mark)
        if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
            raise _problem(f"{text}: put a code in quotes, or drop the zeros", node.start_mark)
        return int(text) if kind == "int" else Decimal(text)

    def _check_tag(self, node: Node, expected: str) -> None:
        if self._tag(node) != _PREFIX + expected:
            raise _problem(f"the tag {self._tag(node)} is not allowed", node.start_mark)

    def _tag(self, node: Node) -> str:
        return str(node.tag)
