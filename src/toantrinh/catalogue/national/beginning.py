"""A pack to begin from, made of a national record: it passes the check and waits for an author."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from toantrinh.core.calendar import LimitKind

from ..packs import skeleton
from ..packs.skeleton import MARK
from ..words import words
from .record import Fee, Method, NationalRecord, Paper, Remark

LONGEST_KEY: Final = 40
FORM: Final = "to_khai"  # the component that the e-form of the skeleton is


def make(record: NationalRecord, *, into: Path, today: date) -> Path:
    """Write the folder of a pack for ``record`` in ``into``, in force from ``today``.

    Whatever is doubtful in the record stands in the README with its place, and where the pack
    needs a decision, the mark of the skeleton waits, so that it is not published before.

    Errors: FileExistsError with the folder when ``into`` has a pack of that code.
    """
    folder = skeleton.make(record.code, _quotable(record.name), into=into, today=today)
    papers = _keyed(record.papers)
    fees = _fees(record)
    limit = _limit(record.methods)
    procedure = folder / "procedure.yaml"
    text = procedure.read_text("utf-8")
    for key, block in _blocks(record, papers, fees, limit, today):
        text = _with(text, key, block)
    procedure.write_text(text, "utf-8")
    for sample in sorted(folder.glob("samples/*.yaml")):
        _expect(sample, papers, fees, limit)
    (folder / "README.md").write_text(_readme(record), "utf-8")
    return folder


def _quotable(name: str) -> str:
    return name.replace('"', "”").replace("\\", "/")


def _keyed(papers: Sequence[Paper]) -> dict[str, Paper]:
    """The components by keys made of their names; the e-form of the skeleton stands for the first
    that is filled in on a form."""
    keyed: dict[str, Paper] = {}
    for paper in papers:
        is_form = FORM not in keyed and (paper.electronic_form or _is_declaration(paper.name))
        key = FORM if is_form and not paper.when else _key(paper.name, keyed)
        keyed[key] = paper
    return keyed


def _is_declaration(name: str) -> bool:
    return words(name)[:2] in (["to", "khai"], ["don", "de"], ["phieu", "de"])


def _key(name: str, taken: Iterable[str]) -> str:
    """A key of at most ``LONGEST_KEY`` characters that nothing else has."""
    key = "_".join(words(name))[:LONGEST_KEY].strip("_") or "giay_to"
    key = key if key[0].isalpha() else f"gt_{key}"
    taken = {*taken, FORM}
    return next(
        each
        for at in range(1, len(taken) + 2)
        if (each := key if at == 1 else f"{key}_{at}") not in taken
    )


def _fees(record: NationalRecord) -> dict[str, Fee]:
    """The fees of the first way to file that has any; where others differ, a remark says so."""
    fees = next((method.fees for method in record.methods if method.fees), ())
    due = (fee for fee in fees if fee.amount != 0)
    return {f"phi_{at}": fee for at, fee in enumerate(due, 1)}


def _limit(methods: Sequence[Method]) -> dict[str, Any]:
    """The limit of the first way to file that has one; else that of the skeleton, 3 days."""
    for method in methods:
        if method.kind is LimitKind.WITHIN_DAY:
            return {"kind": "within_day"}
        if method.kind and method.amount:
            return {"kind": method.kind.value, "amount": method.amount}
    return {"kind": "working_days", "amount": 3}


def _blocks(
    record: NationalRecord,
    papers: dict[str, Paper],
    fees: dict[str, Fee],
    limit: dict[str, Any],
    today: date,
) -> Iterator[tuple[str, Any]]:
    """The parts of procedure.yaml that the record says, by key."""
    if record.field.name:
        yield "field", {"key": _key(record.field.name, ()), "name": record.field.name}
    if applicants := [{"value": _key(each, ()), "label": each} for each in record.applicants]:
        yield "applicants", _once(applicants)
    channels = list(dict.fromkeys(method.channel for method in record.methods if method.channel))
    yield "channels", [*channels, *(["truc_tuyen"] if "truc_tuyen" not in channels else [])]
    if bases := [_basis(each.code, each.name) for each in record.legal_basis]:
        yield "legal_basis", [*bases, *_announced(record)]
    elif record.decision:
        yield "legal_basis", [*_announced(record), _basis("", "")]
    if record.conditions:
        yield "conditions", [{"text": record.conditions, "verified": False}]
    yield "facts", [_question(key, paper) for key, paper in papers.items() if paper.when]
    yield "components", [*_form(papers), *(_component(*each) for each in papers.items())]
    texts = [method.text for method in record.methods if method.text]
    rule = f"{MARK} {texts[0] if texts else 'thời hạn theo luật'}"
    basis = f"{MARK} điều, khoản của văn bản"
    yield "time_limit", {**limit, "rule": rule, "legal_basis": basis}
    yield "fees", [_fee(key, fee, today) for key, fee in fees.items()]
    named = [result.name for result in record.results if result.name] or [record.name]
    yield (
        "results",
        [
            {
                "key": f"ket_qua_{at}" if at > 1 else "ket_qua",
                "name": name,
                "kind": "ket_qua",
                "register": "ket_qua",
            }
            for at, name in enumerate(dict.fromkeys(named), 1)
        ],
    )


def _once(items: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({item["value"]: item for item in items}.values())


def _basis(number: str, title: str) -> dict[str, str]:
    return {
        "number": number or f"{MARK} số, ký hiệu",
        "title": title or f"{MARK} tên văn bản",
    }


def _announced(record: NationalRecord) -> list[dict[str, str]]:
    title = f"{MARK} tên đầy đủ, ngày của quyết định công bố thủ tục"
    return [{"number": record.decision, "title": title}] if record.decision else []


def _question(key: str, paper: Paper) -> dict[str, Any]:
    label = f"{MARK} câu hỏi để biết khi nào phải nộp, thay cho “{paper.when}”"
    return {"key": f"ca_{key}", "label": label, "type": "boolean", "origin": "asked"}


def _form(papers: dict[str, Paper]) -> list[dict[str, Any]]:
    """The e-form, when the record has none among its components."""
    if FORM in papers:
        return []
    name = f"{MARK} tên tờ khai, hoặc bỏ thành phần này"
    return [_component(FORM, Paper("", name, 1, 0, required=True))]


def _component(key: str, paper: Paper) -> dict[str, Any]:
    is_form = key == FORM
    condition = {"expr": f"ca_{key} == true", "text": paper.when}
    return {
        "key": key,
        "name": paper.name,
        "kind": _kind(paper, is_form),
        "quantity": {"original": paper.original, "copy": paper.copy},
        "requirement": "conditional" if paper.when else "required",
        **({"condition": condition} if paper.when else {}),
        "sources": [{"kind": "form" if is_form else "upload"}],
    }


def _kind(paper: Paper, is_form: bool) -> str:
    if is_form:
        return "data"
    if "xuất trình" in paper.name.lower():
        return "present"
    return "copy" if paper.copy and not paper.original else "original"


def _fee(key: str, fee: Fee, today: date) -> dict[str, Any]:
    """A fee; one without a sure amount has no price, which the check lets the council alone do."""
    ground = f"{MARK} căn cứ của mức thu"
    prices = [{"from": str(today), "amount": fee.amount, "ground": ground, "verified": False}]
    return {
        "key": key,
        "name": fee.text
        if fee.text and fee.amount is not None
        else f"{MARK} tên khoản thu {fee.text}".strip(),
        "kind": fee.kind or "le_phi",
        "set_by": "hdnd" if fee.amount is None else "national",
        "per": f"{MARK} tính theo hồ sơ hay theo gì",
        "prices": [] if fee.amount is None else prices,
    }


def _with(text: str, key: str, value: Any) -> str:
    """``text`` with the block of the top-level ``key`` written anew, or added at the end."""
    block = f"{key}:{_block(value)}\n"
    found = re.compile(rf"^{key}:.*\n(?:[ -].*\n|\n(?=[ -]))*", re.M)
    if not found.search(text):
        return f"{text.rstrip()}\n\n{block}"
    return found.sub(lambda _old: block, text, count=1)


def _block(value: Any) -> str:
    """The value of a top-level key: a list of maps has a line a member."""
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return f" {_flow(value)}"
    return "".join(f"\n- {_flow(each)}" for each in value)


def _flow(value: Any) -> str:
    """YAML in one line; JSON is YAML already, and keys need no quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _expect(
    sample: Path, papers: dict[str, Paper], fees: dict[str, Fee], limit: dict[str, Any]
) -> None:
    """The sample of the skeleton made one of this pack: the first without any condition, the other
    with all of them."""
    all_hold = sample.stem == "uy-quyen"
    conditions = [key for key, paper in papers.items() if paper.when]
    required = [key for key, paper in papers.items() if all_hold or not paper.when]
    unknown = any(fee.amount is None for fee in fees.values())
    text = sample.read_text("utf-8")
    answers = "".join(f"  ca_{key}: {json.dumps(all_hold)}\n" for key in conditions)
    expected = {
        "required": [*required, *([] if FORM in papers else [FORM])],
        "fees": [{"key": key, "amount": fee.amount} for key, fee in fees.items()],
        "total": None if unknown else sum(fee.amount or 0 for fee in fees.values()),
        "free": not fees,
        "limit": limit,
        "asked": [*(f"ca_{key}" for key in conditions), "noi_dung", "cam_doan"],
    }
    if all_hold:
        text = re.sub(r"^name: .*$", "name: Mọi điều kiện đều có", text, count=1, flags=re.M)
        sample = sample.rename(sample.with_stem("moi-dieu-kien"))
    text = re.sub(r"^  uy_quyen: .*\n", answers, text, count=1, flags=re.M)
    text = re.sub(r"^  due: .*\n", "", text, count=1, flags=re.M)
    for key, value in expected.items():
        text = re.sub(rf"^  {key}: .*$", f"  {key}: {_flow(value)}", text, count=1, flags=re.M)
    sample.write_text(text, "utf-8")


