"""From template and data to a PDF/A that says what was put in, and nothing else."""

import io
import os
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from tests.papers import reading
from tests.papers.reading import AT
from toantrinh.papers import rendering
from toantrinh.papers.errors import CompositorStopped, LettersNotPrintable, TemplateProblem
from toantrinh.papers.rendering import render

PLAIN = '#import "layout.typ": *\n#show: paper.with(title: "Thử")\n'


def test_the_same_paper_has_the_same_bytes():
    data = {"name": "Đặng Thị Ngọc", "check_url": "http://127.0.0.1:8000/kiem-tra/K7QX"}

    one, other = (render(PLAIN + '#get("name") #qr-code()', data, at=AT) for _ in range(2))

    assert one == other


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '"] #panic() [',
        "$x^2$ *đậm* _nghiêng_ `mã`",
        "\\ \\u{41} // chú thích /* */",
        "= Tiêu đề",
        "@ai <nhãn> ~ -- ---",
        "{1 + 1} [hộp]",
    ],
)
def test_a_name_is_never_read_as_a_command(name):
    made = render(PLAIN + '#get("name")', {"name": name}, at=AT)

    assert " ".join(name.split()) in reading.words(made)


def test_letters_come_out_composed_whatever_form_they_came_in():
    name = "Nguyễn Đặng Thị Ngọc Ửng"

    made = render(PLAIN + '#get("name")', {"name": unicodedata.normalize("NFD", name)}, at=AT)

    assert name in reading.text(made)
    assert unicodedata.is_normalized("NFC", reading.text(made))


@pytest.mark.parametrize("name", ["Y Krŭ Niê Kđăm", "H’Hen Ƀuôn Yă", "Đinh Pơ Rê", "Łukasz Søren"])
def test_names_of_the_peoples_of_the_country_and_of_foreigners_are_printed(name):
    made = render(PLAIN + '#get("name")', {"name": name}, at=AT)

    assert name in reading.text(made)


def test_letters_without_a_shape_are_refused_by_name():
    with pytest.raises(LettersNotPrintable) as refused:
        render(PLAIN + '#get("name")', {"name": "ꪀ 中"}, at=AT)

    assert refused.value.details["letters"] == "中 ꪀ"


def test_the_file_is_an_archive_pdf_with_all_fonts_inside():
    made = render(PLAIN + "Đậm *đậm* _nghiêng_", {"code": "K7QX-2M4D"}, at=AT)

    properties, meta = reading.properties(made), PdfReader(_open(made)).xmp_metadata
    assert b"<pdfaid:part>2</pdfaid:part>" in meta.stream.get_data()
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in meta.stream.get_data()
    assert properties["Title"] == "Thử"
    assert properties["Keywords"] == "toan-trinh:K7QX-2M4D"
    assert properties["Tagged"] == "yes"
    assert PdfReader(_open(made)).root_object["/Lang"] == "vi-VN"
    found = reading.fonts(made)
    assert found
    assert all("ToanTrinhSerif" in line and " yes yes yes " in line for line in found)


def test_the_qr_code_leads_to_the_check_address():
    url = "https://dichvucong.example.vn/kiem-tra/K7QX-2M4D-9RTF-WC3H"

    made = render(PLAIN + "#qr-code()", {"check_url": url}, at=AT)

    assert [code.text for code in zxingcpp.read_barcodes(reading.picture(made))] == [url]


