"""Genuine stays genuine; whatever is done to a signed file afterwards is seen."""

import pytest

from tests.signing import papers
from toantrinh.core import clock
from toantrinh.signing.checking import NOTHING, check


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"
    return settings.KEYS


@pytest.fixture
def sealed(keys):
    return papers.twice(keys)


def test_a_file_as_it_was_sealed_is_intact_and_says_who_signed(sealed):
    verdict = check(sealed)

    assert verdict.intact
    assert verdict.demo
    person, agency = verdict.signatures
    assert (person.room, agency.room) == ("sign", "seal")
    assert person.signer == "Lê Minh Đức (BẢN TRÌNH DIỄN)"
    assert person.organisation == papers.AGENCY
    assert person.at == papers.AT
    assert (person.covers_whole, agency.covers_whole) == (False, True)
    assert person.trusted
    assert agency.trusted


def test_a_byte_flipped_anywhere_is_seen(sealed):
    places = range(500, len(sealed), len(sealed) // 40)

    unseen = [at for at in places if check(papers.with_flipped_byte(sealed, at)).intact]

    assert unseen == []


def test_something_hidden_behind_a_signature_in_its_own_place_is_seen(sealed):
    padding = sealed.rindex(b"0" * 200)

    assert not check(papers.with_flipped_byte(sealed, padding + 100)).intact


def test_a_byte_flipped_in_the_first_revision_breaks_both_signatures(sealed):
    verdict = check(papers.with_flipped_byte(sealed, 20_000))

    assert not any(report.intact for report in verdict.signatures)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda document: papers.with_name_overlaid(document, "NGUYEN VAN KHAC"),
        lambda document: papers.with_note_on_top(document, "NGUYỄN VĂN KHÁC"),
        lambda document: papers.with_field_filled_anew(document, "Số: 99/2026"),
        lambda document: document + b"\n% one more line\n",
    ],
    ids=["a name drawn over", "a note on top", "another number", "a line at the end"],
)
def test_an_incremental_save_after_the_seal_is_seen(sealed, tamper):
    tampered = tamper(sealed)

    assert tampered.startswith(sealed)
    assert not check(tampered).intact


@pytest.mark.parametrize(
    "tamper",
    [
        lambda document: papers.with_name_overlaid(document, "NGUYEN VAN KHAC"),
        lambda document: papers.with_note_on_top(document, "NGUYỄN VĂN KHÁC"),
    ],
    ids=["a name drawn over", "a note on top"],
)
def test_what_was_overlaid_between_signature_and_seal_is_seen(keys, tamper):
    tampered = tamper(papers.signed(papers.unsigned(), papers.key(keys)))

    sealed = papers.signed(tampered, papers.key(keys, papers.AGENCY), "seal", number="Số: 1")

    verdict = check(sealed)
    assert verdict.signatures[1].covers_whole
    assert not verdict.signatures[0].intact
    assert not verdict.intact


def test_a_file_written_anew_without_its_signatures_is_not_intact(sealed):
    verdict = check(papers.pages_only(sealed))

    assert not verdict.intact


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n", b"not a pdf", b"%PDF-1.7\n1 0 obj\n<<", b"\x00" * 5000],
    ids=["empty", "head only", "no pdf", "cut off", "zeros"],
)
def test_what_cannot_be_read_is_not_intact_and_nothing_breaks(content):
    assert check(content) == NOTHING


def test_a_file_cut_off_at_any_place_is_not_intact(sealed):
    step = len(sealed) // 12

    assert not any(check(sealed[:end]).intact for end in range(step, len(sealed) - 1, step))


def test_an_unsigned_paper_is_not_intact():
    assert check(papers.unsigned()) == NOTHING


def test_a_signature_of_a_stranger_holds_but_is_not_trusted(tmp_path, keys):
    papers.key(keys)
    stranger = papers.signed(papers.unsigned(), papers.key(tmp_path / "elsewhere"))

    verdict = check(stranger)

    assert verdict.intact
    assert not verdict.signatures[0].trusted
    assert not verdict.demo


def test_a_demo_signature_is_a_demo_even_after_its_certificate_ended(sealed):
    with clock.set_to(papers.AT.replace(year=2050)):
        verdict = check(sealed)

    assert verdict.intact
    assert verdict.demo
    assert not verdict.signatures[0].trusted
