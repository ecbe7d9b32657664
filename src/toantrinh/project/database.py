"""The database of this installation: the embedded one, unless ``TOANTRINH_DATABASE_URL`` names
another.

Two roles in either: the owner migrates, the app serves (web and worker) and can neither change nor
empty the trail.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from .cluster import Cluster
from .words import Trouble, _

ROOT = Path(__file__).resolve().parents[3]


def var() -> Path:
    """The folder of everything that this installation writes."""
    return Path(os.environ.get("TOANTRINH_VAR") or ROOT / "var").resolve()


def embedded() -> Cluster:
    return Cluster(var() / "postgres")


def is_embedded() -> bool:
    return not os.environ.get("TOANTRINH_DATABASE_URL")


def url(role: str = "app") -> str:
    """The address for a role: app, owner or superuser.

    An installation with a server of its own gives the app's in ``TOANTRINH_DATABASE_URL`` and the
    owner's in ``TOANTRINH_DATABASE_OWNER_URL``; without the latter one role does both, which leaves
    the trail with its triggers only.
    """
    if is_embedded():
        return embedded().url(role)
    given = os.environ["TOANTRINH_DATABASE_URL"]
    return given if role == "app" else os.environ.get("TOANTRINH_DATABASE_OWNER_URL") or given


def need_embedded() -> Cluster:
    """The embedded cluster; Trouble in an installation with a server of its own."""
    if not is_embedded():
        raise Trouble(
            _("This installation has a database server of its own (TOANTRINH_DATABASE_URL)."),
            _("Start, stop and remove that server with its own tools."),
        )
    return embedded()


@contextmanager
def temporary(home: Path, *, durable: bool = False) -> Iterator[Cluster]:
    """A cluster of its own for tests, gone afterwards; Trouble if one is in use there already.

    Its owner may make databases and act as the app, so that tests migrate as one and work as the
    other.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Trouble(
                _("Another run is using %(folder)s.") % {"folder": home}, _("Wait for its end.")
            ) from taken
        cluster = Cluster(home / "postgres", durable=durable)
        cluster.remove()  # of a run that was killed
        server = cluster.start(attached=True)
        try:
            with psycopg.connect(cluster.url("superuser", "postgres")) as connection:
                connection.execute("ALTER ROLE toantrinh_owner CREATEDB")
                connection.execute("GRANT toantrinh_app TO toantrinh_owner")
            yield cluster
        finally:
            cluster.remove()
            if server:
                server.wait()
