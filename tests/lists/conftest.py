import shutil
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.lists import keeping
from toantrinh.lists.loading import load_national

PACK = Path(__file__).parents[2] / "packs" / "lists"
AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def load(tmp_path):
    """A function that loads the real lists with some files changed: ``load(days="…")``."""
    folder = tmp_path / "lists"
    shutil.copytree(PACK, folder)

    def load(**files):
        for name, text in files.items():
            path = next(folder.rglob(f"{name.replace('_', '-')}.*"))
            path.write_text(text, "utf-8")
        with clock.set_to(AT):
            return load_national(folder=folder, by=System("set-up"), at=AT)

    return load


def approved(changes):
    """The edition that has ``changes``, as if somebody had approved them."""
    with transaction.atomic():
        keeping.lock()
        return keeping.adopt(changes, uid=uuid4(), at=AT)


@pytest.fixture
def loaded(db):
    """The real lists."""
    with clock.set_to(AT):
        return load_national(folder=PACK, by=System("set-up"), at=AT)
