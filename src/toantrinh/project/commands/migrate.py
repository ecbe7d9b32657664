"""Bring the tables of the database up to this version, as their owner."""

from __future__ import annotations

import argparse

from toantrinh.project import environment
from toantrinh.project.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help=_("only say whether something is due"))


def run(options: argparse.Namespace) -> int:
    environment.set_up_django("owner")
    from django.core.management import call_command

    if options.check:
        call_command("migrate", check_unapplied=True, verbosity=1)
        return 0
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    return 0
