"""A section as a page: what a browser without script gets, and what helps those who cannot see."""

from datetime import date

import pytest
from django.utils import translation

from tests.forms import make
from toantrinh.forms.checking import problems
from toantrinh.forms.rendering import communes, section_form
from toantrinh.forms.visibility import RAW

TODAY = date(2026, 7, 1)
KINDS = ["text", "longtext", "name", "person-id", "phone", "email", "date", "time", "datetime"]
KINDS += ["integer", "number", "area", "money", "choice", "multichoice", "boolean"]
KINDS += ["nationality", "ethnicity", "place", "address", "file"]
KINDS += ["occupation", "business-line", "vehicle-plate", "land-parcel"]


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def html(form, answers=None, *, found=(), **others):
    others = {"choices": make.LISTS, "today": TODAY} | others
    return str(section_form(form, "muc", answers or {}, problems=found, **others))


def page(*fields, answers=None, **others):
    return make.Page(html(make.form(*fields), answers, **others))


def every_kind():
    fields = [
        make.field(f"a_{kind.replace('-', '_')}", kind, required=True, help="Ghi rõ.")
        for kind in KINDS
    ]
    columns = [make.field(f"c{at}", kind) for at, kind in enumerate(["date", "place", "choice"])]
    fields.append(make.field("g", "group", columns=columns, required=True))
    fields.append(make.field("t", "boolean", constraints={"must_be": True}, required=True))
    fields.append(make.field("s", "integer", computed="a_integer + 1"))
    return make.form(*fields)


def test_links_of_problems_lead_to_something_that_can_be_focused():
    form = every_kind()
    found = problems(form, {}, today=TODAY)

    drawn = make.Page(html(form, found=found))

    focusable = {"input", "select", "textarea", "button"}
    reached = {
        given["id"]
        for tag, given in drawn.tags
        if "id" in given and (tag in focusable or "tabindex" in given)
    }
    assert len(found) == len(KINDS) + 2
    assert {problem.field for problem in found} <= reached


def test_ids_are_given_once_and_every_reference_leads_somewhere():
    form = every_kind()

    drawn = make.Page(html(form, found=problems(form, {}, today=TODAY)))

    assert len(drawn.ids) == len(set(drawn.ids))
    assert drawn.labelled <= set(drawn.ids)
    assert drawn.described <= set(drawn.ids)
    for tag, given in drawn.tags:
        visible_input = tag in {"select", "textarea"} or (
            tag == "input" and given.get("type") != "hidden"
        )
        if visible_input:
            assert given["id"] in drawn.labelled, f"no label for {given}"


def test_a_problem_stands_at_its_question_and_is_read_with_it():
    form = make.form(make.field("a", "name", label="Họ tên", required=True, help="Như giấy tờ."))
    drawn = html(form, found=problems(form, {}))

    assert 'aria-describedby="a-hint a-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert "Lỗi:" in drawn and "Hãy nhập họ tên" in drawn


def test_what_was_typed_wrong_stands_there_again():
    form = make.form(make.field("a", "date"), make.field("b", "money"), make.field("c", "place"))
    raw = {
        "a": {"day": "30", "month": "hai", "year": "2026"},
        "b": "ba triệu",
        "c": {"province": "19", "commune": ""},
    }

    sent = make.Page(html(form, {RAW: raw})).sent

    assert (sent["a.day"], sent["a.month"], sent["a.year"]) == ("30", "hai", "2026")
    assert sent["b"] == "ba triệu"
    assert (sent["c.province"], sent["c.commune"]) == ("19", "")


def test_markup_in_answers_and_definitions_is_only_text():
    form = make.form(
        make.field("a", label='Nhỏ hơn < "5" & lớn', help="a < b", example="<5"),
        make.field("b", "longtext"),
        make.field("c", "choice", choices=[{"value": "x", "label": "1 < 2 & 3"}]),
    )
    attack = '"><script>alert(1)</script>'

    drawn = html(form, {"a": attack, "b": "</textarea>" + attack})

    assert "<script" not in drawn
    assert make.Page(drawn).sent["a"] == attack
    assert "1 &lt; 2 &amp; 3" in drawn


