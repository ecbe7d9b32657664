"""A long table is worked on in parts; the other rows are kept, whatever is done to this one."""

import pytest

from tests.forms import make
from toantrinh.forms.checking import problems
from toantrinh.forms.receiving import receive, row_to_show, rows_shown, stays
from toantrinh.forms.rendering import section_form
from toantrinh.forms.tables import rows_on_page
from toantrinh.forms.visibility import RAW

COLUMNS = [
    make.field("ten", required=True),
    make.field("so", "integer"),
    make.field("ngay", "date"),
]
FORM = make.form(make.field("bang", "group", columns=COLUMNS, constraints={"unique": ["ten"]}))
SIZE = rows_on_page(FORM.field_by_key["bang"], make.LISTS)


def answers(count=120):
    return {"bang": [{"ten": f"N{at}", "so": at, "ngay": "2026-03-27"} for at in range(count)]}


def drawn(given, **others):
    return section_form(FORM, "muc", given, choices=make.LISTS, **others)


def page(given, **others):
    return make.Page(str(drawn(given, **others)))


def sent(given, changes=None, *, row=0, typing=False, gone=(), **buttons):
    """The answers after the page with ``row`` has been changed and sent."""
    post = make.post(
        dict(page(given, rows={"bang": row}).sent.lists()) | (changes or {}), **buttons
    )
    for name in gone:
        post.setlist(name, [""])
    received = receive(FORM, "muc", post, given, typing=typing)
    merged = {**given, **received}
    return {key: value for key, value in merged.items() if value is not None}, post


def test_only_a_part_of_a_long_table_is_on_the_page():
    part = page(answers(), rows={"bang": 72})

    assert part.sent.getlist("bang._row") == [str(at) for at in range(50, 100)]
    assert part.sent["bang._from"] == "50" and part.sent["bang._after"] == "20"
    assert ("_show", "bang.0") in part.buttons and ("_show", "bang.100") in part.buttons


def test_columns_with_long_lists_make_the_part_smaller():
    wide = make.one("group", columns=[make.field("o", "address"), make.field("t")])

    assert rows_on_page(wide, make.LISTS) < SIZE == 50


def test_rows_that_are_not_on_the_page_are_kept():
    after, _ = sent(answers(), {"bang.72.ten": "Mới"}, row=72)

    assert [row["ten"] for row in after["bang"]] == [
        "Mới" if at == 72 else f"N{at}" for at in range(120)
    ]


def test_a_row_is_taken_away_and_what_was_not_understood_moves_with_its_row():
    given = answers() | {RAW: {"bang.3.so": "ba", "bang.110.so": "nhiều"}}

    after, post = sent(given, row=72, _remove="bang.60")

    assert len(after["bang"]) == 119 and after["bang"][60]["ten"] == "N61"
    assert after[RAW] == {"bang.3.so": "ba", "bang.109.so": "nhiều"}
    assert row_to_show(post, after) == ("bang", 60)


def test_several_rows_are_added_at_once_and_the_first_of_them_is_shown():
    after, post = sent(answers(), {"bang._more": "30"}, row=10, _add="bang")

    assert len(after["bang"]) == 150 and after["bang"][120] == {}
    assert row_to_show(post, after) == ("bang", 120)


def test_a_row_typed_as_a_number_is_gone_to():
    after, post = sent(answers(), {"bang._goto": "73"}, _goto="bang")

    assert stays(post)
    assert row_to_show(post, after) == ("bang", 72)
    assert rows_shown(post) == {"bang": 0}


def test_a_table_never_has_more_rows_than_it_may():
    after, _ = sent(answers(990), {"bang._more": "100"}, _add="bang")

    assert len(after["bang"]) == 1000


@pytest.mark.parametrize("typing", [True, False])
def test_blank_rows_go_when_the_page_is_done_and_not_while_one_types(typing):
    blank = ["bang.1.ten", "bang.1.so", "bang.1.ngay", "bang.1.ngay.year"]

    after, _ = sent(answers(), gone=blank, typing=typing)

    assert len(after["bang"]) == (120 if typing else 119)
    again, _ = sent(answers(), {"bang.2.ten": "Hai"}, gone=blank, typing=typing)
    assert again["bang"][2 if typing else 1]["ten"] == "Hai"


def test_pasted_lines_become_rows_whether_or_not_the_button_is_pressed():
    pasted, post = sent(answers(60), {"bang._paste": "Một\t1\t1/2/2026\nHai\tx\t\n"})

    assert pasted["bang"][60:] == [{"ten": "Một", "so": 1, "ngay": "2026-02-01"}, {"ten": "Hai"}]
    assert pasted[RAW] == {"bang.61.so": "x"}
    assert stays(post) and row_to_show(post, pasted) == ("bang", 60)


def test_pasted_lines_take_the_place_of_a_blank_row():
    blank = {"_asked": ["bang"], "bang._row": ["0"], "bang.0.ten": "", "bang._paste": "Một\nHai"}
    post = make.post(blank, _paste="bang")

    received = receive(FORM, "muc", post, {})

    assert received["bang"] == [{"ten": "Một"}, {"ten": "Hai"}]
    assert row_to_show(post, received) == ("bang", 0)


def test_pasted_lines_wait_in_their_box_while_one_types_and_are_not_forgotten():
    waiting, _ = sent(answers(2), {"bang._paste": "Ba\t3"}, typing=True)

    assert len(waiting["bang"]) == 2
    assert page(waiting).sent["bang._paste"] == "Ba\t3"
    assert [each.code for each in problems(FORM, waiting)] == ["pasted"]
    done, _ = sent(waiting)
    assert done["bang"][2] == {"ten": "Ba", "so": 3} and RAW not in done


def test_the_part_with_the_first_problem_is_shown():
    wrong = answers()
    wrong["bang"][72]["so"] = "bảy"
    found = problems(FORM, wrong)

    section = drawn(wrong, problems=found)

    assert [each.field for each in found] == ["bang.72.so"]
    assert section.shows_row("bang", 72) and not section.shows_row("bang", 0)
    assert "bang.72.so-error" in make.Page(str(section)).ids
    assert drawn(wrong, problems=found, rows={"bang": 60}).shows_row("bang", 72)


def test_many_rows_are_a_grid_in_which_each_cell_is_named_by_its_column_and_row():
    grid = page(answers(8))

    inputs = {given["name"]: given for tag, given in grid.tags if tag == "input"}
    assert inputs["bang.7.so"]["aria-labelledby"].split() == ["bang.-.so", "bang.7"]
    assert {"bang.-.so", "bang.7"} <= set(grid.ids)
    assert inputs["bang.7.ngay"]["value"] == "27/03/2026"
    assert "bang.7.ngay.day" not in inputs


def test_every_repetition_in_a_thousand_rows_is_found():
    given = answers(1000)
    given["bang"][999]["ten"] = given["bang"][500]["ten"]

    assert [each.field for each in problems(FORM, given)] == ["bang.999.ten"]


def test_numbers_made_up_by_hand_lose_no_row():
    given = answers(120)
    post = make.post(
        {"_asked": "bang", "bang._from": "9999", "bang._after": "9999", "bang._row": ["0"]}
    )

    assert receive(FORM, "muc", post, given)["bang"] == given["bang"]
