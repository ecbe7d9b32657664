"""The checklist of the papers, and that nothing marked there is typed twice."""

import pytest
from django.urls import reverse

from tests import make
from tests.dossiers.conftest import photo
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import ComponentCheck
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .acts import page
from .light import desk, examined, specialist  # noqa: F401  # fixtures
from .test_desk import deed, page_of

pytestmark = pytest.mark.django_db
# ruff: noqa: F811  # fixtures of another module are given by their names

WRONG = {
    "k-giay_chung_sinh": "sai",
    "kd-giay_chung_sinh": "anh_khong_ro",
    "kr-giay_chung_sinh": "Mất góc dưới",
}


def test_what_is_wrong_is_kept_with_who_and_when_and_told_without_words(desk, examined, specialist):
    desk.post(deed(examined, "kiem-tra"), WRONG)

    check = ComponentCheck.objects.get()
    body = desk.get(page_of(examined)).content.decode()
    told = TrailEntry.objects.get(kind="dossier.components-checked")
    assert (check.component, check.is_right, check.defect, check.checked_by) == (
        "giay_chung_sinh",
        False,
        "anh_khong_ro",
        specialist,
    )
    assert told.data == {"right": "", "wrong": "giay_chung_sinh"}
    assert "Mất góc dưới" in body


def test_what_is_marked_wrong_is_ticked_where_the_applicant_is_asked(desk, examined):
    desk.post(deed(examined, "kiem-tra"), WRONG)

    shown = desk.get(page(examined, "supplement"))

    (item,) = [each for each in shown.context["everything"].items if each.is_marked]
    assert (item.target, item.defect, item.reason) == (
        "giay_chung_sinh",
        "anh_khong_ro",
        "Mất góc dưới",
    )
    assert shown.context["everything"].problems == []


def test_a_wrong_answer_of_the_declaration_is_asked_for_as_a_question(desk, examined):
    sent = {
        "k-to_khai": "sai",
        "kd-to_khai": "ten_khong_dung_quy_dinh",
        "kf-to_khai-ks_ho_ten": "co",
        "kf-to_khai-khong_co": "co",
    }

    desk.post(deed(examined, "kiem-tra"), sent)

    shown = desk.get(page(examined, "supplement"))
    marked = [each.target for each in shown.context["everything"].items if each.is_marked]
    assert marked == ["form.ks_ho_ten"]


def test_the_rest_is_called_right_with_one_button_but_never_what_is_missing(desk, examined):
    desk.post(deed(examined, "kiem-tra"), {**WRONG, "con-lai": "dung"})

    seen = desk.get(page_of(examined)).context["checklist"]
    missing = [line for line in seen.lines if line.state.is_missing]
    assert seen.wrong == 1
    assert seen.right == len(seen.lines) - 1 - len(missing)


def test_wrong_without_a_reason_is_not_kept_and_what_was_typed_stays(desk, examined):
    sent = {"k-giay_chung_sinh": "sai", "km-giay_chung_sinh": "Chụp lại ngoài trời"}

    refused = desk.post(deed(examined, "kiem-tra"), sent)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert "Giấy chứng sinh" in str(refused.context["refusal"])
    assert "Chụp lại ngoài trời" in body
    assert not ComponentCheck.objects.exists()


def test_the_same_again_makes_no_new_row(desk, examined):
    for _each in range(2):
        desk.post(deed(examined, "kiem-tra"), WRONG)

    assert ComponentCheck.objects.count() == 1


def test_after_new_files_came_it_is_to_be_looked_at_again(desk, examined, specialist, mother):
    desk.post(deed(examined, "kiem-tra"), {"k-giay_chung_sinh": "dung"})
    asked = [{"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"}]
    request = dossiers.ask_supplement(dossier=examined, items=asked, by=specialist)
    dossiers.attach_correction(
        request=request, target="giay_chung_sinh", name="moi.png", content=photo("PNG"), by=mother
    )
    dossiers.send_supplement(request=request, by=mother)

    seen = desk.get(page_of(examined)).context["checklist"]

    (line,) = [each for each in seen.lines if each.checked.key == "giay_chung_sinh"]
    assert line.checked.is_outdated
    assert line.verdict == ""
    assert seen.right == 0


def test_the_clerk_sees_what_was_found_and_marks_nothing(client, examined, ward):
    clerk = make.officer(Role.CLERK, agency=ward)
    client.force_login(clerk)

    body = client.get(page_of(examined)).content.decode()

    assert 'name="k-giay_chung_sinh"' not in body
    with pytest.raises(NotPermitted):
        dossiers.check_components(dossier=examined, found=[], by=clerk)


def test_the_applicant_sees_nothing_of_the_checklist(client, desk, examined, mother):
    desk.post(deed(examined, "kiem-tra"), WRONG)
    client.force_login(mother)

    body = client.get(reverse("portal:dossier", args=[examined.uid])).content.decode()

    assert "Mất góc dưới" not in body
    assert not ComponentCheck.objects.readable_by(mother).exists()
