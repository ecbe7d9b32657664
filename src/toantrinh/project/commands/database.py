"""The embedded PostgreSQL: start, stop, status, backup FILE, restore FILE."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from toantrinh.project import backups, database, environment
from toantrinh.project.words import Trouble, _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    starting = actions.add_parser("start", help=_("start it and leave it running"))
    starting.add_argument(
        "--if-embedded",
        action="store_true",
        help=_("do nothing where the installation has a server of its own"),
    )
    actions.add_parser("stop", help=_("stop it"))
    actions.add_parser("status", help=_("say whether it runs, and where"))
    for name, text in (
        ("backup", _("write the database into one file")),
        ("restore", _("read such a file into a fresh database")),
    ):
        actions.add_parser(name, help=text).add_argument("file", type=Path)
    temporary = actions.add_parser(
        "temporary", help=_("run a command on a database of its own, gone afterwards")
    )
    temporary.add_argument("--at", type=Path, default=database.var() / "test", metavar="DIR")
    temporary.add_argument(
        "--durable", action="store_true", help=_("write as safely as in real use, to measure it")
    )
    temporary.add_argument("command", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    return ACTIONS[options.action](options)


def start(options: argparse.Namespace) -> int:
    if options.if_embedded and not database.is_embedded():
        return 0
    cluster = database.need_embedded()
    server = cluster.start(attached=False)
    if server:
        server.returncode = 0  # it goes on without us
        print(_("PostgreSQL is running: %(url)s") % {"url": cluster.url()})
    else:
        print(_("PostgreSQL was running already: %(url)s") % {"url": cluster.url()})
    return 0


def stop(options: argparse.Namespace) -> int:
    stopped = database.need_embedded().stop()
    print(_("PostgreSQL has stopped.") if stopped else _("PostgreSQL was not running."))
    return 0


def status(options: argparse.Namespace) -> int:
    """0: it runs; 3: it does not, as init scripts say it."""
    cluster = database.need_embedded()
    pid = cluster.pid()
    if pid:
        print(
            _("PostgreSQL is running (process %(pid)d): %(url)s")
            % {"pid": pid, "url": cluster.url()}
        )
        return 0
    print(
        _("PostgreSQL is not running; its data are in %(folder)s.") % {"folder": cluster.data}
        if cluster.exists()
        else _("There is no database yet.")
    )
    return 3


def backup(options: argparse.Namespace) -> int:
    with _running():
        backups.backup(options.file)
    print(_("Written: %(file)s") % {"file": options.file})
    print(
        _("Keep these with it: %(folders)s")
        % {"folders": ", ".join(str(database.var() / name) for name in ("files", "keys"))}
    )
    return 0


def restore(options: argparse.Namespace) -> int:
    with _running():
        former = backups.restore(options.file)
        environment.set_up_django("owner")
        from django.db import connection

        from toantrinh.trail import actions

        entries = actions.rebuild_feed()
        connection.close()
    print(_("Restored; entries of the trail: %(n)d.") % {"n": entries})
    if former:
        print(_("The former database stays as %(name)s until the next time.") % {"name": former})
    return 0


@contextmanager
def _running() -> Iterator[None]:
    """The embedded cluster is up meanwhile, and left as it was found."""
    server = database.embedded().start(attached=True) if database.is_embedded() else None
    try:
        yield
    finally:
        if server:
            database.embedded().stop()
            server.wait()


def temporary(options: argparse.Namespace) -> int:
    """The exit code of the command. Ctrl-C and SIGTERM end the command first, then the database."""
    command = [word for index, word in enumerate(options.command) if index or word != "--"]
    if not command:
        raise Trouble(_("Which command shall run?"))
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    with database.temporary(options.at, durable=options.durable) as cluster:
        given = {
            "TOANTRINH_DATABASE_URL": cluster.url("owner"),
            "TOANTRINH_VAR": str(options.at / "var"),
        }
        with subprocess.Popen(command, env=os.environ | given) as child:
            try:
                return child.wait()
            except BaseException:
                child.terminate()
                raise


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


ACTIONS = {
    "start": start,
    "stop": stop,
    "status": status,
    "backup": backup,
    "restore": restore,
    "temporary": temporary,
}
