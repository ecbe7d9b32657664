"""What a reader of PDF sees, by the programs of poppler."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from toantrinh.papers import rendering

AT = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)
SAMPLE = json.loads((rendering.TEMPLATES / "sample.json").read_text())
PACKS = Path(__file__).parents[2] / "packs"
RESULTS = {path.parent.name.split("-")[0]: path for path in sorted(PACKS.glob("*/result.typ"))}


def _poppler(command: list[str], document: bytes) -> bytes:
    return subprocess.run([*command], input=document, capture_output=True, check=True).stdout


def text(document: bytes) -> str:
    return _poppler(["pdftotext", "-layout", "-", "-"], document).decode()


def words(document: bytes) -> str:
    """The text on one line, for looking up sentences that may be broken anywhere."""
    return " ".join(text(document).split())


def properties(document: bytes) -> dict[str, str]:
    lines = _poppler(["pdfinfo", "-"], document).decode().splitlines()
    return {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }


def fonts(document: bytes) -> list[str]:
    return _poppler(["pdffonts", "-"], document).decode().splitlines()[2:]


def picture(document: bytes, *, dots: int = 120) -> Image.Image:
    """The first page."""
    made = _poppler(["pdftoppm", "-r", str(dots), "-png", "-f", "1", "-l", "1", "-"], document)
    return Image.open(io.BytesIO(made))
