"""The small province of the portal's tests, its officers, and a register that answers."""

import threading

import pytest

from tests import make
from tests.portal.conftest import (  # noqa: F401  # fixtures
    a_monday_morning,
    birth,
    draft,
    filed,
    filled,
    mother,
    photo,
    sample,
    ward,
)
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.exchange.simulators.population import serve
from toantrinh.identity.permissions import Role
from toantrinh.signing import actions as signing


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Files and keys of a test are its own."""
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    settings.KEYS = tmp_path / "keys"


@pytest.fixture
def officers(ward):  # noqa: F811
    """One officer of each role at the ward, with certificates for who signs and who seals."""
    staff = {role: make.officer(role, agency=ward, title=str(role)) for role in OFFICES}
    house, now = System("set-up"), clock.now()
    signing.issue_demo_certificate(agency=ward, account=staff[Role.HEAD], by=house, at=now)
    signing.issue_demo_certificate(agency=ward, by=house, at=now)
    return staff


OFFICES = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD, Role.CLERK)


@pytest.fixture
def with_papers(filled, mother):  # noqa: F811
    """Her draft, ready to be submitted."""
    dossiers.attach(
        dossier=filled,
        component="giay_chung_sinh",
        name="chung-sinh.jpg",
        content=photo(),
        by=mother,
    )
    return filled


@pytest.fixture
def population(settings, tmp_path):
    """The population simulator on a free port, spoken to over HTTP."""
    server = serve(host="127.0.0.1", port=0, token="demo", folder=tmp_path)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.CONNECTORS = {"population": {**settings.CONNECTORS["population"], "url": url}}
    yield url
    server.shutdown()
    server.server_close()
    thread.join()
