"""A pack that someone sends as a zip: taken apart with distrust, never written to disk.

What is counted is what really comes out, not what the archive says of itself.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from typing import Final

from .errors import ZipRefused
from .packs.archive import NOT_READ

MOST_SENT: Final = 5_000_000  # bytes of the archive
MOST_FILES: Final = 200
MOST_TOGETHER: Final = 20_000_000  # bytes of all files
PIECE: Final = 65_536
NAME: Final = re.compile(r"[\w][\w.\-]*(/[\w][\w.\-]*){0,4}")
KINDS: Final = (".yaml", ".typ", ".bpmn", ".md", ".png", ".svg", ".jpg")


def unpacked(content: bytes) -> dict[str, bytes]:
    """The files of the pack by name; a single folder around them is left out, as are hidden files.

    Errors: ZipRefused with the first reason found.
    """
    if len(content) > MOST_SENT:
        raise ZipRefused(why=ZipRefused.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = dict(_files(archive))
    except NOT_READ as error:
        raise ZipRefused(why=ZipRefused.UNREADABLE) from error
    if not files:
        raise ZipRefused(why=ZipRefused.EMPTY)
    return _without_folder(files)


def _files(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [each for each in archive.infolist() if not each.is_dir()]
    if len(entries) > MOST_FILES:
        raise ZipRefused(why=ZipRefused.TOO_MANY)
    left, seen = MOST_TOGETHER, set()
    for entry in entries:
        if any(part.startswith(".") and part.strip(".") for part in entry.filename.split("/")):
            continue  # what editors and systems leave behind
        require_name(entry.filename)
        mode = entry.external_attr >> 16
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            raise ZipRefused(why=ZipRefused.NOT_A_FILE, name=entry.filename[:80])
        if entry.filename.lower() in seen:
            raise ZipRefused(why=ZipRefused.TWICE, name=entry.filename[:80])
        seen.add(entry.filename.lower())
        content = _content(archive, entry, left)
        left -= len(content)
        yield entry.filename, content


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    pieces, count = [], 0
    with archive.open(entry) as source:
        while piece := source.read(PIECE):
            count += len(piece)
            if count > left:
                raise ZipRefused(why=ZipRefused.TOO_LARGE)
            pieces.append(piece)
    return b"".join(pieces)


def require_name(name: str) -> None:
    """Errors: ZipRefused for a name that leads elsewhere, or is of no kind a pack has."""
    if not NAME.fullmatch(name) or ".." in name or len(name) > 120:
        raise ZipRefused(why=ZipRefused.NAME, name=name[:80])
    if not name.lower().endswith(KINDS):
        raise ZipRefused(why=ZipRefused.KIND, name=name[:80])


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or not all("/" in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def text_of(content: bytes) -> str | None:
    """The text of a file that can be edited; None for a picture."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
