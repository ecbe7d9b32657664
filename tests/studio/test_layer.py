"""What the province adds is told with the names of the pack, and nothing of it is left out."""

import pytest

from tests import make
from tests.catalogue import folders
from tests.catalogue.folders import BUSINESS
from toantrinh.studio import layer

pytestmark = pytest.mark.django_db
LAW = {"title": "Nghị quyết về mức thu", "number": "12/2026/NQ-HĐND", "date": "2026-09-30"}


@pytest.fixture
def pack():
    return make.published(folders.real(BUSINESS)).pack


def told(pack, **content):
    return [(each.about, each.said, each.ground) for each in layer.lines(content, pack)]


def test_a_fee_is_told_by_its_name_with_its_days_and_its_resolution(pack):
    prices = [
        {"from": "2025-07-01", "to": "2026-12-31", "amount": 150000, "resolution": LAW},
        {"from": "2027-01-01", "amount": "1000 * 2", "resolution": {"title": "Nghị quyết"}},
        {"from": "2028-01-01", "table": [], "resolution": {"title": "Nghị quyết"}},
    ]
    fee = next(each for each in pack.fees if each.key == "le_phi_dang_ky")

    lines = told(pack, fees={"le_phi_dang_ky": [each | {"verified": False} for each in prices]})

    assert lines == [
        (
            fee.name,
            "150.000 đồng, từ ngày 01/07/2025, đến hết ngày 31/12/2026",
            "12/2026/NQ-HĐND, Nghị quyết về mức thu (30/09/2026)",
        ),
        (fee.name, "tính theo công thức 1000 * 2, từ ngày 01/01/2027", "Nghị quyết"),
        (fee.name, "theo bảng, xem nguyên văn bên dưới, từ ngày 01/01/2028", "Nghị quyết"),
    ]


def test_limits_units_facts_and_how_to_reach_them_are_told(pack):
    step = pack.steps[0]
    shorter = {"kind": "working_days", "amount": 2, "rule": "02 ngày", "ground": "Quyết định"}

    lines = told(
        pack,
        time_limit=shorter | {"verified": True},
        variants=[shorter | {"when": "x == true", "verified": True}],
        units={step.key: "Phòng Kinh tế"},
        facts={"xa_dao": {"ordinary": False, "agencies": {"H55.120": True}}},
        contact="0208",
        hours="Cả sáng thứ Bảy",
    )

    assert lines == [
        ("Thời hạn giải quyết", "02 ngày", "Quyết định"),
        ("Thời hạn giải quyết khi x == true", "02 ngày", "Quyết định"),
        (step.action, "Phòng Kinh tế", ""),
        ("xa_dao", "Không", ""),
        ("xa_dao – H55.120", "Có", ""),
        ("Liên hệ", "0208", ""),
        ("Giờ tiếp nhận", "Cả sáng thứ Bảy", ""),
    ]
