"""A job that a job defers belongs to that job's transaction."""

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from toantrinh.project import jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tasks():
    """Two tasks that last as long as a test: one that begins the other, and fails after it."""

    @app.task(name="test.second")
    def second() -> None:
        """Nothing; that it was begun is enough."""

    @app.task(name="test.first")
    def first(*, fails: bool) -> None:
        with transaction.atomic():
            second.defer()
            if fails:
                raise RuntimeError("rolled back")

    yield first
    for name in ("test.first", "test.second"):
        del app.tasks[name]


@pytest.mark.parametrize(("fails", "begun"), [(False, 1), (True, 0)])
def test_what_a_job_begins_is_rolled_back_with_it(tasks, work, fails, begun):
    tasks.defer(fails=fails)

    work()

    assert ProcrastinateJob.objects.filter(task_name="test.second").count() == begun


def test_what_the_clock_defers_goes_the_workers_way():
    working = jobs.worker()

    timed = [each.task.configure() for each in working.periodic_registry.periodic_tasks.values()]
    begun = [task.configure() for name, task in app.tasks.items() if name.startswith("trail.")]

    assert {each.job_manager.connector for each in timed} == {working.connector}
    assert {each.job_manager.connector for each in begun} == {app.connector}
