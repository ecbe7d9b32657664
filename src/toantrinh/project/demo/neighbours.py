"""Invented people of the ward, in whose names the dossiers of the morning are filed.

They have no scene of their own and nobody signs in as one of them. Their personal numbers carry the
serial numbers 000101 and following.
"""

from __future__ import annotations

import random
from datetime import datetime

from toantrinh.core.actor import Actor
from toantrinh.identity import actions
from toantrinh.identity.models import Account

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Nông", "Ma", "Triệu", "Lý", "Dương", "Vi", "Bế")
WOMEN = (("Thị", "Thu", "Thanh", "Ngọc"), ("Hương", "Hạnh", "Mai", "Yến", "Thảo", "Nga", "Liên"))
MEN = (("Văn", "Đức", "Minh", "Quang"), ("Hùng", "Sơn", "Toàn", "Phúc", "Kiên", "Lâm", "Hải"))
HOME = {"province": "19", "commune": "05443"}


def make_neighbours(
    count: int, chance: random.Random, *, by: Actor, at: datetime
) -> list[tuple[Account, bool]]:
    """``count`` accounts, each with whether she is a woman; the women come first and last."""
    return [_make(serial, serial % 2 == 1, chance, by, at) for serial in range(101, 101 + count)]


def _make(
    serial: int, is_woman: bool, chance: random.Random, by: Actor, at: datetime
) -> tuple[Account, bool]:
    middle, given = WOMEN if is_woman else MEN
    name = f"{chance.choice(FAMILY)} {chance.choice(middle)} {chance.choice(given)}"
    year = chance.randint(1970, 1999)
    born = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
    number = f"019{int(is_woman)}{year % 100:02d}{serial:06d}"
    known = {
        "vneid.so_dinh_danh": number,
        "vneid.dien_thoai": f"0900000{serial}",
        "csdlqg_dan_cu.ho_ten": name,
        "csdlqg_dan_cu.ngay_sinh": born,
        "csdlqg_dan_cu.gioi_tinh": "nu" if is_woman else "nam",
        "csdlqg_dan_cu.dan_toc": "01",
        "csdlqg_dan_cu.quoc_tich": "VN",
        "csdl_cu_tru.noi_cu_tru": {**HOME, "detail": f"Số nhà 00, tổ {chance.randint(1, 24)}"},
    }
    party = actions.register_party(name=name, number=number, known=known, by=by, at=at)
    return actions.open_account(party=party, login=f"nguoi-dan-{serial}", by=by, at=at), is_woman
