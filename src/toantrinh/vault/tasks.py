"""Jobs of the vault: what was left half-way is tidied up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from toantrinh.core import clock
from toantrinh.core.actor import System

from . import actions

HOUSE = System("vault")


@app.periodic(cron="50 2 * * *")
@app.task(name="vault.collect_uploads", queue="upkeep")
def collect_uploads(timestamp: int) -> None:
    """Forget uploads nobody goes on with, and those that have ended."""
    actions.collect_uploads(by=HOUSE, at=clock.now())
