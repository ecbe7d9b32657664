"""A national record read from JSON, in either of its two shapes, without silent guesses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from ..packs.shapes import CODE
from ..words import fold
from . import doubts
from .cursor import Cursor
from .record import Fee, Method, Named, NationalRecord, Paper, Remark, national_code

LARGEST: Final = 5_000_000  # characters
LONGEST_NAME: Final = 500
CHANNELS: Final = {
    "truc tuyen": "truc_tuyen",
    "online": "truc_tuyen",
    "2": "truc_tuyen",
    "truc tiep": "truc_tiep",
    "direct": "truc_tiep",
    "offline": "truc_tiep",
    "1": "truc_tiep",
    "buu chinh": "buu_chinh",
    "dich vu buu chinh": "buu_chinh",
    "post": "buu_chinh",
    "postal": "buu_chinh",
    "3": "buu_chinh",
}
_WRAPPERS: Final = ("data", "result", "results", "DATA", "RESULT")


class UnreadableRecord(Exception):
    """What was given is no national record; the message says why, in the active language."""


def read(text: str) -> NationalRecord:
    """The record in ``text``.

    Errors: UnreadableRecord when it is no JSON object of either shape.
    """
    if len(text) > LARGEST:
        raise UnreadableRecord(_("The file is too large for the record of one procedure."))
    try:
        data = _opened(json.loads(text))
    except (ValueError, RecursionError) as error:
        why = f"{error}"
        raise UnreadableRecord(_("This is not JSON: %(why)s.") % {"why": why}) from error
    remarks: list[Remark] = []
    top = Cursor(data, "", remarks)
    if "name" in data and data.keys() & {"executionCases", "executionMethods", "code"}:
        found = _of_cases(top)
    elif "TENTTHC" in data:
        found = _of_capitals(top)
    else:
        keys = ", ".join(sorted(map(str, data))[:8])
        message = _("Neither shape of a national record: it has the keys %(keys)s.")
        raise UnreadableRecord(message % {"keys": keys})
    top.leave()
    if not 0 < len(found["name"]) <= LONGEST_NAME:
        raise UnreadableRecord(
            _("The record does not name the procedure, or by far too long a name.")
        )
    return NationalRecord(**found, remarks=tuple(remarks))


def _opened(data: Any) -> Mapping[str, Any]:
    """The record inside the answer of a service, or inside a list of one."""
    for _depth in range(4):
        if isinstance(data, list) and len(data) == 1:
            data = data[0]
            continue
        inner = [key for key in _WRAPPERS if isinstance(data, dict) and key in data]
        if not inner or {"name", "TENTTHC"} & data.keys():
            break
        data = data[inner[0]]
    if isinstance(data, list):
        raise UnreadableRecord(_("The file has several records. Give one procedure a file."))
    if not isinstance(data, dict):
        raise UnreadableRecord(_("A JSON object with the keys of a procedure was expected."))
    return data


def _code(at: Cursor, *keys: str) -> str:
    written = next((text for key in keys if (text := at.text(key))), "")
    code = national_code(written)
    if not CODE.fullmatch(code):
        at.doubt(keys[0], written, _("There is no national code such as 1.001193. Write it."))
    elif code != written:
        at.doubt(keys[0], written, _("Read as %(code)s. Confirm.") % {"code": code})
    return code


def _channel(at: Cursor, key: str) -> str:
    written = at.text(key)
    spoken = fold(written).replace("_", " ").strip()
    found = next(
        (
            channel
            for word, channel in CHANNELS.items()
            if word == spoken or (len(word) > 3 and word in spoken)
        ),
        "",
    )
    if not found:
        at.doubt(key, written, _("This way to file is not known. Decide which channel is meant."))
    return found


def _split(text: str) -> tuple[str, ...]:
    """A list that was written in one line."""
    return tuple(each.strip(" -.") for each in re.split(r"[;\n]", text) if each.strip(" -."))


# {"name", "executionMethods", "executionCases" …}


def _of_cases(top: Cursor) -> dict[str, Any]:
    methods = tuple(map(_method, top.each("executionMethods")))
    doubts.of_methods(top, "executionMethods", methods)
    papers: list[Paper] = []
    notes: list[str] = []
    cases = list(top.each("executionCases"))
    for case in cases:
        name = case.text("name")
        for at in case.each("profileComponents"):
            found, note = _component(at, name)
            papers += [found] if found else []
            notes += [note] if note else []
        case.leave()
    doubts.of_papers(top, "executionCases", papers, says_required=True)
    if not papers:
        top.doubt("executionCases", "", _("The record has no component. Write what is handed in."))
    return {
        "code": _code(top, "code"),
        "name": top.text("name"),
        "decision": top.text("decisionNo"),
        "steps": tuple(_steps(top)),
        "methods": methods,
        "papers": doubts.merged(papers, len(cases)),
        "notes": tuple(notes),
    }


def _steps(top: Cursor) -> Iterator[Named]:
    for at in top.each("executionSteps"):
        yield Named(at.text("name"), at.text("description"))
        at.leave()


def _method(at: Cursor) -> Method:
    text = at.text("description")
    amount, unit = at.count("processingTime"), at.text("processingTimeUnit")
    kind, amount = doubts.limit(at, ("processingTime", "processingTimeUnit"), amount, unit, text)
    fees = []
    for fee in at.each("fees"):
        said = fee.text("description")
        fees.append(
            doubts.fee(fee, "value", fee.text("type"), said, fee.text("currencyId")),
        )
        fee.leave()
    found = Method(_channel(at, "submissionMethod"), kind, amount, text, tuple(fees))
    at.leave()
    return found


def _component(at: Cursor, case: str) -> tuple[Paper | None, str]:
    """The component or, when it is none, the note."""
    original, copy = at.count("originalQty"), at.count("copyQty")
    at.value("profileComponentId")
    read = Paper(
        code=at.text("code"),
        name=at.text("name"),
        original=original or 0,
        copy=copy or 0,
        required=at.flag("required"),
        case=case,
        electronic_form=at.flag("hasElectronicForm"),
        forms=tuple(map(_attachment, at.each("attachments"))),
    )
    if at.flag("isProcessingResult"):
        told = _("Marked as a result of a procedure. See whether the repository has it already.")
        at.doubt("isProcessingResult", read.name, told)
    at.leave()
    if not read.name:
        at.doubt("name", "", _("A component without a name was left out."))
        return None, ""
    counted = original is not None or copy is not None
    kept = doubts.paper(at, ("name", "originalQty"), read, counted=counted)
    return kept, "" if kept else read.name


def _attachment(at: Cursor) -> str:
    for key in ("attachmentId", "id", "size", "contentType"):
        at.value(key)
    told = [at.text(key) for key in ("name", "fileName", "url")]
    at.leave()
    return " ".join(each for each in told if each)


# {"TENTTHC", "CACHTHUCTHUCHIEN", "THANHPHANHOSO" …}


def _of_capitals(top: Cursor) -> dict[str, Any]:
    methods = tuple(map(_way, top.each("CACHTHUCTHUCHIEN")))
    doubts.of_methods(top, "CACHTHUCTHUCHIEN", methods)
    papers: list[Paper] = []
    notes: list[str] = []
    cases: set[str] = set()
    for at, case in _papers(top):
        found, note = _document(at, case)
        papers += [found] if found else []
        notes += [note] if note else []
        cases.add(case)
    doubts.of_papers(top, "THANHPHANHOSO", papers, says_required=False)
    if not papers:
        top.doubt("THANHPHANHOSO", "", _("The record has no component. Write what is handed in."))
    field = top.one("LINHVUCTHUCHIEN")
    return {
        "code": _code(top, "MATTHC", "MATHUTUC"),
        "name": top.text("TENTTHC"),
        "decision": top.text("SOQUYETDINH"),
        "field": _named(field, "MALINHVUC", "TENLINHVUC"),
        "steps": tuple(_named(at, "TRUONGHOP", "TRINHTU") for at in top.each("TRINHTUTHUCHIEN")),
        "methods": methods,
        "papers": doubts.merged(papers, len(cases)),
        "notes": tuple(notes),
        "conditions": top.text("YEUCAU"),
        "applicants": _split(top.text("DOITUONGTHUCHIEN")),
        "results": tuple(_named(at, "MAKETQUA", "TENKETQUA") for at in top.each("KETQUATHUCHIEN")),
        "legal_basis": tuple(_named(at, "SOVANBAN", "TENVANBAN") for at in top.each("CANCUPHAPLY")),
        "agencies": tuple(
            _named(at, "MADONVI", "TENDONVI").name for at in top.each("COQUANTHUCHIEN")
        ),
    }


def _named(at: Cursor, code: str, name: str) -> Named:
    found = Named(at.text(code), at.text(name))
    at.leave()
    return found


def _way(at: Cursor) -> Method:
    text = at.text("MOTA")
    amount, unit = at.count("THOIGIAN"), at.text("DONVITINH")
    kind, amount = doubts.limit(at, ("THOIGIAN", "DONVITINH"), amount, unit, text)
    fees: list[Fee] = []
    for fee in at.each("PHILEPHI"):
        said, kind_said = fee.text("MOTA"), fee.text("LOAI")
        fees.append(doubts.fee(fee, "SOTIEN", kind_said, said, fee.text("DONVI")))
        fee.leave()
    found = Method(_channel(at, "KENH"), kind, amount, text, tuple(fees))
    at.leave()
    return found


def _papers(top: Cursor) -> Iterator[tuple[Cursor, str]]:
    """The components with their case: listed plainly, or as lists within cases."""
    for at in top.each("THANHPHANHOSO"):
        if isinstance(at.value("GIAYTO"), list | dict):
            case = at.text("TRUONGHOP")
            yield from ((each, case) for each in at.each("GIAYTO"))
            at.leave()
        else:
            yield at, at.text("TRUONGHOP")


def _document(at: Cursor, case: str) -> tuple[Paper | None, str]:
    original, copy = at.count("SOBANCHINH"), at.count("SOBANSAO")
    form = " ".join(text for key in ("TENMAUDON", "URL") if (text := at.text(key)))
    read = Paper(
        code=at.text("MAGIAYTO"),
        name=at.text("GIAYTO") or at.text("TENGIAYTO"),
        original=original or 0,
        copy=copy or 0,
        required=False,
        case=case,
        electronic_form=False,
        forms=(form,) if form else (),
    )
    at.leave()
    if not read.name:
        at.doubt("GIAYTO", "", _("A component without a name was left out."))
        return None, ""
    counted = original is not None or copy is not None
    kept = doubts.paper(at, ("GIAYTO", "SOBANCHINH"), read, counted=counted)
    return kept, "" if kept else read.name
