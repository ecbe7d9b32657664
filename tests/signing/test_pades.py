"""Signatures in the rooms of a paper, and what every checker makes of them."""

import io

import pytest
from pypdf import PdfReader

from tests.papers import reading
from tests.papers.reading import AT
from tests.signing import papers
from toantrinh.papers.rendering import render
from toantrinh.signing import pades
from toantrinh.signing.pades import CannotSign


def test_a_paper_tells_its_rooms():
    rooms = pades.places(papers.unsigned("2.000635", date=""))

    assert set(rooms) == {"sign", "seal", "number", "date"}
    assert rooms["sign"].page == 1
    assert rooms["sign"].width == pytest.approx(82 / 25.4 * 72, abs=0.1)
    assert rooms["number"].y < rooms["sign"].y


def test_poppler_accepts_the_signature_of_the_person(tmp_path):
    told = papers.pdfsig(papers.signed(papers.unsigned(), papers.key(tmp_path)), tmp_path)

    assert told.count("Signature is Valid.") == 1
    assert "Signature Type: ETSI.CAdES.detached" in told
    assert "Lê Minh Đức (BẢN TRÌNH DIỄN)" in told
    assert "Total document signed" in told
    assert "Mar 12 2026 08:30" in told


def test_poppler_accepts_both_signatures_and_the_second_covers_all(tmp_path):
    told = papers.pdfsig(papers.twice(tmp_path), tmp_path)

    assert told.count("Signature is Valid.") == 2
    first, second = told.split("Signature #2")
    assert "Not total document signed" in first
    assert "Total document signed" in second


def test_signing_only_adds_behind_what_was_there(tmp_path):
    before = papers.unsigned()
    one = papers.signed(before, papers.key(tmp_path))
    two = papers.signed(one, papers.key(tmp_path), "seal", number="Số: 15/2026")

    assert one.startswith(before)
    assert two.startswith(one)


def test_the_number_is_put_with_the_seal_and_can_be_read(tmp_path):
    document = papers.unsigned()
    by_person = papers.signed(document, papers.key(tmp_path))

    page = render(
        "#set page(width: 170pt, height: 19pt, margin: 0pt)\n"
        '#set text(font: "Toan Trinh Serif")\nSố: 15/2026',
        {},
        at=AT,
        tagged=False,
    )
    sealed = pades.sign(
        by_person,
        papers.key(tmp_path),
        room="seal",
        appearance=papers.block(document, "seal"),
        filled={"number": ("Số: 15/2026", page)},
        name=papers.AGENCY,
        at=AT,
    )

    fields = PdfReader(io.BytesIO(sealed)).get_form_text_fields()
    assert fields == {"number": "Số: 15/2026"}
    assert "Số: 15/2026" not in reading.words(by_person)
    assert "Số: 15/2026" in reading.words(sealed)


def test_a_signed_paper_is_still_an_archive_pdf(tmp_path):
    signed = papers.twice(tmp_path)

    before, after = (
        PdfReader(io.BytesIO(each)).xmp_metadata.stream.get_data()
        for each in (papers.unsigned(), signed)
    )
    assert b"<pdfaid:part>2</pdfaid:part>" in before
    assert after == before
    assert all(" yes yes yes " in line for line in reading.fonts(signed))
    form = PdfReader(io.BytesIO(signed)).root_object["/AcroForm"]
    assert "/NeedAppearances" not in form
    for field in form["/Fields"]:
        widget = field.get_object()
        assert widget["/F"] & 4, "an archive prints what it shows"
        assert "/N" in widget["/AP"]


def test_a_room_is_signed_once(tmp_path):
    signed = papers.signed(papers.unsigned(), papers.key(tmp_path))

    with pytest.raises(CannotSign) as refused:
        papers.signed(signed, papers.key(tmp_path))

    assert refused.value.code == "room-taken"


def test_a_paper_without_room_is_not_signed(tmp_path):
    document = papers.unsigned()
    bare = render("Không có chỗ", {}, at=AT)

    with pytest.raises(CannotSign) as refused:
        pades.sign(
            bare,
            papers.key(tmp_path),
            room="sign",
            appearance=papers.block(document, "sign"),
            name="Lê Minh Đức",
            at=AT,
        )

    assert refused.value.code == "no-room"
