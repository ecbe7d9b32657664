"""Bytes on disk: sealed, named by their SHA-256, durable before anyone speaks of them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages


class DurableFolder(FileSystemStorage):
    """A folder whose files are on the disk, not only in its cache, when ``save`` returns."""

    def _save(self, name: str, content: ContentFile[bytes]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                for chunk in content.chunks():
                    draft.write(chunk)
                draft.flush()
                os.fsync(draft.fileno())
            except OSError:  # no room left: what is half there takes none
                Path(draft.name).unlink()
                raise
        Path(draft.name).replace(path)
        for folder in (path.parent, path.parent.parent):
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Content decides the name, so the same name is the same content, whole again."""
        return name


def store() -> Storage:
    """Where files are: the storage ``files`` of the settings (a folder, or S3)."""
    return storages["files"]


def place(sha256: str, uid: UUID) -> str:
    """Two levels of folders, so that none grows too large; ``uid`` keeps two who keep the same
    bytes at the same moment, each under a key of their own, from overwriting each other."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{uid.hex}"


def piece_place(uid: UUID, offset: int | None = None) -> str:
    """The piece of an upload that begins at ``offset``; without it the folder of its pieces."""
    folder = f"uploads/{uid.hex}"
    return folder if offset is None else f"{folder}/{offset}"


def long_place(uid: UUID, number: int | None = None) -> str:
    """Piece ``number`` of a long file, from 0; without it the folder of its pieces."""
    folder = f"long/{uid.hex}"
    return folder if number is None else f"{folder}/{number}"
