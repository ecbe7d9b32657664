"""How long a procedure really takes: told only when there is enough to tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import make
from toantrinh.core import clock
from toantrinh.dossiers import queries
from toantrinh.dossiers.states import State

pytestmark = pytest.mark.django_db


def settled(version, *hours, days_ago=1):
    for took in hours:
        end = clock.now() - timedelta(days=days_ago)
        begun = end - timedelta(hours=took)
        make.filed(
            version=version,
            state=State.SETTLED,
            accepted_at=begun,
            original_due_at=end,
            due_at=end,
            settled_at=end,
        )


def test_half_and_nine_in_ten_are_told(birth):
    settled(birth, *range(1, 11))

    usual = queries.usual_time(birth.code)

    assert (usual.half, usual.nine_in_ten) == (timedelta(hours=5), timedelta(hours=9))
    assert usual.count == 10


def test_of_few_dossiers_nothing_is_said(birth):
    settled(birth, *range(1, queries.FEWEST_FOR_USUAL))

    assert queries.usual_time(birth.code) is None


def test_what_was_settled_long_ago_does_not_count(birth):
    settled(birth, *range(1, 11), days_ago=queries.USUAL_DAYS + 1)

    assert queries.usual_time(birth.code) is None


def test_it_is_one_query(birth, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.usual_time(birth.code)
