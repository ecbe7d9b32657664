"""Load what an installation stands on: toantrinh load lists DIR, agencies FILE, …"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from toantrinh.core.actor import System
from toantrinh.project import environment
from toantrinh.project.words import Trouble, _

BY = System("set-up")
KINDS = ("lists", "agencies", "officers", "published-data", "internal-procedures")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--passwords",
        type=Path,
        metavar="FILE",
        help=_("where the first passwords of new officers are written, for you alone to read"),
    )


def run(options: argparse.Namespace) -> int:
    if not options.path.exists():
        raise Trouble(_("There is no file %(name)s.") % {"name": options.path})
    if options.kind == "officers" and options.passwords is None:
        raise Trouble(
            _("Where shall the first passwords be written?"),
            _("Say it: --passwords FILE. Hand them over one by one, then delete the file."),
        )
    environment.set_up_django()
    from toantrinh.catalogue.errors import GuideHasProblems
    from toantrinh.catalogue.loading import RegisterProblem
    from toantrinh.core.yaml import YamlProblem
    from toantrinh.lists.loading import ListProblem

    try:
        print(LOADERS[options.kind](options))
    except (ListProblem, RegisterProblem) as problem:
        raise Trouble(str(problem)) from problem
    except GuideHasProblems as refusal:
        places = (f"{options.path}/{problem}" for problem in refusal.problems)
        raise Trouble("\n".join(places)) from refusal
    except YamlProblem as problem:
        raise Trouble(f"{options.path}: {problem}") from problem
    except KeyError as missing:
        raise Trouble(
            _("%(file)s lacks %(what)s.") % {"file": options.path, "what": missing}
        ) from missing
    return 0


def lists(options: argparse.Namespace) -> str:
    from toantrinh.catalogue import actions
    from toantrinh.core import clock
    from toantrinh.lists import loading

    edition = loading.load_national(folder=options.path, by=BY, at=clock.now())
    actions.load_guide(folder=options.path, by=BY, at=clock.now())
    return _("The lists are those of %(folder)s (%(digest)s).") % {
        "folder": options.path,
        "digest": edition.digest[:12],
    }


def agencies(options: argparse.Namespace) -> str:
    from toantrinh.core import clock
    from toantrinh.identity import actions, loading

    changed = actions.load_agencies(rows=loading.read(options.path), by=BY, at=clock.now())
    return _("Agencies new or changed: %(n)d") % {"n": changed}


def officers(options: argparse.Namespace) -> str:
    from toantrinh.core import clock
    from toantrinh.project import officers as listed

    found = listed.read(options.path)
    # Opened first and for its maker only: no account is made whose password could not be kept.
    try:
        descriptor = os.open(options.passwords, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as there:
        raise Trouble(
            _("%(file)s is there already.") % {"file": options.passwords},
            _("Give another name, so that no password in it is lost."),
        ) from there
    with os.fdopen(descriptor, "w") as file:
        passwords = listed.make(found, by=BY, at=clock.now())
        file.writelines(f"{email}\t{password}\n" for email, password in passwords.items())
    return _("Officers: %(n)d, of which new: %(new)d") % {"n": len(found), "new": len(passwords)}


def published_data(options: argparse.Namespace) -> str:
    from toantrinh.catalogue import actions, loading
    from toantrinh.core import clock

    at = clock.now()
    rows = [actions.publish_data(data=row, by=BY, at=at) for row in loading.read(options.path)]
    new = sum(is_new for _row, is_new in rows)
    return _("Data that replace papers: %(n)d, of which new: %(new)d") % {
        "n": len(rows),
        "new": new,
    }


def internal_procedures(options: argparse.Namespace) -> str:
    from toantrinh.catalogue import actions, loading

    entries = loading.inventory(options.path)
    new = actions.load_inventory(entries=entries, by=BY)
    return _("Internal procedures: %(n)d, of which new: %(new)d") % {"n": len(entries), "new": new}


LOADERS = {
    "lists": lists,
    "agencies": agencies,
    "officers": officers,
    "published-data": published_data,
    "internal-procedures": internal_procedures,
}
