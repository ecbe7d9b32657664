"""The list as a file, at its pages: asked for from the list, watched, fetched, given up."""

import pytest
from django.urls import reverse

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from toantrinh.core.actor import System
from toantrinh.dossiers import actions
from toantrinh.dossiers.models import Export, ExportState
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(ward, settings, tmp_path):
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    load_lists()


@pytest.fixture
def officer(ward, birth, client):
    step(accepted(birth, ward, "2026-10-09 17:00"), due="2026-10-09 17:00")
    officer = make.officer(Role.SPECIALIST, agency=ward)
    client.force_login(officer)
    return officer


def ask(client, **said):
    return client.post(reverse("desk:export-list"), {"key": "k", "dang": "xlsx", **said})


def test_the_list_is_asked_for_as_it_is_shown(officer, client):
    answer = ask(client, viec="work", xep="-ten", cot="ten,han")

    export = Export.objects.get()
    assert answer.url == reverse("desk:export", args=[export.uid])
    assert export.chosen == {"kind": "work", "order": "ten", "descending": True}
    assert (export.columns, export.heads[1:]) == (
        ["ma", "ten", "han"],
        ["Người nộp", "Hạn của bước"],
    )


def test_an_open_page_asks_again_until_the_file_is_there(officer, client):
    ask(client)
    export = Export.objects.get()
    page = reverse("desk:export", args=[export.uid])

    waiting = client.get(page, headers={"HX-Request": "true"}).content.decode()
    actions.write_export(export=export, by=System("test"))
    ready = client.get(page, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="load delay:1500ms"' in waiting
    assert "hx-trigger" not in ready
    assert reverse("desk:export-file", args=[export.uid]) in ready
    assert "<html" not in ready
    assert "<html" in client.get(page).content.decode()


def test_the_file_comes_piece_by_piece_under_a_name(officer, client):
    ask(client, dang="csv")
    export = actions.write_export(export=Export.objects.get(), by=System("test"))

    answer = client.get(reverse("desk:export-file", args=[export.uid]))
    whole = b"".join(answer.streaming_content)

    assert answer.streaming
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.csv"')
    assert int(answer["Content-Length"]) == len(whole)


def test_what_is_given_up_is_gone(officer, client):
    ask(client)
    export = Export.objects.get()

    client.post(reverse("desk:export-drop", args=[export.uid]))

    export.refresh_from_db()
    assert export.state == ExportState.DROPPED
    assert client.get(reverse("desk:export", args=[export.uid])).status_code == 404


def test_a_colleague_finds_nothing(officer, ward, client):
    ask(client)
    export = Export.objects.get()
    client.force_login(make.officer(Role.SPECIALIST, agency=ward))

    for page in ("desk:export", "desk:export-file"):
        assert client.get(reverse(page, args=[export.uid])).status_code == 404
    assert client.post(reverse("desk:export-drop", args=[export.uid])).status_code == 404
    assert str(export.uid) not in client.get(reverse("desk:exports")).content.decode()
