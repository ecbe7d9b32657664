"""The tree of agencies: loaded from its list, merged, never removed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions, loading
from toantrinh.identity.errors import (
    AgencyCodeTaken,
    AgencyUnknown,
    DaysReversed,
    OwnSuccessor,
)
from toantrinh.identity.models import Agency, AgencyKind, Post
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

HOUSE = System("test")
LIST = Path(settings.PACKS) / "agencies" / "thai-nguyen.yaml"


def row(code, parent="", **fields):
    values = {"name": code, "kind": AgencyKind.UNIT, "valid_from": date(2025, 7, 1)} | fields
    return loading.Row(code=code, parent=parent, **values)


def load(rows):
    return actions.load_agencies(rows=rows, by=HOUSE, at=clock.now())


def test_the_example_province_has_its_communes_each_with_its_units():
    load(loading.read(LIST))

    communes = Agency.objects.filter(kind=AgencyKind.COMMUNE)
    (commune,) = communes.of_unit("05443").valid_on(date(2026, 7, 1))
    assert communes.count() == 92
    assert commune.name == "Ủy ban nhân dân phường Phan Đình Phùng"
    assert [each.code for each in commune.line()] == ["H55.138", "H55"]
    assert commune.children.filter(kind=AgencyKind.COMMUNE_CENTRE).count() == 1
    assert Agency.objects.get(code="H55.16.138").name == "Công an phường Phan Đình Phùng"


def test_loading_needs_few_statements_and_loading_again_changes_nothing(
    django_assert_max_num_queries,
):
    rows = loading.read(LIST)

    with django_assert_max_num_queries(15):
        first = load(rows)
    again = load(rows)

    assert (first, again) == (Agency.objects.count(), 0)
    assert TrailEntry.objects.filter(kind="agencies.loaded").count() == 1


def test_before_the_merger_the_communes_were_not_there():
    load([row("H55.1", administrative_code="05443")])

    assert not Agency.objects.of_unit("05443").valid_on(date(2025, 6, 30)).exists()


def test_a_corrected_list_corrects_name_and_place_in_the_tree():
    load([row("A"), row("B"), row("C", "A", name="Sai")])

    changed = load([row("A"), row("B"), row("C", "B", name="Đúng")])

    corrected = Agency.objects.get(code="C")
    assert (changed, corrected.name, corrected.parent.code) == (1, "Đúng", "B")


def test_children_may_stand_before_their_parents():
    load([row("A.1.1", "A.1"), row("A.1", "A"), row("A")])

    assert [each.code for each in Agency.objects.get(code="A.1.1").line()] == ["A.1.1", "A.1", "A"]


def test_a_parent_that_nobody_knows_is_refused_and_nothing_is_loaded():
    with pytest.raises(AgencyUnknown, match="Z"):
        load([row("A"), row("B", "Z")])

    assert not Agency.objects.exists()


def test_agencies_that_the_list_does_not_name_stay():
    mine = make.agency(code="X.1")

    load([row("A")])

    assert Agency.objects.filter(pk=mine.pk).exists()


def test_officers_load_no_agencies():
    with pytest.raises(NotPermitted):
        actions.load_agencies(rows=[], by=make.officer(Role.HEAD), at=clock.now())


def test_an_agency_is_made_under_one_that_its_maker_administers():
    parent = make.agency(code="H55.1")
    administrator = make.officer(Role.ADMINISTRATOR, agency=parent)
    new = {"name": "Phòng mới", "kind": AgencyKind.UNIT, "valid_from": date(2026, 1, 1)}

    made = actions.create_agency(
        code="H55.1.9", parent=parent, **new, by=administrator, at=clock.now()
    )

    assert made.parent == parent
    with pytest.raises(AgencyCodeTaken):
        actions.create_agency(
            code="H55.1.9", parent=parent, **new, by=administrator, at=clock.now()
        )
    with pytest.raises(NotPermitted):
        actions.create_agency(code="H56", parent=None, **new, by=administrator, at=clock.now())


def test_merged_agencies_stay_with_their_successor_and_their_posts_end():
    old, other, successor = (make.agency(code=code) for code in ("H55.1", "H55.2", "H55.3"))
    post, later = make.post(agency=old), make.post(agency=other, valid_from=date(2027, 1, 1))
    last_day = clock.today() + timedelta(days=3)

    actions.merge_agencies(
        agencies=[old, other], successor=successor, last_day=last_day, by=HOUSE, at=clock.now()
    )

    old.refresh_from_db()
    assert (old.valid_to, old.successor) == (last_day, successor)
    assert set(successor.predecessors.all()) == {old, other}
    assert post in Post.objects.held_on(last_day)
    assert post not in Post.objects.held_on(last_day + timedelta(days=1))
    assert later not in Post.objects.held_on(date(2027, 1, 2))


def test_an_agency_does_not_succeed_itself():
    agency = make.agency()

    with pytest.raises(OwnSuccessor):
        actions.merge_agencies(
            agencies=[agency], successor=agency, last_day=clock.today(), by=HOUSE, at=clock.now()
        )


def test_an_agency_does_not_end_before_it_began():
    with pytest.raises(DaysReversed):
        actions.merge_agencies(
            agencies=[make.agency(code="H55.1")],
            successor=make.agency(code="H55.3"),
            last_day=date(2025, 6, 30),
            by=HOUSE,
            at=clock.now(),
        )
