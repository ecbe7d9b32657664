"""The built styles, script and fonts are the ones the sources make, and stay small."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import toantrinh

PROJECT = Path(toantrinh.__file__).parent / "project"
BUILD = PROJECT / "static" / "build"
FRONTEND = PROJECT.parents[2] / "frontend"
MANIFEST = json.loads((BUILD / "manifest.json").read_text())
FILES = MANIFEST["files"]


def sources(folder: Path) -> str:
    """The digest that ``frontend/build.mjs`` writes: over the digest and path of every source."""
    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(folder).parts
    )
    lines = [
        f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in paths
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_build_is_made_from_the_sources_at_hand():
    assert sources(FRONTEND) == MANIFEST["sources"], "run make frontend and commit what it builds"


def test_a_changed_source_is_noticed(tmp_path):
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "app.scss").write_text("a{}")
    before = sources(tmp_path)

    (tmp_path / "styles" / "app.scss").write_text("b{}")

    assert sources(tmp_path) != before


@pytest.mark.parametrize("name", FILES)
def test_a_built_file_is_what_its_name_says(name):
    entry = FILES[name]
    digest = hashlib.sha256((BUILD / entry["file"]).read_bytes()).hexdigest()

    assert digest == entry["sha256"], f"{entry['file']} was changed by hand: run make frontend"
    assert f".{digest[:12]}." in entry["file"]


def test_nothing_else_lies_among_the_built_files():
    known = {entry["file"] for entry in FILES.values()} | {"manifest.json"}
    packed = {f"{name}{suffix}" for name in known for suffix in (".br", ".gz")}

    assert {path.name for path in BUILD.iterdir()} <= known | packed


def test_styles_and_script_stay_within_80_kb_compressed():
    compressed = [
        (BUILD / f"{FILES[name]['file']}.gz").stat().st_size for name in ("app.css", "app.js")
    ]

    assert sum(compressed) <= 80_000


def test_fonts_stay_within_60_kb():
    fonts = [entry["bytes"] for name, entry in FILES.items() if name.endswith(".woff2")]

    assert fonts
    assert sum(fonts) <= 60_000


def test_text_is_visible_before_its_font_arrives():
    styles = (BUILD / FILES["app.css"]["file"]).read_text()

    faces = re.findall(r"@font-face\{[^}]*\}", styles)
    assert len(faces) == sum(name.endswith(".woff2") for name in FILES)
    assert all("font-display:swap" in face for face in faces)


def test_nothing_is_fetched_from_elsewhere():
    for name in ("app.css", "app.js"):
        text = (BUILD / FILES[name]["file"]).read_text()
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", text), name


def test_components_say_what_they_take():
    for path in sorted((PROJECT / "templates" / "ui").glob("*.html")):
        assert path.read_text().startswith("{% comment %}"), (
            f"{path}: begin with a comment that lists the parameters"
        )
