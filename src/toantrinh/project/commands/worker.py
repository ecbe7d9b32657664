"""Do the waiting jobs: reactions, notices, calls to other systems, schedules."""

from __future__ import annotations

import argparse
import os

from toantrinh.project import environment
from toantrinh.project.words import _

# Seconds. A new job wakes the worker; one that waited for the lock of its dossier does not.
LOOK_AGAIN = 0.25
PATIENCE = 20.0  # seconds that running jobs get to finish when the worker is asked to stop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--concurrency", type=int, default=int(os.environ.get("TOANTRINH_WORKER_JOBS", "4"))
    )
    parser.add_argument("--queues", nargs="*", help=_("only these; all of them otherwise"))


def run(options: argparse.Namespace) -> int:
    environment.set_up_django()
    from toantrinh.project import jobs

    jobs.worker().run_worker(
        concurrency=options.concurrency,
        queues=options.queues,
        fetch_job_polling_interval=LOOK_AGAIN,
        shutdown_graceful_timeout=PATIENCE,
    )
    return 0
