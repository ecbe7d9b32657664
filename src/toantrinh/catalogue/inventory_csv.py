"""The inventory of internal procedures as CSV: read as people send it, written as they open it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
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
WHOLE: Final = re.compile(r"[0-9]+|[0-9]{1,3}([. ][0-9]{3})+", re.ASCII)  # 1.500 and 1 500 are 1500
SEMICOLONS: Final = 5  # in the first line, by which a file of a Vietnamese spreadsheet is known
MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class CsvUnreadable(ValueError):
    """The file is no table of ours; the text says why."""


def read(content: bytes) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file, and what is wrong in it by line (``entries.<number>.<column>``).

    Errors: CsvUnreadable.
    """
    table = _table(content)
    names = table[0][1] if table else []
    if missing := [each for each in COLUMNS if each not in names]:
        raise CsvUnreadable(_("These columns are missing: %(names)s.") % {"names": _list(missing)})
    if len(table) > MOST_ROWS + 1:
        raise CsvUnreadable(_("It has more than %(most)d rows.") % {"most": MOST_ROWS})
    entries: list[Entry] = []
    wrong: list[Fault] = []
    for number, (line, cells) in enumerate(table[1:]):
        told = dict(zip(names, cells, strict=False))
        plain = {key: _without_guard(told.get(key, "")) for key in COLUMNS}
        found, entry = _entry(plain)
        if any(cells[len(names) :]):
            found.insert(0, ("code", _("it has more cells than there are columns.")))
        wrong += [
            Fault(f"entries.{number}.{column}", _told(line, plain["code"], column, message))
            for column, message in found
        ]
        if entry is not None:
            entries.append(entry)
    return entries, wrong


def _table(content: bytes) -> list[tuple[int, list[str]]]:
    """Errors: CsvUnreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CsvUnreadable(_("It is not written in UTF-8.")) from error
    if "\0" in text:
        raise CsvUnreadable(_("It is no CSV file."))
    try:
        return list(_lines(text))
    except csv.Error as error:
        raise CsvUnreadable(_("It is no CSV file.")) from error


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """What stands in each line that is not empty, with the number a spreadsheet gives the line.

    Errors: csv.Error.
    """
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > SEMICOLONS else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for line, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield line, cells


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
        if WHOLE.fullmatch(self.told[key]) and len(digits) <= MOST_DIGITS:
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


def _told(number: int, code: str, column: str, message: str) -> str:
    """With the place in the file; line 1 has the names of the columns."""
    place = _("line %(number)d, column %(column)s") % {"number": number, "column": column}
    return f"{code} ({place}): {message}" if code else f"{place}: {message}"


def _list(names: Iterable[str]) -> str:
    return ", ".join(str(each) for each in names)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _without_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
