"""The use of keys. Load, sign, record; never inside a transaction."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.errors import Refusal

from . import actions, queries
from .models import SigningState
from .pades import CannotSign
from .providers import signer

RETRY = RetryStrategy(max_attempts=8, exponential_wait=4)  # seconds: 4, 16, 64 ... about a day
BY = System("signing")


@app.task(name="signing.sign", queue="outside", retry=RETRY)
def sign(*, request: str) -> None:
    """Step two of a signature. What can never be signed is recorded; else it is tried again."""
    intent = queries.request(request)
    if intent.state != SigningState.ASKED:
        return
    try:
        queries.refuse_without_right(intent, clock.now())
        signed = signer().sign(intent, at=clock.now())
        actions.record_signed(request=intent, signed=signed, by=BY, at=clock.now())
    except (CannotSign, Refusal) as trouble:
        actions.record_failed(request=intent, trouble=trouble.code, by=BY, at=clock.now())
