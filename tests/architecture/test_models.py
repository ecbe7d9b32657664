"""What every table says of itself: its name in the law's words, and what in it is personal."""

import re
from pathlib import Path

import pytest
from django.apps import apps

import toantrinh

GLOSSARY = Path(toantrinh.__file__).parents[2] / "docs" / "glossary.md"
MODELS = [each for each in apps.get_models() if each.__module__.startswith("toantrinh.")]
ALWAYS_PERSONAL = re.compile(r"_sealed$|^(number|phone|name)_(index|search|sort)$|^e?mail$|^phone")


def named(model):
    return model._meta.label


def test_the_tables_are_found():
    assert len(MODELS) > 25, "look at how this test looks"


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_the_glossary_knows_the_word_of_the_law(model):
    rows = [line for line in GLOSSARY.read_text().splitlines() if f"`{model.__name__}`" in line]

    assert rows, f"docs/glossary.md: pair `{model.__name__}` with its Vietnamese term and source"
    assert all(all(cell.strip() for cell in row.strip("|").split("|")) for row in rows), rows


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_what_is_personal_is_marked(model):
    fields = {field.name for field in model._meta.local_fields}
    marked = getattr(model, "PERSONAL", None)

    assert marked is not None, f"{named(model)}: say PERSONAL, also when nothing is"
    assert marked <= fields, f"{named(model)}: {marked - fields} are no fields"
    assert {name for name in fields if ALWAYS_PERSONAL.search(name)} <= marked, (
        f"{named(model)}: mark these as PERSONAL"
    )


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_a_row_is_named_without_its_personal_data(model):
    """``str`` ends in logs and in refusals; what is marked may not be read by it."""
    body = getattr(model.__str__, "__code__", None)

    assert not set(body.co_names if body else ()) & set(model.PERSONAL), named(model)
