"""Reading over, filing once, the proof of it."""

import pytest
from django.urls import reverse

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.trail.models import TrailEntry


def check(dossier):
    return reverse("portal:check", args=[dossier.uid])


def test_answers_stand_with_their_source(signed_in, filled):
    page = signed_in.get(check(filled)).content.decode()

    assert "Trần Minh Khôi" in page
    assert "Cơ sở dữ liệu quốc gia về dân cư" in page
    assert "Ủy ban nhân dân phường Phan Đình Phùng" in page


def test_a_free_procedure_shows_no_money(signed_in, filled):
    page = signed_in.get(check(filled)).content.decode()

    assert "Thủ tục này không thu phí, lệ phí" in page
    assert "0 đồng" not in page


def test_a_fee_is_shown_with_its_ground_before_filing(signed_in, filled, mother):
    dossiers.save_answers(dossier=filled, answers={"so_ban_sao": 2}, by=mother)

    page = signed_in.get(check(filled)).content.decode()

    assert "16.000 đồng" in page
    assert "281/2016/TT-BTC" in page


def test_an_exemption_is_said_and_is_not_a_nought(signed_in, filled, mother):
    late = {"ks_ngay_sinh": "2026-05-01", "doi_tuong_mien": "ho_ngheo"}
    dossiers.save_answers(dossier=filled, answers=late, by=mother)

    page = signed_in.get(check(filled)).content.decode()

    assert "Miễn lệ phí: người thuộc hộ nghèo" in page
    assert ">0 đồng<" not in page


def test_what_is_missing_comes_back_linked_to_its_line(signed_in, draft):
    page = signed_in.post(check(draft))

    draft.refresh_from_db()
    assert page.status_code == 422
    assert '<a href="#ks_ho_ten">' in page.content.decode()
    assert draft.is_draft


def test_filing_leads_to_the_confirmation(signed_in, filled):
    page = signed_in.post(check(filled), follow=True)

    filled.refresh_from_db()
    text = page.content.decode()
    assert page.redirect_chain == [(reverse("portal:submitted", args=[filled.uid]), 302)]
    assert filled.reference in text
    assert "09:00, 05/10/2026" in text
    assert "17:00, 05/10/2026" in text  # within the day, as the version says
    assert filled.due_at is None


@pytest.mark.parametrize("again", ["post", "get"])
def test_a_second_click_and_the_back_button_lead_there_too(signed_in, filled, again):
    signed_in.post(check(filled))

    answer = getattr(signed_in, again)(check(filled))

    assert answer.url == reverse("portal:submitted", args=[filled.uid])
    assert Dossier.objects.exclude(state=State.DRAFT).count() == 1
    assert TrailEntry.objects.filter(kind="dossier.submitted").count() == 1


def test_going_back_into_the_form_after_filing_leads_to_the_dossier(signed_in, filed):
    section = reverse("portal:section", args=[filed.uid, "tre_em"])
    papers = reverse("portal:papers", args=[filed.uid])

    for page in (section, papers):
        assert signed_in.get(page).url == reverse("portal:dossier", args=[filed.uid])
        assert signed_in.post(page, {"ks_ho_ten": "Khác"}).status_code == 302

    filed.refresh_from_db()
    assert filed.answers["ks_ho_ten"] == "Trần Minh Khôi"


def test_the_place_of_the_pdf_is_asked_for_alone(signed_in, filed):
    url = reverse("portal:submitted", args=[filed.uid])

    part = signed_in.get(url, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="confirmation"' in part


def test_a_draft_is_thrown_away_only_when_asked_twice(signed_in, draft):
    url = reverse("portal:discard", args=[draft.uid])

    signed_in.get(url)
    assert Dossier.objects.exists()

    signed_in.post(url)
    assert not Dossier.objects.exists()
