"""Take in dossiers as the national portal sends them: toantrinh receive FILE.json…"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from toantrinh.core.errors import Refusal
from toantrinh.project import environment
from toantrinh.project.words import Trouble, _

if TYPE_CHECKING:
    from toantrinh.dossiers.actions.arriving import Received
    from toantrinh.dossiers.arrivals import Told


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument(
        "--gateway", default="", metavar="KEY", help=_("by which door; recognised unless given")
    )
    parser.add_argument(
        "--schema", type=Path, metavar="FILE", help=_("write the JSON Schema of what is taken")
    )


def run(options: argparse.Namespace) -> int:
    """0: every dossier is here; 1: one was refused or put aside. The others are taken in."""
    if not options.files and options.schema is None:
        raise Trouble(_("Which file? toantrinh receive FILE.json"))
    environment.set_up_django(with_database=bool(options.files))
    from toantrinh.dossiers import gateways

    known = [door.key for door in gateways.current().doors]
    if options.gateway and options.gateway not in known:
        raise Trouble(
            _("There is no gateway %(key)s.") % {"key": options.gateway},
            _("There are: %(names)s") % {"names": ", ".join(known)},
        )
    if options.schema is not None:
        text = json.dumps(gateways.schema(), ensure_ascii=False, indent=2)
        options.schema.write_text(f"{text}\n", "utf-8")
        print(options.schema)
    return max([receive(file, options.gateway) for file in options.files], default=0)


def receive(file: Path, gateway: str) -> int:
    """Every dossier of one file, each by itself."""
    from toantrinh.dossiers import arrivals

    if not file.is_file():
        return _refused(file, _("There is no such file."), "")
    try:
        found = arrivals.read_file(file, gateway=gateway)
    except Refusal as refusal:
        return _refused(file, str(refusal), refusal.what_to_do)
    return max((_take(file, told) for told in found), default=0)


def _take(file: Path, told: Told) -> int:
    from toantrinh.core.actor import System
    from toantrinh.dossiers import actions

    try:
        received = actions.arrive(told=told, by=System("national"))
    except Refusal as refusal:
        return _refused(f"{file} ({told.code})", str(refusal), refusal.what_to_do)
    line = f"{file}: {told.code} → {received.dossier.reference}  {_words(received)}"
    if received.outcome == "parked":
        print(line, file=sys.stderr)
        return 1
    print(line, flush=True)
    return 0


def _words(received: Received) -> str:
    if received.outcome == "parked":
        return _("another content under the same code: put aside, nothing has changed")
    if received.outcome == "again":
        return _("already here; nothing has changed")
    if received.missing:
        return _("new; missing: %(n)d") % {"n": received.missing}
    return _("new")


def _refused(where: object, what: str, remedy: str) -> int:
    print(f"{where}: {what}", file=sys.stderr)
    if remedy:
        print(f"  → {remedy}", file=sys.stderr)
    return 1
