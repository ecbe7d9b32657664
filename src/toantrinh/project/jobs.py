"""The worker's own way to the queue, apart from the one by which jobs are put into it.

A job that a job defers belongs to that job's transaction, as it does in the web: it is there when
what it is about is there, or not at all. So the worker fetches through a connector of its own, and
tasks keep Django's. Replacing the connector, as procrastinate's own command does, would put such a
job into the queue before its row is committed, and leave it there when the row is rolled back.
"""

from __future__ import annotations

import copy

from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import DjangoApp
from procrastinate.periodic import PeriodicTask


def worker() -> App:
    """The same tasks and schedules, fetched by a worker; call ``run_worker`` on it.

    What the clock defers goes the worker's way: it belongs to no transaction, and a connection of
    Django's that nobody tends would not outlive a restart of the database.
    """
    working = DjangoApp(connector=app.connector.get_worker_connector())  # type: ignore[attr-defined]
    working.tasks = app.tasks
    for key, each in app.periodic_registry.periodic_tasks.items():
        task = copy.copy(each.task)
        task.blueprint = working
        working.periodic_registry.periodic_tasks[key] = PeriodicTask(
            task, each.cron, each.periodic_id, each.configure_kwargs
        )
    return working
