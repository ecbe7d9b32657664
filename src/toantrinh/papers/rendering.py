"""From a template and data to a PDF/A-2b that never changes again.

The same template, data and instant give the same bytes. Data reach the template as JSON and are
never part of its source, so that a name can hold any sign. The template finds next to the data
how each of its dates and numbers is said in words (``words``), because a template cannot compute
and the words of a certificate must not differ from those of the rest of the house.
"""

from __future__ import annotations

import atexit
import io
import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import segno
from django.core.serializers.json import DjangoJSONEncoder

from . import compositor, words
from .errors import CompositorStopped, LettersNotPrintable, TemplateProblem

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATES = HERE / "templates"
LIBRARY = "layout.typ"  # what every template may import
SECONDS = 20.0  # a paper takes milliseconds; a machine under load gets its time
PACKAGE = re.compile(r"@(preview|local)\b")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
LONGEST_NUMBER = 15  # digits; more is not a number but an identifier


class Made(NamedTuple):
    """A paper that was set, and its rooms: ``sign``, ``seal``, ``number``, ``date`` …"""

    content: bytes
    rooms: frozenset[str]


def render(template: str, data: dict[str, Any], *, at: datetime, tagged: bool = True) -> bytes:
    """The paper as PDF/A-2b.

    Args:
        template: typst source; ``#import "layout.typ": *`` gives it the official layout.
        data: plain values, dates and instants; see docs/reference/papers.md for each template.
            ``check_url``, when there, becomes the QR code.
        at: the date in the file, aware. Part of the bytes.
        tagged: with the structure that screen readers need; off for what is put on other papers.

    Raises:
        LettersNotPrintable: the data hold letters the fonts do not have.
        TemplateProblem: the template does not compile with these data.
        CompositorStopped: it took longer than 20 seconds or ran out of memory.
    """
    return compose(template, data, at=at, tagged=tagged).content


def compose(template: str, data: dict[str, Any], *, at: datetime, tagged: bool = True) -> Made:
    """As ``render``, with the names of the rooms that wait to be filled."""
    if PACKAGE.search(template):
        raise TemplateProblem("a template imports layout.typ and nothing from outside")
    paper = _paper(data)
    _refuse_missing_letters(paper)
    asked = {
        "files": {"main.typ": template, LIBRARY: _library()},
        "paper": paper,
        "at": int(at.timestamp()),
        "tagged": tagged,
    }
    return _compositor().compose(json.dumps(asked).encode())


def sample() -> dict[str, Any]:
    """An invented dossier in which everything is known that a form may ask for."""
    data: dict[str, Any] = json.loads((TEMPLATES / "sample.json").read_text())
    return data


def qr(text: str) -> str:
    """A QR code as SVG, level M, with its quiet zone; as large as its place."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False, omitsize=True
    )
    return drawn.getvalue().decode()


@cache
def _library() -> str:
    return (TEMPLATES / LIBRARY).read_text()


@cache
def _letters() -> frozenset[str]:
    """Every letter that all four styles of the font have, and the signs that print nothing."""
    rows = (FONTS / "letters.txt").read_text().split()
    ranges = [tuple(int(end, 16) for end in row.split("-")) for row in rows]
    printed = {chr(code) for first, last in ranges for code in range(first, last + 1)}
    return frozenset(printed | set("\n\r\t\u200b\u00ad"))


def _paper(data: dict[str, Any]) -> str:
    """What the template reads, as composed JSON (NFC): data, words and QR code."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)
    plain = json.loads(unicodedata.normalize("NFC", text))
    url = plain.get("check_url", "")
    paper = {"data": plain, "words": dict(_said(plain)), "qr": qr(url) if url else ""}
    return json.dumps(paper, ensure_ascii=False)


def _refuse_missing_letters(paper: str) -> None:
    missing = sorted(set(paper) - _letters())
    if missing:
        raise LettersNotPrintable(letters=" ".join(missing))


def _said(value: object) -> Iterator[tuple[str, dict[str, str]]]:
    """How every date, instant and number inside ``value`` is written out, by its plain text."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _said(each)
    elif isinstance(value, list):
        for each in value:
            yield from _said(each)
    elif isinstance(value, int) and not isinstance(value, bool):
        if len(str(value)) <= LONGEST_NUMBER:
            yield str(value), {"words": words.number(value), "money": words.money(value)}
    elif isinstance(value, str):
        yield from _said_text(value)


def _said_text(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        if DATE.fullmatch(text):
            yield (
                text,
                {
                    "digits": words.day_in_digits(text),
                    "line": words.day_line(text),
                    "words": words.day(text),
                },
            )
        elif (moment := datetime.fromisoformat(text)).tzinfo:
            yield (
                text,
                {
                    "digits": words.moment_in_digits(moment),
                    "line": words.moment_line(moment),
                },
            )
    except ValueError:
        return  # an ordinary text


class _Compositor:
    """The one compositor of this process, started when first needed and after it was stopped."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def compose(self, asked: bytes) -> Made:
        with self._turn:
            process = self._running()
            clock = threading.Timer(SECONDS, process.kill)
            clock.start()
            try:
                return self._exchange(process, asked)
            except (BrokenPipeError, EOFError):
                self._stop()
                raise CompositorStopped("stopped: too slow or too large") from None
            finally:
                clock.cancel()

    @staticmethod
    def _exchange(process: subprocess.Popen[bytes], asked: bytes) -> Made:
        assert process.stdin and process.stdout  # noqa: S101  # both are pipes
        process.stdin.write(asked + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head: dict[str, Any] = json.loads(line)
        if "problem" in head:
            raise TemplateProblem(head["problem"], head["line"], head["column"])
        made = process.stdout.read(head["size"])
        if len(made) < head["size"]:
            raise EOFError
        return Made(made, frozenset(head["rooms"]))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            # -I: nothing from the environment or the current folder is imported.
            command = [sys.executable, "-I", compositor.__file__, str(FONTS)]
            self._process = subprocess.Popen(  # noqa: S603  # our own file
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def close(self) -> None:
        """At the end of the process; a forked child leaves its parent's compositor alone."""
        if self.owner == os.getpid():
            self._stop()


_current: _Compositor | None = None
_choosing = threading.Lock()


def _compositor() -> _Compositor:
    """One per process: after a fork the child starts its own."""
    global _current
    with _choosing:
        if _current is None or _current.owner != os.getpid():
            _current = _Compositor()
            atexit.register(_current.close)
        return _current
