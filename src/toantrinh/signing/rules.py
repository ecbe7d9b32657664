"""What stands above a signature."""

from __future__ import annotations

COMMITTEES = frozenset({"tinh", "xa"})  # kinds of agency that are people's committees
DEPUTY = "PHÓ "
ACTING = "Q. "


def capacity_lines(capacity: str, title: str, agency_kind: str) -> tuple[str, ...]:
    """Capacity and office, line by line, as they stand above the signature.

    Legal source: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II khoản 7.

    >>> capacity_lines("KT.", "Phó Chủ tịch", "xa")
    ('KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH')
    >>> capacity_lines("TM.", "Chủ tịch", "xa")
    ('TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH')
    >>> capacity_lines("TL.", "Trưởng phòng Tư pháp", "xa")
    ('TL. CHỦ TỊCH', 'TRƯỞNG PHÒNG TƯ PHÁP')
    >>> capacity_lines("", "Giám đốc", "trung_tam_tinh")
    ('GIÁM ĐỐC',)
    """
    office = title.upper()
    head = "CHỦ TỊCH" if agency_kind in COMMITTEES else "GIÁM ĐỐC"
    if capacity == "TM.":
        return (f"TM. {'ỦY BAN NHÂN DÂN' if agency_kind in COMMITTEES else 'TẬP THỂ'}", office)
    if capacity == "KT.":
        return (f"KT. {office.removeprefix(DEPUTY)}", office)
    if capacity in {"TL.", "TUQ."}:
        return (f"{capacity} {head}", office)
    if capacity == "Q.":
        return (ACTING + office,)
    return (office,)
