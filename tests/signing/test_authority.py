"""The demo authority: made once, kept to its owner, plainly named."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.x509.oid import NameOID

from tests.signing import papers
from toantrinh.signing.authority import FILE, demo_root, ensure_demo_authority


def test_the_key_can_be_read_by_its_owner_only(tmp_path):
    ensure_demo_authority(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / FILE).stat().st_mode) == 0o600


def test_it_is_made_once_even_by_several_at_a_time(tmp_path):
    with ThreadPoolExecutor(4) as crowd:
        made = list(crowd.map(lambda _: ensure_demo_authority(tmp_path), range(4)))

    assert len({authority.certificate.serial_number for authority in made}) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_before_set_up_there_is_no_root(tmp_path):
    assert demo_root(tmp_path) is None


def test_every_name_says_that_it_is_a_demo(tmp_path):
    root = ensure_demo_authority(tmp_path).certificate
    own, _ = papers.certificate(tmp_path, "Lê Minh Đức")

    for certificate in (root, own):
        names = certificate.subject.rfc4514_string() + certificate.issuer.rfc4514_string()
        assert names.count("BẢN TRÌNH DIỄN") >= 2
    (unit,) = own.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert unit.value == "BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@pytest.mark.parametrize("length", [10, 64, 200])
def test_a_name_of_any_length_keeps_the_mark(tmp_path, length):
    own, _ = papers.certificate(tmp_path, "Đ" * length)

    (name,) = own.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value.endswith(" (BẢN TRÌNH DIỄN)")
    assert len(name.value) <= 64


def test_certificates_cover_the_time_of_invented_dossiers(tmp_path):
    own, _ = papers.certificate(tmp_path)

    assert own.not_valid_before_utc <= datetime(2025, 7, 1, tzinfo=UTC)
    own.verify_directly_issued_by(ensure_demo_authority(tmp_path).certificate)
