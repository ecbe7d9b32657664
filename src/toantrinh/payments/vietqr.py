"""The VietQR code of a payment: EMVCo QR (merchant presented) with NAPAS' account information.

Legal and technical source: EMVCo QR Code Specification for Payment Systems (MPM) 1.1; NAPAS IBFT
profile (fields 38, 53, 54, 58, 62, 63). Amounts are whole đồng; texts are ASCII without marks.
"""

from __future__ import annotations

import unicodedata

NAPAS = "A000000727"


def payload(
    *, bank_bin: str, account: str, amount: int | None, purpose: str, bill: str = ""
) -> str:
    """The text of the code; with ``amount`` it is for one payment (dynamic), else static.

    The two examples printed in NAPAS' profile, an account with and without an amount:

    >>> shop = {"bank_bin": "970403", "account": "0011012345678"}
    >>> text = payload(**shop, amount=180000, purpose="thanh toan don hang", bill="NPS6869")
    >>> text[:67]
    '00020101021238570010A00000072701270006970403011300110123456780208QR'
    >>> text[67:]
    'IBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E'
    >>> payload(**shop, amount=None, purpose="")[65:]
    'QRIBFTTA53037045802VN63049E6F'

    Args:
        bank_bin: six digits of the bank.
        bill: number of the bill, subfield 01 of 62; ``purpose``: subfield 08.

    Errors: ValueError for an amount below 1, or a text longer than a field can say.
    """
    if amount is not None and amount < 1:
        raise ValueError(f"a payment is 1 đồng or more, not {amount}")
    transfer = _field("00", bank_bin) + _field("01", account)
    receiver = _field("00", NAPAS) + _field("01", transfer) + _field("02", "QRIBFTTA")
    more = "".join(
        _field(tag, plain(text), most=25) for tag, text in (("01", bill), ("08", purpose)) if text
    )
    body = "".join(
        (
            _field("00", "01"),
            _field("01", "11" if amount is None else "12"),
            _field("38", receiver),
            _field("53", "704"),
            "" if amount is None else _field("54", str(amount)),
            _field("58", "VN"),
            _field("62", more) if more else "",
            "6304",
        )
    )
    return f"{body}{crc16(body.encode()):04X}"


def crc16(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF, not reflected.

    >>> hex(crc16(b"123456789"))
    '0x29b1'
    """
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def plain(text: str) -> str:
    """Text without marks, as banks take it.

    >>> plain("Lệ phí hộ tịch – Đợt 1")
    'Le phi ho tich - Dot 1'
    """
    text = text.replace("đ", "d").replace("Đ", "D").replace("–", "-")
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()


def _field(tag: str, value: str, *, most: int = 99) -> str:
    if len(value) > most:
        raise ValueError(f"field {tag} is longer than {most} characters")
    return f"{tag}{len(value):02d}{value}"
