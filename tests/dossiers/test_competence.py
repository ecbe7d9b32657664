"""Among which agencies one chooses, and in which order."""

from __future__ import annotations

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.dossiers import competence

pytestmark = pytest.mark.django_db


def test_agencies_that_may_be_chosen_stand_in_vietnamese_order(birth):
    names = ["UBND phường Phúc Thuận", "UBND xã An", "UBND phường Phổ Yên", "UBND phường Đức Xuân"]
    for number, name in enumerate(names):
        make.agency(code=f"H55.90{number}", name=name, kind="xa")

    found = [each.name for each in competence.offered(birth, clock.today())]

    expected = [names[3], names[2], names[0], names[1]]
    assert [name for name in found if name in names] == expected
