"""Copies of the database in one file, and the way back into a fresh database."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from . import cluster, database
from .words import Trouble, _

INCOMING = f"{cluster.DATABASE}_incoming"
BEFORE = f"{cluster.DATABASE}_before_restore"

# What the app may do by default with new tables of the owner's would come on top of what the backup
# says, and give back the rights on the trail that migrations took away. The backup ends with it.
SET_ASIDE = """
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM toantrinh_app;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM toantrinh_app;
"""


def backup(file: Path) -> None:
    """Write the whole database to ``file`` (pg_dump's custom format), readable by its maker only.

    A file of that name is replaced only when the new one is complete.
    """
    address = database.url("superuser" if database.is_embedded() else "owner")
    growing = file.with_name(f"{file.name}.growing")
    growing.unlink(missing_ok=True)
    growing.touch(mode=0o600)
    _run("pg_dump", address, "--format=custom", f"--file={growing}")
    growing.replace(file)


def restore(file: Path) -> str:
    """Read a backup into a fresh database and serve that; the name under which the former stays.

    With a server of one's own the address must lead to an empty database, and nothing is kept.
    The feed of the trail is still the old cluster's afterwards: ``trail.actions.rebuild_feed``.
    """
    if not file.is_file():
        raise Trouble(_("There is no file %(name)s.") % {"name": file})
    if database.is_embedded():
        return _restore_embedded(database.embedded(), file)
    _restore_outside(database.url("owner"), file)
    return ""


def _restore_embedded(home: cluster.Cluster, file: Path) -> str:
    with psycopg.connect(home.url("superuser", "postgres"), autocommit=True) as server:
        _check_nobody_works(server)
        drop = sql.SQL("DROP DATABASE IF EXISTS {}")
        server.execute(drop.format(sql.Identifier(INCOMING)))
        home.make_database(INCOMING, server)
        _run("pg_restore", home.url("superuser", INCOMING), "--exit-on-error", file)
        _check_nobody_works(server)
        server.execute(drop.format(sql.Identifier(BEFORE)))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with server.transaction():
            for old, new in ((cluster.DATABASE, BEFORE), (INCOMING, cluster.DATABASE)):
                server.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))
    return BEFORE


def _check_nobody_works(server: psycopg.Connection) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    row = server.execute(asked, [cluster.DATABASE]).fetchone()
    if row and row[0]:
        raise Trouble(
            _("The database is in use."),
            _("Stop the demo, the web and the worker, then try again."),
        )


def _restore_outside(address: str, file: Path) -> None:
    with psycopg.connect(address) as server:
        asked = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        row = server.execute(asked).fetchone()
        if row and row[0]:
            raise Trouble(
                _("The database is not empty."),
                _("Make a new one, let TOANTRINH_DATABASE_OWNER_URL lead to it, then try again."),
            )
        if server.execute("SELECT 1 FROM pg_roles WHERE rolname = 'toantrinh_app'").fetchone():
            server.execute(SET_ASIDE)
    _run("pg_restore", address, "--exit-on-error", "--no-owner", file)


def _run(name: str, address: str, *arguments: str | Path) -> None:
    """A program of PostgreSQL on an address, whose password stays out of the process list."""
    parts = conninfo_to_dict(address)
    password = parts.pop("password", None)
    command = [cluster.program(name), f"--dbname={make_conninfo('', **parts)}", *arguments]
    done = subprocess.run(
        command,
        env=os.environ | ({"PGPASSWORD": str(password)} if password else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Trouble(
            _("%(program)s failed: %(words)s")
            % {"program": name, "words": done.stderr.decode(errors="replace").strip()}
        )
