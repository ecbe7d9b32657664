"""What editors are told of a pack is what the check says, or less."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from toantrinh.catalogue import packs
from toantrinh.catalogue.packs import checking, editors
from toantrinh.project import command

from . import folders
from .folders import BIRTH, BUSINESS
from .test_checking import paths

KEPT = Path(settings.PACKS).parent / "docs/reference/packs"
FOLDERS = sorted(path.parent for path in Path(settings.PACKS).glob("*/procedure.yaml"))
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    st.sampled_from(["", " ", "x", "Việc", "<b>đậm</b>", "2026-02-30", "20260131", "7:30", "a\nb"]),
    st.text(max_size=4),
    st.lists(st.integers(0, 1), max_size=2),
    st.dictionaries(st.sampled_from(["vi", "en", "key"]), st.text(max_size=2), max_size=2),
)


def validator(name):
    return jsonschema_rs.Draft202012Validator(json.loads(editors.written(name)))


VALIDATORS = {name: validator(name) for name in editors.SCHEMAS}


def schema_of(file):
    return VALIDATORS["sample" if file.startswith("samples/") else Path(file).stem]


def opened(path):
    folder = checking.Folder(path)
    for name in ("procedure.yaml", "form.yaml", "notices.yaml", "cost.yaml", *folder.samples):
        folder.read(name)
    return folder


@pytest.mark.parametrize("name", editors.SCHEMAS)
def test_the_kept_schemas_are_those_of_today(name):
    kept = (KEPT / f"{name}.schema.json").read_text("utf-8")

    assert kept == editors.written(name), "write them anew: toantrinh packs schemas"


@pytest.mark.parametrize("name", editors.SCHEMAS)
def test_a_schema_is_one(name):
    jsonschema_rs.meta.validate(json.loads(editors.written(name)))


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_pack_is_valid_for_editors(path):
    data = opened(path).data

    assert {
        file: [error.message for error in schema_of(file).iter_errors(each)]
        for file, each in data.items()
    } == {file: [] for file in data}


def test_a_new_pack_is_valid_and_each_file_names_its_schema(tmp_path):
    folder = packs.make("1.010041", "Xác nhận", into=tmp_path, today=date(2026, 10, 5))

    for file, data in opened(folder).data.items():
        assert schema_of(file).is_valid(data), file
        first = (folder / file).read_text("utf-8").splitlines()[0]
        named = first.removeprefix("# yaml-language-server: $schema=")
        begun_in_the_project = settings.PACKS / folder.name / file
        assert (begun_in_the_project.parent / named).resolve() == KEPT / (
            "sample.schema.json" if "/" in file else f"{Path(file).stem}.schema.json"
        )


@pytest.fixture(scope="module")
def read_packs():
    return {name: opened(folders.real(name)) for name in (BIRTH, BUSINESS)}


@effort(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_a_schema_refuses_the_check_refuses_too(read_packs, data):
    folder = read_packs[data.draw(st.sampled_from([BIRTH, BUSINESS]))]
    file = data.draw(st.sampled_from(sorted(folder.data)))
    whole = folder.data[file]
    changed = mutated(whole, data)

    if not schema_of(file).is_valid(changed):
        folder.data[file], folder.problems = changed, []
        try:
            checking.check_structure(folder)
            if not folder.problems:
                checking.definition(folder)
            assert folder.problems
        finally:
            folder.data[file] = whole


def mutated(whole, data):
    """``whole`` with one value replaced, one key dropped or one key more."""
    path = data.draw(st.sampled_from(sorted(paths(whole), key=str)))
    how = data.draw(st.sampled_from(["replace", "drop", "add"]))
    changed = copy.deepcopy(whole)
    here = changed
    for key in path[:-1]:
        here = here[key]
    if how == "replace" or isinstance(here, list):
        here[path[-1]] = data.draw(STRANGE)
    elif how == "drop":
        del here[path[-1]]
    else:
        here[data.draw(st.sampled_from(["la", "name", "from", "key", "Ten"]))] = data.draw(STRANGE)
    return changed


def test_the_command_writes_them(tmp_path, capsys):
    assert command.main(["packs", "schemas", "--into", str(tmp_path)]) == 0

    said = capsys.readouterr().out
    assert {file.name for file in tmp_path.iterdir()} == {
        f"{name}.schema.json" for name in editors.SCHEMAS
    }
    assert "procedure.schema.json" in said


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path, capsys):
    assert command.main(["packs", "schemas", "--into", str(tmp_path / "no")]) != 0
    assert capsys.readouterr().err
