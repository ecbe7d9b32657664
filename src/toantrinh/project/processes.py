"""Processes as Linux shows them: who is alive, who left whom behind, and how they end.

A process id alone proves nothing, because ids are used again. A process is recognised by what it
carries: its owner, its command line, or a mark in its environment that only its maker knows.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Process:
    """One process at one moment. ``state`` is the letter of proc(5): R, S, D, Z, X …"""

    pid: int
    name: str
    state: str
    owner: int

    @property
    def is_alive(self) -> bool:
        return self.state not in {"Z", "X"}

    @property
    def arguments(self) -> list[str]:
        """The command line; empty when the process has gone or hides it."""
        return _words(self.pid, "cmdline")

    @property
    def environment(self) -> list[str]:
        """``NAME=value`` as it was started with; empty when it may not be read."""
        return _words(self.pid, "environ")


def _words(pid: int, file: str) -> list[str]:
    try:
        raw = (PROC / str(pid) / file).read_bytes()
    except OSError:
        return []
    return [os.fsdecode(word) for word in raw.split(b"\0") if word]


def find(pid: int) -> Process | None:
    """The process with this id, also when it is a zombie; None when there is none."""
    folder = PROC / str(pid)
    try:
        owner = folder.stat().st_uid
        text = (folder / "stat").read_text(errors="replace")
    except OSError:
        return None
    opening, closing = text.index("("), text.rindex(")")  # a name may hold spaces and brackets
    return Process(pid, text[opening + 1 : closing], text[closing + 2], owner)


def running() -> Iterator[Process]:
    for entry in PROC.iterdir():
        process = find(int(entry.name)) if entry.name.isdecimal() else None
        if process and process.is_alive:
            yield process


def is_alive(pid: int) -> bool:
    process = find(pid)
    return process is not None and process.is_alive


def carrying(mark: str) -> list[Process]:
    """Living processes, this one apart, that were started with ``mark`` in their environment."""
    own = os.getpid()
    return [each for each in running() if each.pid != own and mark in each.environment]


def end(pids: list[int], *, patience: float) -> None:
    """Ask these processes to stop; kill whoever is still there after ``patience`` seconds."""
    for number, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until(lambda: not any(is_alive(pid) for pid in pids), seconds):
            return


def wait_until(done: Callable[[], bool], seconds: float, *, every: float = 0.05) -> bool:
    """Whether ``done()`` came true within the time; asked once at least."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For ``preexec_fn``: the kernel sends ``number`` when the parent dies, however it dies.

    Signals that the parent had blocked are let through again, since children inherit the mask.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        libc.prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return prepare


def follow_parent(number: signal.Signals) -> None:
    """From now on the kernel sends ``number`` to this process when its parent dies."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number))


def adopt_orphans() -> None:
    """Grandchildren whose parent is killed become children of this process, to be reaped here."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1)
