"""Photos and PDFs of a draft: kept, shown, refused clearly."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from toantrinh.portal import handover

from .conftest import photo

CONTROL = "file-giay_chung_sinh"


@pytest.fixture
def url(filled):
    return reverse("portal:papers", args=[filled.uid])


def sent(name="giấy chứng sinh.jpg", content=None):
    return {CONTROL: SimpleUploadedFile(name, photo() if content is None else content)}


def test_papers_asked_for_have_a_place_each(signed_in, url):
    page = signed_in.get(url).content.decode()

    assert f'name="{CONTROL}"' in page
    assert "file-bien_ban_bo_roi" not in page  # the child was not abandoned


def test_a_photo_is_kept_and_shown(signed_in, filled, url):
    signed_in.post(url, sent())

    (attachment,) = filled.attachments.all()
    assert "giấy chứng sinh.jpg" in signed_in.get(url).content.decode()
    shown = signed_in.get(reverse("portal:file", args=[attachment.uid]))
    assert shown.content == photo()


def test_a_file_is_served_so_that_nothing_in_it_runs(signed_in, filled, url):
    signed_in.post(url, sent())

    shown = signed_in.get(reverse("portal:file", args=[filled.attachments.get().uid]))

    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"].startswith("default-src 'none'")
    assert shown["Content-Type"] == "image/jpeg"
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trong.pdf", b"", "không có"),
        ("phan-mem.pdf", b"MZ\x90\x00" + b"\x00" * 200, "không phải"),
        ("trang.jpg", b"<html><script>alert(1)</script></html>", "không phải"),
        ("hong.pdf", b"%PDF-1.7\n" + b"x" * 300, ""),
    ],
)
def test_a_file_that_will_not_do_is_refused_at_its_place(
    signed_in, filled, url, name, content, words
):
    page = signed_in.post(url, sent(name, content))

    assert page.status_code == 422
    assert f'<a href="#{CONTROL}">' in page.content.decode()
    assert not filled.attachments.exists()


def test_a_file_that_is_too_large_is_refused(signed_in, filled, url, settings):
    settings.UPLOAD_MAX_BYTES = 1000

    page = signed_in.post(url, sent())

    assert page.status_code == 422
    assert not filled.attachments.exists()


def test_a_wrong_file_does_not_take_a_right_one_with_it(signed_in, filled, url):
    files = [SimpleUploadedFile("a.jpg", photo()), SimpleUploadedFile("b.jpg", b"nothing")]

    page = signed_in.post(url, {CONTROL: files})

    assert page.status_code == 422
    assert filled.attachments.count() == 1


def test_sending_without_a_file_says_so(signed_in, url):
    assert signed_in.post(url, {"_send": CONTROL}).status_code == 422


def test_a_file_is_taken_away_once_and_again(signed_in, filled, url):
    signed_in.post(url, sent())
    attachment = filled.attachments.get()
    remove = reverse("portal:remove-file", args=[filled.uid, attachment.uid])

    for _ in range(2):
        assert signed_in.post(remove).status_code == 302

    assert not filled.attachments.present().exists()
    assert signed_in.get(reverse("portal:file", args=[attachment.uid])).status_code == 404


def test_a_paper_that_is_not_asked_for_is_refused(signed_in, filled, url):
    page = signed_in.post(url, {"file-khac": SimpleUploadedFile("a.jpg", photo())})

    assert page.status_code == 422
    assert not filled.attachments.exists()


def test_a_file_sent_after_the_session_ended_is_there_after_signing_in(client, mother, filled, url):
    client.post(url, sent() | {"pass": handover.pass_for(mother, filled)})
    client.force_login(mother)

    page = client.get(url).content.decode()

    assert filled.attachments.present().count() == 1
    assert "Anh/chị đã đăng nhập lại" in page


def test_a_stranger_adds_nothing(client, filled, url):
    client.force_login(make.account())

    assert client.post(url, sent()).status_code == 404
    assert not filled.attachments.exists()
