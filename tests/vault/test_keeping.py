"""Files: what is kept, how, and what is refused."""

import hashlib
import io
import os
import struct
import zipfile
import zlib

import pytest
from PIL import Image
from pypdf import PdfWriter

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted
from toantrinh.trail.models import TrailEntry
from toantrinh.vault import actions, errors, queries
from toantrinh.vault.models import Deposit, StoredFile
from toantrinh.vault.storage import place, store

pytestmark = pytest.mark.django_db
HOUSE = System("test")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    storages = dict(settings.STORAGES)
    storages["files"] = {**storages["files"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = storages
    return tmp_path / "files"


def photo(shade=7, kind="PNG"):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 120)).save(drawn, kind)
    return drawn.getvalue()


def pdf(pages=1, password=""):
    writer, written = PdfWriter(), io.BytesIO()
    for _each in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    writer.write(written)
    return written.getvalue()


def keep(content, *, by=None, on=None, name="giay-to.png"):
    by = by or make.account()
    return actions.keep(content=content, name=name, on=on or by.party, by=by, at=clock.now())


def on_disk(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        (photo(), "image/png", None),
        (photo(kind="JPEG"), "image/jpeg", None),
        (pdf(3), "application/pdf", 3),
    ],
)
def test_a_file_is_known_by_its_content_whatever_its_name(content, media_type, pages):
    file = keep(content, name="hoa-don.docx")

    assert (file.media_type, file.pages, file.size) == (media_type, pages, len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert queries.content(file) == content


def test_on_the_disk_nothing_can_be_read(folder):
    content = photo()

    file = keep(content)

    (path,) = on_disk(folder)
    assert content[:16] not in path.read_bytes()
    assert path == folder / place(file.sha256, file.uid)
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_kept_once(folder):
    first, second = keep(photo()), keep(photo())

    assert first == second
    assert len(on_disk(folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_from_many_at_once_are_one_file_that_can_be_read():
    accounts = [make.account() for _each in range(8)]

    kept = at_once(lambda account: keep(photo(), by=account), accounts, people=8)

    assert len({file.pk for file in kept}) == 1
    assert queries.content(StoredFile.objects.get()) == photo()


def test_bytes_are_on_the_disk_before_the_row_is_written(monkeypatch):
    """What a crash leaves: a file nobody names, never a name without its file."""
    order = []
    fsync, create = os.fsync, StoredFile.objects.get_or_create
    monkeypatch.setattr(os, "fsync", lambda number: (order.append("disk"), fsync(number)))
    monkeypatch.setattr(
        StoredFile.objects, "get_or_create", lambda **row: (order.append("row"), create(**row))[1]
    )

    keep(photo())

    assert order == ["disk", "disk", "disk", "row"]


def test_a_disk_that_is_full_leaves_no_row_and_no_half_file(folder, monkeypatch):
    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        keep(photo())

    assert not StoredFile.objects.exists()
    assert on_disk(folder) == []


@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_what_was_changed_on_the_disk_is_not_shown(folder, damage):
    file = keep(photo())
    (path,) = on_disk(folder)
    sealed = bytearray(path.read_bytes())
    sealed[-20] ^= 1
    {
        "changed": lambda: path.write_bytes(sealed),
        "cut": lambda: path.write_bytes(sealed[:10]),
        "gone": path.unlink,
    }[damage]()

    with pytest.raises(errors.FileLost):
        queries.content(file)


def test_what_was_lost_is_whole_again_when_it_is_sent_again(folder):
    file = keep(photo())
    (path,) = on_disk(folder)
    path.unlink()

    again = keep(photo())

    assert again == file
    assert queries.content(again) == photo()


def a_zip():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("giay-to.png", photo())
    return written.getvalue()


def a_huge_picture(side=60_000):
    """A small file that says it is 60,000 dots wide and high."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.FileEmpty),
        (b"\0" * 500, errors.FileEmpty),
        (b" \r\n\t", errors.FileEmpty),
        (b"MZ\x90\x00" + b"x" * 200, errors.FileTypeRefused),
        (b"#!/bin/sh\nrm -rf /\n", errors.FileTypeRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", errors.FileTypeRefused),
        (b"<html><script>x()</script>", errors.FileTypeRefused),
        (a_zip(), errors.FileTypeRefused),
        (b"GIF89a" + b"x" * 200, errors.FileTypeRefused),
        (photo()[:60], errors.FileUnreadable),
        (photo(kind="JPEG")[:200], errors.FileUnreadable),
        (b"\xff\xd8\xff" + b"x" * 500 + b"\xff\xd9", errors.FileUnreadable),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50 + b"IEND", errors.FileUnreadable),
        (a_huge_picture(), errors.PictureTooLarge),
        (b"%PDF-1.7\n1 0 obj << >>", errors.FileUnreadable),
        (pdf(0), errors.FileUnreadable),
        (pdf(password="bi-mat"), errors.FileUnreadable),
    ],
    ids=lambda value: getattr(value, "code", repr(value)[:18]),
)
def test_what_is_not_a_paper_is_refused_and_nothing_is_kept(folder, content, refusal):
    with pytest.raises(refusal, match="anh-cuoi"):
        keep(content, name="anh-cuoi.png")

    assert not StoredFile.objects.exists()
    assert on_disk(folder) == []


def test_a_file_may_be_as_large_as_allowed_and_no_byte_larger(settings):
    content = photo()
    settings.UPLOAD_MAX_BYTES = len(content)

    keep(content)

    with pytest.raises(errors.FileTooLarge):
        keep(content + b"\0")


def test_a_book_is_refused(monkeypatch):
    monkeypatch.setattr("toantrinh.vault.inspection.MOST_PAGES", 3)

    with pytest.raises(errors.FileTooManyPages, match="4"):
        keep(pdf(4))


def test_a_stranger_keeps_nothing_for_another_person(folder):
    with pytest.raises(NotPermitted):
        keep(photo(), by=make.account(), on=make.party())

    assert on_disk(folder) == []


def deposit(party, file, *, case="case-1", by=HOUSE):
    return actions.deposit(
        party=party, file=file, title="Giấy khai sinh", number="14/2026", issuer="UBND xã Bình An",
        issued_on=clock.today(), case=case, procedure="1.001193", check_code="K7QX", by=by,
        at=clock.now(),
    )  # fmt: skip


def test_a_document_comes_to_its_party_once_and_nobody_else_sees_it():
    owner, stranger = make.account(), make.account()
    file = keep(photo())

    deposit(owner.party, file)
    deposit(owner.party, file)

    assert [each.number for each in Deposit.objects.readable_by(owner)] == ["14/2026"]
    assert not Deposit.objects.readable_by(stranger).exists()
    assert not Deposit.objects.readable_by(make.officer()).exists()
    (entry,) = TrailEntry.objects.filter(kind="document.deposited")
    assert "Giấy khai sinh" not in str(entry.data)


def test_only_the_house_deposits():
    account = make.account()
    file = keep(photo())

    with pytest.raises(NotPermitted):
        deposit(account.party, file, by=account)

    assert not Deposit.objects.exists()


def test_the_store_never_gives_another_name_to_what_it_was_told():
    assert store().get_available_name("ab/cd/name") == "ab/cd/name"
