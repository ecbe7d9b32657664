"""Packs to break: copies of a real one, changed at one place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings

from toantrinh.catalogue import packs
from toantrinh.catalogue.packs import province

BIRTH = "1.001193-dang-ky-khai-sinh"
COPIES = "2.000635-cap-ban-sao-trich-luc-ho-tich"
BUSINESS = "1.001612-dang-ky-thanh-lap-ho-kinh-doanh"


def compiled(name: str) -> dict[str, Any]:
    """A real pack as it holds in the example province."""
    layers, _problems = province.read(settings.PACKS / "province" / "thai-nguyen.yaml")
    return packs.compile(real(name), layers.get(name.partition("-")[0], province.NOTHING))


def real(name: str) -> Path:
    return settings.PACKS / name


def copy(name: str, to: Path) -> Path:
    """A copy of a real pack in the folder ``to``."""
    return Path(shutil.copytree(real(name), to / name))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Change the one place of ``file`` that says ``old``."""
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{file} says {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def place(folder: Path, file: str, text: str) -> tuple[int, int]:
    """Line and column, from 1, where ``text`` stands for the first time."""
    before, found, _after = (folder / file).read_text("utf-8").partition(text)
    assert found, f"{file} does not say {text!r}"
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
