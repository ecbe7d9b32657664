"""A stand-in for the population database, for demonstrations and tests. Invents numbers, plainly.

Speaks the contract of ``connectors/population.py`` over HTTP; keeps what it gave in a small SQLite
file, so that the same key gets the same number after a restart too. Numbers it gives have the
structure of a personal number and a serial beginning with 9, which marks them as invented here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

CENTURIES = {19: 0, 20: 2, 21: 4}


class Store:
    """What was given for which key."""

    def __init__(self, path: Path | str) -> None:
        self.lock = Lock()
        self.database = sqlite3.connect(path, check_same_thread=False)
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS given (key TEXT PRIMARY KEY, serial INTEGER, number TEXT)"
        )
        self.database.commit()

    def number(self, key: str, born: str, sex: str, province: str) -> str:
        """A number for a newborn: province, century and sex, year, serial."""
        with self.lock:
            row = self.database.execute("SELECT number FROM given WHERE key = ?", [key]).fetchone()
            if row:
                return str(row[0])
            (last,) = self.database.execute("SELECT coalesce(max(serial), 0) FROM given").fetchone()
            serial = int(last) + 1
            digit = CENTURIES[int(born[:4]) // 100] + (1 if sex == "nu" else 0)
            number = f"{province:0>3}{digit}{born[2:4]}{900_000 + serial % 100_000}"
            self.database.execute("INSERT INTO given VALUES (?, ?, ?)", [key, serial, number])
            self.database.commit()
            return number


class Handler(BaseHTTPRequestHandler):
    store: Store
    token: str

    def do_GET(self) -> None:
        self._answer(HTTPStatus.OK, {"simulator": "population"})

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            return self._answer(HTTPStatus.UNAUTHORIZED, {"error": "token"})
        try:
            fields = json.loads(asked)
            return self._answer(*self._reply(fields))
        except (ValueError, KeyError, TypeError) as error:
            return self._answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})

    def _reply(self, fields: Mapping[str, Any]) -> tuple[HTTPStatus, dict[str, Any]]:
        if self.path != "/v1/personal-numbers":
            return HTTPStatus.NOT_FOUND, {"error": "unknown"}
        key = self.headers["Idempotency-Key"]
        if not key:
            raise ValueError("Idempotency-Key")
        number = self.store.number(key, fields["born"], fields["sex"], fields["province"])
        return HTTPStatus.OK, {"number": number, "simulated": True}

    def _answer(self, status: HTTPStatus, body: Mapping[str, Any]) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a log would hold personal data."""


def serve(*, host: str, port: int, token: str, folder: Path) -> ThreadingHTTPServer:
    """A server ready for ``serve_forever``; port 0 takes any free one."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = type(
        "Population", (Handler,), {"store": Store(folder / "population.sqlite"), "token": token}
    )
    return ThreadingHTTPServer((host, port), handler)
