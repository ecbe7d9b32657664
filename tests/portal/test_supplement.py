"""Completing a dossier: only what was asked, kept at every step, sent once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import AskingState, Dossier, SupplementRequest
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.portal import handover
from toantrinh.trail.models import AccessEntry

from .conftest import photo

CERTIFICATE = {
    "target": "giay_chung_sinh",
    "reason": "Ảnh mờ, không đọc được số",
    "remedy": "Chụp lại đủ bốn góc",
    "legal_source": "Khoản 1 Điều 16 Luật Hộ tịch",
}
NAME = {
    "target": "form.ks_ho_ten",
    "reason": "Thiếu chữ đệm",
    "legal_source": "Điều 14 Luật Hộ tịch",
}
BIRTHDAY = {
    "target": "form.ks_ngay_sinh",
    "reason": "Khác giấy chứng sinh",
    "legal_source": "Điều 14 Luật Hộ tịch",
}
FILE = "file-giay_chung_sinh"


@pytest.fixture
def officer(ward):
    return make.officer(Role.ONE_STOP, agency=ward, title="Công chức")


@pytest.fixture
def asking(filed, officer):
    """She is asked for a new photo of the certificate, the name and the day of birth."""
    return dossiers.ask_supplement(dossier=filed, items=[CERTIFICATE, NAME, BIRTHDAY], by=officer)


@pytest.fixture
def url(asking):
    return reverse("portal:supplement", args=[asking.dossier.uid])


def here(asking):
    return reverse("portal:dossier", args=[asking.dossier.uid])


def fresh(asking):
    return SupplementRequest.objects.get(pk=asking.pk)


def state(asking):
    return Dossier.objects.get(pk=asking.dossier.pk).state


def file(name="moi.jpg", content=None):
    return SimpleUploadedFile(name, photo() if content is None else content)


def typed(**more):
    """Everything as a browser sends it."""
    return {
        "ks_ho_ten": "Trần Minh Khôi Nguyên",
        "ks_ngay_sinh.day": "2",
        "ks_ngay_sinh.month": "10",
        "ks_ngay_sinh.year": "2026",
        "giai_trinh": "",
    } | more


def test_the_dossier_says_on_top_what_is_wrong_why_and_until_when(signed_in, asking):
    page = signed_in.get(here(asking)).content.decode()

    told = page.split('class="panel panel--act"')[1].split("</section>")[0]
    for words in (
        "Thiếu chữ đệm",
        "Ảnh mờ, không đọc được số",
        "Chụp lại đủ bốn góc",
        "Căn cứ: Điều 14 Luật Hộ tịch",
        f"{asking.answer_by.astimezone(clock.ZONE):%H:%M, %d/%m/%Y}",
    ):
        assert words in told
    assert reverse("portal:supplement", args=[asking.dossier.uid]) in told


def test_only_what_was_asked_for_is_on_the_page(signed_in, url):
    page = signed_in.get(url).content.decode()

    assert 'name="ks_ho_ten"' in page
    assert 'name="ks_ngay_sinh.day"' in page
    assert f'name="{FILE}"' in page
    assert 'name="ks_gioi_tinh"' not in page
    assert "Anh/chị đã nộp: Trần Minh Khôi" in page


def test_what_is_typed_is_kept_even_when_it_is_wrong(signed_in, asking, url):
    sent = typed(**{"ks_ngay_sinh.day": "ba mươi", "giai_trinh": "Tôi sửa dần", "luu": "1"})

    answer = signed_in.post(url, sent)
    page = signed_in.get(url).content.decode()

    assert answer.status_code == 302
    assert "Trần Minh Khôi Nguyên" in page
    assert 'value="ba mươi"' in page
    assert "Tôi sửa dần" in page
    assert state(asking) == State.SUPPLEMENT_ASKED


def test_a_wrong_answer_comes_back_on_top_linked_to_its_field(signed_in, asking, url):
    sent = typed(**{"ks_ngay_sinh.day": "40", FILE: file(), "gui": "1"})

    page = signed_in.post(url, sent)

    assert page.status_code == 422
    assert '<a href="#ks_ngay_sinh">' in page.content.decode()
    assert state(asking) == State.SUPPLEMENT_ASKED


def test_what_is_neither_changed_nor_explained_comes_back(signed_in, url):
    page = signed_in.post(url, {"gui": "1"})

    body = page.content.decode()
    assert page.status_code == 422
    for place in (f"#{FILE}", "#ks_ho_ten", "#ks_ngay_sinh", "#giai_trinh"):
        assert f'<a href="{place}">' in body


def test_sent_it_counts_and_the_dossier_is_where_it_was(signed_in, asking, url):
    answer = signed_in.post(url, typed(**{FILE: file(), "gui": "1"}))

    dossier = Dossier.objects.get(pk=asking.dossier.pk)
    assert answer.url == here(asking)
    assert (dossier.state, fresh(asking).state) == (State.FILED, AskingState.ANSWERED)
    assert dossier.answers["ks_ho_ten"] == "Trần Minh Khôi Nguyên"
    assert dossier.answers["ks_ngay_sinh"] == "2026-10-02"
    assert "_raw" not in fresh(asking).content["before"]
    (attachment,) = dossier.attachments.present().filter(component="giay_chung_sinh")
    assert attachment.name == "moi.jpg"


def test_an_explanation_alone_is_an_answer(signed_in, asking, url):
    signed_in.post(url, {"giai_trinh": "Giấy này do bệnh viện giữ", "gui": "1"})

    assert fresh(asking).content["said"] == "Giấy này do bệnh viện giữ"
    assert state(asking) == State.FILED


def test_sent_twice_it_is_one_answer(signed_in, asking, url):
    sent = {"giai_trinh": "Đã sửa", "gui": "1"}

    first, second = signed_in.post(url, sent), signed_in.post(url, sent)

    assert (first.url, second.url) == (here(asking), here(asking))
    assert SupplementRequest.objects.filter(state=AskingState.ANSWERED).count() == 1


def test_what_was_not_asked_for_cannot_be_changed(signed_in, asking, url):
    signed_in.post(url, typed(ks_gioi_tinh="nu", luu="1"))
    refused = signed_in.post(url, {"file-giay_uy_quyen": file(), "luu": "1"})

    assert "ks_gioi_tinh" not in fresh(asking).corrections
    assert refused.status_code == 422
    assert not asking.dossier.attachments.filter(component__contains="uy_quyen").exists()


def test_a_file_that_will_not_do_is_refused_at_its_place_and_the_rest_is_kept(
    signed_in, asking, url
):
    page = signed_in.post(url, typed(**{FILE: file("hong.pdf", b"MZ nothing"), "gui": "1"}))

    assert page.status_code == 422
    assert f'<a href="#{FILE}">' in page.content.decode()
    assert fresh(asking).corrections["ks_ho_ten"] == "Trần Minh Khôi Nguyên"
    assert state(asking) == State.SUPPLEMENT_ASKED


def test_a_file_is_taken_away_again_before_it_is_sent(signed_in, asking, url):
    signed_in.post(url, {FILE: file(), "luu": FILE})
    kept = asking.dossier.attachments.present().get(component=f"new.{CERTIFICATE['target']}")

    signed_in.post(url, {"bo": str(kept.uid), "luu": "1"})

    assert not asking.dossier.attachments.present().filter(pk=kept.pk).exists()


def test_files_given_before_cannot_be_taken_away_here(signed_in, filled, officer, mother):
    dossiers.attach(
        dossier=filled, component="giay_chung_sinh", name="cu.jpg", content=photo(), by=mother
    )
    filed = dossiers.submit(dossier=filled, by=mother)
    dossiers.ask_supplement(dossier=filed, items=[CERTIFICATE], by=officer)
    old = filed.attachments.present().get()

    url = reverse("portal:supplement", args=[filed.uid])
    signed_in.post(url, {"bo": str(old.uid), "luu": "1"})

    assert filed.attachments.present().filter(pk=old.pk).exists()


def test_while_typing_the_script_is_told_that_it_is_kept(signed_in, asking, url):
    answer = signed_in.post(url, typed(), headers={"HX-Request": "true"})

    assert answer.json()["text"].startswith("Đã lưu lúc")
    assert fresh(asking).corrections["ks_ho_ten"] == "Trần Minh Khôi Nguyên"


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(
    client, asking, url, mother
):
    sent = typed(**{FILE: file(), "pass": handover.pass_for(mother, asking.dossier), "gui": "1"})
    client.post(url, sent)
    client.force_login(mother)

    page = client.get(url).content.decode()

    assert "Trần Minh Khôi Nguyên" in page
    assert "moi.jpg" in page
    assert "đã đăng nhập lại" in page.lower()
    assert state(asking) == State.SUPPLEMENT_ASKED


def test_after_the_dossier_ended_it_says_so_and_shows_what_was_typed(
    signed_in, asking, url, officer
):
    signed_in.post(url, {FILE: file(), "luu": FILE})
    ground = asking.dossier.version.pack.refusal_grounds[0].key
    dossiers.refuse(dossier=asking.dossier, grounds_named=[ground], by=officer)

    late = signed_in.post(url, typed(giai_trinh="Xin gửi lại", gui="1"))
    look = signed_in.get(url)

    body = late.content.decode()
    assert (late.status_code, look.status_code) == (409, 200)
    for words in ("Hồ sơ không được tiếp nhận", "Trần Minh Khôi Nguyên", "Xin gửi lại", "moi.jpg"):
        assert words in body


def test_while_it_is_being_withdrawn_the_dossier_is_shown(signed_in, asking, url, mother):
    dossiers.ask_withdrawal(dossier=asking.dossier, by=mother)

    assert signed_in.get(url).url == signed_in.post(url, {"gui": "1"}).url == here(asking)


def test_where_nothing_is_asked_the_dossier_is_shown(signed_in, filed):
    url = reverse("portal:supplement", args=[filed.uid])

    assert signed_in.get(url).url == reverse("portal:dossier", args=[filed.uid])


def test_a_stranger_finds_nothing_and_it_is_written_down(client, asking, url):
    client.force_login(make.account())

    looked, sent = client.get(url), client.post(url, {"gui": "1", "giai_trinh": "x"})

    assert (looked.status_code, sent.status_code) == (404, 404)
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").count() == 2
    assert fresh(asking).state == AskingState.ISSUED


def test_before_acceptance_the_time_of_the_answer_begins_anew(signed_in, asking, url):
    with clock.set_to(clock.now() + timedelta(days=1)):
        signed_in.post(url, {"giai_trinh": "Đã sửa", "gui": "1"})
        page = signed_in.get(here(asking)).content.decode()

    assert "17:00, 06/10/2026" in page
