"""Django's own commands, for example: toantrinh manage shell."""

from __future__ import annotations

import argparse

from toantrinh.project import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    environment.set_up_django(with_database=False)
    from django.core.management import execute_from_command_line

    execute_from_command_line(["toantrinh manage", *options.arguments])
    return 0