@pytest.mark.parametrize("demo", [True, False])
def test_a_demo_says_so_on_every_page_and_only_a_demo(demo):
    made = render(PLAIN + "Một #pagebreak() Hai", {"demo": demo}, at=AT)

    pages = reading.text(made).split("\f")[:2]
    assert ["KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in page for page in pages] == [demo, demo]


def test_a_draft_says_so():
    drafts = [render(PLAIN + "Một", {"draft": draft}, at=AT) for draft in (True, False)]

    looks = [reading.picture(draft).tobytes() for draft in drafts]
    assert looks[0] != looks[1]


def test_dates_and_amounts_are_said_in_words():
    source = PLAIN + '#day-words(get("a.born")) / #money-words(get("fee")) / #money(get("fee"))'

    made = render(source, {"a": {"born": "2026-03-12"}, "fee": 8000}, at=AT)

    said = reading.words(made)
    assert "ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu" in said
    assert "Tám nghìn đồng / 8.000 đồng" in said


@pytest.mark.parametrize("source", ['#import "@preview/cetz:0.3.0"', '#import "@local/x:1.0.0"'])
def test_a_template_brings_in_nothing_from_outside(source):
    with pytest.raises(TemplateProblem, match=r"layout\.typ"):
        render(source, {}, at=AT)


def test_a_disguised_package_is_not_fetched_either():
    with pytest.raises(TemplateProblem, match="download"):
        render('#import "@" + "preview/cetz:0.3.0"', {}, at=AT)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "../rendering.py"])
def test_a_template_reads_no_file_of_the_machine(path):
    with pytest.raises(TemplateProblem, match=r"not found|escape"):
        render(f'#read("{path}")', {}, at=AT)


def test_a_faulty_template_is_told_with_line_and_column():
    with pytest.raises(TemplateProblem, match="nope") as problem:
        render("Một\n\n  #nope(3)", {}, at=AT)

    assert (problem.value.line, problem.value.column) == (3, 3)


def test_a_template_that_never_ends_is_stopped_and_the_next_paper_is_made(monkeypatch):
    monkeypatch.setattr(rendering, "SECONDS", 1.0)

    with pytest.raises(CompositorStopped):
        render("#for i in range(1000000000) { }", {}, at=AT)

    monkeypatch.setattr(rendering, "SECONDS", 20.0)
    assert render("Một", {}, at=AT).startswith(b"%PDF")


def test_a_template_that_eats_memory_is_stopped_and_the_next_paper_is_made():
    with pytest.raises(CompositorStopped):
        render('#("a" * 5000000000)', {}, at=AT)

    assert render("Một", {}, at=AT).startswith(b"%PDF")


def test_many_threads_get_their_own_paper_each():
    names = [f"Người thứ {i}" for i in range(24)]

    with ThreadPoolExecutor(6) as crowd:
        made = list(crowd.map(lambda n: render(PLAIN + '#get("n")', {"n": n}, at=AT), names))

    assert [name in reading.words(each) for name, each in zip(names, made, strict=True)] == [
        True
    ] * len(names)


def test_a_forked_process_sets_its_papers_itself():
    source = (
        "import os, django\n"
        "from django.conf import settings\n"
        "settings.configure()\n"
        "from datetime import datetime, UTC\n"
        "from toantrinh.papers.rendering import render\n"
        "at = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "one = render('Mot', {}, at=at)\n"
        "child = os.fork()\n"
        "same = render('Mot', {}, at=at) == one\n"
        "if not child: os._exit(0 if same else 1)\n"
        "print(same and os.waitpid(child, 0)[1] == 0 and render('Mot', {}, at=at) == one)\n"
    )
    environment = os.environ | {"PYTHONPATH": "src"}

    done = subprocess.run(
        [sys.executable, "-c", source], env=environment, capture_output=True, check=True, text=True
    )

    assert done.stdout.strip() == "True"


def test_the_list_of_letters_is_what_every_style_of_the_font_has():
    styles = [set(TTFont(path).getBestCmap()) for path in sorted(rendering.FONTS.glob("*.ttf"))]

    printed = {ord(letter) for letter in rendering._letters()} - set(map(ord, "\n\r\t\u200b\u00ad"))
    assert len(styles) == 4
    assert printed == set.intersection(*styles) - set(map(ord, "\u200b\u00ad"))


def _open(document):
    return io.BytesIO(document)
