"""The forms of TT 03/2025 and TT 01/2018: what each says, with much, little and long data."""

import io
import unicodedata
from datetime import date

import pytest
import zxingcpp
from pypdf import PdfReader

from tests import offices
from tests.papers import reading
from tests.papers.reading import AT, SAMPLE
from tests.signing import papers as signing
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.papers import actions, queries, rendering
from toantrinh.papers.errors import (
    TemplateNeedsTooMuch,
    TemplateNotInForce,
    TemplateTooEarly,
    TemplateWithoutRoom,
)
from toantrinh.papers.house import FORMS_OF_THE_HOUSE, KINDS, Signed
from toantrinh.papers.models import PaperTemplate
from toantrinh.papers.rendering import TEMPLATES, compose, render

HOUSE = System("dossiers")
OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
FILES = [form.file for form in FORMS_OF_THE_HOUSE]
LONG = (
    "Công ty trách nhiệm hữu hạn một thành viên Thương mại, Dịch vụ và Đầu tư Ửng Ngưỡng Khuỷu " * 3
)


def made(file, **changes):
    return render((TEMPLATES / file).read_text(), SAMPLE | changes, at=AT)


def of(kind, **changes):
    return reading.words(made(f"{kind}.typ", **changes))


def within(part, **changes):
    """One part of the sample with something changed in it."""
    return {part: SAMPLE[part] | changes}


@pytest.mark.parametrize("file", FILES)
def test_every_form_is_an_archive_pdf_with_its_fonts_and_composed_letters(file):
    paper = made(file)

    meta = PdfReader(io.BytesIO(paper)).xmp_metadata.stream.get_data()
    assert b"<pdfaid:part>2</pdfaid:part>" in meta
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in meta
    assert all(" yes yes yes " in line for line in reading.fonts(paper))
    text = reading.text(paper)
    assert unicodedata.is_normalized("NFC", text)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ" in text
    assert "K7QX-2M4D-9RTF-WC3H" in text


@pytest.mark.parametrize("form", FORMS_OF_THE_HOUSE, ids=lambda form: form.file)
def test_a_form_of_a_circular_prints_its_number(form):
    circular, _, number = form.ground.partition(", Phụ lục")
    printed = f"Mẫu số {number[-2:]}, {circular}"

    assert (printed in reading.words(made(form.file))) == ("mẫu số" in form.ground)


@pytest.mark.parametrize("form", FORMS_OF_THE_HOUSE, ids=lambda form: form.file)
def test_a_form_has_the_rooms_of_those_who_sign_it(form):
    open_ones = SAMPLE | {"number": "", "date": ""}

    rooms = compose((TEMPLATES / form.file).read_text(), open_ones, at=AT).rooms

    signed = KINDS[form.kind].signed
    assert rooms >= signed.rooms
    assert ("sign" in rooms) == (signed is Signed.HEAD)


WITHOUT_CODE = {"book.typ", "book-2018.typ", "declaration.typ", "result.typ"}


@pytest.mark.parametrize("file", sorted(set(FILES) - WITHOUT_CODE))
def test_the_qr_code_of_a_paper_of_a_dossier_leads_to_its_check(file):
    codes = zxingcpp.read_barcodes(reading.picture(made(file)))

    assert [code.text for code in codes] == [SAMPLE["check_url"]]


def test_form_02_lists_every_item_with_reason_remedy_and_source():
    said = of("supplement", number="15/PYCBS")

    for words in (
        "PHIẾU YÊU CẦU BỔ SUNG,",
        "Số: 15/PYCBS",
        "Mã hồ sơ: H55.101-260312-0007",
        "Hồ sơ của: Nguyễn Thị Phương Thảo",
        "Giấy chứng sinh",
        "Căn cứ: Nghị định",
        "Sửa trực tiếp trên mẫu",
        "Bổ sung, hoàn thiện chậm nhất: 17 giờ 00 phút, ngày 19 tháng 3 năm 2026",
        "0208 3855 001",
        "NGƯỜI HƯỚNG DẪN",
        "Trần Văn Hùng",
    ):
        assert words in said
    assert "Lần yêu cầu" not in said


def test_a_second_request_says_that_it_is_the_second():
    assert "Lần yêu cầu: lần thứ hai" in of("supplement", **within("supplement", round=2))


