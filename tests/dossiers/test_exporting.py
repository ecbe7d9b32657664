"""A list written to a file: what the list shows to this account, whole, and for nobody else."""

from datetime import date, timedelta

import pytest

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions, exporting
from toantrinh.dossiers.export_errors import ExportGone, TooManyExports
from toantrinh.dossiers.models import Export, ExportState, Task
from toantrinh.dossiers.states import State
from toantrinh.dossiers.worklists import Chosen, Due, Order
from toantrinh.identity.models import Post
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import AccessEntry, TrailEntry
from toantrinh.vault import queries as vault
from toantrinh.vault.models import LongFile
from toantrinh.vault.storage import long_place, store

pytestmark = pytest.mark.django_db
HOUSE = System("test")
COLUMNS = ["ma", "ten", "buoc", "han"]
ALL = Chosen()


@pytest.fixture(autouse=True)
def rules(ward, settings, tmp_path):
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    load_lists()


@pytest.fixture
def officer(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


@pytest.fixture
def steps(birth, ward):
    """Three steps of the office, due on three days."""
    for day in ("2026-10-07", "2026-10-08", "2026-10-09"):
        step(accepted(birth, ward, f"{day} 17:00"), due=f"{day} 17:00")
    return Task.objects.order_by("due_at")


def asked(by, *, key="k", kind="csv", chosen=ALL, columns=COLUMNS):
    return actions.ask_export(
        key=key,
        format=kind,
        chosen=chosen,
        columns=columns,
        heads=columns,
        by=by,
    )


def written(export):
    return actions.write_export(export=export, by=HOUSE)


def lines(export):
    whole = b"".join(vault.long_content(actions.fetch_export(export=export, by=export.account)))
    return whole.decode("utf-8-sig").splitlines()


def kinds(export):
    return [entry.kind for entry in TrailEntry.objects.filter(case=export.case).order_by("seq")]


def test_the_file_has_the_rows_and_columns_of_the_list_in_its_order(steps, officer):
    latest_first = Chosen(order=Order.DUE, descending=True)

    export = written(asked(officer, chosen=latest_first))

    first, second, third = steps
    assert lines(export) == [
        "ma,ten,buoc,han",
        *(
            f"{each.dossier.reference},{each.dossier.owner.name},{each.name},{day}/10/2026 17:00"
            for each, day in ((third, "09"), (second, "08"), (first, "07"))
        ),
    ]
    assert (export.state, export.rows, export.percent) == (ExportState.READY, 3, 100)
    assert kinds(export) == ["export.asked", "export.ended"]


def test_a_narrowed_list_is_a_narrowed_file(steps, officer):
    late = Chosen(due=Due.LATE)

    with clock.set_to(steps[1].due_at + timedelta(minutes=1)):
        export = written(asked(officer, chosen=late))

        assert [line.split(",")[0] for line in lines(export)] == [
            "ma",
            *(each.dossier.reference for each in steps[:2]),
        ]


def test_no_personal_number_leaves_with_a_list(steps, officer):
    owner = steps[0].dossier.owner
    owner.number = "019302000001"
    owner.save()

    export = written(asked(officer, columns=list(exporting.CELLS)))

    assert owner.name in lines(export)[1]
    assert owner.number not in "\n".join(lines(export))


def test_a_choice_is_kept_and_read_again():
    chosen = Chosen(
        kind="work",
        due=Due.SOON,
        state=State.PROCESSING,
        first=date(2026, 10, 1),
        order=Order.NAME,
        descending=True,
    )

    assert exporting.chosen(exporting.kept(chosen)) == chosen
    assert exporting.kept(Chosen()) == {"order": "han"}


def test_two_clicks_and_the_same_wish_again_are_one_file(officer):
    first = asked(officer, key="one")

    assert asked(officer, key="one") == first
    assert asked(officer, key="another") == first
    assert Export.objects.count() == 1


def test_a_list_that_is_written_may_be_asked_for_again(steps, officer):
    first = written(asked(officer, key="one"))

    assert asked(officer, key="two") != first


def test_ten_wishes_are_not_ten_jobs(officer):
    for number, order in enumerate(list(Order)[:3]):
        asked(officer, key=str(number), chosen=Chosen(order=order))

    with pytest.raises(TooManyExports):
        asked(officer, key="more", chosen=Chosen(order=Order.CODE, descending=True))


def test_who_reads_no_dossiers_has_no_list(ward):
    with pytest.raises(NotPermitted):
        asked(make.account())


def test_nobody_else_takes_or_removes_the_file(steps, officer, ward):
    export, colleague = written(asked(officer)), make.officer(Role.SPECIALIST, agency=ward)

    assert not Export.objects.readable_by(colleague).exists()
    for act in (actions.fetch_export, actions.drop_export):
        with pytest.raises(NotPermitted):
            act(export=export, by=colleague)


def test_that_the_file_was_taken_is_written_down(steps, officer):
    export = written(asked(officer))

    lines(export)

    assert AccessEntry.objects.get(case=export.case).kind == "export.fetched"


def test_who_lost_the_post_meanwhile_gets_nothing(steps, officer):
    officer.acting_as = officer.posts_today[0]
    export = asked(officer)
    Post.objects.filter(pk=export.post_id).update(ended_at=clock.now() - timedelta(days=1))

    export = written(Export.objects.get(pk=export.pk))

    assert (export.state, export.rows) == (ExportState.FAILED, 0)
    with pytest.raises(ExportGone):
        actions.fetch_export(export=export, by=officer)


def test_what_was_broken_off_is_written_from_its_first_row(steps, officer, monkeypatch):
    export = asked(officer)
    with monkeypatch.context() as broken:
        broken.setattr(actions.exporting, "_end", lambda *args, **how: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            written(export)
    half = LongFile.objects.get()

    export = written(Export.objects.get(pk=export.pk))

    assert len(lines(export)) == 1 + 3
    assert list(LongFile.objects.all()) == [export.file]
    assert half != export.file


def test_a_job_that_runs_once_more_leaves_the_file_where_it_is(steps, officer):
    export = written(asked(officer))

    again = written(Export.objects.get(pk=export.pk))

    assert (again.state, again.file) == (ExportState.READY, export.file)
    assert len(lines(again)) == 1 + 3


def test_what_never_came_to_an_end_is_given_up_after_a_day(steps, officer):
    export = asked(officer)

    actions.collect_exports(by=HOUSE, at=clock.now() + timedelta(hours=25))

    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert not Export.objects.under_way().exists()


def test_a_file_that_is_given_up_goes_with_its_pieces(
    steps, officer, django_capture_on_commit_callbacks
):
    export = written(asked(officer))
    place = long_place(export.file.uid, 0)
    assert store().exists(place)

    with django_capture_on_commit_callbacks(execute=True):
        actions.drop_export(export=export, by=officer)

    assert not store().exists(place)
    assert not LongFile.objects.exists()
    with pytest.raises(ExportGone):
        actions.drop_export(export=export, by=officer)


def test_giving_up_while_it_is_written_ends_the_writing(steps, officer, monkeypatch):
    export = asked(officer)
    monkeypatch.setattr(actions.exporting, "TOLD_EVERY", 1)
    rows = exporting.rows

    def given_up_at_the_second(*args):
        for number, row in enumerate(rows(*args), start=1):
            if number == 2:
                actions.drop_export(export=export, by=officer)
            yield row

    monkeypatch.setattr(exporting, "rows", given_up_at_the_second)

    assert written(export).state == ExportState.DROPPED
    assert not LongFile.objects.exists()


def test_files_go_after_a_day(steps, officer):
    export = written(asked(officer))

    early = actions.collect_exports(by=HOUSE, at=clock.now() + timedelta(hours=23))
    late = actions.collect_exports(by=HOUSE, at=clock.now() + timedelta(hours=25))

    assert (early, late) == (0, 1)
    export.refresh_from_db()
    assert (export.state, export.file) == (ExportState.READY, None)


def test_a_long_list_costs_no_more_statements_than_a_short_one(
    steps, officer, django_assert_max_num_queries
):
    export = asked(officer)

    with django_assert_max_num_queries(24):
        written(export)
