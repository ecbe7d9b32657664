"""Keeps the processes of an installation alive: starts them, reaps them, starts them again.

A child that dies is replaced, sooner or later depending on how long it lived. When the supervisor
itself is killed the kernel ends its children; what should survive even that carries a mark in its
environment, by which the next supervisor knows it, and nobody else's process, as its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

import psycopg

from . import processes
from .cluster import Cluster
from .words import Trouble, _

MARK = "TOANTRINH_SUPERVISOR"
LONG_LIFE = 60.0  # seconds after which a death is an accident, no longer a series
LONGEST_PAUSE = 30.0


class Stop(BaseException):
    """Somebody asked the supervisor to stop: Ctrl-C, SIGTERM, or a closed terminal."""


class Child(Protocol):
    """What is kept alive."""

    name: str

    def start(self) -> None: ...

    def is_alive(self) -> bool: ...

    def owns(self, pid: int) -> bool: ...

    def died(self, status: int) -> None:
        """Its main process ended with this exit code, or minus the signal."""
        ...

    def stop(self) -> None:
        """Returns when nothing of it is left."""
        ...


@dataclass
class Program:
    """A command in a process group of its own, which goes as a whole."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    patience: float = 20.0  # seconds to finish what it is doing
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=processes.die_with_parent(signal.SIGTERM),
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.returncode is None

    def owns(self, pid: int) -> bool:
        return self.process is not None and self.process.pid == pid

    def died(self, status: int) -> None:
        if self.process:
            self.process.returncode = status

    def stop(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Database:
    """The embedded cluster. One that ran before us is watched too, and left running."""

    cluster: Cluster
    name: str = "postgres"
    server: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        self.server = self.cluster.start(attached=True)

    def is_alive(self) -> bool:
        return self.cluster.pid() is not None

    def owns(self, pid: int) -> bool:
        return self.server is not None and self.server.pid == pid

    def died(self, status: int) -> None:
        if self.server:
            self.server.returncode = status

    def stop(self) -> None:
        if self.server and self.server.returncode is None:
            self.cluster.stop()
            self.server.wait()


@dataclass
class _Record:
    """How often a child died in a row, and when it may start again (monotonic seconds)."""

    failures: int = 0
    started: float = 0.0
    due: float = 0.0


class Supervisor:
    """Children in the order of their start; they stop in the opposite order."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []
        self.records: dict[str, _Record] = {}

    def start(self, child: Child) -> None:
        """Start a child and keep it from now on; its Trouble when it cannot even start."""
        self.children.append(child)
        record = self.records[child.name] = _Record()
        child.start()
        record.started = time.monotonic()

    def watch(self) -> None:
        """For ever, until Stop."""
        while True:
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        """Reap whoever died, and start again those whose time has come."""
        self._reap()
        for child in self.children:
            record = self.records[child.name]
            if child.is_alive():
                continue
            if not record.due:
                self._plan(child, record)
            elif time.monotonic() >= record.due:
                self._revive(child, record)

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
        self._reap()

    def _plan(self, child: Child, record: _Record) -> None:
        now = time.monotonic()
        lived = now - record.started
        record.failures = 0 if lived > LONG_LIFE else record.failures + 1
        pause = min(LONGEST_PAUSE, 0.25 * 2**record.failures) if record.failures else 0.0
        record.due = now + pause
        self.say(_("%(name)s died and will be started again.") % {"name": child.name})

    def _revive(self, child: Child, record: _Record) -> None:
        record.due, record.started = 0.0, time.monotonic()
        try:
            child.start()
        except (Trouble, OSError, psycopg.Error) as trouble:
            self.say(f"{child.name}: {trouble}")
        else:
            self.say(_("%(name)s runs again.") % {"name": child.name})

    def _reap(self) -> None:
        """Bury every dead child, adopted ones too; the rest of a dead program goes with it.

        Looked at before it is buried, because until then its id cannot be anybody else's.
        """
        while True:
            try:
                dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if dead is None:
                return
            owner = next((child for child in self.children if child.owns(dead.si_pid)), None)
            if isinstance(owner, Program):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(dead.si_pid, signal.SIGKILL)
            __, status = os.waitpid(dead.si_pid, 0)
            if owner:
                owner.died(os.waitstatus_to_exitcode(status))


def listen_to_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal raise Stop, once; later ones are not heard."""

    def leave(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stop

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, leave)


class Diary:
    """What a supervisor writes down for the next one: ``demo.json``, in a folder locked by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "demo.json"
        self.mark = secrets.token_hex(16)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """The lock while we live; Trouble with the address when another supervisor has it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "demo.lock").open("w") as lock:
            if not processes.wait_until(lambda: _locked(lock.fileno()), self._patience()):
                raise Trouble(
                    _("The demo is running already: %(url)s") % {"url": self.read().get("url", "")},
                    _("Stop it with Ctrl-C where it runs, or: kill %(pid)s")
                    % {"pid": self.read().get("pid", "")},
                )
            yield

    def _patience(self) -> float:
        """Seconds to wait for a supervisor that may be about to leave."""
        return 60.0 if self.read().get("state") == "stopping" else 2.0

    def read(self) -> dict[str, object]:
        try:
            found = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, **facts: object) -> None:
        """Add to what is written; complete or not at all."""
        growing = self.file.with_suffix(".growing")
        facts = self.read() | {"pid": os.getpid(), "mark": self.mark} | facts
        growing.write_text(json.dumps(facts))
        growing.replace(self.file)

    def end_the_former(self, cluster: Cluster) -> None:
        """End whatever a killed supervisor left: its marked processes, and its own server."""
        former = self.read()
        left = processes.carrying(f"{MARK}={former['mark']}") if former.get("mark") else []
        processes.end([process.pid for process in left], patience=5.0)
        if former.get("postgres") and former["postgres"] == cluster.pid():
            cluster.stop()
        self.file.unlink(missing_ok=True)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
