"""A person is filled in from who is known; nothing about one comes from another's record."""

from datetime import date

import pytest

from tests.forms import make
from toantrinh.forms import definition, persons
from toantrinh.forms.definition import InvalidForm
from toantrinh.forms.receiving import anchor, filled, stays
from toantrinh.forms.rendering import section_form

TODAY = date(2026, 7, 1)
KNOWN = {
    "vneid.so_dinh_danh": "019093000002",
    "csdlqg_dan_cu.ho_ten": "Trần Văn Dũng",
    "csdlqg_dan_cu.ngay_sinh": "1993-11-02",
    "csdlqg_dan_cu.vo_chong.so_dinh_danh": "019196000001",
    "csdlqg_dan_cu.vo_chong.ho_ten": "Nguyễn Thị Lan Anh",
    "csdlqg_dan_cu.con_2.ho_ten": "Trần Minh Khang",
    "csdlqg_dan_cu.con_2.so_dinh_danh": "019223000009",
}


def about(path, **others):
    place = {"source": "csdlqg_dan_cu", "path": path, "person": "nd_so_dinh_danh"}
    return {"prefill": place | others}


NUMBER = make.field("nd_so_dinh_danh", "person-id", fill_from=["toi", "vo_chong", "con", "me"])
FIELDS = [
    NUMBER,
    make.field("nd_ho_ten", "name", **about("ho_ten")),
    make.field("nd_ngay_sinh", "date", **about("ngay_sinh")),
    make.field("nd_viec", required=True),
]
FORM = make.form(*FIELDS)


def filled_in(who, known=KNOWN):
    return persons.fill(FORM, "nd_so_dinh_danh", who, known, TODAY)


def test_who_is_known_is_offered_with_their_name():
    (offered,) = persons.offers(FORM, FORM.sections[0], KNOWN).values()

    assert [who for who, _said in offered] == ["toi", "vo_chong", "con_2", "khac"]
    assert "Nguyễn Thị Lan Anh" in offered[1][1] and "Trần Minh Khang" in offered[2][1]


def test_where_nobody_is_known_nothing_is_offered():
    assert persons.offers(FORM, FORM.sections[0], {}) == {}


def test_what_is_known_is_filled_in_and_what_is_not_stays_a_question():
    assert filled_in("vo_chong") == {
        "nd_so_dinh_danh": "019196000001",
        "nd_ho_ten": "Nguyễn Thị Lan Anh",
        "nd_ngay_sinh": None,
    }
    assert filled_in("toi")["nd_ngay_sinh"] == "1993-11-02"


def test_another_person_takes_away_what_was_filled_in():
    assert set(filled_in("khac").values()) == {None}


def test_who_is_not_offered_fills_in_nothing():
    assert filled_in("cha") == {} and filled_in("con_1") == {}
    assert persons.fill(FORM, "nd_viec", "toi", KNOWN, TODAY) == {}


def test_what_cannot_be_an_answer_is_not_filled_in():
    assert filled_in("toi", KNOWN | {"csdlqg_dan_cu.ngay_sinh": "1993"})["nd_ngay_sinh"] is None


def test_the_page_has_a_button_for_each():
    people = persons.offers(FORM, FORM.sections[0], KNOWN)

    page = make.Page(str(section_form(FORM, "muc", {}, choices=make.LISTS, people=people)))

    assert ("_fill", "nd_so_dinh_danh.vo_chong") in page.buttons
    sent = make.post(_fill="nd_so_dinh_danh.con_2")
    assert stays(sent) and anchor(sent) == "nd_so_dinh_danh"
    assert filled(sent) == ("nd_so_dinh_danh", "con_2")


@pytest.mark.parametrize(
    "section",
    [
        make.section(*FIELDS, make.field("nd_noi_o", prefill={"source": "s", "path": "p"})),
        make.section(
            NUMBER,
            make.field("ho_ten", prefill={"source": "s", "path": "p"}),
            person="nd_so_dinh_danh",
        ),
    ],
)
def test_nothing_of_another_person_comes_from_the_record_of_the_applicant(section):
    with pytest.raises(InvalidForm) as refused:
        definition.read(make.data(sections=[section]))

    (problem,) = refused.value.problems
    assert problem.path[-1] == "prefill" and "nd_so_dinh_danh" in problem.message


def test_the_applicant_may_be_told_by_a_number_of_their_own():
    own = {"prefill": {"source": "vneid", "path": "so_dinh_danh"}}
    fields = [
        make.field("nyc_so_dinh_danh", "person-id", **own),
        make.field("nyc_ten", "name", prefill={"source": "s", "path": "p"}),
        make.field("nyc_sinh", "date", **about("ngay_sinh", person="nyc_so_dinh_danh")),
    ]

    assert make.form(*fields).field_by_key["nyc_ten"].prefill


@pytest.mark.parametrize(
    "section",
    [
        make.section(make.field("x", "person-id", fill_from=["hang_xom"])),
        make.section(make.field("x", "text", fill_from=["toi"])),
        make.section(make.field("x"), person="khong_co"),
    ],
)
def test_persons_that_do_not_exist_are_refused(section):
    with pytest.raises(InvalidForm):
        definition.read(make.data(sections=[section]))
