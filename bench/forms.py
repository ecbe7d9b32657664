"""A form of 300 questions on one page: the time of the server to show it and to keep it.

Every kind of question is there, a tenth of them conditional, all answered. A page is ``GET`` of the
section, a save is what is sent while one types; both go through the whole of Django. The same is
measured at 600 and 900 questions: time grows as the form does and no faster. A table of a
thousand rows is held to the same limits, and its page to a size.

Run by ``make bench``. The last line is one JSON object; its ratio is the worst of all of these.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from _house import make_tables

SIZES, ROUNDS = (300, 600, 900), 15
ROWS, TABLE_ROUNDS = 1_000, 7
PAGE, SAVE = 150.0, 100.0  # ms of the server
LARGEST = 300.0  # kB of the page with the table, before it is compressed
GROWTH = 1.5  # of the time for a question, from the smallest form to the largest

KINDS = "text name date choice integer money boolean phone address multichoice email longtext person-id area ethnicity nationality time tax-code".split()  # noqa: E501, SIM905
CHOICES = [{"value": value, "label": f"Lựa chọn {value.upper()}"} for value in "abcd"]
ANSWERS: dict[str, Any] = {
    "text": "Một câu trả lời bình thường",
    "name": "Nguyễn Thị Minh Anh",
    "date": "1990-03-27",
    "choice": "b",
    "integer": 3,
    "money": 1_500_000,
    "boolean": True,
    "phone": "0900000001",
    "address": {"province": "19", "commune": "05443", "detail": "Tổ 5"},
    "multichoice": ["a", "c"],
    "email": "minhanh@vidu.vn",
    "longtext": "Dòng một\ndòng hai",
    "person-id": "019190000123",
    "area": 85.5,
    "ethnicity": "01",
    "nationality": "VN",
    "time": "14:30",
    "tax-code": "4600123456",
}


def main() -> None:
    with TemporaryDirectory() as folder:
        person = prepare()
        ratios = {}
        per_question = []
        for number, size in enumerate(SIZES):
            made = draft(person, Path(folder), number, questions(size), given(size))
            page, save, _text = measured(*made, ROUNDS)
            print(f"{size} questions: page {page:.1f} ms, save {save:.1f} ms")
            per_question.append((page / size, save / size))
            if size == SIZES[0]:
                ratios |= {"page": page / PAGE, "save": save / SAVE}
        growth = max(last / first for first, last in zip(*per_question[::2], strict=True))
        print(f"a question of {SIZES[-1]} takes {growth:.2f} of what one of {SIZES[0]} takes")
        ratios["growth"] = growth / GROWTH
        ratios |= table(person, Path(folder))
    print(", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()))
    worst = max(ratios.values())
    result = {
        "name": "forms",
        "value": round(ratios["page"] * PAGE, 1),
        "unit": "ms, the page of 300 questions",
        "limit": PAGE,
        "ratio": round(worst, 3),
    }
    print(json.dumps(result))


def table(person: Any, folder: Path) -> dict[str, float]:
    """The same of a table of a thousand rows."""
    made = draft(person, folder, len(SIZES), [_table()], {"bang": _rows()})
    page, save, text = measured(*made, TABLE_ROUNDS)
    size = len(text.encode()) / 1000
    print(f"{ROWS} rows: page {page:.1f} ms, {size:.0f} kB, save {save:.1f} ms")
    return {"rows page": page / PAGE, "rows save": save / SAVE, "rows size": size / LARGEST}


def _table() -> dict[str, Any]:
    columns = [
        {"key": "ho_ten", "label": "Họ tên", "type": "name", "required": True},
        {"key": "ngay_sinh", "label": "Ngày sinh", "type": "date"},
        {"key": "gioi_tinh", "label": "Giới tính", "type": "choice", "choices": CHOICES},
        {"key": "so", "label": "Số định danh", "type": "person-id"},
        {"key": "tien", "label": "Lương", "type": "money"},
    ]
    limits = {"unique": ["so"], "max_rows": ROWS}
    return {
        "key": "bang",
        "label": "Người lao động",
        "type": "group",
        "columns": columns,
        "constraints": limits,
    }


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "ho_ten": "Nguyễn Văn An",
            "ngay_sinh": "1990-03-27",
            "gioi_tinh": "a",
            "so": f"{19190000000 + at:012}",
            "tien": 5_000_000 + at,
        }
        for at in range(ROWS)
    ]


def questions(size: int) -> list[dict[str, Any]]:
    """``size`` questions of all kinds; every tenth hangs on an earlier one."""
    found: list[dict[str, Any]] = []
    for at in range(size):
        kind = KINDS[at % len(KINDS)]
        one: dict[str, Any] = {"key": f"f{at}", "label": f"Câu hỏi số {at}", "type": kind}
        one |= {"choices": CHOICES} if kind in {"choice", "multichoice"} else {}
        one |= {"required": True} if at % 4 == 0 else {}
        hangs = next((k for k in range(at - 1, -1, -1) if found[k]["type"] == "choice"), None)
        if at % 10 == 9 and hangs is not None:
            one["show_if"] = f"f{hangs} == 'b'"
        found.append(one)
    return found


def given(size: int) -> dict[str, Any]:
    return {f"f{at}": ANSWERS[KINDS[at % len(KINDS)]] for at in range(size)}


def measured(browser: Any, address: str, rounds: int) -> tuple[float, float, str]:
    """Milliseconds of the page and of a save, and the page."""
    text = shown(browser, address)
    sent = inputs(text)
    page = median(lambda: shown(browser, address), rounds)
    return page, median(lambda: kept(browser, address, sent), rounds), text


def median(run: Callable[[], object], rounds: int) -> float:
    """Milliseconds, once all that is read once a process has been read."""
    run()
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def shown(browser: Any, address: str) -> str:
    answer = browser.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return str(answer.content.decode())


def kept(browser: Any, address: str, sent: str) -> None:
    kind = "application/x-www-form-urlencoded"
    answer = browser.post(address, sent, content_type=kind, headers={"HX-Request": "true"})
    if answer.status_code != 200 or "fields" not in answer.json():
        raise SystemExit(f"{address}: {answer.status_code}, not kept")


def inputs(page: str) -> str:
    """What a browser sends of the page."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.forms.make import Page

    return urlencode(list(Page(page).sent.lists()), doseq=True)


