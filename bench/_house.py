"""What a bench begins with: tables, lists and one procedure. It measures nothing itself."""

from __future__ import annotations

import os
import subprocess
import sys

from psycopg import conninfo

CODE = "1.001193"
OWNER = os.environ["TOANTRINH_DATABASE_URL"]
APP = conninfo.make_conninfo(OWNER, user="toantrinh_app")


def set_up() -> None:
    """Django is ready in this process afterwards; its database role is that of the application."""
    os.environ["TOANTRINH_MODE"] = "demo"
    os.environ["TOANTRINH_DATABASE_OWNER_URL"] = OWNER
    os.environ["TOANTRINH_DATABASE_URL"] = APP
    from toantrinh.project import environment

    environment.set_up_django()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]


def make_tables() -> None:
    """``set_up`` and all tables."""
    set_up()
    migrate = [sys.executable, "-m", "toantrinh.project", "migrate"]
    subprocess.run(migrate, check=True, stdout=subprocess.DEVNULL)


def prepare() -> None:
    """``make_tables``, the national lists, a province, and the procedure ``CODE``."""
    make_tables()
    from django.conf import settings

    from toantrinh.catalogue import actions
    from toantrinh.core import clock
    from toantrinh.core.actor import System
    from toantrinh.lists.loading import load_national

    by, at = System("bench"), clock.now()
    load_national(folder=settings.PACKS / "lists", by=by, at=at)
    actions.load_province(path=settings.PACKS / "province" / "thai-nguyen.yaml", by=by, at=at)
    (folder,) = settings.PACKS.glob(f"{CODE}-*")
    actions.publish(folder=folder, by=by, at=at)