def test_thirty_items_go_over_pages_with_the_head_on_each_and_lose_none():
    items = [{"name": f"Giấy tờ thứ {i:02d}", "reason": "Mờ " * 12} for i in range(30)]

    paper = made("supplement.typ", **within("supplement", items=items))

    pages = int(reading.properties(paper)["Pages"])
    text = reading.text(paper)
    assert pages > 1
    assert f"Trang 1/{pages}" in text
    assert text.count("Cách thực hiện") >= pages - 1
    assert all(item["name"] in " ".join(text.split()) for item in items)


def test_form_03_gives_each_ground_with_its_source_and_the_officer():
    said = of("refusal", number="3/PTC")

    for words in (
        "PHIẾU TỪ CHỐI TIẾP NHẬN",
        "Số: 3/PTC",
        "1. Việc sinh đã được đăng ký",
        "Căn cứ: Luật Hộ tịch, Điều 15 và Điều 16",
        "2. Yêu cầu không thuộc thẩm quyền",
        "2.000635",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Trần Văn Hùng",
    ):
        assert words in said


def test_form_04_before_the_due_time_asks_for_an_extension():
    said = of("apology")

    for words in (
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Kính gửi: Nguyễn Thị Phương Thảo",
        "Vào hồi 9 giờ 05 phút, ngày 12 tháng 3 năm 2026",
        "hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 12 tháng 3 năm 2026",
        "Lý do: Cơ quan phối hợp chưa có kết quả xác minh",
        "xin lỗi anh/chị và đề nghị được gia hạn",
        "chậm nhất 17 giờ 00 phút, ngày 16 tháng 3 năm 2026",
    ):
        assert words in said
    assert "quá hạn" not in said


def test_form_04_after_the_due_time_only_apologises_and_promises_a_day():
    said = of("apology", **within("apology", heals=False))

    assert "GIA HẠN" not in said
    assert "đề nghị được gia hạn" not in said
    assert "đã quá thời gian hẹn" in said
    assert "được ghi nhận là giải quyết quá hạn" in said
    assert "chậm nhất 17 giờ 00 phút, ngày 16 tháng 3 năm 2026" in said


def test_a_draft_of_form_04_names_who_is_to_sign_and_the_final_paper_leaves_the_room():
    draft, final = of("apology", draft=True), of("apology")

    assert "(Dự kiến ký)" in draft
    assert "Lê Minh Đức" in draft
    assert "Lê Minh Đức" not in final


def test_form_05_tells_the_step_the_ground_and_what_becomes_of_the_money():
    own, others = of("stop"), of("stop", **within("stop", asked_by_applicant=False))

    for words in (
        "THÔNG BÁO Dừng giải quyết hồ sơ",
        "Bước giải quyết tại thời điểm dừng: Thẩm định hồ sơ",
        "Lý do dừng: Anh/chị đề nghị rút hồ sơ",
        "Phí, lệ phí: Không thu lệ phí",
    ):
        assert words in own
    assert "Theo đề nghị dừng giải quyết hồ sơ của anh/chị" in own
    assert "Theo đề nghị" not in others


def test_form_06_has_a_row_for_each_hand_over_with_its_verdict():
    said = of("control")

    for words in ("Trước hạn", "Đúng hạn", "Quá hạn", "09:05", "1. Trần Văn Hùng", "Quá hạn 20"):
        assert words in said
    assert "Công an phường Phan Đình Phùng" in said


def test_form_07_goes_over_pages_lying_down_with_its_head_on_each():
    rows = [
        SAMPLE["book"]["rows"][i % 2] | {"number": i, "reference": f"H55.101-260312-{i:04d}"}
        for i in range(1, 81)
    ]

    paper = made("book.typ", **within("book", rows=rows))

    properties, text = reading.properties(paper), reading.text(paper)
    pages = int(properties["Pages"])
    width, height = (float(n) for n in properties["Page size"].split(" pts")[0].split(" x "))
    assert width > height
    assert pages > 3
    assert text.count("Hẹn trả") == pages
    assert "Từ ngày 01/03/2026 đến ngày 31/03/2026" in text
    assert "Cộng: 80 hồ sơ" in text


