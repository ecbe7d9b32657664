"""The files of packs in the database: kept once by content, and laid out as a folder again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .models import PackFile

Names = Mapping[str, str]  # name of a file to the SHA-256 of its content


def keep(files: Mapping[str, bytes]) -> dict[str, str]:
    """Keep each content once; the SHA-256 of each file by its name."""
    named = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    PackFile.objects.bulk_create(
        (PackFile(sha256=named[name], content=content) for name, content in files.items()),
        ignore_conflicts=True,
    )
    return named


def read(names: Names) -> dict[str, bytes]:
    """The files by name. Errors: KeyError for a content that was never kept."""
    kept = PackFile.objects.in_bulk(set(names.values()))
    return {name: bytes(kept[sha256].content) for name, sha256 in names.items()}


@contextmanager
def folder_of(names: Names) -> Iterator[Path]:
    """A folder with these files, for as long as the block lasts."""
    with TemporaryDirectory(prefix="pack-") as made:
        for name, content in read(names).items():
            path = Path(made) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        yield Path(made)
