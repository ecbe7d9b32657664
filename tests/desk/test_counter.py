"""The counter: a person is known by their card, filed for, and leaves with the receipt."""

import io
import re
from datetime import timedelta

import pytest
import segno
from django.urls import reverse
from django.utils import timezone

from tests import make, offices, sessions
from tests.dossiers.scans import sheet
from tests.papers import reading
from tests.portal.conftest import photo
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import declaring
from toantrinh.dossiers.models import Assistance, Dossier, FilingConfirmation
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Party
from toantrinh.identity.permissions import Role
from toantrinh.payments.models import Charge
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "019190000001"
CARD = f"{NUMBER}||Nguyễn Thị Lan|14031990|Nữ|Tổ 12, phường Phan Đình Phùng|05102021"
PAPER = "giay_chung_sinh"
HOME = reverse("desk:counter")


@pytest.fixture
def one_stop(client, officers):
    client.force_login(officers[Role.ONE_STOP])
    return client


@pytest.fixture
def person(one_stop):
    """The address of somebody who was not known here before."""
    return one_stop.post(HOME, {"the": CARD}).url


@pytest.fixture
def draft(one_stop, person, birth):
    one_stop.post(person, {"thu-tuc": birth.code, "key": "1"})
    return Dossier.objects.get()


@pytest.fixture
def answered(one_stop, mother, birth, sample, officers):
    """Drawn up for somebody whom the registers know; the paper is still to be scanned."""
    here = one_stop.post(HOME, {"the": mother.party.number}).url
    one_stop.post(here, {"thu-tuc": birth.code, "key": "1"})
    begun, by = Dossier.objects.get(), officers[Role.ONE_STOP]
    return dossiers.save_answers(dossier=begun, answers=sample["answers"], by=by)


@pytest.fixture
def ready(answered, officers):
    by = officers[Role.ONE_STOP]
    dossiers.attach(dossier=answered, component=PAPER, name="a.jpg", content=photo(), by=by)
    return Dossier.objects.get()


def page_of(dossier, name="counter-confirming"):
    return reverse(f"desk:{name}", args=[dossier.uid])


def code_for(client, dossier):
    client.post(page_of(dossier), {"viec": "gui-ma"})
    return declaring.code(FilingConfirmation.objects.get())


def test_a_card_that_is_read_makes_the_person_known_and_shows_no_number(one_stop, person):
    shown = one_stop.get(person).content.decode()

    assert Party.objects.with_number(NUMBER).get().name == "Nguyễn Thị Lan"
    assert "Nguyễn Thị Lan" in shown
    assert NUMBER not in shown + person


def test_somebody_known_is_found_and_the_look_is_written_down(one_stop):
    known = make.party(name="Nguyễn Thị Lam", number=NUMBER)

    shown = one_stop.get(one_stop.post(HOME, {"the": CARD}).url).content.decode()

    assert Party.objects.with_number(NUMBER).get() == known
    assert "Trên thẻ ghi “Nguyễn Thị Lan”" in shown
    assert AccessEntry.objects.filter(kind="party.looked-up").exists()


def test_a_photo_of_the_code_is_read_and_kept_nowhere(one_stop):
    picture = io.BytesIO()
    segno.make(CARD).save(picture, kind="png", scale=5)
    picture.seek(0)

    answer = one_stop.post(HOME, {"anh": picture})

    assert answer.status_code == 302
    assert Party.objects.with_number(NUMBER).exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"the": ""}, "Quét thẻ hoặc nhập 12 chữ số"),
        ({"the": "https://vidu.vn/the"}, "không phải mã QR của thẻ căn cước"),
        ({"the": NUMBER}, "Nhập họ tên như trên thẻ"),
        ({"the": f"{NUMBER}|||"}, "Nhập họ tên như trên thẻ"),
    ],
)
def test_what_is_no_card_is_refused_in_plain_words(one_stop, sent, said):
    answer = one_stop.post(HOME, sent)

    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize(("typed", "kept"), [("01919000000", True), (f"01919000000|{CARD}", False)])
def test_a_number_typed_wrong_is_there_to_be_corrected(one_stop, typed, kept):
    shown = one_stop.post(HOME, {"the": typed}).content.decode()

    assert ('value="01919000000"' in shown) is kept


