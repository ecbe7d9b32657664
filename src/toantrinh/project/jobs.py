"""The worker's own way to the queue, apart from the one by which jobs are put into it.

A job that a job defers belongs to that job's transaction, as it does in the web: it is there when
what it is about is there, or not at all. So the worker fetches through a connector of its own, and
tasks keep Django's. Replacing the connector, as procrastinate's own command does, would put such a
job into the queue before its row is committed, and leave it there when the row is rolled back.
"""

from __future__ import annotations

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp


def worker() -> App:
    """The same tasks and schedules, fetched by a worker; call ``run_worker`` on it."""
    working = DjangoApp(connector=app.connector.get_worker_connector())  # type: ignore[attr-defined]
    working.tasks = app.tasks
    working.periodic_registry = app.periodic_registry
    return working
