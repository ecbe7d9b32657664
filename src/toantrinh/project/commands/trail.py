"""Prove that nobody changed the trail, or what follows from it.

``toantrinh trail verify CASE``, or ``--all``; ``toantrinh trail recompute --check``.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from datetime import timedelta

from toantrinh.project import environment
from toantrinh.project.words import Trouble, _

A_YEAR = timedelta(days=365)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify")
    verify.add_argument("cases", nargs="*", metavar="CASE")
    verify.add_argument(
        "--all", action="store_true", help=_("every case, and every day of looks at personal data")
    )
    recompute = actions.add_parser("recompute")
    recompute.add_argument(
        "--check",
        action="store_true",
        required=True,
        help=_("name every stored time, state and verdict that is not what the trail says"),
    )


def run(options: argparse.Namespace) -> int:
    """0: whole; 1: each fault on its line, naming the chain and the place in it."""
    return _recompute() if options.action == "recompute" else _verify(options)


def _recompute() -> int:
    """0: all that is stored is what the trail says; 1: each difference on its line."""
    environment.set_up_django()
    from toantrinh.dossiers import recompute

    done = faults = 0
    for found in recompute.all_differences():
        if isinstance(found, int):
            done = found
            continue
        faults += 1
        print(
            _("%(dossier)s: %(field)s is stored as %(stored)s, the trail says %(computed)s")
            % {
                "dossier": found.reference or found.case,
                "field": found.field,
                "stored": found.stored,
                "computed": found.computed,
            }
        )
    if faults:
        told = _("Differences: %(n)d, in %(done)d dossiers looked at.")
        print(told % {"n": faults, "done": done}, file=sys.stderr)
        return 1
    print(_("Everything stored is what the trail says: %(done)d dossiers.") % {"done": done})
    return 0


def _verify(options: argparse.Namespace) -> int:
    if not options.cases and not options.all:
        raise Trouble(
            _("Which case?"), _("Give its number, or --all for every case and every day.")
        )
    environment.set_up_django()
    from toantrinh.trail import chain, seals

    _check_known(options.cases)
    faults = 0
    found = (
        itertools.chain(chain.verify_all(), seals.verify())
        if options.all
        else (fault for case in options.cases for fault in chain.verify(case))
    )
    for fault in found:
        faults += 1
        print(
            _("%(chain)s: entry %(seq)d: %(what)s")
            % {"chain": fault.chain, "seq": fault.seq, "what": _(fault.what)}
        )
    if faults:
        print(_("The trail does not hold: faults found: %(n)d.") % {"n": faults}, file=sys.stderr)
        return 1
    print(_("The trail is whole."))
    _tell_incidents()
    return 0


def _tell_incidents() -> None:
    """The order holds whatever the clock did; what was measured then may be wrong by as much."""
    from toantrinh.core import clock
    from toantrinh.trail import queries

    for incident in queries.clock_incidents(clock.now() - A_YEAR):
        told = _("The clock of the server went back: %(chain)s, entry %(seq)d: %(what)s")
        said = {"chain": incident.chain, "seq": incident.seq, "what": str(incident)}
        print(told % said, file=sys.stderr)


def _check_known(cases: list[str]) -> None:
    """Of a case that nobody wrote about, nothing is proved."""
    from toantrinh.trail.models import ChainHead, TrailEntry

    for case in cases:
        chain = ChainHead.objects.filter(chain=f"case:{case}")
        if not chain.exists() and not TrailEntry.objects.filter(case=case).exists():
            raise Trouble(
                _("The trail knows no case %(case)s.") % {"case": case},
                _("Its number is the long one in the address of its page."),
            )
