"""Reading what another portal sends: both formats, and whatever may be wrong with them."""

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings

from tests.dossiers.portal_sends import (
    CLASSIC,
    NEWER,
    SAMPLES,
    read,
    sample,
    with_details,
    with_file,
)
from toantrinh.dossiers import arrivals, gateways
from toantrinh.dossiers.arrivals import ToldFee
from toantrinh.dossiers.errors import ArrivalUnreadable
from toantrinh.project import command

KEPT = Path(settings.PACKS).parent / "docs/reference/cong-quoc-gia.schema.json"
PICTURE = (SAMPLES / "giay-chung-sinh.png").read_bytes()
FILED = datetime(2026, 10, 5, 1, 15, tzinfo=UTC)  # 08:15 in Viet Nam


def test_the_classic_format_is_read():
    told = read(sample(DanhSachLePhi=[{"TenPhiLePhi": "Lệ phí", "Gia": "8000"}]))

    assert told.gateway.key == "dvcqg"
    assert told.code == "000.00.19.H55-261005-0012"
    assert told.filed_at == FILED
    assert told.fields["owner_name"] == "Nguyễn Thị Giả Định"
    assert told.answers["ks_ho_ten"] == "Trần Minh Khôi"
    assert [(each.component, each.content) for each in told.files] == [("giay_chung_sinh", PICTURE)]
    assert told.fees == (ToldFee("Lệ phí", "8000"),)


def test_the_newer_format_is_read_with_who_filed_it():
    told = read(with_details(sample(NEWER), TenChuHs="Lê Thị Chủ", SoDinhDanhChuHs="019170000001"))

    assert told.gateway.key == "lgsp-2026"
    assert told.filed_at == FILED
    assert told.fields["submitter_name"] == "Trần Thị Ví Dụ"
    assert told.fields["owner_name"] == "Lê Thị Chủ"
    assert [(each.component, each.content) for each in told.files] == [("giay_chung_sinh", PICTURE)]


def test_an_envelope_has_several_dossiers():
    envelope = {"session": "x", "service": "DongBoHoSoMC", "data": [sample(), sample(NEWER)]}

    found = arrivals.read(json.dumps(envelope).encode(), beside=SAMPLES)

    assert [told.gateway.key for told in found] == ["dvcqg", "lgsp-2026"]


def test_a_door_may_be_named_instead_of_recognised():
    document = sample(NEWER, MaTTHC="1.001193")

    (told,) = arrivals.read(json.dumps(document).encode(), beside=SAMPLES, gateway="lgsp-2026")

    assert told.gateway.key == "lgsp-2026"


def test_kinds_of_applicants_are_counted_otherwise_by_each_door():
    by_key = gateways.current().by_key

    assert by_key("dvcqg").subject_kinds["1"] == "person"
    assert by_key("lgsp-2026").subject_kinds["1"] == "organisation"


def test_the_same_content_has_the_same_digest_however_it_is_laid_out():
    document = sample()
    other = json.dumps(dict(reversed(document.items())), indent=7, ensure_ascii=False).encode()

    assert read(document).digest == read(b"\xef\xbb\xbf" + other).digest
    assert read(document).digest != read(sample(GhiChu="khác")).digest


def test_another_file_under_the_same_name_is_another_content(tmp_path):
    (tmp_path / "giay-chung-sinh.png").write_bytes(PICTURE + b"\0")

    assert read(sample()).digest != read(sample(), tmp_path).digest


def test_the_document_that_is_kept_has_the_hash_of_a_file_and_not_its_bytes():
    inline = base64.b64encode(PICTURE).decode()

    told = read(with_file(sample(), NoiDung=inline, DuongDanTaiTepTin=""))

    (entry,) = told.document["TaiLieuNop"]
    assert told.files[0].content == PICTURE
    assert entry["_sha256"] == hashlib.sha256(PICTURE).hexdigest()
    assert inline not in json.dumps(told.document)


def test_a_file_that_was_taken_back_is_none():
    assert read(with_file(sample(), IsDeleted=1)).files == ()


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"NoiDung": "khong phai base64!"}, "base64"),
        ({"DuongDanTaiTepTin": "../gateways.yaml"}, "outside"),
        ({"DuongDanTaiTepTin": "/etc/hostname"}, "outside"),
        ({"DuongDanTaiTepTin": "khong-co.png"}, "not-found"),
        ({"DuongDanTaiTepTin": "x" * 5000}, "not-found"),
        ({"DuongDanTaiTepTin": "https://dichvucong.example/1.png"}, "not-fetched"),
        ({"HashTepTin": "0" * 64}, "hash"),
    ],
)
def test_a_damaged_file_is_told_and_the_dossier_is_read(fields, trouble):
    (file,) = read(with_file(sample(), **fields)).files

    assert (file.trouble, file.content) == (trouble, b"")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "giay-chung-sinh.png").symlink_to("/etc/hostname")

    assert read(sample(), tmp_path).files[0].trouble == "outside"


