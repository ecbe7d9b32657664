"""The files of a pack as one compressed file, from which the folder is made again byte for byte.

A ZIP file whose names begin with that of the folder. What comes from outside is not trusted.
"""

from __future__ import annotations

import io
import lzma
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from django.utils.translation import gettext as _

from .folder import digest_of_files, files

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 500_000_000  # of all files when they are unpacked
NOT_READ: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    struct.error,
    OSError,
    ValueError,
    LookupError,  # an entry without a name
    MemoryError,
    RuntimeError,  # encrypted, or packed in a way that zipfile does not know
)
"""What ``zipfile`` raises over bytes that are no whole, plain archive."""

_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # ZIP knows no earlier day; the same pack, the same bytes

Contents = dict[str, dict[str, bytes]]
"""By name of folder and name of file."""


class InvalidArchive(Exception):
    """The file is no archive of packs; the message says why, in the active language."""


def archived(contents: Contents) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, inside in sorted(contents.items()):
            for name, content in sorted(inside.items()):
                entry = zipfile.ZipInfo(f"{folder}/{name}", _LONG_AGO)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)
    return buffer.getvalue()


def opened(archive: bytes) -> Contents:
    """What is in an archive of packs.

    Errors: InvalidArchive.
    """
    contents: Contents = {}
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as whole:
            entries = [entry for entry in whole.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(e.file_size for e in entries) > MOST_BYTES:
                raise InvalidArchive(_("The archive is too large for packs of procedures."))
            for entry in entries:
                folder, name = _place(entry.filename)
                contents.setdefault(folder, {})[name] = whole.read(entry)
    except NOT_READ as error:
        raise InvalidArchive(_("This is not a readable ZIP file.")) from error
    for folder, inside in contents.items():
        if "procedure.yaml" not in inside:
            told = _("The folder “%(name)s” of the archive is no pack: it has no procedure.yaml.")
            raise InvalidArchive(told % {"name": folder})
    return contents


def _place(written: str) -> tuple[str, str]:
    """Folder and file of an entry. Errors: InvalidArchive for a path that leads elsewhere."""
    path = PurePosixPath(written)
    folder, *rest = path.parts or ("",)
    safe = "\\" not in written and "\0" not in written and not path.is_absolute()
    hidden = any(part.startswith(".") for part in path.parts)
    if not (safe and rest and not hidden and _FOLDER.fullmatch(folder)):
        raise InvalidArchive(_("“%(name)s” is no file of a pack.") % {"name": written[:100]})
    return folder, "/".join(rest)


def write(contents: Contents, into: Path) -> list[tuple[Path, str]]:
    """Make the folders in ``into``; each with its digest. A folder is there wholly or not at all,
    and one that is there with the same content stays.

    Errors: FileExistsError with the folder that is there with other content, or that has a pack of
    the same code; nothing is written then.
    """
    for name, inside in contents.items():
        code = name.partition("-")[0]
        for there in {into / name, *into.glob(f"{code}-*")}:
            if there.exists() and digest_of_files(files(there)) != digest_of_files(inside.items()):
                raise FileExistsError(str(there))
    return [
        (_written(into / name, inside), digest_of_files(inside.items()))
        for name, inside in sorted(contents.items())
    ]


def _written(folder: Path, inside: dict[str, bytes]) -> Path:
    if folder.exists():
        return folder
    begun = Path(tempfile.mkdtemp(prefix=".pack-", dir=folder.parent))
    try:
        for name, content in inside.items():
            file = begun / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        begun.chmod(0o755)
        begun.rename(folder)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return folder