def test_a_photo_without_a_code_asks_for_the_number(one_stop):
    answer = one_stop.post(HOME, {"anh": io.BytesIO(photo("PNG"))})

    assert answer.status_code == 422
    assert "Không thấy mã QR" in answer.content.decode()


def test_who_was_seen_by_one_officer_is_not_opened_by_another(client, person, ward):
    client.force_login(make.officer(Role.ONE_STOP, agency=ward))

    assert client.get(person).status_code == 404


def test_two_clicks_draw_up_one_dossier_with_what_the_card_says(one_stop, person, birth):
    answers = [one_stop.post(person, {"thu-tuc": birth.code, "key": "1"}) for _ in range(2)]

    dossier = Dossier.objects.get()
    assert [each.url for each in answers] == [page_of(dossier, "counter-filling")] * 2
    assert dossier.answers["nyc_ho_ten"] == "Nguyễn Thị Lan"
    assert dossier.assistance == Assistance.OFFICER


def test_the_whole_form_is_on_one_page_and_nothing_typed_is_lost(one_stop, draft):
    here = page_of(draft, "counter-filling")
    shown = one_stop.get(here).content.decode()

    sent = {"_asked": ["ks_ho_ten"], "ks_ho_ten": "Trần Bảo Ngọc"}
    answer = one_stop.post(here, sent)
    typing = one_stop.post(here, sent, headers={"HX-Request": "true"})

    assert 'name="ks_ho_ten"' in shown and 'name="nyc_ho_ten"' in shown
    assert answer.status_code == 422
    assert "ks_ho_ten" in typing.json()["fields"]
    draft.refresh_from_db()
    assert draft.answers["ks_ho_ten"] == "Trần Bảo Ngọc"


def test_what_is_sent_after_the_session_ended_is_there_after_signing_in(one_stop, draft, officers):
    here = page_of(draft, "counter-filling")
    sessions.over(one_stop, officers[Role.ONE_STOP])

    sent = one_stop.post(here, {"_asked": ["ks_ho_ten"], "ks_ho_ten": "Trần Bảo Ngọc"})
    typing = one_stop.post(here, {}, headers={"HX-Request": "true"})
    one_stop.force_login(officers[Role.ONE_STOP])
    shown = one_stop.get(here).content.decode()

    assert sent.url == f"/dang-nhap?next={here}"
    assert typing.status_code == 401
    assert "Trần Bảo Ngọc" in shown
    assert "Phiên đăng nhập đã hết" in shown


def test_it_is_filed_accepted_and_the_receipt_comes(one_stop, ready, work):
    code = code_for(one_stop, ready)

    answers = [one_stop.post(page_of(ready), {"viec": "nop", "ma": code}) for _ in range(2)]
    work()
    shown = one_stop.get(page_of(ready, "counter-filed")).content.decode()

    assert [each.url for each in answers] == [page_of(ready, "counter-filed")] * 2
    ready.refresh_from_db()
    assert ready.state == State.PROCESSING
    assert "Đã nộp và tiếp nhận" in shown
    assert "In: Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in shown


def test_a_wrong_code_files_nothing_and_says_so(one_stop, ready):
    code_for(one_stop, ready)

    answer = one_stop.post(page_of(ready), {"viec": "nop", "ma": "1"})

    assert answer.status_code == 422
    assert "Mã không đúng" in answer.content.decode()
    ready.refresh_from_db()
    assert ready.is_draft


def test_the_declaration_is_printed_and_the_signed_sheet_confirms(one_stop, ready):
    printed = one_stop.get(page_of(ready, "declaration"))

    signed = io.BytesIO(sheet("Đã ký"))
    signed.name = "ky.png"
    one_stop.post(page_of(ready), {"viec": "nop", "chu-ky": signed})

    assert printed.content.startswith(b"%PDF")
    ready.refresh_from_db()
    assert ready.state == State.ACCEPTED
    shown = one_stop.get(reverse("desk:dossier", args=[ready.uid])).content.decode()
    assert "Bản kê khai đã ký" in shown
    assert "Nộp với sự giúp đỡ của" in shown
    assert f"<dt>Chủ hồ sơ</dt><dd>{ready.owner.name}</dd>" in shown
    assert f"<dt>Người nộp</dt><dd>{ready.owner.name}</dd>" in shown


