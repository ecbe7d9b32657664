"""A zip that someone sends is taken apart with distrust."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from toantrinh.catalogue import packs, unpacking
from toantrinh.catalogue.errors import ZipRefused
from toantrinh.catalogue.packs.archive import InvalidArchive, opened

from . import folders
from .folders import COPIES


def archive(*files, compression=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as out:
        for name, content in files:
            out.writestr(name, content)
    return made.getvalue()


def why(content):
    with pytest.raises(ZipRefused) as refused:
        unpacking.unpacked(content)
    return refused.value.details["why"]


def test_a_pack_with_its_folder_around_it_comes_out_as_it_is():
    files = packs.files(folders.real(COPIES))

    sent = archive(*((f"{COPIES}/{name}", content) for name, content in files.items()))

    assert unpacking.unpacked(sent) == files


def test_what_systems_leave_behind_is_left_out():
    sent = archive(("procedure.yaml", "a"), (".DS_Store", "b"), ("samples/.x.swp", "c"))

    assert set(unpacking.unpacked(sent)) == {"procedure.yaml"}


@pytest.mark.parametrize(
    "name",
    [
        "../procedure.yaml",
        "samples/../../x.yaml",
        "/etc/x.yaml",
        "C:\\x.yaml",
        "a\\..\\x.yaml",
        "a//x.yaml",
        "x\n.yaml",
        "a/" * 6 + "x.yaml",
        "x" * 130 + ".yaml",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(name):
    assert why(archive(("procedure.yaml", "a"), (name, "b"))) == ZipRefused.NAME


@pytest.mark.parametrize("name", ["run.py", "x.yaml.exe", "x", "x.html"])
def test_a_kind_of_file_that_packs_do_not_have_is_refused(name):
    assert why(archive((name, "a"))) == ZipRefused.KIND


def test_a_link_is_refused():
    link = zipfile.ZipInfo("form.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        out.writestr(link, "/etc/passwd")

    assert why(made.getvalue()) == ZipRefused.NOT_A_FILE


def test_a_bomb_is_stopped_while_it_grows():
    bomb = archive(*((f"{number}.yaml", b"0" * 4_000_000) for number in range(6)))

    assert len(bomb) < 100_000
    assert why(bomb) == ZipRefused.TOO_LARGE


def test_a_size_that_the_archive_lies_about_is_not_believed():
    honest = archive(("a.yaml", b"0" * 30_000_000))
    size = (30_000_000).to_bytes(4, "little")

    lying = honest.replace(size, (10).to_bytes(4, "little"))

    assert lying != honest
    assert why(lying) in {ZipRefused.TOO_LARGE, ZipRefused.UNREADABLE}


def test_too_many_files_are_refused():
    assert why(archive(*((f"{n}.yaml", "") for n in range(201)))) == ZipRefused.TOO_MANY


def test_an_archive_that_is_too_large_is_not_even_opened():
    assert why(b"0" * 5_000_001) == ZipRefused.TOO_LARGE


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 nothing", archive(("a.yaml", "x"))[:-10]], ids=range(3)
)
def test_what_is_no_archive_is_refused(content):
    assert why(content) == ZipRefused.UNREADABLE


def test_an_encrypted_archive_is_refused():
    sent = bytearray(archive(("a.yaml", "x")))
    sent[6] |= 1
    sent[sent.index(b"PK\x01\x02") + 8] |= 1

    assert why(bytes(sent)) == ZipRefused.UNREADABLE


def test_an_archive_of_nothing_is_refused():
    assert why(archive()) == ZipRefused.EMPTY


def test_a_file_that_is_there_twice_is_refused():
    assert why(archive(("a.yaml", "x"), ("A.yaml", "y"))) == ZipRefused.TWICE


@pytest.mark.parametrize(
    "compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_an_archive_damaged_anywhere_is_refused_or_read_and_nothing_else(compression):
    content = "chữ và số 0123456789 " * 20
    whole = archive(("a/procedure.yaml", content), compression=compression)
    refusals = 0
    for at in range(len(whole)):
        for byte in {whole[at] ^ 1, 0, 255} - {whole[at]}:
            damaged = whole[:at] + bytes([byte]) + whole[at + 1 :]
            for read, refused in (
                (unpacking.unpacked, ZipRefused),
                (opened, InvalidArchive),
            ):
                try:
                    read(damaged)
                except refused:
                    refusals += 1
    assert refusals > len(whole)