def prepare() -> Any:
    """Tables, lists, a person; Django is ready in this process afterwards."""
    make_tables()
    from django.conf import settings

    from toantrinh.core import clock
    from toantrinh.core.actor import System
    from toantrinh.identity.models import Account, Party
    from toantrinh.lists import loading

    loading.load_national(folder=settings.PACKS / "lists", by=System("lists"), at=clock.now())
    party = Party(name="Nguyễn Văn Đo")
    party.save()
    return Account.objects.create_user(login="nguoi-do", party=party)


def draft(
    person: Any, folder: Path, number: int, fields: list[dict[str, Any]], answers: dict[str, Any]
) -> tuple[Any, str]:
    """A browser of ``person`` and the address of the page with ``fields``, answered."""
    from django.test import Client
    from django.urls import reverse

    from toantrinh.catalogue import packs
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.core import clock
    from toantrinh.dossiers import actions as dossiers

    code, today = f"9.{number:06}", clock.today()
    pack = packs.make(code, "Biểu mẫu dài", into=folder, today=today)
    form = {"title": "Dài", "sections": [{"key": "dai", "title": "Dài", "fields": fields}]}
    version = ProcedureVersion.objects.create(
        code=code,
        name="Biểu mẫu dài",
        level="xa",
        life_events=[],
        definition=packs.compile(pack) | {"form": form},
        digest=f"{number:064}",
        in_force_from=today,
        published_at=clock.now(),
    )
    begun = dossiers.begin(version=version, owner=person.party, key=str(number), by=person)
    dossiers.save_answers(dossier=begun, answers=answers, by=person)
    browser = Client()
    browser.force_login(person)
    return browser, reverse("portal:section", args=[begun.uid, "dai"])


if __name__ == "__main__":
    main()