def test_another_code_is_sent_after_a_minute_and_the_page_says_when(one_stop, ready):
    start = clock.now()
    for seconds, count in [(0, 1), (30, 1), (61, 2)]:
        with clock.set_to(start + timedelta(seconds=seconds)):
            one_stop.post(page_of(ready), {"viec": "gui-ma"})
            shown = one_stop.get(page_of(ready)).content.decode()
            assert FilingConfirmation.objects.count() == count
        assert "Gửi mã khác" in shown
        assert ("Mã vừa được gửi" in shown) == (seconds == 30)
    again = FilingConfirmation.objects.latest("asked_at").again_at.astimezone(clock.ZONE)

    assert f"từ {again:%H:%M:%S}; mã này khi đó hết hiệu lực" in shown
    assert shown.index('value="nop"') < shown.rindex('value="gui-ma"')  # Enter files


@pytest.mark.parametrize("sent", [{"viec": "gui-ma"}, {"viec": "nop"}])
def test_the_agency_that_is_chosen_counts_by_whatever_button_it_was_sent(one_stop, ready, sent):
    other = make.agency(code="H55.999", kind=ready.agency.kind)
    if sent["viec"] == "nop":
        signed = io.BytesIO(sheet("Đã ký cho cơ quan khác"))
        signed.name = "ky.png"
        sent = {**sent, "chu-ky": signed}

    answer = one_stop.post(page_of(ready), {**sent, "co-quan": other.code})

    ready.refresh_from_db()
    assert (ready.agency, ready.is_draft) == (other, True)
    assert not ready.confirmations.filter(state="given").exists()
    if sent["viec"] == "nop":
        assert answer.status_code == 422
        assert f"{other.name} giải quyết hồ sơ này; chưa nộp gì" in answer.content.decode()


def test_what_was_confirmed_for_one_agency_is_not_for_another(one_stop, ready):
    code = code_for(one_stop, ready)
    other = make.agency(code="H55.999", kind=ready.agency.kind)
    one_stop.post(page_of(ready), {"viec": "co-quan", "co-quan": other.code})

    refused = one_stop.post(page_of(ready), {"viec": "nop", "ma": code})

    assert refused.status_code == 422
    ready.refresh_from_db()
    assert ready.is_draft


def test_one_paper_needs_no_sorting_and_an_empty_scan_is_refused(one_stop, answered):
    blank = io.BytesIO(sheet(""))
    blank.name = "trang.png"
    scan = io.BytesIO(sheet("Giấy chứng sinh"))
    scan.name = "gcs.png"

    refused = one_stop.post(page_of(answered), {"viec": "quet", "chong": blank})
    one_stop.post(page_of(answered), {"viec": "quet", "chong": scan})

    assert refused.status_code == 422
    assert "trang quét đều trắng" in refused.content.decode()
    assert answered.attachments.present().get().component == PAPER


def test_who_does_not_confirm_can_correct_or_throw_it_away(one_stop, ready):
    declined = one_stop.post(page_of(ready), {"viec": "khong-xac-nhan"})
    thrown = one_stop.post(page_of(ready), {"viec": "huy"})

    assert declined.url == page_of(ready, "counter-filling")
    assert thrown.url == HOME
    assert not Dossier.objects.exists()


def test_a_fee_is_recorded_with_its_receipt_or_left_owed(one_stop, ready, sample, officers):
    late = str(clock.today().replace(year=clock.today().year - 1))
    by = officers[Role.ONE_STOP]
    dossiers.save_answers(
        dossier=ready, answers={"ks_ngay_sinh": late, "doi_tuong_mien": "khong"}, by=by
    )
    code = code_for(one_stop, ready)

    one_stop.post(page_of(ready), {"viec": "nop", "ma": code, "bien-lai": "BL-7"})

    assert Charge.objects.get().receipt_number == "BL-7"


def test_a_specialist_and_a_guide_have_no_place_at_the_counter(client, officers, ward, ready):
    for account in (officers[Role.SPECIALIST], make.officer(Role.GUIDE, agency=ward)):
        client.force_login(account)

        assert client.get(HOME).status_code == 403
        assert client.get(page_of(ready)).status_code == 404


