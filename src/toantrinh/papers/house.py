"""The forms that come with the house: file, days in force, name, letters behind its number, signer.

Data, not code: a row of ``PaperTemplate`` takes the place of the file, from its day on.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class Signed(StrEnum):
    """Who signs a kind of paper, and with it the rooms that its form has to keep."""

    NOBODY = "nobody"  # made by the system by itself
    OFFICER = "officer"  # name of the officer at the desk; the agency may put its seal
    HEAD = "head"  # signature of the head, then number, date and seal of the agency

    @property
    def rooms(self) -> frozenset[str]:
        """Names of the rooms that a form must have so that it can be signed."""
        return ROOMS[self]


ROOMS: Final = {
    Signed.NOBODY: frozenset[str](),
    Signed.OFFICER: frozenset({"seal"}),
    Signed.HEAD: frozenset({"sign", "seal", "number"}),
}


class Kind(NamedTuple):
    """A kind of paper: its own register of numbers, and who signs it, whatever form is in force."""

    title: str
    suffix: str  # behind the stroke of its number, such as PYCBS in 15/PYCBS; empty: the year
    signed: Signed


# The letters are those of the house where no document of higher rank gives them; Thông tư
# 01/2018/TT-VPCP prints PXL on its form 04.
KINDS: Final[dict[str, Kind]] = {
    "confirmation": Kind("Thông báo đã nộp hồ sơ", "", Signed.NOBODY),
    "declaration": Kind("Bản kê khai để đọc và ký tại quầy", "", Signed.NOBODY),
    "form01": Kind("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "TNHS", Signed.NOBODY),
    "supplement": Kind("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "PYCBS", Signed.OFFICER),
    "refusal": Kind("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "PTC", Signed.OFFICER),
    "apology": Kind("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "PXL", Signed.HEAD),
    "stop": Kind("Thông báo dừng giải quyết hồ sơ", "TBD", Signed.HEAD),
    "control": Kind("Phiếu kiểm soát quá trình giải quyết hồ sơ", "PKS", Signed.NOBODY),
    "book": Kind("Sổ theo dõi hồ sơ", "", Signed.NOBODY),
    "payment": Kind("Thông báo nộp phí, lệ phí", "TBNP", Signed.NOBODY),
    "negative": Kind("Thông báo về việc hồ sơ không đủ điều kiện giải quyết", "TBKQ", Signed.HEAD),
    "result": Kind("Kết quả giải quyết", "", Signed.HEAD),
    "original": Kind("Phiếu nhận giữ bản chính", "", Signed.NOBODY),
    "handover": Kind("Biên bản bàn giao bản chính", "", Signed.NOBODY),
}


class Form(NamedTuple):
    """A form that comes with the house: its file, and the days between which it is in force."""

    kind: str
    file: str
    valid_from: date
    valid_to: date | None
    ground: str


def _now(kind: str, ground: str) -> Form:
    return Form(kind, f"{kind}.typ", date(2025, 7, 1), None, ground)


def _of_2018(kind: str, number: str) -> Form:
    """Of the circular of 2018, in force from 6/1/2019 to the day before the one of 2025."""
    ground = f"Thông tư 01/2018/TT-VPCP, Phụ lục, mẫu số {number}"
    return Form(kind, f"{kind}-2018.typ", date(2019, 1, 6), date(2025, 6, 30), ground)


FORMS_OF_THE_HOUSE: Final = (
    _now("confirmation", "Nghị định 118/2025/NĐ-CP, thông báo nộp hồ sơ trực tuyến"),
    _now("declaration", "Nghị định 118/2025/NĐ-CP; mẫu chung của bản kê khai lập tại quầy"),
    _now("form01", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 01"),
    _now("supplement", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 02"),
    _now("refusal", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 03"),
    _now("apology", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 04"),
    _now("stop", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 05"),
    _now("control", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 06"),
    _now("book", "Thông tư 03/2025/TT-VPCP, Phụ lục I, mẫu số 07"),
    _now("payment", "Mẫu chung; không thuộc bộ mẫu của Thông tư 03/2025/TT-VPCP"),
    _now("negative", "Mẫu chung khi văn bản chuyên ngành không quy định mẫu riêng"),
    _now("result", "Mẫu chung cho kết quả mà văn bản không quy định mẫu riêng"),
    _now("original", "Mẫu chung; không thuộc bộ mẫu của Thông tư 03/2025/TT-VPCP"),
    _now("handover", "Mẫu chung; không thuộc bộ mẫu của Thông tư 03/2025/TT-VPCP"),
    _of_2018("form01", "01"),
    _of_2018("supplement", "02"),
    _of_2018("refusal", "03"),
    _of_2018("apology", "04"),
    _of_2018("control", "05"),
    _of_2018("book", "06"),
)
