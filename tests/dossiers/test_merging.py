"""Two pages at one draft, on values alone."""

from hypothesis import given
from hypothesis import strategies as st

from toantrinh.dossiers.merging import Answer, Seen, merge, of
from toantrinh.forms.visibility import RAW

KEYS = ("a", "b", "c")
ANSWERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["1", "2", [{"x": 1}], True]))


def page(name, answers):
    return Seen(name, {key: of(answers, key).mark for key in KEYS})


def told(answers):
    return {key: answers.get(key) for key in KEYS} | {RAW: None}


def both(base, first, second):
    """What is stored after two pages that showed ``base`` have sent theirs, one after the other."""
    one = merge(base, told(first), seen=page("p", base), changes={}, disputes={}, at="1")
    return merge(
        one.answers,
        told(second),
        seen=page("q", base),
        changes=one.changes,
        disputes=one.disputes,
        at="2",
    )


@given(ANSWERS, ANSWERS, ANSWERS)
def test_whatever_two_pages_send_nothing_of_either_is_lost(base, first, second):
    merged = both(base, first, second)

    for key in KEYS:
        kept = {of(merged.answers, key).mark}
        kept |= {Answer(e["value"], e["raw"]).mark for e in merged.disputes.get(key, ())}
        changed = {of(each, key).mark for each in (first, second)} - {of(base, key).mark}
        assert changed <= kept


@given(ANSWERS, ANSWERS, ANSWERS)
def test_only_what_both_changed_to_different_answers_is_disputed(base, first, second):
    merged = both(base, first, second)

    expected = {
        key for key in KEYS if len({of(each, key).mark for each in (base, first, second)}) == 3
    }
    assert set(merged.disputes) == expected


@given(ANSWERS, ANSWERS)
def test_a_page_alone_always_has_its_way(base, sent):
    merged = merge(base, told(sent), seen=page("p", base), changes={}, disputes={}, at="1")

    assert {key: answer for key, answer in merged.answers.items() if key != RAW} == {
        key: answer for key, answer in sent.items() if answer is not None
    }


def test_a_page_that_was_not_told_it_arrived_disputes_nothing_with_itself():
    shown = page("p", {"a": "1"})
    first = merge({"a": "1"}, {"a": "2"}, seen=shown, changes={}, disputes={}, at="1")

    again = merge(first.answers, {"a": "3"}, seen=shown, changes=first.changes, disputes={}, at="2")

    assert (again.answers, again.disputes) == ({"a": "3"}, {})


def test_what_another_device_brought_in_is_not_undone_by_the_next_save():
    shown = page("p", {"a": "1", "b": "1"})
    stored, changes = {"a": "1", "b": "2"}, {"b": {"page": "q", "at": "1"}}
    first = merge(stored, {"a": "3", "b": "1"}, seen=shown, changes=changes, disputes={}, at="2")
    after = shown.after({"a": "3", "b": "1"}, [])

    again = merge(
        first.answers,
        {"a": "4", "b": "1"},
        seen=after,
        changes=first.changes,
        disputes={},
        at="3",
    )

    assert again.answers == {"a": "4", "b": "2"}


def test_a_page_that_has_seen_nothing_overwrites_nothing():
    merged = merge({"a": "1"}, {"a": "2"}, seen=Seen("", {}), changes={}, disputes={}, at="1")

    assert merged.answers == {"a": "1"}
    assert [each["value"] for each in merged.disputes["a"]] == ["2"]


def test_what_stood_there_beforehand_is_no_answer_of_this_page():
    seen = Seen("p", {"a": Answer().mark}, beforehand={"a": {Answer("VN").mark}})
    changes = {"a": {"page": "q", "at": "1"}}

    merged = merge({"a": "LA"}, {"a": "VN"}, seen=seen, changes=changes, disputes={}, at="2")

    assert (merged.answers, merged.disputes) == ({"a": "LA"}, {})


def test_what_stood_there_beforehand_is_an_answer_once_it_is_sent():
    seen = Seen("p", {"a": Answer().mark}, beforehand={"a": {Answer("VN").mark}})

    merged = merge({}, {"a": "VN"}, seen=seen, changes={}, disputes={}, at="2")

    assert merged.answers == {"a": "VN"}


def test_what_cannot_be_understood_is_merged_as_it_was_typed():
    stored = {"a": None, "b": "1", RAW: {"b.0.x": "đâu đó"}}

    merged = merge(
        stored, {"a": None, RAW: {"a": "bốn"}}, seen=None, changes={}, disputes={}, at="1"
    )

    assert merged.answers[RAW] == {"b.0.x": "đâu đó", "a": "bốn"}


def test_taking_ones_answer_back_ends_the_dispute():
    shown = page("p", {"a": "1"})
    changes, stored = {"a": {"page": "q", "at": "1"}}, {"a": "2"}
    first = merge(stored, {"a": "3"}, seen=shown, changes=changes, disputes={}, at="2")

    again = merge(stored, {"a": "1"}, seen=shown, changes=changes, disputes=first.disputes, at="3")

    assert (again.answers, again.disputes) == ({"a": "2"}, {})


def test_files_of_two_pages_come_together():
    seen = Seen("p", {}, removed=frozenset({"u"}))

    merged = merge(
        {"f": ["u", "v"]}, {"f": ["w"]}, seen=seen, changes={}, disputes={}, files={"f"}, at="1"
    )

    assert (merged.answers, merged.disputes) == ({"f": ["v", "w"]}, {})