def _readme(record: NationalRecord) -> str:
    """The README: what was read, each doubt with what to decide, and all that has no place yet."""
    lines = [
        f"# {record.code} {record.name}",
        "",
        "Gói lập từ bản ghi thủ tục quốc gia. Chỗ nào ghi “VIẾT:” phải thay trước khi ban hành.",
        "",
        "## Phải quyết định",
        "",
        *(_listed(record.remarks) or ["- Bản ghi không có chỗ nào phải ngờ."]),
        "",
        "## Bản ghi còn nói",
        "",
        *_said("Bước", (f"{step.code} {step.name}" for step in record.steps)),
        *_said("Lưu ý", record.notes),
        *_said("Biểu mẫu", (f"{p.name}: {'; '.join(p.forms)}" for p in record.papers if p.forms)),
        *_said("Cơ quan", record.agencies),
        "",
        "## Nguồn",
        "",
        "- Bản ghi thủ tục trên cơ sở dữ liệu quốc gia về thủ tục hành chính",
        *_said("Quyết định công bố", [record.decision]),
        "",
        "## Chưa chắc chắn",
        "",
        "- Các bước, thời hạn từng bước và biểu mẫu là của khung; chi phí tuân thủ là ước tính.",
        "",
    ]
    return "\n".join(lines)


def _listed(remarks: Iterable[Remark]) -> list[str]:
    return [f"- `{each.place}`: “{each.read}”. {each.decide}" for each in remarks]


def _said(what: str, texts: Iterable[str]) -> list[str]:
    return [f"- {what}: {' '.join(text.split())}" for text in texts if text.strip()]
