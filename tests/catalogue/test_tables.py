"""Overlaps and gaps of fee tables are found when a pack is published."""

from __future__ import annotations

import pytest

from toantrinh.catalogue.packs import tables
from toantrinh.core.expressions import Type

NAMES = {
    "kenh": Type.TEXT,
    "loai": Type.TEXT,
    "so": Type.NUMBER,
    "ngheo": Type.BOOLEAN,
    "ngay_nop": Type.DATE,
    "muc": Type.TEXTS,
}
CHOICES = {
    "kenh": ("truc_tuyen", "truc_tiep", "buu_chinh"),
    "loai": ("to_chuc", "ca_nhan"),
    "muc": ("a", "b"),
}


def found(*rows, hit="unique"):
    table = {"hit": hit, "rows": [{"when": when, "amount": amount} for when, amount in rows]}
    return list(tables.wrong({"table": table}, ("price",), NAMES, CHOICES))


@pytest.mark.parametrize(
    "rows",
    [
        [("kenh == 'truc_tuyen'", 5000), ("kenh != 'truc_tuyen'", 10000)],
        [("kenh in ['truc_tuyen', 'buu_chinh']", 5000), ("kenh == 'truc_tiep'", 10000)],
        [("so < 200", 1), ("so >= 200 and so < 500", 2), ("so >= 500", 3)],
        [("loai == 'to_chuc' and ngheo", 1), ("loai == 'ca_nhan' or not ngheo", 2)],
        [("ngay_nop < date('2026-07-01')", 1), ("ngay_nop >= date('2026-07-01')", 2)],
    ],
)
def test_a_table_with_one_row_for_each_case_is_right(rows):
    assert found(*rows) == []


def test_a_gap_is_told_with_its_case():
    (wrong,) = found(("so < 200", 1), ("so > 200", 2))

    assert wrong.path == ("price", "table")
    assert "so = 200" in wrong.message


def test_a_channel_that_was_forgotten_is_a_gap():
    (wrong,) = found(("kenh == 'truc_tuyen'", 1), ("kenh == 'truc_tiep'", 2))

    assert "kenh = buu_chinh" in wrong.message


def test_an_overlap_is_told_at_the_later_row():
    (wrong,) = found(("so <= 200", 1), ("so >= 200", 2))

    assert wrong.path == ("price", "table", "rows", 1)
    assert "so = 200" in wrong.message


def test_rows_may_overlap_where_the_first_counts():
    assert found(("so <= 200", 1), ("so >= 200", 2), hit="first") == []


def test_a_row_behind_one_that_always_holds_is_never_reached():
    (wrong,) = found(("so >= 0", 1), ("so > 5", 2), hit="first")

    assert wrong.path == ("price", "table", "rows", 1)


def test_an_amount_below_zero_is_told():
    (wrong,) = found(("so >= 0", "so - 10"))

    assert wrong.path == ("price", "table", "rows", 0, "amount")


def test_an_amount_without_a_table_is_tried_too():
    (wrong,) = tables.wrong({"amount": "100 - so"}, ("price",), NAMES, CHOICES) or [None]

    assert wrong.path == ("price", "amount")


def test_a_great_many_cases_are_tried_in_part():
    names = {f"so_{letter}": Type.NUMBER for letter in "abcdefghijklmnopqrstuvwxyz"}
    row = " and ".join(f"{name} > {at}" for at, name in enumerate(names))

    wrong = list(
        tables.wrong(
            {"table": {"hit": "first", "rows": [{"when": row, "amount": 1}]}}, (), names, {}
        )
    )

    assert wrong  # a gap, found without trying all of more cases than anyone can count
