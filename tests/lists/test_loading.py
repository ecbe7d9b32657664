from unicodedata import normalize

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from toantrinh.core import yaml
from toantrinh.lists.loading import ListProblem
from toantrinh.lists.models import CalendarDay, Edition, FormerUnit, OfficeHours, Term, Unit
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

UNITS = "code,name,kind,province_code,valid_from,valid_to,basis,note\n"
DAYS = "date,worked,name,basis,status,note\n"
TERMS = "code,label_vi,label_en,verified\n"


def test_the_country_has_34_provinces_and_3321_communes(loaded):
    today = Unit.objects.valid_on(loaded.loaded_at.date())

    assert today.filter(province_code="").count() == 34
    assert today.exclude(province_code="").count() == 3321


def test_every_commune_lies_in_a_province(loaded):
    provinces = set(Unit.objects.filter(province_code="").values_list("code", flat=True))

    inside = set(Unit.objects.exclude(province_code="").values_list("province_code", flat=True))

    assert inside == provinces


def test_there_are_54_ethnic_groups_and_all_members_of_the_united_nations(loaded):
    ethnic = Term.objects.filter(list="ethnicity").values_list("code", flat=True)
    nations = Term.objects.filter(list="nationality").values_list("code", flat=True)

    assert {f"{number:02d}" for number in range(1, 55)} <= set(ethnic)
    assert len(nations) >= 193 + 1
    assert all(len(code) == 2 and code.isupper() for code in nations)


def test_loading_the_same_lists_again_changes_and_records_nothing(load):
    first = load()
    rows = list(Unit.objects.values_list("pk", flat=True))

    again = load()

    assert again == first
    assert list(Unit.objects.values_list("pk", flat=True)) == rows
    assert TrailEntry.objects.filter(kind="lists.loaded").count() == 1


def test_loading_changed_lists_makes_the_rows_say_what_the_files_say(load):
    first = load()

    second = load(days=f"{DAYS}2026-07-06,false,Ngày nghỉ,Văn bản,announced,\n")

    assert second != first
    assert [str(day) for day in CalendarDay.objects.current()] == ["2026-07-06 Ngày nghỉ"]
    assert Edition.objects.count() == 2
    assert TrailEntry.objects.filter(kind="lists.loaded").count() == 2


def test_loading_takes_few_statements(load, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        load()


@pytest.mark.parametrize(
    ("files", "line", "words"),
    [
        ({"provinces": f"{UNITS}01,Hà Nội,state,,2025-07-01,,,\n"}, 2, "no kind of unit"),
        ({"communes": f"{UNITS}00004,Ba Đình,ward,77,2025-07-01,,,\n"}, 2, "no province 77"),
        ({"provinces": f"{UNITS}01,Hà Nội,city,,01/07/2025,,,\n"}, 2, "write 2026-01-31"),
        ({"provinces": f"{UNITS}01,A,city,,2025-07-01,2025-06-30,,\n"}, 2, "before it begins"),
        ({"provinces": UNITS + "01,A,city,,2025-07-01,,,\n" * 2}, 3, "there twice"),
        ({"provinces": f"{UNITS}01,Hà Nội,city\n"}, 2, "fewer values"),
        ({"provinces": f"{UNITS}01,A,city,,2025-07-01,,,,,\n"}, 2, "more or fewer"),
        ({"provinces": "code,name\n01,Hà Nội\n"}, 1, "columns are missing: basis"),
        ({"ethnicity": f"{TERMS}01,Kinh,Kinh,true\n01,Tày,Tay,true\n"}, 3, "01 is there twice"),
        ({"days": f"{DAYS}2026-02-30,false,Tết,,announced,\n"}, 2, "is no day"),
        ({"office_hours": "rules:\n- {a: 1, a: 2}\n"}, 2, "given twice"),
        (
            {
                "office_hours": "rules:\n- agency_code: ''\n  valid_from: '2026-01-01'\n"
                "  basis: x\n  seasons:\n  - begins: 1/1\n    hours: [['08:00', '15:00']]\n"
            },
            6,
            "has 8 hours",
        ),
    ],
)
def test_a_wrong_list_is_refused_with_its_line_and_loads_nothing(load, files, line, words):
    load()

    with pytest.raises(ListProblem, match=words) as caught, transaction.atomic():
        load(**files)

    assert caught.value.line == line
    assert Unit.objects.count() == 35 + 3321
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"kind": "province", "province_code": "19"}, "lists_unit_stands_in_a_province"),
        ({"kind": "ward", "province_code": ""}, "lists_unit_stands_in_a_province"),
        ({"valid_to": "2025-06-30"}, "lists_unit_ends_after_it_begins"),
        ({"code": "19"}, "lists_unit_is_open_once"),
    ],
)
def test_a_unit_that_makes_no_sense_cannot_be_stored(loaded, wrong, constraint):
    fields = {"code": "99", "name": "X", "kind": "province", "valid_from": "2025-07-02"} | wrong

    with pytest.raises(IntegrityError, match=constraint):
        Unit.objects.create(**fields)


def test_the_example_province_has_two_seasons(loaded):
    assert sorted(map(str, OfficeHours.objects.all())) == ["H55 15/10", "H55 15/4"]


def test_former_communes_are_those_that_the_agencies_were_formed_from(loaded):
    data, _ = yaml.load(settings.PACKS / "agencies" / "thai-nguyen.yaml")
    formed = {
        (
            normalize("NFC", name if name != "Không sáp nhập" else each["unit"]),
            each["administrative_code"],
        )
        for each in data["communes"]
        for name in each["formed_from"]
    }

    told = {
        (f"{unit} ({unit.district})" if unit.district else str(unit), unit.successor)
        for unit in FormerUnit.objects.all()
    }

    assert told == formed


def test_a_successor_that_is_no_commune_of_the_province_is_refused(load):
    with pytest.raises(ListProblem, match="there is no commune 00004 in province 19"):
        load(
            former_communes="name,kind,district,province_code,successor,valid_to,basis,note\n"
            "Đức Xuân,ward,,19,00004,2025-06-30,x,\n"
        )
