"""What the walk says: each step with its time, and the first thing that is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from toantrinh.project.words import _


class Fault(Exception):
    """Something is not as it should be: where, what was expected and what was found."""

    def __init__(self, where: str, expected: str, found: str) -> None:
        super().__init__(
            _("%(where)s: expected %(expected)s, found %(found)s")
            % {"where": where, "expected": expected, "found": found}
        )


def check(where: str, found: object, expected: object) -> None:
    """Errors: Fault when ``found`` is not ``expected``."""
    if found != expected:
        raise Fault(where, str(expected), str(found))


class Telling:
    """Prints one line a step and remembers the step it is in."""

    def __init__(self, say: Callable[[str], None] = print) -> None:
        self.say = say
        self.step = ""
        self.steps = 0
        self.told_at = time.monotonic()

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """One step. Its time begins when the one before ended: waiting for it counts."""
        self.step = what
        yield
        self.steps += 1
        now = time.monotonic()
        self.say(f"  {now - self.told_at:6.2f} s  {what}")
        self.told_at = now


def wait_for(what: str, ready: Callable[[], bool], patience: float) -> None:
    """Look again and again for at most ``patience`` seconds. Errors: Fault when it never comes."""
    end = time.monotonic() + patience
    while not ready():
        if time.monotonic() > end:
            raise Fault(what, _("done"), _("nothing after %(s).0f seconds") % {"s": patience})
        time.sleep(0.25)
