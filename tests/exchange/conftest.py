import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.exchange import actions
from toantrinh.exchange.simulators.population import serve

HOUSE = System("test")


@pytest.fixture
def register(tmp_path, settings):
    """The population database's stand-in, and this installation set to ask it."""
    server = serve(host="127.0.0.1", port=0, token="demo", folder=tmp_path)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.CONNECTORS = {"population": {**settings.CONNECTORS["population"], "url": server.url}}
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ask():
    """A function that asks for the number of a newborn child."""

    def ask(case="case-1", **asked):
        return actions.ask(
            connector="population",
            operation="new-number",
            asked={"born": "2026-11-02", "sex": "nu", "province": "019"} | asked,
            case=case,
            step="so_dinh_danh",
            purpose="Đăng ký khai sinh",
            subject=make.party(),
            agency="H55.138",
            procedure="1.001193",
            by=HOUSE,
            at=clock.now(),
        )

    return ask


@pytest.fixture
def answering():
    """A function that gives the address of a server with one answer to everything."""
    servers = []

    def start(status, body, wait=0.0):
        class Answer(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                over.wait(wait)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words):
                """Silent."""

        over = threading.Event()
        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.handle_error = lambda *_where: None  # who asked did not wait
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread, over))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server, thread, over in servers:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
