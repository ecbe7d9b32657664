"""Words as they are typed become words that procedures are found by."""

import pytest

from toantrinh.catalogue.correcting import Vocabulary
from toantrinh.catalogue.index import Entry, Index
from toantrinh.catalogue.words import code_in, retyped

KNOWN = Vocabulary(
    {"dang": 9, "ki": 9, "khai": 3, "sinh": 3, "giay": 8, "phep": 7, "ket": 1, "hon": 1, "doi": 2},
    {("dang", "ki"), ("khai", "sinh"), ("giay", "phep"), ("ket", "hon")},
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khai sih", "khai sinh"),
        ("kahi sinh", "khai sinh"),
        ("khai sinhh", "khai sinh"),
        ("khaisinh", "khai sinh"),
        ("dangki khaisinh", "dang ki khai sinh"),
        ("ddang ki khai sinh", "dang ki khai sinh"),
        ("giaays pheps", "giay phep"),
        ("giay61 phep1", "giay phep"),
        ("khai xinh", "khai sinh"),
        ("kai sinh", "khai sinh"),
        ("khai sin", "khai sin"),  # the last word may be unfinished
    ],
)
def test_a_mistake_is_undone(typed, meant):
    assert KNOWN.corrected(typed.split()) == meant.split()


@pytest.mark.parametrize("typed", ["xyzzy", "zzzzqqqq", "2026", "q"])
def test_what_is_like_nothing_stays(typed):
    assert KNOWN.corrected([typed]) == [typed]


def test_neighbours_decide_between_words_that_are_as_near():
    known = Vocabulary({"ban": 1, "bang": 1, "lai": 1, "hang": 1}, {("bang", "lai")})

    assert known.corrected(["banh", "lai"]) == ["bang", "lai"]


@pytest.mark.parametrize(("heard", "meant"), [("zao", "dao"), ("gia", "da"), ("nam", "lam")])
def test_sounds_are_taken_for_each_other(heard, meant):
    assert meant in retyped(heard) or heard in retyped(meant)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1.001193", "1001193"),
        ("1001193", "1001193"),
        ("1.001193.H55", "1001193"),
        ("1.001193.000.00.00.H55", "1001193"),
        ("mã thủ tục: 1.001193", "1001193"),
        ("1.0011", "10011"),
        ("1.001193456", ""),
        ("024.3933.1234", ""),
        ("", ""),
    ],
)
def test_a_code_is_known_by_its_shape(typed, digits):
    assert code_in(typed) == digits


class TestRanking:
    def best(self, typed, *names, ignored=()):
        entries = [Entry(at, tuple(name.split())) for at, name in enumerate(names)]
        found = Index(entries, ignored=ignored).best(typed.split())
        return [names[key] for key in found]

    def test_a_rare_word_tells_more_than_a_common_one(self):
        names = ("giay phep ruou", "giay phep nha", "giay phep xe", "nha o")

        assert self.best("giay ruou", *names)[0] == "giay phep ruou"

    def test_words_side_by_side_tell_more_than_words_apart(self):
        assert self.best("khai sinh", "sinh con khai nhan", "con khai sinh nhan")[0] == (
            "con khai sinh nhan"
        )

    def test_an_everyday_word_does_not_decide(self):
        names = ("lam nha", "khai sinh con", "khai tu ong")

        assert self.best("lam khai sinh", *names, ignored=["lam"])[0] == "khai sinh con"

    def test_a_word_may_be_unfinished_at_the_end(self):
        assert self.best("khai si", "khai sinh", "khai tu")[0] == "khai sinh"

    def test_one_common_word_of_many_serves_nothing(self):
        assert self.best("ho xyz abc def", "ho kinh doanh", "ho tich") == []