def test_the_notice_of_payment_adds_up_in_digits_and_words():
    said = of("payment")

    for words in (
        "NỘP PHÍ, LỆ PHÍ",
        "8.000 đồng",
        "Tổng cộng 24.000 đồng",
        "Bằng chữ: Hai mươi tư nghìn đồng",
        "Mã thanh toán: TT-260312-0007",
        "Nộp chậm nhất: 17 giờ 00 phút, ngày 19 tháng 3 năm 2026",
        "Không phải biên lai",
    ):
        assert words in said


def test_a_negative_result_gives_grounds_and_the_right_to_complain():
    usual = of("negative")
    own = of("negative", **within("negative", appeal="Thời hiệu khiếu nại là 90 ngày."))

    assert "không đủ điều kiện giải quyết" in usual
    assert "Căn cứ: Luật Hộ tịch, Điều 25" in usual
    assert "quyền khiếu nại hoặc khởi kiện" in usual
    assert "Thời hiệu khiếu nại là 90 ngày." in own
    assert "khởi kiện" not in own


@pytest.mark.parametrize("file", FILES)
def test_with_next_to_nothing_known_every_form_is_still_set(file):
    bare = {
        "agency": {"name": "UBND xã Bình An"},
        "dossier": {},
        "procedure": {},
        "supplement": {"items": [{}, {"name": None, "reason": None, "legal_source": None}]},
        "refusal": {"grounds": [{}]},
        "apology": {"new_due": None, "head": None},
        "stop": {"refund": None},
        "control": {"rows": [{"verdict": None, "giver": None}]},
        "book": {"rows": [{"returned": None}]},
        "payment": {"lines": [{"amount": None}]},
        "negative": {"grounds": [], "appeal": None},
    }

    said = reading.words(render((TEMPLATES / file).read_text(), bare, at=AT))

    assert "UBND XÃ BÌNH AN" in said
    assert not {"None", "none", "null"} & set(said.split())


@pytest.mark.parametrize("file", FILES)
def test_long_names_run_over_lines_and_none_of_it_is_lost(file):
    applicant = SAMPLE["applicant"] | {"name": LONG, "submitted_by": LONG, "address": LONG}
    book = within("book", rows=[SAMPLE["book"]["rows"][0] | {"applicant": LONG}])

    row = SAMPLE["handover"]["rows"][0] | {"applicant": LONG}
    paper = made(file, applicant=applicant, **book, **within("handover", rows=[row]))

    if file != "result.typ":  # it shows only what was declared
        words = reading.words(paper)
        assert words.count("Khuỷu") >= 3
    assert min(margins(paper)) > 0.03, "the text runs over the edge"


def margins(paper):
    """What is left blank on the left and on the right of the first page, as parts of its width."""
    page = reading.picture(paper, dots=40).convert("L").point(lambda shade: 255 * (shade < 128))
    left, _, right, _ = page.getbbox()
    return left / page.width, 1 - right / page.width


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["form01", "supplement", "refusal", "apology", "control", "book"])
def test_an_old_dossier_gets_the_form_of_its_day(kind):
    old, new = queries.template(kind, OLD), queries.template(kind, NEW)

    assert "Thông tư 01/2018/TT-VPCP" in reading.words(render(old, SAMPLE, at=AT))
    assert "Thông tư 03/2025/TT-VPCP" in reading.words(render(new, SAMPLE, at=AT))
    assert "Thông tư 03/2025/TT-VPCP" not in reading.words(render(old, SAMPLE, at=AT))
    assert queries.template(kind, date(2019, 1, 6)) == old
    with pytest.raises(TemplateNotInForce):
        queries.template(kind, date(2019, 1, 5))


@pytest.mark.django_db
def test_form_04_of_2018_is_the_slip_of_apology_and_there_was_no_form_05():
    said = reading.words(render(queries.template("apology", OLD), SAMPLE, at=AT))

    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in said
    assert "trước 17 giờ 00 phút, ngày 16 tháng 3 năm 2026" in said
    assert "gia hạn" not in said
    with pytest.raises(TemplateNotInForce):
        queries.template("stop", OLD)


@pytest.mark.django_db
def test_a_form_adopted_today_leaves_the_form_of_an_old_dossier_alone():
    old = queries.template("apology", OLD)
    source = queries.template("apology", NEW) + "\n// của tỉnh\n"

    actions.adopt_template(
        kind="apology", source=source, valid_from=date(2026, 4, 1), by=HOUSE, at=clock.now()
    )

    assert queries.template("apology", date(2026, 4, 1)) == source
    assert queries.template("apology", OLD) == old
    assert [each.number for each in queries.versions("apology")] == [1, 0, 0]


