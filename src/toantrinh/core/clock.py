"""The one place where the time is read.

Tests and the demo generator may set it for a while; nobody else can, and no request carries a
time. Inside is UTC; what people see is Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


def is_set() -> bool:
    """Whether someone set the clock; the trail marks what is recorded meanwhile as invented."""
    return _set.get() is not None


def today() -> date:
    """The local day of the present moment."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The day on which ``moment`` falls in Viet Nam."""
    return moment.astimezone(ZONE).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` (aware) inside the block: tests and the demo generator."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
