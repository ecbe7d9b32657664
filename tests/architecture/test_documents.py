"""The documents speak of what is there."""

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

import toantrinh
from toantrinh.project.command import names

ROOT = Path(toantrinh.__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deploy").glob("*.md")),
]
LINK = re.compile(r"\]\(([^)#\s]+)")
PLACE = re.compile(r"`((?:src|packs|tests|docs|deploy|bench)/[\w./-]+?)/?`")
COMMAND = re.compile(r"(?:bin/|`)toantrinh ([a-z]+) ?([a-z-]*)")
TARGET = re.compile(r"^\s+make ([a-z]+)", re.MULTILINE)


def named(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_places_in_the_repository_are_there(page):
    assert [place for place in PLACE.findall(page.read_text()) if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_functions_named_after_their_file_are_in_it(page):
    named_with_file = re.findall(
        r"`(src/[\w./]+\.py)`(?:, `\w+\.py`)*: ((?:`\w+`(?:, )?)+)", page.read_text()
    )

    missing = [
        f"{file}: {function}"
        for file, functions in named_with_file
        for function in re.findall(r"\w+", functions)
        if f"def {function}(" not in (ROOT / file).read_text()
    ]
    assert missing == []


def actions_of(command):
    """What may follow ``toantrinh <command>``; None where anything may."""
    parser = argparse.ArgumentParser()
    import_module(f"toantrinh.project.commands.{command}").add_arguments(parser)
    choices = [action.choices for action in parser._actions if action.choices]
    return set(choices[0]) if choices else None


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_are_understood(page):
    for command, action in COMMAND.findall(page.read_text()):
        assert command in names(), f"toantrinh {command}"
        allowed = actions_of(command)
        assert allowed is None or action in allowed, f"toantrinh {command} {action}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_targets_of_make_are_there(page):
    there = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(TARGET.findall(page.read_text())) <= set(there)


def test_every_page_of_the_documentation_is_in_its_index():
    index = (ROOT / "docs" / "README.md").read_text()
    pages = [page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "decisions"]

    missing = [named(page) for page in pages if page.name not in index and page.name != "README.md"]
    assert missing == []
