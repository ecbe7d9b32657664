"""Where an installation listens: free ports, addresses that others can open, and who answers."""

from __future__ import annotations

import http.client
import ipaddress
import socket

from .words import Trouble, _

TRIED = 40  # ports, one after the other, when none was asked for


def free_port(host: str, asked: int, first: int, *, kept: int = 0) -> int:
    """The port that was asked for, or Trouble; for 0 the next free one from ``first`` on.

    ``kept``: a port that somebody else will take, although nobody listens there yet.
    """
    if asked:
        if not _is_free(host, asked):
            raise Trouble(
                _("Port %(port)d is taken.") % {"port": asked},
                _("Choose another: make demo PORT=%(port)d") % {"port": asked + 1},
            )
        return asked
    for port in range(first, first + TRIED):
        if port != kept and _is_free(host, port):
            return port
    raise Trouble(
        _("All ports from %(first)d to %(last)d are taken.")
        % {"first": first, "last": first + TRIED - 1}
    )


def _is_free(host: str, port: int) -> bool:
    """Whether one may listen there; Trouble if the machine does not have that address."""
    try:
        family, kind, protocol, __, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as problem:
        raise Trouble(_("There is no address %(host)s here.") % {"host": host}) from problem
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError:
            return False
    return True


def _is_everywhere(host: str) -> bool:
    return host in {"", "0.0.0.0", "::"}  # noqa: S104  asked about, not bound


def url(host: str, port: int) -> str:
    """An address to open in a browser."""
    name = _own_address() if _is_everywhere(host) else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _own_address() -> str:
    """The address under which other machines know this one; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(("192.0.2.1", 9))  # reserved for documentation
        except OSError:
            return "127.0.0.1"
        return str(ipaddress.ip_address(trial.getsockname()[0]))


def names(host: str) -> str:
    """Names by which the pages may be asked for, as ``TOANTRINH_HOSTS`` has them."""
    if _is_everywhere(host):
        return "*"
    own = f"[{host}]" if ":" in host else host
    return ",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", own]))


def answers(host: str, port: int) -> bool:
    """Whether the home page is served there, without an error of the server."""
    near = "127.0.0.1" if _is_everywhere(host) else host
    connection = http.client.HTTPConnection(near, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
