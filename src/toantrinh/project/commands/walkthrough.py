"""Walk every procedure through the running service as its people would, and check all of it."""

from __future__ import annotations

import argparse
import json
import sys
import time

from toantrinh.project import database, environment
from toantrinh.project.words import Trouble, _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="*", metavar="CODE", help=_("procedures; all unless given"))
    parser.add_argument("--url", default="", help=_("address of the service"))
    parser.add_argument(
        "--patience", type=float, default=60, help=_("seconds to wait for each next thing")
    )


def run(options: argparse.Namespace) -> int:
    """0: all is as it should be; 1: the first thing that is not, on the last line."""
    url = (options.url or running()).rstrip("/")
    environment.set_up_django()
    from toantrinh.project.walkthrough import story
    from toantrinh.project.walkthrough.words import Fault, Telling

    telling, began = Telling(), time.monotonic()
    plans = story.walks(frozenset(options.codes))
    if not plans:
        raise Trouble(_("There is no pack with a sample to walk."))
    for plan in plans:
        print(f"{plan.code} {plan.name}")
        try:
            story.walk(plan, url, telling, options.patience)
        except Fault as fault:
            return _say_fault(telling.step, fault)
    told = {"n": len(plans), "steps": telling.steps, "s": time.monotonic() - began}
    print(_("Procedures walked: %(n)d, steps: %(steps)d, in %(s).1f s. All is well.") % told)
    return 0


def running() -> str:
    """The address of the demo that runs here, or the usual one."""
    try:
        diary = json.loads((database.var() / "run" / "demo.json").read_text())
        return str(diary["url"])
    except (OSError, ValueError, KeyError):
        return "http://127.0.0.1:8000"


def _say_fault(step: str, fault: Exception) -> int:
    print(_("Wrong in the step “%(step)s”:") % {"step": step}, file=sys.stderr)
    print(f"  → {fault}", file=sys.stderr)
    return 1
