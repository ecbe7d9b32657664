"""Large files in parts: each client here is a new one, as after a restart of the server."""

import base64
import io
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import tasks
from toantrinh.portal.views import uploads
from toantrinh.vault import queries
from toantrinh.vault.models import Upload
from toantrinh.vault.tasks import collect_uploads

PAPER = "giay_chung_sinh"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    return tmp_path / "files"


@pytest.fixture(scope="module")
def scan():
    """About a megabyte."""
    drawn = io.BytesIO()
    Image.effect_noise((900, 900), 90).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def announce(signed_in, filled):
    def announce(size, *, component=PAPER, name="quét.png", client=signed_in, **headers):
        words = {"filename": name, "component": component}
        told = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in words.items())
        return client.post(
            reverse("portal:begin-upload", args=[filled.uid]),
            headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": told, **headers},
        )

    return announce


@pytest.fixture
def address(announce, scan):
    return announce(len(scan))["Location"]


def patch(address, content, offset, *, kind=uploads.STREAM, **headers):
    return Client().patch(
        address,
        content,
        content_type=kind,
        headers={**TUS, "Content-Type": kind, "Upload-Offset": str(offset), **headers},
    )


def head(address):
    return Client().head(address, headers=TUS)


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def attached(draft):
    return [each.name for each in draft.attachments.present()]


def test_a_file_comes_in_parts_and_is_attached_like_any_other(address, scan, filled, folder):
    first = patch(address, scan[:300_000], 0)
    so_far = head(address)
    last = patch(address, scan[300_000:], 300_000)

    assert (first.status_code, first["Upload-Offset"]) == (204, "300000")
    assert (so_far["Upload-Offset"], so_far["Upload-Length"]) == ("300000", str(len(scan)))
    assert so_far["Cache-Control"] == "private, no-store"
    assert last.status_code == 204
    (attachment,) = filled.attachments.present()
    assert (attachment.component, attachment.name) == (PAPER, "quét.png")
    assert queries.content(attachment.file) == scan
    assert len(on_disk(folder)) == 1, "the pieces are gone"


def test_until_then_nothing_is_attached_and_nothing_on_the_disk_can_be_read(
    address, scan, filled, folder
):
    patch(address, scan[:300_000], 0)

    assert attached(filled) == []
    (piece,) = on_disk(folder)
    assert scan[:16] not in piece.read_bytes()


def test_a_line_that_breaks_in_the_middle_of_a_part_loses_only_what_had_not_come(
    address, scan, filled, monkeypatch
):
    read, times = WSGIRequest.read, iter(range(9))

    def breaks(request, *arguments):
        if next(times) == 1:
            raise OSError("connection reset")
        return read(request, 200_000)

    with monkeypatch.context() as broken:
        broken.setattr(WSGIRequest, "read", breaks)
        patch(address, scan[:400_000], 0)
    offset = int(head(address)["Upload-Offset"])
    patch(address, scan[offset:], offset)

    assert offset == 200_000
    assert attached(filled) == ["quét.png"]


def test_a_server_that_dies_between_disk_and_row_lets_the_part_come_again(
    address, scan, filled, monkeypatch
):
    def dies(*_arguments, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Upload, "save", dies)
        with pytest.raises(KeyboardInterrupt):
            patch(address, scan[:300_000], 0)

    assert head(address)["Upload-Offset"] == "0"
    patch(address, scan, 0)
    assert queries.content(filled.attachments.get().file) == scan


def test_the_session_may_have_ended(address, scan, filled, signed_in):
    signed_in.logout()

    patch(address, scan, 0)

    assert attached(filled) == ["quét.png"]


@pytest.mark.parametrize("offset", [1, 299_999, 300_001])
def test_a_wrong_offset_is_told_the_right_one(address, scan, offset):
    patch(address, scan[:300_000], 0)

    answer = patch(address, scan[offset:], offset)

    assert (answer.status_code, answer["Upload-Offset"]) == (409, "300000")


def test_a_part_that_comes_twice_is_there_once(address, scan):
    patch(address, scan[:300_000], 0)

    again = patch(address, scan[:300_000], 0)

    assert (again.status_code, head(address)["Upload-Offset"]) == (409, "300000")


@pytest.mark.parametrize(
    ("headers", "kind", "status"),
    [
        ({"Upload-Offset": "-1"}, uploads.STREAM, 400),
        ({"Upload-Offset": "x"}, uploads.STREAM, 400),
        ({"Upload-Offset": "٣"}, uploads.STREAM, 400),
        ({"Upload-Offset": "9" * 40}, uploads.STREAM, 400),
        ({}, "application/json", 415),
        ({"Tus-Resumable": "0.2"}, uploads.STREAM, 412),
    ],
)
def test_what_is_not_tus_is_refused(address, headers, kind, status):
    assert patch(address, b"x", 0, kind=kind, **headers).status_code == status
    assert head(address)["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused(address, scan, filled):
    answer = patch(address, scan + b"x", 0)

    assert answer.status_code == 413
    assert (head(address)["Upload-Offset"], attached(filled)) == ("0", [])


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "..", "é"])
def test_a_forged_token_finds_nothing(address, token):
    place = f"/tai-len/{token}"

    assert head(place).status_code in (400, 404)
    assert patch(place, b"x", 0).status_code in (400, 404)


