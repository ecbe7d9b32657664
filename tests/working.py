"""The worker of tests does what waits, and nothing that the clock of the machine would begin."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate import App

from toantrinh.project import jobs

POLLING = 0.1  # seconds


def done() -> None:
    """Do all that waits, and what comes of it."""
    _worker().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@contextmanager
def at_once() -> Iterator[None]:
    """Do what waits as soon as it does, in a thread, until the block ends."""
    over = threading.Event()
    thread = threading.Thread(target=asyncio.run, args=[_until(over)], daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()


async def _until(over: threading.Event) -> None:
    working = _worker()
    async with working.open_async():
        task = asyncio.create_task(
            working.run_worker_async(
                install_signal_handlers=False,
                listen_notify=False,
                fetch_job_polling_interval=POLLING,
            )
        )
        while not over.is_set() and not task.done():
            await asyncio.sleep(POLLING)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _worker() -> App:
    made = jobs.worker()
    made.periodic_registry.periodic_tasks.clear()
    return made