def test_who_guides_finds_the_way_to_their_sittings_and_nobody_else_is_shown_it(client, officers):
    way, home = f'href="{reverse("desk:sittings")}"', reverse("portal:home")
    client.force_login(make.officer(Role.GUIDE, agency=officers[Role.ONE_STOP].posts.get().agency))
    guide = client.get(home).content.decode()
    client.force_login(officers[Role.ONE_STOP])

    assert way in guide
    assert way not in client.get(home).content.decode()


def test_a_session_that_ends_before_the_person_confirms_leads_back_to_the_same_page(client, ready):
    client.logout()

    answer = client.post(page_of(ready), {"viec": "nop", "bien-lai": "BL-1"})

    assert answer.url == f"/dang-nhap?next={page_of(ready)}"


def test_a_guide_is_shown_no_page_that_is_closed_to_them(client, ward, birth):
    client.force_login(make.officer(Role.GUIDE, agency=ward))
    pages = [reverse("desk:worklist"), reverse("desk:guidance")]
    pages += [reverse("desk:give-guidance", args=[birth.code]), reverse("desk:sittings")]

    shown = "".join(client.get(each).content.decode() for each in pages)

    closed = (reverse("desk:handovers"), HOME)
    assert [each for each in closed if f'href="{each}"' in shown] == []


def test_a_sitting_is_ended_once_and_what_was_chosen_for_it_stays(client, ward, birth):
    client.force_login(make.officer(Role.GUIDE, agency=ward))
    page = reverse("desk:sittings")

    refused = client.post(page, {"noi": "", "thu-tuc": birth.code})
    client.post(page, {"noi": "Nhà văn hóa tổ 12", "thu-tuc": birth.code})
    ends = [client.post(page, {"viec": "xong", "ket-qua": "tu_nop"}) for _ in range(2)]

    assert f'value="{birth.code}" selected' in refused.content.decode()
    assert [each.status_code for each in ends] == [302, 302]


@pytest.fixture
def for_another(client, mother, birth, sample, ward):
    """Ready to be filed with the ward, at the counter of a commune beside it."""
    centre = offices.commune("Ủy ban nhân dân xã Giả Định")
    by = offices.officer(centre, Role.ONE_STOP, name="Ma Thị Hiền")
    client.force_login(by)
    draft = dossiers.begin_for(version=birth, owner=mother.party, centre=centre, key="1", by=by)
    dossiers.choose_agency(dossier=draft, agency=ward, by=by)
    dossiers.save_answers(dossier=draft, answers=sample["answers"], by=by)
    dossiers.attach(dossier=draft, component=PAPER, name="a.jpg", content=photo(), by=by)
    return Dossier.objects.get()


def test_what_is_filed_for_another_body_goes_on_with_its_receipt(client, for_another, work):
    ready = for_another
    code = code_for(client, ready)

    sent = [client.post(page_of(ready), {"viec": "nop", "ma": code}) for _ in range(2)]
    led = client.get(page_of(ready, "counter-filed"), follow=True)
    work()
    shown = client.get(led.redirect_chain[-1][0]).content.decode()

    assert [each.status_code for each in sent] == [302, 302]
    assert led.redirect_chain == [(reverse("desk:receipt", args=[ready.uid]), 302)]
    assert "hx-get" in led.content.decode()
    ready.refresh_from_db()
    assert ready.taken_in_by == ready.assisted_in
    assert ready.reference in shown
    assert reverse("desk:receipt-form", args=[ready.uid]) in shown
    assert f"{timezone.localtime(ready.due_at):%H:%M}" in shown
    form = client.get(reverse("desk:receipt-form", args=[ready.uid])).content
    assert "(Nộp trực tiếp)" in reading.words(form)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 hong"])
def test_a_scan_that_cannot_be_read_is_refused_at_the_top_and_at_its_place(
    one_stop, answered, content
):
    scan = io.BytesIO(content)
    scan.name = "hong.pdf"

    answer = one_stop.post(page_of(answered), {"viec": "quet", "chong": scan})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#chong"' in shown
    assert 'id="chong-error"' in shown


