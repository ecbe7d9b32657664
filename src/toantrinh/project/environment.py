"""What a command stands on: the variables of ``.env``, and Django when it needs the house."""

from __future__ import annotations

import os
import re
from pathlib import Path

from . import database
from .words import Trouble, _

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*")


def read_file(path: Path) -> None:
    """Take ``NAME=value`` lines as defaults: what the environment says already stands."""
    if not path.is_file():
        return
    for line in path.read_text().splitlines():
        found = _LINE.fullmatch(line)
        if found:
            name, value = found.groups()
            os.environ.setdefault(name, _unquoted(value))


def _unquoted(value: str) -> str:
    """Quotes around, or a comment behind, are not part of the value."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value.partition(" #")[0].rstrip()


def set_up_django(role: str = "app", *, with_database: bool = True) -> None:
    """Make Django ready in this process; it signs in as ``role``, app or owner.

    Trouble when the database does not answer and the command cannot do without.
    """
    if role != "app":
        os.environ["TOANTRINH_DATABASE_URL"] = database.url(role)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toantrinh.project.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    try:
        django.setup()
    except ImproperlyConfigured as problem:
        raise Trouble(
            _("The installation is not set up: %(why)s") % {"why": problem},
            _("Put what is missing into .env, or into the environment."),
        ) from problem
    translation.activate(os.environ.get("TOANTRINH_LANGUAGE", "vi"))
    if with_database:
        _check_database()


def _check_database() -> None:
    from django.db import OperationalError, connection
    from psycopg_pool import PoolTimeout

    try:
        connection.ensure_connection()
    except (OperationalError, PoolTimeout) as problem:
        raise Trouble(
            _("The database does not answer: %(why)s") % {"why": str(problem).strip()},
            _("Start it: toantrinh database start, or make demo."),
        ) from problem
