"""The process that sets type, apart from web and worker: it can be stopped, and it sees nothing.

A template is data of a pack. One that never ends, or eats memory, must cost one paper and not the
service; a thread cannot be stopped, a process can. It is kept running, because a warm compilation
takes about a millisecond. Its folder of files holds only the fonts, its addresses lead nowhere, so
that a template reads no file and fetches no package.

Started by ``rendering`` with the folder of fonts as its argument; nothing of the house is imported
here. On standard input comes one JSON line a paper: ``files`` (name to source, with ``main.typ``),
``paper`` (text of the JSON handed to the template), ``at`` (seconds) and ``tagged``. On standard
output goes one JSON line, ``size`` in bytes and ``rooms`` (names of the places), and as many bytes
of PDF; or ``problem``, ``line`` and ``column`` of the template (1-based; 0 when the fault is not in
it).
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
from datetime import UTC, datetime
from typing import Any

import typst

MEMORY = 2 * 1024**3  # bytes of addresses, most of them never touched
NOWHERE = "http://127.0.0.1:9"  # the discard port: a package is never fetched
POSITION = re.compile(r"\bmain\.typ:(\d+):(\d+)")


def compose(asked: dict[str, Any], *, fonts: typst.Fonts, root: str) -> tuple[bytes, list[str]]:
    """One PDF/A-2b and the names of its places.

    Set twice when it holds places: first to find them, then to write them down.

    A place is where something will be put after the paper is finished (a signature, a number).
    The finished paper says itself where its places are, in its keywords; see ``layout.typ``.
    """
    files = {name: source.encode() for name, source in asked["files"].items()}
    inputs = {"paper": asked["paper"]}
    settings: dict[str, Any] = {"root": root, "font_paths": fonts, "sys_inputs": inputs}

    def pdf() -> bytes:
        made: bytes = typst.compile(
            files,
            format="pdf",
            pdf_standards="a-2b",
            pdf_tags=asked["tagged"],
            timestamp=datetime.fromtimestamp(asked["at"], UTC),
            **settings,
        )
        return made

    made = pdf()
    # A Compiler forgets its files after one use, so the search for places has its own.
    places = json.loads(typst.Compiler(files, **settings).query("<place>", field="value"))
    if places:
        inputs["places"] = json.dumps(places)
        made = pdf()
    return made, [str(place["name"]).partition(":")[0] for place in places]


def answer(line: bytes, *, fonts: typst.Fonts, root: str) -> bytes:
    """The answer to one line of the protocol."""
    try:
        made, rooms = compose(json.loads(line), fonts=fonts, root=root)
    except typst.TypstError as error:
        problem = " ".join([error.message, *(f"({hint})" for hint in error.hints)])
        found = POSITION.search(error.diagnostic)
        line_number, column = (int(part) for part in found.groups()) if found else (0, 0)
        head = {"problem": problem, "line": line_number, "column": column}
        return json.dumps(head).encode() + b"\n"
    return json.dumps({"size": len(made), "rooms": rooms}).encode() + b"\n" + made


def main() -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = os.environ[name.lower()] = NOWHERE
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    root = sys.argv[1]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[root])
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(line, fonts=fonts, root=root))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
