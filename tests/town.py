"""A town for tests that go through the running service: its people, a worker, the registers.

A town takes seconds to prepare, so it is prepared once a process: its rows, keys and files are
kept, and laid down again for each test.
"""

import shutil
import tempfile
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction
from psycopg import sql

from tests import working
from toantrinh.exchange.simulators.population import serve
from toantrinh.project import demo

OF_THE_FRAMEWORK = ("django_", "auth_")  # which fills them again itself after each test
_kept = {}  # of this process: rows by table, and the folder of keys and files


def lay_down(keys, files):
    """The prepared house; the first time it is prepared, later it is what was kept then."""
    if not _kept:
        demo.prepare_house()
        folder = Path(tempfile.mkdtemp(prefix="town-"))
        _copy(keys, folder / "keys")
        _copy(files, folder / "files")
        _kept.update(rows=_rows(), folder=folder)
        return
    _copy(_kept["folder"] / "keys", keys)
    _copy(_kept["folder"] / "files", files)
    with transaction.atomic(), connection.cursor() as cursor:  # foreign keys wait for the end
        for table, rows in _kept["rows"].items():
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)


def _rows():
    """What every table of ours holds, as the database writes it down; empty ones are left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            if table.startswith(OF_THE_FRAMEWORK):
                continue
            asked = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(table))
            with cursor.copy(asked) as copy:
                if rows := b"".join(bytes(part) for part in copy):
                    found[table] = rows
    return found


def _copy(source, target):
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)


@pytest.fixture
def town(settings, tmp_path, transactional_db):
    """Procedures and invented people, with files, keys and a population database of their own."""
    settings.MODE = "demo"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    settings.KEYS = tmp_path / "keys"
    server = serve(host="127.0.0.1", port=0, token="demo", folder=tmp_path)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.CONNECTORS = {"population": {**settings.CONNECTORS["population"], "url": url}}
    lay_down(settings.KEYS, tmp_path / "files")
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def worker(town):
    """A worker that does what waits, until the test is over."""
    with working.at_once():
        yield
