"""Stand in for another system, for demonstrations and tests."""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from pathlib import Path

import toantrinh.exchange
from toantrinh.project import database
from toantrinh.project.words import Trouble, _

FOLDER = Path(toantrinh.exchange.__file__).parent / "simulators"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help=", ".join(names()))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8601)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def run(options: argparse.Namespace) -> int:
    if options.name not in names():
        raise Trouble(
            _("There is no simulator %(name)s.") % {"name": options.name},
            _("There are: %(names)s") % {"names": ", ".join(names())},
        )
    module = import_module(f"toantrinh.exchange.simulators.{options.name}")
    token = os.environ.get(f"TOANTRINH_{options.name.upper()}_TOKEN", "demo")
    folder = database.var() / "simulators"
    try:
        server = module.serve(host=options.host, port=options.port, token=token, folder=folder)
    except OSError as problem:
        raise Trouble(
            _("Port %(port)d is taken.") % {"port": options.port},
            _("Choose another: --port %(port)d") % {"port": options.port + 1},
        ) from problem
    host, port = server.server_address[:2]
    print(f"{options.name}: http://{host}:{port}", flush=True)
    with server:
        server.serve_forever()
    return 0
