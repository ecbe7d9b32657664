"""What stands above a signature, and that it speaks of the offices there are."""

import pytest

from toantrinh.identity import rules
from toantrinh.identity.models import AgencyKind, Capacity


@pytest.mark.parametrize(
    ("capacity", "title", "kind", "lines"),
    [
        ("KT.", "Phó Chủ tịch", "xa", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT.", "Phó Giám đốc", "so", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("TM.", "Chủ tịch", "tinh", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("TUQ.", "Giám đốc Sở Nội vụ", "tinh", ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ")),
        ("TL.", "Trưởng phòng", "so", ("TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG")),
        ("Q.", "Chủ tịch", "xa", ("Q. CHỦ TỊCH",)),
        ("Q.", "Quyền Chủ tịch", "xa", ("Q. CHỦ TỊCH",)),
        ("", "Chủ tịch", "xa", ("CHỦ TỊCH",)),
    ],
)
def test_capacity_and_office_stand_as_the_decree_has_them(capacity, title, kind, lines):
    assert rules.capacity_lines(capacity, title, kind) == lines


@pytest.mark.parametrize("capacity", Capacity.values)
def test_every_capacity_is_told(capacity):
    (first, *_) = rules.capacity_lines(capacity, "Phó Chủ tịch", AgencyKind.COMMUNE)

    assert first.startswith(capacity)


def test_the_kinds_of_committee_are_kinds_of_agency():
    assert {AgencyKind.PROVINCE, AgencyKind.COMMUNE} == rules.COMMITTEES
