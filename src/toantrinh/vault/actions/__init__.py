"""What can be done with files: keep them, take them piece by piece, deposit documents."""

from .keeping import deposit, keep
from .uploading import begin_upload, close_upload, collect_uploads, take_piece
from .writing import begin_long, finish_long, forget_long, write_long

__all__ = [
    "begin_long",
    "begin_upload",
    "close_upload",
    "collect_uploads",
    "deposit",
    "finish_long",
    "forget_long",
    "keep",
    "take_piece",
    "write_long",
]
