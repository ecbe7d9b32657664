"""From what a browser sends to answers: nothing is lost."""

from tests.forms import make
from toantrinh.forms import visible
from toantrinh.forms.checking import problems
from toantrinh.forms.receiving import anchor, newly_asked, receive, stays
from toantrinh.forms.rendering import section_form
from toantrinh.forms.visibility import RAW

ROWS = make.field("nghe", "group", columns=[make.field("ma"), make.field("von", "money")])


def kept(form, sent, answers=None, **files):
    """The answers after ``sent`` was received, as a dossier keeps them."""
    before = answers or {}
    merged = {**before, **receive(form, "muc", sent, before, **files)}
    return {key: value for key, value in merged.items() if value is not None}


def test_what_is_understood_becomes_an_answer_and_a_blank_removes_it():
    form = make.form(make.field("a"), make.field("b", "money"))

    first = kept(form, make.post(a=" Xin  chào ", b="1.500.000"))
    second = kept(form, make.post(a="", b="2000"), first)

    assert first == {"a": "Xin chào", "b": 1_500_000}
    assert second == {"b": 2000}


def test_what_is_not_understood_is_kept_as_it_was_typed():
    form = make.form(make.field("a", "date"), make.field("b", "money"))
    sent = {"a.day": "30", "a.month": "2", "a.year": "2026", "b": "nhiều lắm"}

    answers = kept(form, make.post(sent))

    assert answers == {
        RAW: {"a": {"day": "30", "month": "2", "year": "2026"}, "b": "nhiều lắm"},
    }


def test_what_is_put_right_later_replaces_what_was_typed_wrong():
    form = make.form(make.field("a", "money"), make.field("b", "money"))
    wrong = kept(form, make.post(a="nhiều", b="ít"))

    right = kept(form, make.post(_asked=["a"], a="5000"), wrong)

    assert right == {"a": 5000, RAW: {"b": "ít"}}


def test_fields_that_were_not_on_the_page_keep_their_answers():
    form = make.form(make.field("a"), make.field("b"), make.field("c", "boolean"))
    before = {"a": "1", "b": "2", "c": True}

    told = kept(form, make.post(_asked=["a"], a="3", b="không hỏi"), before)
    by_hand = kept(form, make.post(a="3"), before)

    assert told == by_hand == {"a": "3", "b": "2", "c": True}


def test_a_question_on_the_page_without_any_tick_is_unanswered():
    form = make.form(make.field("a", "boolean"), make.field("b", "multichoice"))
    before = {"a": True, "b": ["a"]}

    assert kept(form, make.post(_asked=["a", "b"]), before) == {}


def test_a_choice_that_is_not_offered_is_not_an_answer():
    form = make.form(make.field("a", "choice"), make.field("b", "multichoice"))

    answers = kept(form, make.post(a="z", b=["a", "z"]))

    assert answers == {RAW: {"a": "z", "b": "a, z"}}


def rows(*cells, **more):
    sent = {"_asked": ["nghe"], "nghe._row": [str(at) for at in range(len(cells))]}
    for at, (code, money) in enumerate(cells):
        sent |= {f"nghe.{at}.ma": code, f"nghe.{at}.von": money}
    return make.post(sent | more)


def test_rows_are_kept_in_order_and_blank_ones_go():
    form = make.form(ROWS)

    answers = kept(form, rows(("A", "1"), ("", ""), ("C", "3")))

    assert answers == {"nghe": [{"ma": "A", "von": 1}, {"ma": "C", "von": 3}]}


def test_a_row_is_added_and_taken_away_by_buttons():
    form = make.form(ROWS)

    more = rows(("A", "1"), _add="nghe")
    less = rows(("A", "1"), ("B", "2"), ("C", "ba"), _remove="nghe.1")

    assert kept(form, more) == {"nghe": [{"ma": "A", "von": 1}, {}]}
    assert kept(form, less) == {
        "nghe": [{"ma": "A", "von": 1}, {"ma": "C"}],
        RAW: {"nghe.1.von": "ba"},
    }
    assert stays(more) and stays(less) and not stays(rows(("A", "1")))
    assert (anchor(more), anchor(less)) == ("nghe", "nghe")


def test_a_wrong_cell_keeps_its_row():
    form = make.form(ROWS)

    answers = kept(form, rows(("", ""), ("", "ba đồng")))

    assert answers == {"nghe": [{}], RAW: {"nghe.0.von": "ba đồng"}}


def test_a_hundred_and_fifty_rows_are_received():
    form = make.form(ROWS)

    answers = kept(form, rows(*((f"N{at}", str(at)) for at in range(150))))

    assert len(answers["nghe"]) == 150
    assert answers["nghe"][149] == {"ma": "N149", "von": 149}


