"""Dossiers as another portal sends them: the samples of the packs, at the agency of the tests."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from django.conf import settings

from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import arrivals

SAMPLES = Path(settings.PACKS) / "national" / "samples"
CLASSIC, NEWER = "khai-sinh-dang-cu.json", "khai-sinh-dang-moi.json"
PORTAL = System("national")


def sample(name: str = CLASSIC, agency: str = "H55.101", **changed) -> dict:
    """The document of a sample; ``changed`` by name, None takes a field away."""
    document = json.loads((SAMPLES / name).read_text())
    document["MaDonViTiepNhan"] = agency
    for key, value in changed.items():
        document.pop(key, None)
        if value is not None:
            document[key] = value
    return document


def read(document: dict | bytes, beside: Path = SAMPLES) -> arrivals.Told:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    (told,) = arrivals.read(content, beside=beside)
    return told


def arrive(document: dict, beside: Path = SAMPLES):
    return dossiers.arrive(told=read(document, beside), by=PORTAL)


def with_answers(document: dict, **answers) -> dict:
    """With some answers changed; None takes one away."""
    changed = copy.deepcopy(document)
    for key, value in answers.items():
        changed["DuLieuEForm"].pop(key, None)
        if value is not None:
            changed["DuLieuEForm"][key] = value
    return changed


def with_details(document: dict, **details) -> dict:
    """With some details of who filed it changed (newer format)."""
    changed = copy.deepcopy(document)
    changed["ThongTinNguoiNop"]["ThongTinChiTiet"] |= details
    return changed


def with_file(document: dict, **fields) -> dict:
    """With the one file of the classic format told otherwise."""
    changed = copy.deepcopy(document)
    changed["TaiLieuNop"][0] |= fields
    return changed
