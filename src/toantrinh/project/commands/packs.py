"""Check packs of procedures, publish them, or begin a new one: toantrinh packs check DIR…"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toantrinh.project import environment, exchanging
from toantrinh.project.words import Trouble, _

if TYPE_CHECKING:
    from toantrinh.catalogue.packs import PackProblem


SCHEMAS = Path("docs/reference/packs")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in (
        ("check", _("say every problem, with its place and what to do")),
        ("publish", _("check, then make versions that dossiers can point to")),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("folders", nargs="+", type=Path, metavar="DIR")
        action.add_argument(
            "--province",
            type=Path,
            metavar="FILE",
            help=_("what the province adds; the one file in province/ beside the packs, if any"),
        )
    action.add_argument(
        "--ground",
        default="",
        metavar="TEXT",
        help=_("why code or name differ from the national record, if they do"),
    )
    new = actions.add_parser("new", help=_("make the folder of a new pack to fill in"))
    new.add_argument("code", metavar="CODE", help=_("national code, such as 1.001193"))
    new.add_argument("name", metavar="NAME", help=_("name of the procedure, in quotes"))
    new.add_argument("--into", type=Path, default=Path("packs"), metavar="DIR")
    schemas = actions.add_parser("schemas", help=_("write the JSON Schemas by which editors help"))
    schemas.add_argument("--into", type=Path, default=SCHEMAS, metavar="DIR")
    exchanging.add_arguments(actions)


def run(options: argparse.Namespace) -> int:
    match options.action:
        case "new":
            return new(options.code, " ".join(options.name.split()), options.into)
        case "schemas":
            return schemas(options.into)
        case "import" | "compare" | "record" | "export":
            return exchanging.run(options)
    missing = [str(folder) for folder in options.folders if not folder.is_dir()]
    if missing:
        raise Trouble(_("There is no folder %(names)s.") % {"names": ", ".join(missing)})
    environment.set_up_django(with_database=options.action == "publish")
    from toantrinh.catalogue.packs import province

    file = options.province or province.near(options.folders[0])
    if file and not file.is_file():
        raise Trouble(_("There is no file %(file)s.") % {"file": file})
    return check(options.folders, file) or (
        publish(options.folders, file, options.ground) if options.action == "publish" else 0
    )


def new(code: str, name: str, into: Path) -> int:
    """Write a pack that passes the check, and say what comes next."""
    if not re.fullmatch(r"[0-9]\.[0-9]{6}", code):
        told = _("“%(code)s” is no national code; one looks like 1.001193.")
        raise Trouble(told % {"code": code})
    if not re.search(r"\w", name) or re.search(r'["\\<\x00-\x1f]', name):
        raise Trouble(_("Give the name of the procedure as plain text without quotes."))
    if not into.is_dir():
        raise Trouble(_("There is no folder %(names)s.") % {"names": into})
    environment.set_up_django(with_database=False)
    from toantrinh.catalogue import packs
    from toantrinh.core import clock

    try:
        folder = packs.make(code, name, into=into, today=clock.today())
    except FileExistsError as there:
        raise Trouble(_("There is a pack of that code: %(folder)s") % {"folder": there}) from there
    print(folder)
    print(_("Replace every “VIẾT:”, then check the pack, then publish it."))
    return 0


def schemas(into: Path) -> int:
    """Write the schemas of the files of a pack."""
    if not into.is_dir():
        raise Trouble(_("There is no folder %(names)s.") % {"names": into})
    environment.set_up_django(with_database=False)
    from toantrinh.catalogue.packs import editors

    for file in editors.write(into):
        print(file)
    return 0


def check(folders: list[Path], file: Path | None) -> int:
    """All problems of all folders, with the layer of the province over each where ``file`` has it,
    so that one look is enough; 1 if there is any."""
    from toantrinh.catalogue import packs
    from toantrinh.catalogue.packs import province

    layers, wrong = province.read(file) if file else ({}, [])
    problems = [line(folder, problem, file) for folder, problem in packs.check_all(folders, layers)]
    problems = [line(file, problem, file) for problem in wrong if file] + problems
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print(_("Packs without a problem: %(n)d") % {"n": len(set(folders))})
    return 1 if problems else 0


def line(folder: Path, problem: PackProblem, province: Path | None = None) -> str:
    """``file:line:column: message — remedy``, as editors understand it."""
    of_province = province is not None and problem.file == province.name
    file = province if of_province else folder / problem.file
    place = f"{file}:{problem.line}:{problem.column}"
    return f"{place}: {problem.message}" + (f" — {problem.remedy}" if problem.remedy else "")


def publish(folders: list[Path], file: Path | None, ground: str) -> int:
    from toantrinh.catalogue import actions
    from toantrinh.catalogue.errors import DiffersFromRecord, PackHasProblems
    from toantrinh.core import clock
    from toantrinh.core.actor import System

    if file:
        actions.load_province(path=file, by=System("packs"), at=clock.now())
    for folder in folders:
        try:
            version = actions.publish(
                folder=folder,
                by=System("packs"),
                at=clock.now(),
                name_differs_ground=ground,
            )
        except DiffersFromRecord as refusal:
            told = _("Or publish it with --ground and the reason.")
            raise Trouble(f"{folder}: {refusal}", f"{refusal.what_to_do} {told}") from refusal
        except PackHasProblems as refusal:
            for problem in refusal.problems:
                print(line(folder, problem, file), file=sys.stderr)
            return 1
        print(f"{version.code}  {version.digest[:12]}  {version.name}", flush=True)
        if version.name_differs_ground:
            print(_("  differs from the national record: %(why)s") % {"why": ground})
    return 0