def test_row_numbers_made_up_by_hand_do_no_harm():
    form = make.form(ROWS)
    sent = {"nghe._row": ["99999999", "-1", "x", "0"], "nghe.0.ma": "A", "nghe.x.ma": "B"}

    assert kept(form, make.post(sent)) == {"nghe": [{"ma": "A"}]}


def test_another_province_drops_the_commune_that_was_chosen_before():
    form = make.form(make.field("a", "address"))
    sent = {"a.province": "01", "a.commune": "05443", "a.detail": "Tổ 5", "a.listed": "19"}

    answers = kept(form, make.post(sent, _reload="a"))

    assert answers == {RAW: {"a": {"province": "01", "commune": "", "detail": "Tổ 5"}}}
    assert anchor(make.post(sent, _reload="a")) == "a"


def test_a_former_name_leads_to_the_commune_of_today_and_says_so():
    form = make.form(make.field("a", "address"))
    sent = make.post({"a.province": "", "a.commune": "", "a._old": "Huyền Tụng"}, _old="a")

    answers = kept(form, sent, choices=make.LISTS)
    page = str(section_form(form, "muc", answers, choices=make.LISTS))

    assert answers["a"] == {"province": "19", "commune": "05443"}
    assert "Xã Huyền Tụng nay thuộc Phường Đức Xuân, tỉnh Thái Nguyên, từ 01/7/2025." in page
    assert stays(sent) and anchor(sent) == "a"


def test_a_former_name_without_its_button_keeps_the_page_too():
    form = make.form(make.field("a", "address"))
    sent = make.post({"a.province": "01", "a.commune": "", "a._old": "Huyền Tụng"})

    assert kept(form, sent, choices=make.LISTS)["a"]["commune"] == "05443"
    assert stays(sent) and anchor(sent) == "a"


def test_a_commune_that_was_divided_is_asked_about():
    form = make.form(make.field("a", "address"))
    typed = {"a.province": "", "a.commune": "", "a._old": "Dương Quang"}

    asked = kept(form, make.post(typed, _old="a"), choices=make.LISTS)
    page = make.Page(str(section_form(form, "muc", asked, choices=make.LISTS)))
    chosen = kept(form, make.post(typed, _choose="a.05446"), choices=make.LISTS)

    assert "a" not in asked
    assert {("_choose", "a.05443"), ("_choose", "a.05446")} <= set(page.buttons)
    assert chosen["a"] == {"province": "19", "commune": "05446"}
    forged = kept(form, make.post(typed, _choose="a.00004"), choices=make.LISTS)
    assert "a" not in forged, "only a commune that is meant can be chosen"


def test_while_one_types_a_former_name_changes_nothing():
    form = make.form(make.field("a", "address"))
    typed = {"a.province": "", "a.commune": "", "a._old": "Huyền Tụng"}

    answers = kept(form, make.post(typed), choices=make.LISTS, typing=True)

    assert answers == {RAW: {"a._old": "Huyền Tụng"}}
    assert problems(form, answers) == []


def test_a_commune_that_ended_is_refused_with_the_one_it_belongs_to():
    form = make.form(make.field("a", "place"))

    found = problems(form, {"a": {"province": "19", "commune": "00009"}}, choices=make.LISTS)

    assert [each.code for each in found] == ["ended_place"]
    assert "không còn sau ngày 30/6/2025, nay thuộc Phường Đức Xuân" in str(found[0].message)


def test_files_are_added_and_removed():
    form = make.form(make.field("anh", "file"))

    answers = kept(form, make.post(anh=["u1", "u2"], _remove="anh.u1"), files={"anh": ["u3"]})

    assert answers == {"anh": ["u2", "u3"]}


def test_questions_opened_by_an_answer_are_told_once():
    form = make.form(
        make.field("a", "choice"), make.field("b", show_if="a == 'a'"), make.field("c")
    )
    sent = make.post(_asked=["a", "b", "c"], _hidden=["b"], a="a", b="", c="")
    answers = kept(form, sent)

    opened = newly_asked(sent, visible(form, answers))

    assert opened == ["b"]
    assert newly_asked(make.post(_asked=["a", "b", "c"], a="a"), visible(form, answers)) == []


def test_a_computed_field_is_never_received():
    form = make.form(make.field("a", "integer"), make.field("b", "integer", computed="a + 1"))

    assert kept(form, make.post(_asked=["a", "b"], a="1", b="9")) == {"a": 1}


def test_a_proposed_answer_is_chosen_by_its_button():
    form = make.form(make.field("a", "business-line"), make.field("b", "business-line"))
    sent = make.post(a="phở", b="phở", _choose="a.5610")

    assert kept(form, sent, choices=make.LISTS) == {"a": "5610", RAW: {"b": "phở"}}
    assert stays(sent) and anchor(sent) == "a"


def test_what_a_list_proposes_is_taken_with_its_label():
    form = make.form(make.field("a", "business-line"))

    assert kept(form, make.post(a="5610 Nhà hàng")) == {"a": "5610"}