def test_the_token_of_a_closed_account_finds_nothing(address, mother):
    mother.is_active = False
    mother.save()

    assert head(address).status_code == 404


def test_only_the_hash_of_the_token_is_kept(address):
    token = address.rpartition("/")[2]

    assert token not in str(Upload.objects.values().get())


@pytest.mark.parametrize(
    ("size", "component", "status", "code"),
    [
        (0, PAPER, 422, "file-empty"),
        (20 * 1024 * 1024 + 1, PAPER, 413, "file-too-large"),
        (10, "khong_co", 422, "component-unknown"),
        (10, "form.nyc_quan_he", 422, "component-unknown"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    announce, size, component, status, code
):
    answer = announce(size, component=component)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "x"},
        {"Upload-Length": ""},
        {"Upload-Metadata": ""},
        {"Upload-Metadata": "filename"},
        {"Upload-Metadata": "filename é"},
        {"Upload-Metadata": "filename AA==,component AA=="},
    ],
)
def test_an_announcement_that_cannot_be_read_is_refused(announce, headers):
    assert announce(10, **headers).status_code == 400


def test_a_stranger_announces_nothing(announce, client):
    stranger = Client()
    stranger.force_login(make.account())

    assert announce(10, client=stranger).status_code == 404


def test_without_a_session_nothing_is_announced(announce):
    answer = announce(10, client=Client(), **{"HX-Request": "true"})

    assert answer.status_code == 401


def test_one_has_only_so_many_files_on_their_way(announce, monkeypatch):
    monkeypatch.setattr("toantrinh.vault.actions.uploading.MOST_OPEN", 2)

    answers = [announce(10) for _each in range(3)]

    assert [each.status_code for each in answers] == [201, 201, 422]
    assert answers[2].json()["code"] == "too-many-uploads"


def test_what_is_no_paper_is_refused_at_the_end_and_forgotten(announce, filled, folder):
    address = announce(500)["Location"]

    answer = patch(address, b"MZ" + b"x" * 498, 0)

    assert (answer.status_code, answer.json()["code"]) == (422, "file-type-refused")
    assert head(address).status_code == 410
    assert patch(address, b"", 500).status_code == 410
    assert (attached(filled), on_disk(folder)) == ([], [])


def test_finishing_twice_attaches_once(address, scan, filled):
    patch(address, scan, 0)

    again = patch(address, b"", len(scan))

    assert again.status_code == 204
    assert attached(filled) == ["quét.png"]


@pytest.mark.django_db(transaction=True)
def test_two_who_finish_at_once_attach_once(address, scan, filled, monkeypatch):
    with monkeypatch.context() as dead:
        dead.setattr(dossiers, "finish_upload", lambda **_given: None)
        patch(address, scan, 0)

    answers = at_once(lambda _n: patch(address, b"", len(scan)).status_code, range(4), people=4)

    assert set(answers) == {204}
    assert attached(filled) == ["quét.png"]


def test_what_came_wholly_before_the_server_died_is_attached_by_the_house(
    address, scan, filled, monkeypatch
):
    with monkeypatch.context() as dead:
        dead.setattr(dossiers, "finish_upload", lambda **_given: None)
        patch(address, scan, 0)
    tasks.finish_uploads(0)
    early = attached(filled)

    with clock.set_to(clock.now() + timedelta(minutes=11)):
        tasks.finish_uploads(0)

    assert (early, attached(filled)) == ([], ["quét.png"])


def test_a_draft_that_was_filed_or_thrown_away_meanwhile_takes_nothing(
    address, scan, filled, mother
):
    patch(address, scan[:-1], 0)
    dossiers.discard(dossier=filled, by=mother)

    assert patch(address, scan[-1:], len(scan) - 1).status_code == 410


def test_what_nobody_goes_on_with_is_collected(address, scan, folder):
    patch(address, scan[:300_000], 0)
    collect_uploads(0)
    kept = head(address).status_code

    with clock.set_to(clock.now() + timedelta(days=8)):
        collect_uploads(0)

    assert (kept, head(address).status_code) == (200, 404)
    assert on_disk(folder) == []
    assert not Upload.objects.exists()


def test_what_was_finished_is_forgotten_after_a_day_and_the_file_stays(address, scan, filled):
    patch(address, scan, 0)

    with clock.set_to(clock.now() + timedelta(days=2)):
        collect_uploads(0)

    assert not Upload.objects.exists()
    assert queries.content(filled.attachments.get().file) == scan


def test_a_piece_changed_on_the_disk_is_not_taken_for_the_file(address, scan, filled, folder):
    patch(address, scan[:300_000], 0)
    (piece,) = on_disk(folder)
    piece.write_bytes(piece.read_bytes()[:-1] + b"x")

    assert patch(address, scan[300_000:], 300_000).status_code == 410
    assert attached(filled) == []


def test_the_server_says_what_it_can(address):
    answer = Client().options(address)

    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(20 * 1024 * 1024)


def test_the_page_of_the_papers_tells_the_script_where_to_send(signed_in, filled):
    page = signed_in.get(reverse("portal:papers", args=[filled.uid])).content.decode()

    assert f'data-resumable="/ho-so/{filled.uid}/tai-len"' in page
    assert f'data-component="{PAPER}"' in page
