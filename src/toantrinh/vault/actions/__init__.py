"""What can be done with files: keep them, take them piece by piece, deposit documents."""

from .keeping import deposit, keep
from .uploading import begin_upload, close_upload, collect_uploads, take_piece

__all__ = [
    "begin_upload",
    "close_upload",
    "collect_uploads",
    "deposit",
    "keep",
    "take_piece",
]
