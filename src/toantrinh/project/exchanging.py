"""Packs and national records going in and out: import, compare, record and export of ``packs``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import environment
from .words import Trouble, _

if TYPE_CHECKING:
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.catalogue.national import Difference, NationalRecord

LARGEST = 600_000_000  # bytes of a file that is read at all
DIFFERENT = 3  # exit code of compare: 1 says already that it could not


def add_arguments(actions: Any) -> None:
    into = actions.add_parser("import", help=_("begin a pack from a national record, or unpack"))
    into.add_argument("file", type=Path, metavar="FILE", help=_("national record, or exported ZIP"))
    into.add_argument("--into", type=Path, default=Path("packs"), metavar="DIR")
    compare = actions.add_parser("compare", help=_("say how a pack differs from its record"))
    compare.add_argument("folder", type=Path, metavar="DIR")
    compare.add_argument("file", type=Path, nargs="?", metavar="FILE.json")
    compare.add_argument("--json", action="store_true", help=_("for programs"))
    record = actions.add_parser("record", help=_("keep national records to publish against"))
    record.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
    export = actions.add_parser("export", help=_("write packs as they were published"))
    export.add_argument("codes", nargs="*", metavar="CODE")
    export.add_argument("--all", action="store_true", help=_("every procedure in force"))
    export.add_argument("--into", type=Path, required=True, metavar="DIR|FILE.zip")


def run(options: argparse.Namespace) -> int:
    match options.action:
        case "import":
            return take_in(options.file, options.into)
        case "compare":
            return compare(options.folder, options.file, as_json=options.json)
        case "record":
            return keep(options.files)
    return export(options.codes, options.into, everything=options.all)


def take_in(file: Path, into: Path) -> int:
    """A national record becomes a pack to begin from; an archive the packs it was made of."""
    if not into.is_dir():
        raise Trouble(_("There is no folder %(names)s.") % {"names": into})
    content = _content(file)
    environment.set_up_django(with_database=False)
    try:
        return unpack(content, into) if content[:2] == b"PK" else begin(content, file, into)
    except FileExistsError as there:
        raise Trouble(_("There is a pack of that code: %(folder)s") % {"folder": there}) from there


def begin(content: bytes, file: Path, into: Path) -> int:
    from toantrinh.catalogue.national import beginning
    from toantrinh.catalogue.packs.shapes import CODE
    from toantrinh.core import clock

    record = _record(content, file)
    if not CODE.fullmatch(record.code):
        raise Trouble(
            _("“%(code)s” is no national code; one looks like 1.001193.") % {"code": record.code},
            _("Write it into the file, as code or MATTHC."),
        )
    folder = beginning.make(record, into=into, today=clock.today())
    print(folder)
    for remark in record.remarks:
        print(f"{file}: {remark.place}: “{remark.read}” — {remark.decide}", file=sys.stderr)
    print(_("Doubts to decide: %(n)d; they are in README.md.") % {"n": len(record.remarks)})
    print(_("Replace every “VIẾT:”, then check the pack, then publish it."))
    return 0


def unpack(content: bytes, into: Path) -> int:
    from toantrinh.catalogue.packs import archive

    try:
        contents = archive.opened(content)
    except archive.InvalidArchive as invalid:
        raise Trouble(str(invalid), _("Take a file that packs export has written.")) from invalid
    for folder, digest in archive.write(contents, into):
        print(f"{digest[:12]}  {folder}")
    return 0


def compare(folder: Path, file: Path | None, *, as_json: bool) -> int:
    """The differences; 3 when there is any. Without a file the record that was kept is taken."""
    if not folder.is_dir():
        raise Trouble(_("There is no folder %(names)s.") % {"names": folder})
    content = _content(file) if file else b""
    environment.set_up_django(with_database=file is None)
    from toantrinh.catalogue import national, packs

    try:
        procedure = packs.compile(folder)["procedure"]
    except packs.InvalidPack as invalid:
        for problem in invalid.problems:
            print(f"{folder}/{problem}", file=sys.stderr)
        raise Trouble(_("The pack has mistakes."), _("Correct them first.")) from invalid
    record = _record(content, file) if file else _kept(procedure["code"])
    found = national.differences(procedure, record)
    if as_json:
        told = {
            "code": procedure["code"],
            "differences": [asdict(each) for each in found],
            "remarks": [asdict(each) for each in record.remarks],
        }
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _tell(found, record)
    return DIFFERENT if found else 0


def _tell(found: list[Difference], record: NationalRecord) -> None:
    parts = {
        "code": _("Code:"),
        "name": _("Name:"),
        "decision": _("Decision:"),
        "component": _("Component:"),
        "time": _("Time:"),
        "fee": _("Fee:"),
        "result": _("Result:"),
        "legal_basis": _("Legal basis:"),
        "agency": _("Who:"),
    }
    nothing = _("nothing")
    for each in found:
        print(f"{parts[each.part]} {each.message}")
        print("  " + _("pack:   %(text)s") % {"text": each.pack or nothing})
        print("  " + _("record: %(text)s") % {"text": each.record or nothing})
    for remark in record.remarks:
        print(f"? {remark.place}: “{remark.read}” — {remark.decide}")
    said = _("Differences: %(n)d. Doubts in the record: %(m)d.")
    print(said % {"n": len(found), "m": len(record.remarks)})


def keep(files: list[Path]) -> int:
    """Keep the records; a wrong file does not keep the others from being read."""
    contents = [(file, _content(file)) for file in files]
    environment.set_up_django()
    from toantrinh.catalogue import actions
    from toantrinh.catalogue.errors import RecordUnreadable
    from toantrinh.core.actor import System

    refused = 0
    for file, content in contents:
        try:
            kept = actions.keep_record(
                text=_decoded(content, file), source=file.name, by=System("packs")
            )
        except (RecordUnreadable, Trouble) as refusal:
            print(f"{file}: {refusal}", file=sys.stderr)
            refused = 1
        else:
            print(f"{kept.code}  {kept.digest[:12]}  {kept.name}")
    return refused


def export(codes: list[str], into: Path, *, everything: bool) -> int:
    """Write the packs of the versions in force, into a folder or one ZIP file."""
    if bool(codes) == everything:
        raise Trouble(_("Name procedures by code, or say --all."))
    as_file = into.suffix.lower() == ".zip"
    if not (into.parent if as_file else into).is_dir():
        raise Trouble(_("There is no folder %(names)s.") % {"names": into})
    environment.set_up_django()
    from toantrinh.catalogue import queries
    from toantrinh.catalogue.packs import archive
    from toantrinh.core.errors import Refusal

    try:
        versions = _all() if everything else [*map(queries.in_force, codes)]
        contents = {version.folder: queries.originals(version) for version in versions}
    except Refusal as refusal:
        raise Trouble(str(refusal), refusal.what_to_do) from refusal
    if as_file:
        into.write_bytes(archive.archived(contents))
    else:
        try:
            archive.write(contents, into)
        except FileExistsError as there:
            said = _("There is a pack of that code: %(folder)s") % {"folder": there}
            raise Trouble(said, _("Export into an empty folder.")) from there
    for version in versions:
        print(f"{version.code}  {version.national_digest[:12]}  {version.name}")
    return 0


def _all() -> list[ProcedureVersion]:
    """What is in force today, for citizens and internally."""
    from toantrinh.catalogue.models import ProcedureVersion
    from toantrinh.core import clock

    return list(ProcedureVersion.objects.in_force_on(clock.today()).for_lists())


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise Trouble(_("%(file)s is too large.") % {"file": file})
        return file.read_bytes()
    except OSError as error:
        told = _("%(file)s cannot be read: %(why)s.")
        raise Trouble(told % {"file": file, "why": error.strerror}) from error


def _decoded(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = _("%(file)s is not UTF-8.") % {"file": file}
        raise Trouble(told, _("Save it as UTF-8.")) from error


def _record(content: bytes, file: Path) -> NationalRecord:
    from toantrinh.catalogue import national

    try:
        return national.read(_decoded(content, file))
    except national.UnreadableRecord as unreadable:
        raise Trouble(
            f"{file}: {unreadable}", _("Take the record anew from the national database.")
        ) from unreadable


def _kept(code: str) -> NationalRecord:
    from toantrinh.catalogue import queries

    if kept := queries.national_record(code):
        return kept.record
    raise Trouble(
        _("No national record of %(code)s is kept.") % {"code": code},
        _("Name a file, or keep one by packs record."),
    )
