"""The ``toantrinh`` command. Each subcommand is one module of ``commands/``, found by its name.

A module gives ``add_arguments(parser)`` and ``run(options) -> int``; the first line of its
docstring is its help. Only the module that was asked for is imported, so that one that cannot be
imported leaves the others working.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from toantrinh.core.errors import Refusal

from . import database, environment
from .words import Trouble, _

FOLDER = Path(__file__).parent / "commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; its exit code. 1: it could not; 2: it was asked wrongly; 130: Ctrl-C."""
    asked, *rest = [*(sys.argv[1:] if arguments is None else arguments)] or ["--help"]
    if asked in {"-h", "--help", "help"}:
        print(overview())
        return 0
    known = names()
    if asked not in known:
        return _unknown(asked, known)
    environment.read_file(database.ROOT / ".env")
    return _run(asked, rest)


def names(folder: Path = FOLDER) -> list[str]:
    """The subcommands there are."""
    return sorted(
        path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem != "__init__"
    )


def overview(folder: Path = FOLDER) -> str:
    """One line for each subcommand."""
    wide = max(len(name) for name in names(folder))
    lines = [f"  {name:<{wide}}  {_summary(folder, name)}" for name in names(folder)]
    return "\n".join([_("Usage: toantrinh COMMAND …"), "", *lines])


def _summary(folder: Path, name: str) -> str:
    """Read, not imported: a module that is broken still has its line."""
    source = (folder / f"{name.replace('-', '_')}.py").read_text()
    text = ast.get_docstring(ast.parse(source)) or ""
    return _(text.partition("\n")[0])


def _unknown(asked: str, known: list[str]) -> int:
    print(_("There is no command %(name)s.") % {"name": asked}, file=sys.stderr)
    close = difflib.get_close_matches(asked, known, n=1)
    print(
        _("Did you mean %(name)s?") % {"name": close[0]} if close else overview(), file=sys.stderr
    )
    return 2


def _run(name: str, rest: list[str]) -> int:
    module: ModuleType = import_module(f"toantrinh.project.commands.{name.replace('-', '_')}")
    parser = argparse.ArgumentParser(prog=f"toantrinh {name}", description=_summary(FOLDER, name))
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(rest)))
    except Trouble as trouble:
        return _fail(str(trouble), trouble.remedy)
    except Refusal as refusal:
        return _fail(str(refusal), refusal.what_to_do)
    except PermissionError as error:
        return _fail(
            _("%(file)s belongs to another user.") % {"file": error.filename},
            _("Work in a clone of your own, or as that user."),
        )
    except KeyboardInterrupt:
        return 130


def _fail(what: str, remedy: str) -> int:
    print(what, file=sys.stderr)
    if remedy:
        print(f"  → {remedy}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