def test_known_answers_are_shown_with_their_source_and_not_asked():
    known = {"a": {"value": "019190000123", "source": "CSDL quốc gia về dân cư"}}
    fields = [make.field("a", "person-id"), make.field("b")]

    drawn = html(make.form(*fields), known=known)
    sent = make.Page(drawn).sent

    assert "Nhà nước đã có" in drawn
    assert "019190000123" in drawn and "Nguồn: CSDL quốc gia về dân cư" in drawn
    assert "a" not in sent and sent.getlist("_asked") == ["b"]
    assert section_form(make.form(*fields), "muc", {}, choices=make.LISTS, known=known).asked == 1


def test_known_answers_that_may_change_are_filled_in():
    known = {"a": {"value": "0912345678", "source": "VNeID"}}
    form = make.form(make.field("a", "phone", known="editable"))

    drawn = html(form, known=known)

    assert make.Page(drawn).sent["a"] == "0912345678"
    assert "Điền sẵn từ: VNeID" in drawn
    assert make.Page(html(form, {"a": "0987654321"}, known=known)).sent["a"] == "0987654321"


def test_conditional_questions_wait_hidden_with_their_answers():
    fields = [make.field("a", "choice"), make.field("b", show_if="a == 'a'")]

    waiting = page(*fields, answers={"b": "đã khai"})
    shown = page(*fields, answers={"a": "a", "b": "đã khai"})

    assert waiting.hidden_fields == {"b"}
    assert waiting.sent["b"] == "đã khai"
    assert waiting.sent.getlist("_hidden") == ["b"]
    assert shown.hidden_fields == set()
    wrappers = {given["data-field"]: given for _, given in shown.tags if "data-field" in given}
    assert "data-controls" in wrappers["a"] and "data-conditional" in wrappers["b"]


def test_a_section_whose_questions_all_wait_comes_when_one_of_them_does():
    first = make.section(make.field("a", "choice"), key="m1")
    second = make.section(make.field("b", show_if="a == 'a'"), key="m2")
    form = make.form(sections=[first, second])

    stands = section_form(form, "m1", {}, choices=make.LISTS)
    waiting = section_form(form, "m2", {}, choices=make.LISTS)
    there = section_form(form, "m2", {"a": "a"}, choices=make.LISTS)

    assert stands.shown and not stands.conditional
    assert waiting.conditional and not waiting.shown, "the page shows it when “a” opens it"
    assert there.shown


def test_the_first_button_goes_on_so_that_enter_removes_nothing():
    group = make.field("g", "group", columns=[make.field("c")], required=True)

    names = [name for name, _ in page(group).buttons]
    assert names == ["", "_remove", "_add", "_paste"]


def test_rows_come_with_their_numbers_and_an_end():
    group = make.field("g", "group", columns=[make.field("c")], constraints={"max_rows": 2})

    none, two = page(group), page(group, answers={"g": [{"c": "x"}, {"c": "y"}]})

    assert none.sent.getlist("g._row") == []
    assert two.sent.getlist("g._row") == ["0", "1"]
    assert ("_add", "g") in none.buttons and ("_add", "g") not in two.buttons


def test_a_few_choices_are_shown_at_once_and_many_open():
    many = [{"value": f"v{at}", "label": f"L{at}"} for at in range(7)]

    radios = page(make.field("a", "choice", required=True))
    select = page(make.field("a", "choice", choices=many, required=True))

    assert sum(given.get("type") == "radio" for _, given in radios.tags) == 3
    assert any(tag == "select" for tag, _ in select.tags)


def test_an_optional_choice_can_be_taken_back():
    drawn = page(make.field("a", "boolean"), answers={"a": True})

    values = [given["value"] for _, given in drawn.tags if given.get("type") == "radio"]
    assert values == ["true", "false", ""]


def test_a_default_is_filled_in_until_somebody_answers():
    field = make.field("a", "nationality", constraints={"default": "VN"})

    assert page(field).sent["a"] == "VN"
    assert page(field, answers={"a": "LA"}).sent["a"] == "LA"


