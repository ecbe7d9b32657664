"""The checklist of the papers, and that nothing marked there is typed twice."""

import pytest
from django.urls import reverse

from tests.dossiers.conftest import photo
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import ComponentCheck
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

from .acts import here, page
from .test_desk import at_examination, deed, page_of, submitted  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
# ruff: noqa: F811  # fixtures of another module are given by their names

WRONG = {
    "k-giay_chung_sinh": "sai",
    "kd-giay_chung_sinh": "anh_khong_ro",
    "kr-giay_chung_sinh": "Mất góc dưới",
}


@pytest.fixture
def desk(client, officers):
    return here(client, officers, Role.SPECIALIST)


def test_what_is_wrong_is_kept_with_who_and_when_and_told_without_words(
    desk, at_examination, officers
):
    desk.post(deed(at_examination, "kiem-tra"), WRONG)

    check = ComponentCheck.objects.get()
    body = desk.get(page_of(at_examination)).content.decode()
    told = TrailEntry.objects.get(kind="dossier.components-checked")
    assert (check.component, check.is_right, check.defect, check.checked_by) == (
        "giay_chung_sinh",
        False,
        "anh_khong_ro",
        officers[Role.SPECIALIST],
    )
    assert told.data == {"right": "", "wrong": "giay_chung_sinh"}
    assert "Mất góc dưới" in body


def test_what_is_marked_wrong_is_ticked_where_the_applicant_is_asked(desk, at_examination):
    desk.post(deed(at_examination, "kiem-tra"), WRONG)

    shown = desk.get(page(at_examination, "supplement"))

    (item,) = [each for each in shown.context["everything"].items if each.is_marked]
    assert (item.target, item.defect, item.reason) == (
        "giay_chung_sinh",
        "anh_khong_ro",
        "Mất góc dưới",
    )
    assert shown.context["everything"].problems == []


def test_a_wrong_answer_of_the_declaration_is_asked_for_as_a_question(desk, at_examination):
    sent = {
        "k-to_khai": "sai",
        "kd-to_khai": "ten_khong_dung_quy_dinh",
        "kf-to_khai-ks_ho_ten": "co",
        "kf-to_khai-khong_co": "co",
    }

    desk.post(deed(at_examination, "kiem-tra"), sent)

    shown = desk.get(page(at_examination, "supplement"))
    marked = [each.target for each in shown.context["everything"].items if each.is_marked]
    assert marked == ["form.ks_ho_ten"]


def test_the_rest_is_called_right_with_one_button_but_never_what_is_missing(desk, at_examination):
    desk.post(deed(at_examination, "kiem-tra"), {**WRONG, "con-lai": "dung"})

    seen = desk.get(page_of(at_examination)).context["checklist"]
    missing = [line for line in seen.lines if line.state.is_missing]
    assert seen.wrong == 1
    assert seen.right == len(seen.lines) - 1 - len(missing)


def test_wrong_without_a_reason_is_not_kept_and_what_was_typed_stays(desk, at_examination):
    sent = {"k-giay_chung_sinh": "sai", "km-giay_chung_sinh": "Chụp lại ngoài trời"}

    refused = desk.post(deed(at_examination, "kiem-tra"), sent)

    body = refused.content.decode()
    assert refused.status_code == 422
    assert "Giấy chứng sinh" in str(refused.context["refusal"])
    assert "Chụp lại ngoài trời" in body
    assert not ComponentCheck.objects.exists()


def test_the_same_again_makes_no_new_row(desk, at_examination):
    for _each in range(2):
        desk.post(deed(at_examination, "kiem-tra"), WRONG)

    assert ComponentCheck.objects.count() == 1


def test_after_new_files_came_it_is_to_be_looked_at_again(desk, at_examination, officers, mother):
    desk.post(deed(at_examination, "kiem-tra"), {"k-giay_chung_sinh": "dung"})
    asked = [{"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"}]
    request = dossiers.ask_supplement(
        dossier=at_examination, items=asked, by=officers[Role.SPECIALIST]
    )
    dossiers.attach_correction(
        request=request, target="giay_chung_sinh", name="moi.png", content=photo("PNG"), by=mother
    )
    dossiers.send_supplement(request=request, by=mother)

    seen = desk.get(page_of(at_examination)).context["checklist"]

    (line,) = [each for each in seen.lines if each.checked.key == "giay_chung_sinh"]
    assert line.checked.is_outdated
    assert line.verdict == ""
    assert seen.right == 0


def test_the_clerk_sees_what_was_found_and_marks_nothing(client, at_examination, officers):
    clerk = here(client, officers, Role.CLERK)

    body = clerk.get(page_of(at_examination)).content.decode()

    assert 'name="k-giay_chung_sinh"' not in body
    with pytest.raises(NotPermitted):
        dossiers.check_components(dossier=at_examination, found=[], by=officers[Role.CLERK])


def test_the_applicant_sees_nothing_of_the_checklist(client, desk, at_examination, mother):
    desk.post(deed(at_examination, "kiem-tra"), WRONG)
    client.force_login(mother)

    body = client.get(reverse("portal:dossier", args=[at_examination.uid])).content.decode()

    assert "Mất góc dưới" not in body
    assert not ComponentCheck.objects.readable_by(mother).exists()
