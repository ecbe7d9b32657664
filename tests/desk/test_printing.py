"""The summary to print, the sheet to copy from, the neighbours in the list, the keys."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from toantrinh.catalogue.pack import SheetField
from toantrinh.core import clock
from toantrinh.desk import copying, neighbours
from toantrinh.desk.views import keys
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import worklists
from toantrinh.dossiers.models import Side, Task
from toantrinh.forms.reading import Line
from toantrinh.trail.models import AccessEntry

from .acts import page
from .light import desk, examined, specialist  # noqa: F401  # fixtures
from .test_desk import page_of

pytestmark = pytest.mark.django_db
# ruff: noqa: F811  # fixtures of another module are given by their names


@pytest.mark.parametrize("name", ["summary", "copy-sheet"])
def test_a_look_on_paper_is_noted_like_any_other(desk, examined, name):
    before = AccessEntry.objects.count()

    shown = desk.get(page(examined, name))

    assert shown.status_code == 200
    assert examined.owner.name in shown.content.decode()
    assert AccessEntry.objects.count() == before + 1


def test_the_summary_has_the_answers_and_the_checks_but_no_notes_and_no_messages(
    desk, examined, specialist
):
    dossiers.write_note(dossier=examined, text="Chỉ nội bộ", key="n", by=specialist)
    dossiers.send_message(
        dossier=examined, side=Side.AGENCY, text="Chào chị", key="m", by=specialist
    )
    dossiers.check_components(
        dossier=examined,
        found=[{"component": "giay_chung_sinh", "is_right": False, "reason": "Mất góc"}],
        by=specialist,
    )

    body = desk.get(page(examined, "summary")).content.decode()

    assert examined.answers["ks_ho_ten"] in body
    assert "Mất góc" in body
    assert "Chỉ nội bộ" not in body
    assert "Chào chị" not in body


def test_the_sheet_goes_by_the_form_of_the_other_system_where_the_version_tells_it(
    examined, monkeypatch
):
    route = examined.version.pack.route
    order = (SheetField("ks_ho_ten", "Họ tên con"), SheetField("nyc_ho_ten"))
    monkeypatch.setitem(vars(route), "sheet", order)  # it is frozen, and shared by all tests

    (group,) = copying.groups(examined, examined.content, {})

    assert [(str(each.label), each.value) for each in group.fields] == [
        ("Họ tên con", examined.answers["ks_ho_ten"]),
        ("Họ, chữ đệm, tên", "Nguyễn Thị Lan Anh"),
    ]


def test_each_cell_of_a_table_is_a_field_of_its_own():
    line = Line(
        "con", "Con", "2 dòng", headings=("Tên", "Năm"), bare_rows=(("An", "2020"), ("Bình", ""))
    )

    fields = list(copying._fields(line))

    assert [(each.label, each.value) for each in fields] == [
        ("Con 1: Tên", "An"),
        ("Con 1: Năm", "2020"),
        ("Con 2: Tên", "Bình"),
        ("Con 2: Năm", ""),
    ]


def behind(task, number, **more):
    """A step like ``task`` of somebody else's dossier."""
    owner = make.party(name=f"Người nộp {number}", number=f"01919600001{number}")
    dossier = dossiers.begin(
        version=task.dossier.version,
        owner=owner,
        agency=task.agency,
        key="k",
        by=make.account(party=owner),
    )
    same = {name: getattr(task, name) for name in ("agency", "key", "kind", "role", "name")}
    return Task.objects.create(
        dossier=dossier, token=str(number), opened_at=task.opened_at, **same, **more
    )


ALL = worklists.Chosen()


def in_list(dossier, task, account, chosen=ALL):
    return neighbours.of(dossier, task, worklists.Whose(account, clock.now()), chosen)


def test_one_goes_from_dossier_to_dossier_as_they_stand_in_the_list(examined, specialist):
    first = examined.tasks.open().get()
    later, last = behind(first, 1, due_at=first.due_at), behind(first, 2)

    with CaptureQueriesContext(connection) as asked:
        found = [in_list(task.dossier, task, specialist) for task in (first, later, last)]

    assert [(each.before, each.behind) for each in found] == [
        (None, later.dossier.uid),
        (first.dossier.uid, last.dossier.uid),
        (later.dossier.uid, None),
    ]
    assert in_list(later.dossier, None, specialist).behind == first.dossier.uid
    assert len(asked) <= 7  # two each, and the posts of the officer


def test_from_a_step_just_done_one_goes_on_down_the_list(examined, specialist):
    first = examined.tasks.open().get()
    done, last = behind(first, 1, due_at=first.due_at), behind(first, 2)
    done.state, done.done_by, done.done_at = "done", specialist, clock.now()
    done.save()

    found = in_list(done.dossier, None, specialist)
    last.delete()
    round_the_end = in_list(done.dossier, None, specialist)

    assert (found.before, found.behind) == (first.dossier.uid, last.dossier.uid)
    assert round_the_end.behind == first.dossier.uid


@pytest.mark.parametrize("order", worklists.Order)
@pytest.mark.parametrize("descending", [False, True])
def test_one_goes_through_the_list_as_it_was_put_in_order(examined, specialist, order, descending):
    behind(examined.tasks.open().get(), 1)
    behind(examined.tasks.open().get(), 2, due_at=clock.now())
    chosen = worklists.Chosen(order=order, descending=descending)
    seen = worklists.Whose(specialist, clock.now())
    shown = list(worklists.page(seen, chosen).rows)

    found = [in_list(task.dossier, task, specialist, chosen) for task in shown]

    first, second, third = [task.dossier.uid for task in shown]
    assert [(each.before, each.behind) for each in found] == [
        (None, second), (first, third), (second, None)
    ]  # fmt: skip


def test_a_dossier_goes_on_in_the_list_one_came_from_and_leads_back_to_it(desk, examined):
    other = behind(examined.tasks.open().get(), 1)
    page = reverse("desk:dossier", args=[examined.uid])
    other_page = reverse("desk:dossier", args=[other.dossier.uid])

    whole = desk.get(page).content.decode()
    desk.get(reverse("desk:worklist"), {"giu": "toi", "sau": "1"})
    narrowed = desk.get(page).content.decode()

    assert f'href="{other_page}"' in whole
    assert f'href="{other_page}"' not in narrowed
    assert f'href="{reverse("desk:worklist")}?giu=toi&amp;sau=1#' in narrowed


def test_every_key_that_a_page_has_is_on_the_page_of_the_keys(desk, examined):
    told = {key for _title, group in keys.KEYS for key, _what in group}

    body = desk.get(page_of(examined)).content.decode()

    used = {part.partition('"')[0] for part in body.split('data-key="')[1:]}
    assert {"1", "2", "3", "b", "n", "g", "v", "?"} <= used <= told
    assert desk.get(reverse("desk:keys")).status_code == 200
