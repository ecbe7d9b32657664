"""Going through a record key by key: what is missing, strange or left over is remarked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from .record import Remark

_TAG: Final = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_BREAK: Final = re.compile(r"(?i)<(br|/p|/div|/li)\b[^<>]*>")
LONGEST: Final = 120  # characters of what is quoted in a remark


class Cursor:
    """A map of the record at ``place``. Keys nobody asked for are remarked by ``leave``."""

    def __init__(self, data: Any, place: str, remarks: list[Remark]) -> None:
        self.place, self.remarks = place, remarks
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._seen: set[str] = set()
        if not isinstance(data, Mapping):
            self.doubt("", data, _("A group of keys was expected here. Say what is meant."))

    def doubt(self, key: str, read: object, decide: str) -> None:
        place = ".".join(part for part in (self.place, key) if part)
        self.remarks.append(Remark(place, " ".join(str(read).split())[:LONGEST], decide))

    def value(self, key: str) -> Any:
        self._seen.add(key)
        return self._data.get(key)

    def has(self, key: str) -> bool:
        return self._data.get(key) not in (None, "", [], {})

    def text(self, key: str) -> str:
        """Plain text without tags, with single spaces; empty when it is missing."""
        value = self.value(key)
        if value is None:
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.doubt(key, value, _("A text was expected here; it was left out. Write it."))
            return ""
        written = str(value)
        plain = plain_text(written)
        if _TAG.search(written):
            told = _("HTML was taken out. See that the text still says what it said.")
            self.doubt(key, written, told)
        return plain

    def count(self, key: str) -> int | None:
        """A whole number of 0 or more; None when there is none, and a remark when it is strange."""
        value = self.value(key)
        if value is None or value == "":
            return None
        written = str(value).strip()
        if not isinstance(value, bool) and re.fullmatch(r"[0-9]{1,12}(\.0+)?", written):
            return int(written.partition(".")[0])
        self.doubt(key, value, _("This is no whole number from 0; it was left out. Write it."))
        return None

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if value in (None, False, True):
            return bool(value)
        self.doubt(key, value, _("Neither true nor false; false was taken. Decide which."))
        return False

    def each(self, key: str) -> Iterator[Cursor]:
        """The members of a list of maps; a single map is a list of one."""
        value = self.value(key)
        members = [] if value in (None, "") else value if isinstance(value, list) else [value]
        for at, member in enumerate(members):
            yield Cursor(member, f"{self.place}.{key}[{at}]".lstrip("."), self.remarks)

    def one(self, key: str) -> Cursor:
        """The first of a list, or the only map; more than one is remarked."""
        found = list(self.each(key)) or [Cursor({}, f"{self.place}.{key}".lstrip("."), [])]
        if len(found) > 1:
            self.doubt(key, len(found), _("There are several; the first was taken. Decide which."))
        return found[0]

    def leave(self) -> None:
        """Remark every key with a value that was not asked for."""
        for key in self._data.keys() - self._seen:
            if self.has(key):
                told = _("This key is not known and was not read. Say whether it matters.")
                self.doubt(str(key), self._data[key], told)


def plain_text(written: str) -> str:
    """Without tags; entities are characters.

    >>> plain_text("<p>Tờ&nbsp;khai<br/>theo mẫu</p>")
    'Tờ khai theo mẫu'
    """
    bare = html.unescape(_TAG.sub("", _BREAK.sub(" ", written))).replace("<", "‹")
    seen = "".join(each if each.isprintable() else " " for each in bare)
    return " ".join(seen.split())
