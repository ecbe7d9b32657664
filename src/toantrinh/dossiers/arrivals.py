"""What another portal sends, read: from the bytes of a file to plain values. No database.

Only what cannot be read is refused here. A file of the dossier that is damaged is told as such and
the rest arrives: the agency asks for it once, and nobody has to file again.
"""

from __future__ import annotations

import base64
import binascii
import copy
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from re import fullmatch
from typing import Any, Final

from django.conf import settings

from toantrinh.core import clock, sealing

from . import gateways
from .errors import ArrivalUnreadable
from .gateways import CODE, LONGEST, LONGEST_TEXT, MOMENT, FileShape, Gateway

MOST_BYTES: Final = 300 * 1024 * 1024  # of one document with all its files inside
DEEPEST: Final = 60
ENVELOPE: Final = "data"
REMOVED: Final = frozenset({"1", "true"})  # what was taken back before it was filed


@dataclass(frozen=True)
class ToldFile:
    """A file as it came. ``trouble``: why there are no bytes, a code of ``arrived.TROUBLES``."""

    component: str
    name: str
    content: bytes = b""
    trouble: str = ""


@dataclass(frozen=True)
class ToldFee:
    name: str
    amount: str


@dataclass(frozen=True)
class Told:
    """One dossier as a gateway tells it.

    ``document`` is all of it, with the hash of each file in the place of its bytes; ``digest`` is
    the same for the same content, however it is laid out. ``fields``: by the names of ``gateways``,
    only what is there. ``filed_at``: what the gateway says; nobody's clock here.
    """

    gateway: Gateway
    document: Mapping[str, Any]
    digest: bytes
    fields: Mapping[str, str]
    answers: Mapping[str, Any]
    files: tuple[ToldFile, ...]
    fees: tuple[ToldFee, ...]
    filed_at: datetime | None

    @property
    def code(self) -> str:
        """By which the gateway calls it; one code is one dossier."""
        return self.fields["code"].upper()


