"""Check packs of procedures, or publish them: toantrinh packs check DIR…"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toantrinh.project import environment
from toantrinh.project.words import Trouble, _

if TYPE_CHECKING:
    from toantrinh.catalogue.packs import PackProblem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in (
        ("check", _("say every problem, with its place and what to do")),
        ("publish", _("check, then make versions that dossiers can point to")),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("folders", nargs="+", type=Path, metavar="DIR")


def run(options: argparse.Namespace) -> int:
    missing = [str(folder) for folder in options.folders if not folder.is_dir()]
    if missing:
        raise Trouble(_("There is no folder %(names)s.") % {"names": ", ".join(missing)})
    environment.set_up_django(with_database=options.action == "publish")
    return check(options.folders) or (
        publish(options.folders) if options.action == "publish" else 0
    )


def check(folders: list[Path]) -> int:
    """All problems of all folders, so that one look is enough; 1 if there is any."""
    from toantrinh.catalogue import packs

    problems = [(folder, problem) for folder in folders for problem in packs.check(folder)]
    for folder, problem in problems:
        print(line(folder, problem), file=sys.stderr)
    if not problems:
        print(_("Packs without a problem: %(n)d") % {"n": len(folders)})
    return 1 if problems else 0


def line(folder: Path, problem: PackProblem) -> str:
    """``file:line:column: message — remedy``, as editors understand it."""
    place = f"{folder / problem.file}:{problem.line}:{problem.column}"
    return f"{place}: {problem.message}" + (f" — {problem.remedy}" if problem.remedy else "")


def publish(folders: list[Path]) -> int:
    from toantrinh.catalogue import actions
    from toantrinh.core import clock
    from toantrinh.core.actor import System

    for folder in folders:
        version = actions.publish(folder=folder, by=System("packs"), at=clock.now())
        print(f"{version.code}  {version.digest[:12]}  {version.name}")
    return 0