def test_no_money_for_another_body_is_taken_and_it_is_said_where_it_is_paid(
    client, for_another, ward, officers
):
    late = str(clock.today().replace(year=clock.today().year - 1))
    by = for_another.assisted_by
    dossiers.save_answers(
        dossier=for_another, answers={"ks_ngay_sinh": late, "doi_tuong_mien": "khong"}, by=by
    )

    shown = client.get(page_of(for_another)).content.decode()

    assert 'name="bien-lai"' not in shown
    assert f"nộp cho {ward.name}, bằng chuyển khoản hoặc tại quầy" in shown


def test_the_figures_of_the_counter_count_what_was_just_filed(one_stop, ready):
    before = one_stop.get(HOME).context["figures"].assisted
    code = code_for(one_stop, ready)

    one_stop.post(page_of(ready), {"viec": "nop", "ma": code})

    assert one_stop.get(HOME).context["figures"].assisted == before + 1


def test_where_the_code_goes_is_told_without_the_whole_number(one_stop, ready):
    number = ready.owner.known["vneid.dien_thoai"]
    code_for(one_stop, ready)

    shown = one_stop.get(page_of(ready)).content.decode()

    assert f"trong VNeID: {number[:3]}****{number[-3:]}" in shown


def test_a_scan_sent_without_a_file_is_not_passed_over_in_silence(one_stop, answered):
    answer = one_stop.post(page_of(answered), {"viec": "quet"})

    assert answer.status_code == 422
    assert 'id="chong-error"' in answer.content.decode()


def test_a_section_that_an_answer_opens_waits_in_the_page_and_is_no_mistake(one_stop, draft):
    page = page_of(draft, "counter-filling")
    before = one_stop.get(page).content.decode()
    father = re.search(r'<section[^>]*aria-labelledby="muc-cha"[^>]*>', before)[0]
    hidden = re.findall(r'name="_hidden" value="(cha_\w+)"', before)

    answer = one_stop.post(
        page,
        {
            "_asked": ["hoan_canh", "cha_me_da_ket_hon", "nyc_quan_he", *hidden],
            "_hidden": hidden,
            "hoan_canh": "thong_thuong",
            "cha_me_da_ket_hon": "true",
            "nyc_quan_he": "me",
        },
    )

    assert father.endswith(" data-conditional hidden>")
    assert answer.status_code == 302
    assert answer.url.startswith(f"{page}#")
    assert '<section class="section" aria-labelledby="muc-cha" data-conditional>' in (
        one_stop.get(page).content.decode()
    )


def test_a_scan_of_nothing_is_no_signature_and_what_is_wrong_stands_at_its_place(one_stop, ready):
    blank = io.BytesIO(sheet(""))
    blank.name = "trang.png"

    answer = one_stop.post(page_of(ready), {"viec": "nop", "chu-ky": blank, "bien-lai": "0001"})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#chu-ky">Cả 1 trang quét đều trắng.' in shown
    assert 'id="chu-ky-error"' in shown
    assert '<details class="govuk-details" open>' in shown
    assert not FilingConfirmation.objects.exists()


def test_a_signed_sheet_of_several_pictures_is_kept_whole(one_stop, ready):
    taken = [io.BytesIO(sheet(words)) for words in ("Trang một", "Trang hai")]
    for at, each in enumerate(taken):
        each.name = f"{at}.png"

    one_stop.post(page_of(ready), {"viec": "nop", "chu-ky": taken})

    assert FilingConfirmation.objects.get().scan.file.page_numbers == range(1, 3)


def test_the_number_of_the_receipt_outlives_the_session(one_stop, ready, officers):
    late = str(clock.today().replace(year=clock.today().year - 1))  # then there is a fee
    by = officers[Role.ONE_STOP]
    dossiers.save_answers(
        dossier=ready, answers={"ks_ngay_sinh": late, "doi_tuong_mien": "khong"}, by=by
    )
    sessions.over(one_stop, by)

    one_stop.post(page_of(ready), {"viec": "nop", "bien-lai": "BL-77"})
    one_stop.force_login(by)
    shown = one_stop.get(page_of(ready)).content.decode()

    assert "Phiên đăng nhập đã hết" in shown
    assert 'id="bien-lai" name="bien-lai" value="BL-77"' in shown