def test_inputs_help_typing():
    drawn = page(
        make.field("a", "person-id"),
        make.field("b", "date", autocomplete="bday"),
        make.field("c", "name", autocomplete="name"),
        make.field("d", "phone"),
    )
    given = {each["name"]: each for tag, each in drawn.tags if tag == "input" and "name" in each}

    assert given["a"]["inputmode"] == "numeric"
    assert given["b.year"]["autocomplete"] == "bday-year"
    assert given["c"]["autocomplete"] == "name" and given["c"]["spellcheck"] == "false"
    assert given["d"]["type"] == "tel"


def test_only_the_parts_of_a_date_that_are_wanted_are_asked():
    limits = {"precision": "month", "finest": "month"}

    drawn = page(make.field("a", "date", constraints=limits), answers={"a": "2026-03"})

    assert (drawn.sent["a.month"], drawn.sent["a.year"]) == ("3", "2026")
    assert "a.day" not in drawn.sent


def test_the_communes_of_a_province_come_with_a_button_or_by_address():
    place = make.field("a", "place")
    answers = {RAW: {"a": {"province": "19", "commune": ""}}}

    plain = page(place, answers=answers)
    quick = html(make.form(place), answers, places_url="/xa")
    part = communes('a"><b>', "19", make.LISTS)

    assert ("_reload", "a") in plain.buttons
    options = [given["value"] for tag, given in plain.tags if tag == "option"]
    assert options == ["", "01", "19", "", "05443", "05446"]
    assert 'hx-get="/xa"' in quick and "<noscript><button" in quick
    assert "05446" in part and "<b>" not in part


def test_a_text_without_the_readers_language_is_marked_as_vietnamese():
    form = make.form(make.field("a", label={"vi": "Tên", "en": "Name"}), make.field("b"))

    with translation.override("en"):
        drawn = html(form)

    assert 'for="a">Name' in drawn
    assert 'for="b" lang="vi">Nhãn b' in drawn


def test_files_are_listed_with_a_button_to_remove_each():
    drawn = page(make.field("a", "file"), answers={"a": ["u1"]}, files={"u1": "đơn.pdf"})

    assert drawn.sent.getlist("a") == ["u1"]
    assert ("_remove", "a.u1") in drawn.buttons


def test_a_computed_value_is_shown_and_not_sent():
    fields = [make.field("a", "integer"), make.field("b", "money", computed="a * 8000")]

    drawn = html(make.form(*fields), {"a": 3})

    assert "24.000 đồng" in drawn
    assert "b" not in make.Page(drawn).sent


def test_a_line_of_business_is_proposed_while_one_types_and_said_in_words():
    field = make.field("a", "business-line")

    typed, known = page(field), html(make.form(field), {"a": "5610"})

    assert ("datalist", {"id": "list-business-line"}) in typed.tags
    assert next(given for tag, given in typed.tags if given.get("id") == "a")["list"] == (
        "list-business-line"
    )
    assert "Nhà hàng</p>" in known


def test_words_that_are_no_code_are_asked_about_with_buttons():
    shown = page(make.field("a", "business-line"), answers={RAW: {"a": "phở"}})

    assert ("_choose", "a.5610") in shown.buttons
    assert shown.sent["a"] == "phở"


def test_an_amount_of_money_is_said_in_words():
    shown = html(make.form(make.field("a", "money")), {"a": 2_000_000})

    assert "Bằng chữ: Hai triệu đồng" in shown


def test_a_land_parcel_has_sheet_parcel_area_and_place():
    place = {"province": "19", "commune": "05443"}
    answer = {**place, "sheet": "12", "parcel": "125", "area": 85.5}

    shown = page(make.field("a", "land-parcel"), answers={"a": answer})

    sent = {name: shown.sent[f"a.{name}"] for name in ("sheet", "parcel", "area", "commune")}
    assert sent == {"sheet": "12", "parcel": "125", "area": "85,5", "commune": "05443"}
    assert {"a", "a.province", "a.commune"} <= set(shown.ids)
