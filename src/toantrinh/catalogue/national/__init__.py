"""The national record of a procedure: read, made a pack to begin from, compared with a pack."""

from .comparing import Difference, differences
from .reading import UnreadableRecord, read
from .record import NationalRecord, Remark, same_code, same_name

__all__ = [
    "Difference",
    "NationalRecord",
    "Remark",
    "UnreadableRecord",
    "differences",
    "read",
    "same_code",
    "same_name",
]
