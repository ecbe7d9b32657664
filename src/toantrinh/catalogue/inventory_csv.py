"""The inventory of internal procedures as CSV: read as people send it, written as they open it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from toantrinh.lists.changes import Fault

from .cost import Rate
from .inventory import HOURS, Between, Effort, Entry, Plan, of_texts

COLUMNS: Final = (
    *("code", "name", "owner", "between", "legal_basis", "plan", "how", "per_year"),
    *("hours_now", "spent_now", "papers_now", "days_now"),
    *("hours_after", "spent_after", "papers_after", "days_after"),
    *("rate_year", "rate_amount", "rate_source", "verified", "source"),
)
MOST_ROWS: Final = 2000
MOST_DIGITS: Final = 13
SEMICOLONS: Final = 5  # in the first line, by which a file of a Vietnamese spreadsheet is known
MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class CsvUnreadable(ValueError):
    """The file is no table of ours; the text says why."""


def read(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file, and what is wrong in it by line (``entries.<number>.<column>``).

    Errors: CsvUnreadable.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvUnreadable(_("It is not written in UTF-8.")) from error
    if "\0" in text:
        raise CsvUnreadable(_("It is no CSV file."))
    first = text.partition("\n")[0]
    rows = csv.DictReader(
        io.StringIO(text), delimiter=";" if first.count(";") > SEMICOLONS else ","
    )
    if missing := [each for each in COLUMNS if each not in (rows.fieldnames or ())]:
        raise CsvUnreadable(_("These columns are missing: %(names)s.") % {"names": _list(missing)})
    entries: list[Entry] = []
    wrong: list[Fault] = []
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise CsvUnreadable(_("It has more than %(most)d rows.") % {"most": MOST_ROWS})
        plain = {key: _without_guard((row.get(key) or "").strip()) for key in COLUMNS}
        found, entry = _entry(plain)
        wrong += [
            Fault(f"entries.{number}.{column}", _told(number, plain["code"], message))
            for column, message in found
        ]
        if entry is not None:
            entries.append(entry)
    return entries, wrong


def write(entries: Iterable[Entry]) -> str:
    """A file that ``read`` gives back as it was; what looks like a formula is text."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS, lineterminator="\r\n")
    made.write(MARK)
    writer.writeheader()
    for entry in entries:
        writer.writerow({key: _guarded(told) for key, told in _row(entry).items()})
    return made.getvalue()


def _row(entry: Entry) -> dict[str, str]:
    plain = {
        key: str(getattr(entry, key))
        for key in ("code", "name", "owner", "between", "legal_basis", "plan", "how", "per_year")
    }
    for when, effort in (("now", entry.now), ("after", entry.after)):
        plain |= {
            f"hours_{when}": f"{effort.hours.normalize():f}" if effort else "",
            f"spent_{when}": str(effort.spent) if effort else "",
            f"papers_{when}": str(effort.papers) if effort else "",
            f"days_{when}": str(effort.days) if effort else "",
        }
    return plain | {
        "rate_year": str(entry.rate.year),
        "rate_amount": str(entry.rate.amount),
        "rate_source": entry.rate.source,
        "verified": "co" if entry.verified else "khong",
        "source": entry.source,
    }


@dataclass
class _Row:
    """One row being read; ``wrong`` has the column and what is wrong in it."""

    told: Mapping[str, str]
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def whole(self, key: str) -> int:
        digits = self.told[key].replace(".", "").replace(" ", "")
        if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
            return int(digits)
        self._unfit(key, _("“%(text)s” is not a whole number."))
        return 0

    def hours(self, key: str) -> Decimal:
        if HOURS.fullmatch(self.told[key]):
            return Decimal(self.told[key].replace(",", "."))
        self._unfit(key, _("“%(text)s” is not a number of hours."))
        return Decimal(0)

    def effort(self, when: str) -> Effort:
        return Effort(
            self.hours(f"hours_{when}"),
            *(self.whole(f"{each}_{when}") for each in ("spent", "papers", "days")),
        )

    def known(self, key: str, kind: type[StrEnum]) -> None:
        if self.told[key] not in {each.value for each in kind}:
            words = _("“%(text)s” is not one of %(words)s.")
            self.wrong.append((key, words % {"text": self.told[key][:40], "words": _list(kind)}))

    def _unfit(self, key: str, words: str) -> None:
        self.wrong.append((key, words % {"text": self.told[key][:40]}))


def _entry(told: Mapping[str, str]) -> tuple[list[tuple[str, str]], Entry | None]:
    row = _Row(told)
    row.known("between", Between)
    row.known("plan", Plan)
    changes = any(told[f"{each}_after"] for each in ("hours", "spent", "papers", "days"))
    per_year, now = row.whole("per_year"), row.effort("now")
    after = row.effort("after") if changes else None
    rate = Rate(row.whole("rate_year"), row.whole("rate_amount"), told["rate_source"])
    if row.wrong:
        return row.wrong, None
    verified = told["verified"] == "co"
    return [], of_texts(told, per_year=per_year, now=now, after=after, rate=rate, verified=verified)


def _told(number: int, code: str, message: str) -> str:
    """With the line of the file: the first one has the names of the columns."""
    line = _("line %(number)d") % {"number": number + 2}
    return f"{code or line} ({line}): {message}" if code else f"{line}: {message}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(str(each) for each in names)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _without_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