@pytest.mark.django_db
def test_each_kind_has_its_own_register_and_letters():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)

    given = []
    for case, kind in enumerate(["supplement", "refusal", "supplement", "apology", "result"]):
        paper = actions.reserve(
            kind=kind,
            title="Giấy",
            case=f"d-{case}",
            agency=agency,
            demo=True,
            by=HOUSE,
            at=clock.now(),
        )
        series, suffix = queries.numbering(kind)
        numbered = actions.next_number(
            paper=paper, series=series, suffix=suffix, by=clerk, at=clock.now()
        )
        given.append(numbered.number)

    year = clock.today().year
    assert given == ["01/PYCBS", "01/PTC", "02/PYCBS", "01/PXL", f"01/{year}"]


def test_letters_behind_a_number_tell_kinds_apart():
    letters = [kind.suffix for kind in KINDS.values() if kind.suffix]

    assert len(letters) == len(set(letters))
    assert {form.kind for form in FORMS_OF_THE_HOUSE} == set(KINDS)


def test_a_kind_that_the_house_does_not_know_is_numbered_by_year_and_signed_by_the_head():
    assert queries.numbering("giay-la") == ("giay-la", "")
    assert queries.signed("giay-la") is Signed.HEAD


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "old", "new", "refusal"),
    [
        ("apology", '#head-closing(head: "apology.head")', "Hết.", TemplateWithoutRoom),
        (
            "refusal",
            'officer-column("Người tiếp nhận hồ sơ", "refusal.officer")',
            "[Hết.]",
            TemplateWithoutRoom,
        ),
        ("stop", "Xin thông báo", "#data.stop.ground Xin thông báo", TemplateNeedsTooMuch),
    ],
)
def test_a_form_that_would_fail_later_is_not_adopted(kind, old, new, refusal):
    source = queries.template(kind, NEW).replace(old, new)

    with pytest.raises(refusal):
        actions.adopt_template(
            kind=kind, source=source, valid_from=date(2026, 4, 1), by=HOUSE, at=clock.now()
        )
    assert not PaperTemplate.objects.exists()


@pytest.mark.django_db
def test_an_officer_replaces_forms_for_days_to_come_and_only_from_the_control_office():
    agency = offices.commune()
    source, today = queries.template("stop", NEW), clock.today()
    controller = offices.officer(agency, Role.CONTROLLER)
    given = {"kind": "stop", "source": source, "at": clock.now()}

    with pytest.raises(TemplateTooEarly):
        actions.adopt_template(**given, valid_from=date(2026, 1, 1), by=controller)
    for role in (Role.HEAD, Role.ADMINISTRATOR, Role.CLERK):
        with pytest.raises(NotPermitted):
            actions.adopt_template(**given, valid_from=today, by=offices.officer(agency, role))
    adopted = actions.adopt_template(
        **given, valid_from=today, ground="Quyết định 12/2026/QĐ-UBND", by=controller
    )

    assert (adopted.version, adopted.ground) == (1, "Quyết định 12/2026/QĐ-UBND")


def test_the_sample_dossier_has_something_for_every_kind():
    parts = {"supplement", "refusal", "apology", "stop", "control", "book", "payment", "negative"}

    assert parts <= rendering.sample().keys()


@pytest.mark.parametrize("kind", ["apology", "stop", "negative"])
def test_what_a_head_signs_is_then_numbered_dated_and_sealed_and_both_signatures_hold(
    kind, tmp_path
):
    paper = made(f"{kind}.typ", number="", date="")
    by_head = signing.signed(paper, signing.key(tmp_path))

    sealed = signing.signed(
        by_head,
        signing.key(tmp_path, signing.AGENCY),
        "seal",
        number="Số: 15/PXL",
        date="ngày 12 tháng 3 năm 2026",
    )

    assert signing.pdfsig(sealed, tmp_path).count("Signature is Valid.") == 2


def test_the_slip_of_an_officer_can_be_sealed_by_the_agency(tmp_path):
    paper = made("supplement.typ", number="15/PYCBS")

    sealed = signing.signed(paper, signing.key(tmp_path, signing.AGENCY), "seal")

    assert signing.pdfsig(sealed, tmp_path).count("Signature is Valid.") == 1
