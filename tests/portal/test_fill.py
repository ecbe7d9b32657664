"""From the button to the last question; nothing typed is ever lost."""

import json

import pytest
from django.urls import reverse

from tests import make
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.portal import handover

START = "/thu-tuc/1.001193/nop"


def section(dossier, key="nguoi_yeu_cau"):
    return reverse("portal:section", args=[dossier.uid, key])


def test_one_signs_in_and_comes_back_to_the_beginning(client, birth):
    answer = client.get(START)

    assert answer.url == f"/dang-nhap?next={START}"


def test_the_ward_one_lives_in_is_proposed(signed_in, birth):
    page = signed_in.get(START).content.decode()

    assert '<option value="H55.101" selected>' in page


def test_without_an_agency_the_page_says_what_is_missing(signed_in, birth):
    page = signed_in.post(START, {"key": "a"})

    assert page.status_code == 422
    assert '<a href="#agency">' in page.content.decode()
    assert not Dossier.objects.exists()


def test_two_clicks_begin_one_draft(signed_in, birth):
    answers = [signed_in.post(START, {"key": "a", "agency": "H55.101"}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Dossier.objects.count() == 1


def test_a_second_dossier_is_begun_when_asked_for(signed_in, draft):
    page = signed_in.get(START).content.decode()
    signed_in.post(START, {"key": "b", "agency": "H55.101", "moi": "1"})

    assert reverse("portal:go-on", args=[draft.uid]) in page
    assert Dossier.objects.count() == 2


def test_what_the_state_knows_is_shown_and_not_asked(signed_in, draft):
    page = signed_in.get(section(draft)).content.decode()

    assert "14/3/1996" in page
    assert 'name="nyc_ho_ten"' not in page
    assert 'name="nyc_quan_he"' in page


def test_a_wrong_answer_comes_back_as_it_was_typed(signed_in, draft):
    page = signed_in.post(section(draft), {"nyc_dien_thoai": "bốn năm sáu", "nyc_quan_he": "me"})

    text = page.content.decode()
    assert page.status_code == 422
    assert '<a href="#nyc_dien_thoai">' in text
    assert 'value="bốn năm sáu"' in text


def test_right_answers_lead_on(signed_in, draft):
    answer = signed_in.post(section(draft), {"nyc_dien_thoai": "0900 000 001", "nyc_quan_he": "me"})

    draft.refresh_from_db()
    assert draft.answers["nyc_dien_thoai"] == "0900000001"
    assert answer.status_code == 302
    assert answer.url == section(draft, "tre_em")


def test_while_typing_it_is_kept_and_told_which_questions_are_asked(signed_in, draft):
    answer = signed_in.post(
        section(draft, "truong_hop"), {"hoan_canh": "thong_thuong"}, headers={"HX-Request": "true"}
    )

    draft.refresh_from_db()
    told = answer.json()
    assert answer.status_code == 200
    assert draft.answers == {"hoan_canh": "thong_thuong"}
    assert "co_giay_chung_sinh" in told["fields"]
    assert told["text"] == "Đã lưu lúc 09:00"


def test_one_can_stop_and_go_on_at_the_first_thing_missing(signed_in, draft):
    signed_in.post(section(draft, "truong_hop"), {"hoan_canh": "bo_roi", "uy_quyen": "khong"})

    stopped = signed_in.post(section(draft), {"nyc_quan_he": "nguoi_nuoi_duong", "sau": "1"})

    assert stopped.url == reverse("portal:dossiers")
    assert signed_in.get(reverse("portal:go-on", args=[draft.uid])).url.startswith(
        f"/ho-so/{draft.uid}/khai/"
    )


def test_going_back_keeps_what_was_typed_even_what_is_wrong(signed_in, draft):
    back = signed_in.post(section(draft, "tre_em"), {"ks_ngay_sinh.day": "40", "truoc": "1"})

    draft.refresh_from_db()
    assert back.url == section(draft)
    assert draft.answers["_raw"]["ks_ngay_sinh"]["day"] == "40"


def test_what_is_typed_into_a_section_that_is_closed_meanwhile_is_kept_and_leads_on(
    signed_in, draft
):
    signed_in.post(section(draft, "truong_hop"), {"hoan_canh": "bo_roi"})

    sent = signed_in.post(section(draft, "me"), {"me_ho_ten": "Trần Thị Mai"})

    draft.refresh_from_db()
    assert sent.url == reverse("portal:go-on", args=[draft.uid])
    assert draft.answers["me_ho_ten"] == "Trần Thị Mai"


def test_an_unknown_section_is_not_found(signed_in, draft):
    assert signed_in.get(section(draft, "khong-co")).status_code == 404


def test_communes_follow_their_province(client, ward):
    part = client.get("/dia-danh", {"province": "19", "path": "noi_o"}).content.decode()

    assert "Phường Phan Đình Phùng" in part


# ---- An expired session ---------------------------------------------------------------------


@pytest.fixture
def typed(mother, draft):
    return {
        "nyc_dien_thoai": "0911 222 333",
        "nyc_quan_he": "me",
        "pass": handover.pass_for(mother, draft),
    }


def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(
    client, mother, draft, typed
):
    sent = client.post(section(draft), typed)
    client.force_login(mother)
    page = client.get(section(draft))

    draft.refresh_from_db()
    assert sent.url == f"/dang-nhap?next={section(draft)}"
    assert draft.answers["nyc_dien_thoai"] == "0911222333"
    assert "Anh/chị đã đăng nhập lại" in page.content.decode()


def test_it_is_sealed_in_the_session(client, draft, typed):
    client.post(section(draft), typed)

    assert "0911" not in json.dumps(dict(client.session))


def test_whoever_signs_in_instead_gets_nothing_of_it(client, draft, typed):
    client.post(section(draft), typed)
    client.force_login(make.account())

    assert client.get(section(draft)).status_code == 404
    draft.refresh_from_db()
    assert draft.answers == {}


def test_without_a_pass_of_a_page_of_ours_nothing_is_kept(client, draft, typed):
    client.post(section(draft), typed | {"pass": "made-up"})

    assert handover.ABOUT not in client.session


def test_autosave_without_a_session_is_told_apart(client, draft, typed):
    answer = client.post(section(draft), typed, headers={"HX-Request": "true"})

    assert answer.status_code == 401


def test_a_person_known_to_the_registers_is_filled_in_by_a_button(signed_in, draft, mother):
    mother.party.known = mother.party.known | {
        "csdlqg_dan_cu.vo_chong.so_dinh_danh": "019093000002",
        "csdlqg_dan_cu.vo_chong.ho_ten": "Trần Văn Dũng",
    }
    mother.party.save()
    before = {"nyc_quan_he": "me", "hoan_canh": "thong_thuong", "cha_me_da_ket_hon": True}
    dossiers.save_answers(dossier=draft, answers=before, by=mother)

    page = signed_in.get(section(draft, "cha")).content.decode()
    answer = signed_in.post(
        section(draft, "cha"), {"cha_ho_ten": "", "_fill": "cha_so_dinh_danh.vo_chong"}
    )

    draft.refresh_from_db()
    assert "Trần Văn Dũng</button>" in page
    assert draft.answers["cha_so_dinh_danh"] == "019093000002"
    assert draft.answers["cha_ho_ten"] == "Trần Văn Dũng"
    assert "cha_ngay_sinh" not in draft.answers, "her own birthday is not his"
    assert answer.url.endswith("#cha_so_dinh_danh")
