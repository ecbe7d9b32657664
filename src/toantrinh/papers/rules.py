"""How a check code is written, and read back however people write it."""

from __future__ import annotations

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32; 0 and O, 1 and I look alike on paper
LENGTH = 16
GROUP = 4


def grouped(letters: str) -> str:
    """In groups of four, to be read aloud.

    >>> grouped("K7QX2M4D9RTFWC3H")
    'K7QX-2M4D-9RTF-WC3H'
    """
    return "-".join(letters[i : i + GROUP] for i in range(0, len(letters), GROUP))


def canonical_code(written: str) -> str | None:
    """The code as it is kept, from what someone typed; None when it cannot be one.

    >>> canonical_code(" k7qx 2m4d9rtf–wc3h ")
    'K7QX-2M4D-9RTF-WC3H'
    >>> canonical_code("K7QX") is None
    True
    """
    letters = "".join(sign for sign in written.upper() if sign in LETTERS)
    return grouped(letters) if len(letters) == LENGTH else None
