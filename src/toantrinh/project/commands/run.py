"""Serve the pages (web only; jobs need a worker too)."""

from __future__ import annotations

import argparse
import os
import sys

from toantrinh.project import database
from toantrinh.project.words import Trouble, _

THREADS = 10  # as many as the pool of a process has connections (TOANTRINH_DATABASE_POOL)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=os.environ.get("TOANTRINH_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("TOANTRINH_PORT", "8000")))
    parser.add_argument(
        "--processes", type=int, default=int(os.environ.get("TOANTRINH_WEB_PROCESSES", "2"))
    )


def run(options: argparse.Namespace) -> int:
    """Becomes the server: this process id is the server's."""
    os.environ.setdefault("TOANTRINH_HOST", options.host)
    os.environ.setdefault("TOANTRINH_PORT", str(options.port))
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", options.host, "--port", str(options.port)),
        *("--workers", str(options.processes), "--blocking-threads", str(THREADS)),
        *("--workers-kill-timeout", "10", "--respawn-failed-workers"),
        "toantrinh.project.wsgi:application",
    ]
    (database.var() / "static").mkdir(parents=True, exist_ok=True)  # whitenoise looks into it
    sys.stdout.flush()
    try:
        os.execv(sys.executable, command)  # noqa: S606  no shell
    except OSError as problem:
        raise Trouble(_("The web server is not installed here."), str(problem)) from problem
