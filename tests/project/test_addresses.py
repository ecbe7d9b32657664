import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from toantrinh.project import addresses
from toantrinh.project.words import Trouble


@pytest.fixture
def taken():
    """A port of this machine on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_that_was_asked_for_is_taken_or_refused_but_not_replaced(taken):
    with pytest.raises(Trouble, match=str(taken)):
        addresses.free_port("127.0.0.1", taken, 8000)


def test_without_a_wish_the_next_free_port_is_taken(taken):
    assert addresses.free_port("127.0.0.1", 0, taken) > taken


def test_a_port_that_somebody_will_take_is_left_to_them(taken):
    free = addresses.free_port("127.0.0.1", 0, taken)

    assert addresses.free_port("127.0.0.1", 0, taken, kept=free) > free


def test_an_address_that_is_not_of_this_machine_is_refused():
    with pytest.raises(Trouble):
        addresses.free_port("no such name.invalid", 0, 8000)


@pytest.mark.parametrize(
    ("host", "url", "names"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "localhost,127.0.0.1,[::1]"),
        ("::1", "http://[::1]:8000", "localhost,127.0.0.1,[::1]"),
        ("10.1.2.3", "http://10.1.2.3:8000", "localhost,127.0.0.1,[::1],10.1.2.3"),
    ],
)
def test_addresses_are_written_as_browsers_want_them(host, url, names):
    assert addresses.url(host, 8000) == url
    assert addresses.names(host) == names


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])  # noqa: S104
def test_who_listens_everywhere_is_found_under_a_name_that_can_be_opened(everywhere):
    assert addresses.names(everywhere) == "*"
    assert everywhere not in addresses.url(everywhere, 8000)


@pytest.mark.parametrize(("status", "serves"), [(200, True), (302, True), (500, False)])
def test_a_page_with_an_error_is_not_taken_for_an_answer(status, serves):
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            assert addresses.answers("127.0.0.1", server.server_port) is serves
        finally:
            server.shutdown()


def test_nobody_there_is_no_answer():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert addresses.answers("127.0.0.1", port) is False