def test_a_file_larger_than_any_is_not_read(tmp_path, settings):
    settings.UPLOAD_MAX_BYTES = 10
    (tmp_path / "giay-chung-sinh.png").write_bytes(PICTURE)

    assert read(sample(), tmp_path).files[0].trouble == "too-large"


WRONG = {
    "no code": {"MaHoSo": None},
    "no procedure": {"MaTTHC": "  "},
    "no owner": {"ChuHoSo": None},
    "a code of other signs": {"MaHoSo": "<script>alert(1)</script>"},
    "a name of another kind": {"ChuHoSo": ["Nguyễn"]},
    "a name too long": {"ChuHoSo": "A" * 201},
    "a time written otherwise": {"NgayTiepNhan": "05/10/2026"},
    "files of another kind": {"TaiLieuNop": "x"},
    "a file of another kind": {"TaiLieuNop": ["x"]},
    "a content of another kind": {"TaiLieuNop": [{"NoiDung": 7}]},
    "a mark of another kind": {"TaiLieuNop": [{"NoiDung": "eA==", "IsDeleted": [1]}]},
    "answers of another kind": {"DuLieuEForm": [1]},
    "a fee of another kind": {"DanhSachLePhi": [{"Gia": [1]}]},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG.keys())
def test_what_the_schema_refuses_is_refused_here(changed):
    document = sample(**changed)

    assert not jsonschema_rs.is_valid(json.loads(KEPT.read_text()), document)
    with pytest.raises(ArrivalUnreadable):
        read(document)


@pytest.mark.parametrize("name", [CLASSIC, NEWER])
def test_the_schema_takes_the_samples(name):
    schema = json.loads(KEPT.read_text())

    assert jsonschema_rs.is_valid(schema, sample(name))
    assert jsonschema_rs.is_valid(schema, {"data": [sample(name)]})
    assert not jsonschema_rs.is_valid(schema, {})


def test_the_schema_that_is_kept_is_the_one_of_the_doors(tmp_path, capsys):
    assert command.main(["receive", "--schema", str(tmp_path / "written.json")]) == 0

    assert (tmp_path / "written.json").read_text() == KEPT.read_text(), (
        "run toantrinh receive --schema docs/reference/cong-quoc-gia.schema.json"
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", ArrivalUnreadable.NO_JSON),
        (b'{"MaHoSo": ', ArrivalUnreadable.NO_JSON),
        (b'{"MaHoSo": NaN}', ArrivalUnreadable.NO_JSON),
        (b"\xff\xfe{}", ArrivalUnreadable.NO_JSON),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, ArrivalUnreadable.NO_JSON),
        (b'{"a": ' * 100 + b"1" + b"}" * 100, ArrivalUnreadable.NO_JSON),
        (b"[]", ArrivalUnreadable.NO_OBJECT),
        (b'{"data": [1]}', ArrivalUnreadable.NO_OBJECT),
        (b'{"x": 1}', ArrivalUnreadable.NO_GATEWAY),
        (b'{"MaTTHC": "1", "MaTTHC": "2"}', ArrivalUnreadable.TWICE),
        (b'{"MaTTHC": "1.0\\u0000"}', ArrivalUnreadable.CONTROL),
        (b'{"MaTTHC": "\\ud800"}', ArrivalUnreadable.CONTROL),
    ],
)
def test_what_is_no_dossier_is_refused_with_why(content, why):
    with pytest.raises(ArrivalUnreadable) as refused:
        read(content)

    assert refused.value.details["why"] == why


@pytest.mark.parametrize("said", ["20261305081500", "20260230", "20261005251500"])
def test_a_moment_that_is_none_is_refused_at_its_place(said):
    with pytest.raises(ArrivalUnreadable) as refused:
        read(sample(NgayTiepNhan=said))

    assert refused.value.details["place"] == "NgayTiepNhan"
    assert refused.value.details["why"] == ArrivalUnreadable.MOMENT


def test_a_document_beyond_all_bounds_is_not_even_read(tmp_path, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_BYTES", 10)
    (tmp_path / "a.json").write_text(json.dumps(sample()))

    with pytest.raises(ArrivalUnreadable) as refused:
        arrivals.read_file(tmp_path / "a.json")

    assert refused.value.details["why"] == ArrivalUnreadable.TOO_LARGE