def read_file(path: Path, *, gateway: str = "") -> list[Told]:
    """The dossiers of a file; paths in it are of files beside it.

    Errors: ArrivalUnreadable; OSError.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ArrivalUnreadable(place="", why=ArrivalUnreadable.TOO_LARGE)
    return read(path.read_bytes(), beside=path.parent, gateway=gateway)


def read(content: bytes, *, beside: Path, gateway: str = "") -> list[Told]:
    """The dossiers of a document: one, or several in the envelope of the gateway.

    Args:
        beside: the folder in which files are that the document only names.
        gateway: key of the door it came by; recognised by its words when empty.

    Errors: ArrivalUnreadable, with the place in the document.
    """
    document = _parse(content)
    _check_texts(document)
    if isinstance(document.get(ENVELOPE), list):
        entries = document[ENVELOPE]
        return [_told(each, f"{ENVELOPE}.{at}", beside, gateway) for at, each in enumerate(entries)]
    return [_told(document, "", beside, gateway)]


def _parse(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except ArrivalUnreadable:
        raise
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.NO_JSON) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, a number too long, too deep
        raise ArrivalUnreadable(place="", why=ArrivalUnreadable.NO_JSON) from error
    if not isinstance(document, dict):
        raise ArrivalUnreadable(place="", why=ArrivalUnreadable.NO_OBJECT)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ArrivalUnreadable(place=twice[:80], why=ArrivalUnreadable.TWICE)
    return found


def _no_number(text: str) -> None:
    raise ValueError(text)


def _check_texts(value: Any, place: str = "", depth: int = 0) -> None:
    """Errors: ArrivalUnreadable for what no table and no page could hold."""
    if depth > DEEPEST:
        raise ArrivalUnreadable(place=place[:80], why=ArrivalUnreadable.NO_JSON)
    if isinstance(value, str) and any(_is_control(each) for each in set(value)):
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.CONTROL)
    if isinstance(value, Mapping):
        for name, each in value.items():
            _check_texts(name, place, depth)
            _check_texts(each, f"{place}.{name}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            _check_texts(each, f"{place}.{at}", depth + 1)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\r\t"


def _told(document: Any, place: str, beside: Path, key: str) -> Told:
    if not isinstance(document, dict):
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.NO_OBJECT)
    doors = gateways.current()
    door = doors.by_key(key) if key else doors.recognise(document)
    if door is None:
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.NO_GATEWAY)
    fields = _fields(door, document, place)
    kept = copy.deepcopy(document)
    files = tuple(each for shape in door.files for each in _files(shape, kept, place, beside))
    plain = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return Told(
        gateway=door,
        document=kept,
        digest=sealing.blind_index(f"arrival:{plain}"),
        fields=fields,
        answers=_answers(door, document, place),
        files=files,
        fees=tuple(_fees(door, document, place)),
        filed_at=_moment(fields.get("filed_at", "")),
    )


def _fields(door: Gateway, document: dict[str, Any], place: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, paths in door.fields.items():
        for path in paths:
            where = f"{place}.{path}".lstrip(".")
            said = _text(_at(document, path, place), name, where)
            if said:
                found.setdefault(name, said)
    for needed in ("code", "procedure"):
        if needed not in found:
            where = f"{place}.{door.fields[needed][0]}".lstrip(".")
            raise ArrivalUnreadable(place=where, why=ArrivalUnreadable.MISSING)
    if not found.keys() & {"owner_name", "submitter_name"}:
        where = f"{place}.{door.fields['owner_name'][0]}".lstrip(".")
        raise ArrivalUnreadable(place=where, why=ArrivalUnreadable.MISSING)
    return found


def _at(document: Mapping[str, Any], path: str, place: str) -> Any:
    value: Any = document
    for name in path.split("."):
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise ArrivalUnreadable(place=f"{place}.{path}".lstrip("."), why=ArrivalUnreadable.KIND)
        value = value.get(name)
    return value


def _text(value: Any, name: str, place: str) -> str:
    """The text of a field, clean; empty when there is none."""
    if name == "subject_kind" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.KIND)
    if len(value) > LONGEST.get(name, LONGEST_TEXT):
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.TOO_LONG)
    said = " ".join(unicodedata.normalize("NFC", value).split())
    if name == "code" and said and not fullmatch(CODE, value):
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.CODE)
    if name == "filed_at" and said and _moment(said) is None:
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.MOMENT)
    return said


def _moment(text: str) -> datetime | None:
    """``yyyyMMddHHmmss`` of Viet Nam, or only the day, which is then its first moment.

    >>> str(_moment("20261005080000"))
    '2026-10-05 08:00:00+07:00'
    >>> _moment("20261305080000"), _moment("")
    (None, None)
    """
    if not fullmatch(MOMENT, text):
        return None
    try:
        if len(text) == len("20261005"):
            day = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
            return datetime.combine(day, time(), clock.ZONE)
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=clock.ZONE)
    except ValueError:
        return None


def _answers(door: Gateway, document: Mapping[str, Any], place: str) -> dict[str, Any]:
    """Of the e-form, by key of the field. A text that holds no object is no answer: it stays in the
    document, which the agency reads."""
    found: dict[str, Any] = {}
    for name in door.answers:
        value = document.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                continue
            _check_texts(value, name)
            if not isinstance(value, Mapping):
                continue
        if value is not None and not isinstance(value, Mapping):
            raise ArrivalUnreadable(place=f"{place}.{name}".lstrip("."), why=ArrivalUnreadable.KIND)
        found = {**(value or {}), **found}
    return found


def _rows(document: Mapping[str, Any], name: str, place: str) -> Iterator[dict[str, Any]]:
    rows = document.get(name)
    where = f"{place}.{name}".lstrip(".")
    if rows is not None and not isinstance(rows, list):
        raise ArrivalUnreadable(place=where, why=ArrivalUnreadable.KIND)
    for at, row in enumerate(rows or ()):
        if not isinstance(row, dict):
            raise ArrivalUnreadable(place=f"{where}.{at}", why=ArrivalUnreadable.KIND)
        yield row


def _of_row(row: Mapping[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ArrivalUnreadable(place=f"{place}.{name}".lstrip("."), why=ArrivalUnreadable.KIND)
    return value or ""


def _files(
    shape: FileShape, document: dict[str, Any], place: str, beside: Path
) -> Iterable[ToldFile]:
    """The files, read; in ``document`` their hashes take the place of their bytes."""
    where = f"{place}.{shape.list}".lstrip(".")
    for row in _rows(document, shape.list, place):
        component = _of_row(row, shape.component, where)
        entries = _rows(row, shape.inside, where) if shape.inside else [row]
        for entry in entries:
            name = _of_row(entry, shape.name, where)
            content, path = (_of_row(entry, key, where) for key in (shape.content, shape.path))
            wanted = _of_row(entry, shape.hash, where)
            if _is_removed(entry, shape.removed, where) or not (content or path):
                continue
            held, trouble = _bytes(content, path, beside)
            digest = hashlib.sha256(held or content.encode()).hexdigest()
            if shape.content in entry:
                entry[shape.content] = ""
            entry["_sha256"] = digest
            if not trouble and _differs(wanted, digest):
                trouble, held = "hash", b""
            yield ToldFile(component, name or Path(path).name, held, trouble)


def _is_removed(entry: Mapping[str, Any], name: str, place: str) -> bool:
    value = entry.get(name)
    if value is not None and not isinstance(value, str | int):
        raise ArrivalUnreadable(place=f"{place}.{name}", why=ArrivalUnreadable.KIND)
    return str(value).lower() in REMOVED


def _bytes(content: str, path: str, beside: Path) -> tuple[bytes, str]:
    if content:
        try:
            return base64.b64decode("".join(content.split()), validate=True), ""
        except (binascii.Error, ValueError):
            return b"", "base64"
    if "://" in path:
        return b"", "not-fetched"
    try:
        found = (beside / path).resolve()
        if Path(path).is_absolute() or not found.is_relative_to(beside.resolve()):
            return b"", "outside"
        if not found.is_file():
            return b"", "not-found"
        if found.stat().st_size > settings.UPLOAD_MAX_BYTES:
            return b"", "too-large"
        return found.read_bytes(), ""
    except (OSError, ValueError):
        return b"", "not-found"


def _differs(wanted: str, sha256: str) -> bool:
    """Whether another SHA-256 was told. A hash of another kind cannot be held against it."""
    return bool(fullmatch("[0-9A-Fa-f]{64}", wanted)) and wanted.lower() != sha256


def _fees(door: Gateway, document: Mapping[str, Any], place: str) -> Iterator[ToldFee]:
    where = f"{place}.{door.fees.list}".lstrip(".")
    for row in _rows(document, door.fees.list, place):
        amount = row.get(door.fees.amount)
        if isinstance(amount, bool) or not isinstance(amount, str | int | float | None):
            raise ArrivalUnreadable(place=f"{where}.{door.fees.amount}", why=ArrivalUnreadable.KIND)
        yield ToldFee(_of_row(row, door.fees.name, where), "" if amount is None else str(amount))
