"""A town for tests that go through the running service: its people, a worker, the registers."""

import threading

import pytest

from toantrinh.exchange.simulators.population import serve
from toantrinh.project import demo, jobs


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
    demo.prepare_house()
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def worker(town):
    """A worker that does what waits, until the test is over."""
    over = threading.Event()

    def work():
        while not over.wait(0.1):
            jobs.worker().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join()
