"""What people say and what they mean is data: checked whole, dated, loaded once."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from toantrinh.catalogue import actions, guide
from toantrinh.catalogue.errors import GuideHasProblems
from toantrinh.catalogue.models import Guide
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .. import offices

HOUSE = System("set-up")
TODAY = date(2026, 10, 5)
REAL = Path(settings.PACKS) / "lists"


@pytest.fixture
def folder(tmp_path):
    for name in guide.FILES:
        shutil.copy(REAL / name, tmp_path / name)
    return tmp_path


def change(folder, name, old, new):
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def spoken(day=TODAY, language="vi", **data):
    return guide.read(data, day, language)


def test_the_files_of_the_house_are_right():
    assert guide.check(REAL) == []


def test_there_is_enough_that_belongs_elsewhere():
    data, _problems = guide.compile(REAL)

    assert len(data["elsewhere"]) >= 25


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("words.yaml", "means: giấy chứng nhận}", "menas: giấy chứng nhận}", "menas"),
        ("elsewhere.yaml", "- key: ho-chieu", "- key: ly-hon", "ly-hon"),
        ("elsewhere.yaml", "  verified: false", "  verified: maybe", "maybe"),
        ("elsewhere.yaml", "todo: Nộp đơn", "todo: <b>Nộp đơn", "HTML"),
        ("life-events.yaml", "elsewhere: thai-san", "elsewhere: thai-sna", "thai-sna"),
        ("life-events.yaml", '"3.000722"', '"3000722"', "3000722"),
        ("life-events.yaml", "- key: ket-hon", "- key: Kết hôn", "Kết hôn"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder, name, old, new, told):
    change(folder, name, old, new)

    problems = guide.check(folder)

    assert {(problem.file, problem.line > 1) for problem in problems} == {(name, True)}
    assert any(told in problem.message for problem in problems)


def test_a_missing_file_is_told(folder):
    (folder / "words.yaml").unlink()

    assert [problem.file for problem in guide.check(folder)] == ["words.yaml"]


def test_mistakes_of_all_files_are_told_at_once(folder):
    change(folder, "words.yaml", "\nignored:", "\nignord:")
    change(folder, "elsewhere.yaml", "- key: ho-chieu", "- kye: ho-chieu")

    assert {problem.file for problem in guide.check(folder)} == {"words.yaml", "elsewhere.yaml"}


class TestLoading:
    @pytest.fixture(autouse=True)
    def database(self, db):
        pass

    def test_the_same_again_changes_and_records_nothing(self, folder):
        first = actions.load_guide(folder=folder, by=HOUSE)
        again = actions.load_guide(folder=folder, by=HOUSE)

        assert again == first
        assert TrailEntry.objects.filter(kind="catalogue.guide-loaded").count() == 1

    def test_a_change_is_a_new_row(self, folder):
        first = actions.load_guide(folder=folder, by=HOUSE)
        change(folder, "words.yaml", "- thủ tục\n", "")

        assert actions.load_guide(folder=folder, by=HOUSE) != first

    def test_what_is_wrong_is_not_loaded(self, folder):
        change(folder, "words.yaml", "\nignored:", "\nignord:")

        with pytest.raises(GuideHasProblems) as refused:
            actions.load_guide(folder=folder, by=HOUSE)

        assert refused.value.problems
        assert not Guide.objects.exists()

    def test_not_everybody_may_load(self, folder):
        clerk = offices.officer(offices.commune(), Role.CLERK)

        with pytest.raises(NotPermitted):
            actions.load_guide(folder=folder, by=clerk)


class TestReading:
    def test_abbreviations_are_written_out_once(self):
        means = [{"said": ["nghĩa vụ", "nvqs"], "means": "nghĩa vụ quân sự"}]
        told = spoken(means=means)

        for typed in ("nghia vu", "nvqs", "nghia vu quan su"):
            assert told.in_full(typed.split()) == ["nghia", "vu", "quan", "su"]

    def test_the_longest_abbreviation_goes_first(self):
        means = [
            {"said": ["gcn"], "means": "giấy chứng nhận"},
            {"said": ["gcn qsdđ"], "means": "sổ đỏ"},
        ]

        assert spoken(means=means).in_full(["gcn", "qsdd"]) == ["so", "do"]

    def test_phrases_that_say_nothing_go_and_words_stay(self):
        told = spoken(ignored=["làm", "ở đâu"])

        assert told.telling(["lam", "nha", "o", "dau"]) == ["lam", "nha"]
        assert told.telling(["o", "dau"]) == ["o", "dau"]
        assert told.ignored_words == {"lam"}

    @pytest.mark.parametrize(
        ("day", "counts"),
        [
            (date(2026, 6, 30), False),
            (date(2026, 7, 1), True),
            (date(2026, 12, 31), True),
            (date(2027, 1, 1), False),
        ],
    )
    def test_an_entry_counts_between_its_days(self, day, counts):
        dated = {"said": ["abc"], "means": "một hai", "from": "2026-07-01", "to": "2026-12-31"}

        assert (spoken(day, means=[dated]).in_full(["abc"]) == ["mot", "hai"]) is counts

    def test_a_matter_is_meant_unless_something_else_is(self):
        entry = {
            "key": "ly-hon",
            "phrases": ["ly hôn"],
            "unless": ["trích lục ly hôn"],
            "body": {"vi": "Tòa án", "en": "Court"},
            "todo": "Nộp đơn.",
            "verified": False,
        }
        (matter,) = spoken(language="en", elsewhere=[entry]).elsewhere

        assert matter.meant_by(["toi", "muon", "li", "hon"])
        assert not matter.meant_by(["trich", "luc", "li", "hon"])
        assert not matter.meant_by(["hon", "li"])
        assert (matter.body, matter.todo) == ("Court", "Nộp đơn.")
