"""Serve the whole demonstration: database, invented people and dossiers, web, worker."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec

from toantrinh.project import addresses, database, environment, processes
from toantrinh.project.supervisor import (
    MARK,
    Database,
    Diary,
    Program,
    Stop,
    Supervisor,
    listen_to_signals,
)
from toantrinh.project.words import Trouble, _

KEPT = {"run", "test", "bench"}  # folders of var/ that are no data of the demo
FIRST_PORT = 8000
FIRST_SIMULATOR_PORT = 8601


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reset", action="store_true", help=_("forget all data and begin afresh"))
    parser.add_argument("--host", default=os.environ.get("TOANTRINH_HOST", "127.0.0.1"))
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("TOANTRINH_PORT", "0")),
        help=_("8000, or the next free one, unless given"),
    )
    parser.add_argument(
        "--prepare-only", action="store_true", help=_("make the data, serve nothing")
    )


def run(options: argparse.Namespace) -> int:
    if os.environ.get("TOANTRINH_MODE") == "production":
        raise Trouble(_("This is a production installation; it gets no invented people."))
    os.environ["TOANTRINH_MODE"] = "demo"
    return prepare() if options.prepare_only else serve(options)


def prepare() -> int:
    """In a process of its own. What it prints are the sign-ins that the supervisor shows."""
    environment.set_up_django()
    if find_spec("toantrinh.project.demo"):
        for line in import_module("toantrinh.project.demo").prepare() or ():
            print(line)
    return 0


def serve(options: argparse.Namespace) -> int:
    if os.environ.get("TOANTRINH_LEADER"):
        processes.follow_parent(signal.SIGTERM)
    os.umask(0o077)  # logs and data are nobody else's
    listen_to_signals()
    processes.adopt_orphans()
    diary = Diary(database.var() / "run")
    supervisor = Supervisor(say)
    try:
        with diary.kept():
            try:
                begin(options, diary, supervisor)
                supervisor.watch()
            finally:
                diary.write(state="stopping")
                supervisor.stop()
                diary.file.unlink(missing_ok=True)
    except Stop:
        say(_("Everything has stopped."))
    return 0


def begin(options: argparse.Namespace, diary: Diary, supervisor: Supervisor) -> None:
    """From nothing, or from whatever the last time left, to an address that answers."""
    diary.end_the_former(database.embedded())
    if options.reset:
        reset()
    port = addresses.free_port(options.host, options.port, FIRST_PORT)
    url = addresses.url(options.host, port)
    given = surroundings(options.host, port, diary.mark)
    diary.write(state="starting", url=url)
    if database.is_embedded():
        with step(_("Database")):
            server = Database(database.embedded())
            supervisor.start(server)
            diary.write(postgres=server.server.pid if server.server else None)
    with step(_("Tables")):
        toantrinh("migrate", given=given)
    given |= start_simulators(supervisor, given, kept=port)
    with step(_("Invented people and dossiers")):
        sign_ins = toantrinh("demo", "--prepare-only", given=given)
    with step(_("Web and worker")):
        addresses.free_port(options.host, port, FIRST_PORT)  # somebody may have been faster
        supervisor.start(program("worker", given=given))
        web = program("run", given=given, name="web")
        supervisor.start(web)
        wait_for(web, options.host, port)
    diary.write(state="serving")
    welcome(url, sign_ins)


def reset() -> None:
    """Remove all data of the demo."""
    cluster = database.need_embedded()
    cluster.remove()
    for path in database.var().iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    say(_("All former data are gone."))


def surroundings(host: str, port: int, mark: str) -> dict[str, str]:
    """The environment of every child."""
    defaults = {
        "TOANTRINH_PUBLIC_URL": addresses.url(host, port),
        "TOANTRINH_HOSTS": addresses.names(host),
    }
    given = {
        "TOANTRINH_HOST": host,
        "TOANTRINH_PORT": str(port),
        "TOANTRINH_VAR": str(database.var()),
        "PYTHONUNBUFFERED": "1",
        MARK: mark,
    }
    return defaults | dict(os.environ) | given


def start_simulators(
    supervisor: Supervisor, given: Mapping[str, str], *, kept: int
) -> dict[str, str]:
    """Each in its own process on a free port; the addresses for the others' environment.

    ``kept``: the port of the web, which begins to listen later than they do.
    """
    from toantrinh.project.settings import SIMULATORS

    found, port = {}, FIRST_SIMULATOR_PORT
    for name in SIMULATORS:
        port = addresses.free_port("127.0.0.1", 0, port, kept=kept)
        arguments = ("simulate", name, "--port", str(port))
        supervisor.start(program(*arguments, given=given, name=name))
        found[f"TOANTRINH_{name.upper()}_URL"] = addresses.url("127.0.0.1", port)
        port += 1
    return found


def program(*arguments: str, given: Mapping[str, str], name: str = "") -> Program:
    """A subcommand as a child, with a log of its own; the former log is kept as ``.1``."""
    name = name or arguments[0]
    folder = database.var() / "log"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists():
        log.replace(folder / f"{name}.log.1")
    return Program(name, [sys.executable, "-m", "toantrinh.project", *arguments], dict(given), log)


def toantrinh(*arguments: str, given: Mapping[str, str]) -> list[str]:
    """Run a subcommand to its end; the lines that it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "toantrinh.project", *arguments],
        env=given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=processes.die_with_parent(signal.SIGTERM),
    ) as child:
        try:
            words, __ = child.communicate()
        except BaseException:
            child.terminate()
            raise
    if child.returncode:
        raise Trouble(_("toantrinh %(name)s failed; see above.") % {"name": " ".join(arguments)})
    return words.splitlines()


def wait_for(web: Program, host: str, port: int) -> None:
    """Until the home page is served; Trouble with the end of the log when it does not come."""

    def settled() -> bool:
        return addresses.answers(host, port) or (
            web.process is not None and web.process.poll() is not None
        )

    if not processes.wait_until(settled, 90, every=0.2) or not addresses.answers(host, port):
        lines = web.log.read_text(errors="replace").splitlines()[-25:]
        raise Trouble(_("The web does not serve its home page."), "\n".join([str(web.log), *lines]))


class step:  # noqa: N801  reads as a verb: with step("Tables")
    """One line of progress, with the time that it took."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.began = time.monotonic()
        print(f"  {self.name}… ", end="", flush=True)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        print("✗" if kind else f"{time.monotonic() - self.began:.1f} s", flush=True)


def welcome(url: str, sign_ins: Iterable[str]) -> None:
    say("")
    say(_("Toàn Trình is running: %(url)s") % {"url": url})
    for line in sign_ins:
        say(_("Sign in as anybody:    %(line)s") % {"line": line})
    say(_("Logs: %(folder)s. Ctrl-C stops all of it.") % {"folder": database.var() / "log"})


def say(line: str) -> None:
    print(line, flush=True)
