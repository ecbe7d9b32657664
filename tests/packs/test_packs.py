"""The packs of this repository: right, and each sample comes out as it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from toantrinh.catalogue import guide, packs, reading, rules
from toantrinh.catalogue.packs import province, samples
from toantrinh.core import yaml
from toantrinh.process import engine

FOLDERS = sorted(path.parent for path in Path(settings.PACKS).glob("*/procedure.yaml"))
SAMPLES = [(folder, path) for folder in FOLDERS for path in sorted(folder.glob("samples/*.yaml"))]


LAYERS, WRONG = province.read(Path(settings.PACKS) / "province" / "thai-nguyen.yaml")


def layer(folder):
    return LAYERS.get(packs.told(folder, "code"), province.NOTHING)


@pytest.fixture(scope="module")
def definitions():
    return {folder: packs.compile(folder, layer(folder)) for folder in FOLDERS}


@pytest.fixture(scope="module")
def national():
    return {folder: packs.compile(folder) for folder in FOLDERS}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_pack_has_no_problem(folder):
    assert packs.check(folder) == []


def test_the_file_of_the_province_has_no_problem():
    assert WRONG == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_pack_can_be_published_in_the_example_province(folder):
    """A fee that its council must set has a level in packs/province, an example at least."""
    assert packs.check(folder, layer(folder)) == []


@pytest.mark.parametrize(("folder", "path"), SAMPLES, ids=lambda path: path.stem)
def test_a_sample_comes_out_as_it_says(folder, path, national):
    """Of the national pack: the fee of a council the sample supposes itself, or leaves open."""
    sample, _positions = yaml.load(path)

    assert list(samples.wrong(sample, reading.read(national[folder]))) == []


@pytest.mark.parametrize(("folder", "path"), SAMPLES, ids=lambda path: path.stem)
def test_the_process_takes_the_path_of_the_sample(folder, path, definitions):
    definition = definitions[folder]
    sample, _positions = yaml.load(path)
    facts = samples.facts_of(sample, reading.read(definition))

    progress, taken = engine.start(definition["process"], facts), []
    while not progress.done:
        task = progress.waiting[0]
        taken.append(task.key)
        progress = engine.complete(definition["process"], progress.state, task.id, facts)

    assert taken == sample["expect"]["path"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_pack_says_everything_in_english_that_the_applicant_sees_first(folder, definitions):
    vietnamese, english = (reading.read(definitions[folder], language) for language in ("vi", "en"))

    assert english.name != vietnamese.name
    assert english.summary != vietnamese.summary
    assert all(said.text != english.notices[key].text for key, said in vietnamese.notices.items())
    assert all(
        mine.plain != theirs.plain
        for mine, theirs in zip(vietnamese.steps, english.steps, strict=True)
    )


def test_a_field_of_government_has_one_name_everywhere(definitions):
    names = {}
    for folder in FOLDERS:
        told = reading.read(definitions[folder])
        names.setdefault(told.field_key, set()).add(told.field_name)

    assert {key: told for key, told in names.items() if len(told) > 1} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_before_anything_is_answered_nothing_is_taken_for_false(folder, definitions):
    pack = reading.read(definitions[folder])

    needs = rules.components(pack, {})

    told = {need.need for need in needs if need.component.condition is not None}
    assert told <= {rules.NeedKind.UNKNOWN}  # a plain procedure may have no condition at all
    assert rules.path(pack, {}) == list(pack.steps)


def test_packs_use_only_the_life_events_of_the_list_with_their_names():
    data, problems = guide.compile(settings.PACKS / "lists")
    assert problems == []
    known = {event["key"]: event["name"] for event in data["events"]}

    for folder in FOLDERS:
        path = folder / "procedure.yaml"
        procedure, _positions = yaml.load(path)
        for event in procedure.get("life_events", ()):
            assert event["key"] in known, f"{path}: life-events.yaml has no “{event['key']}”"
            assert event["name"] == known[event["key"]], f"{path}: {event['key']}"
