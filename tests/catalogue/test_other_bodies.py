"""What a pack says of other bodies and of the dossiers it opens, and how mistakes are told."""

from datetime import date

import pytest
from django.conf import settings
from django.utils import translation

from tests.catalogue import folders
from toantrinh.catalogue import packs, reading
from toantrinh.catalogue.bodies import By
from toantrinh.catalogue.linking import Given, Opening
from toantrinh.catalogue.packs import overlay
from toantrinh.catalogue.packs.checking import definition_of

PROCEDURE = "procedure.yaml"
PERMIT = "1.013225-cap-giay-phep-xay-dung-nha-o-rieng-le"
GROUP = "3.000722-lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc"
BODY = "body: {by: officer, chosen_in: phan_cong}"


def others(code):
    (folder,) = settings.PACKS.glob(f"{code}-*")
    return definition_of(folder)


def told(name, tmp_path, old, new):
    folder = folders.copy(name, tmp_path)
    folders.edit(folder, PROCEDURE, old, new)
    with translation.override("en"):
        return [each.message for each in packs.check(folder, others=others)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("{by: department}", "The department is not named."),
        ("{by: competent}", "It is not said which body of that unit does it."),
        ("{by: noi_nao_do, level: xa}", "“noi_nao_do” is not an address or place of the form."),
        ("{by: officer}", "The officer chooses the body in an earlier step of kind work."),
        (
            "{by: officer, chosen_in: tham_dinh}",
            "The officer chooses the body in an earlier step of kind work.",
        ),
        (
            "{by: dia_diem, level: xa, among: [thue]}",
            "Only a body that an officer chooses has “among”.",
        ),
    ],
)
def test_a_body_that_could_not_be_found_is_told(tmp_path, body, says):
    assert says in told(PERMIT, tmp_path, BODY, f"body: {body}")


def test_a_body_in_the_unit_of_an_answer_is_understood(tmp_path):
    assert told(PERMIT, tmp_path, BODY, "body: {by: dia_diem, department: cong_an_xa}") == []


def test_a_step_of_the_unit_itself_has_no_other_body(tmp_path):
    problems = told(PERMIT, tmp_path, "  role: phoi_hop\n", "  role: chuyen_vien\n")

    assert "Only a step of work whose role is another body's has a body." in problems


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "      ndk_ho_ten: ks_ho_ten\n",
            "      ndk_ho_va_ten: ks_ho_ten\n",
            "1.004222 asks no “ndk_ho_va_ten”.",
        ),
        (
            "      ndk_ho_ten: ks_ho_ten\n",
            "      ndk_ho_ten: ks_ho_va_ten\n",
            "There is neither an answer nor a finding “ks_ho_va_ten”.",
        ),
        (
            "      ndk_ngay_sinh: ks_ngay_sinh\n",
            "      ndk_ngay_sinh: ks_ho_ten\n",
            "“ks_ho_ten” is of type name and date is asked.",
        ),
        (
            "cho_o: {value: ve_voi_nguoi_than}",
            "cho_o: {value: nha_minh}",
            "“nha_minh” is no answer to it.",
        ),
        (
            "findings: {can_xac_minh_cu_tru: phai_xac_minh}",
            "findings: {can_xac_minh_cu_tru: phai_di_xem}",
            "1.004222 has no finding “phai_di_xem” of this type.",
        ),
        (
            '  procedure: "1.004222"\n  agency: Công an cấp xã',
            '  procedure: "1.001193"\n  agency: Công an cấp xã',
            "1.001193 asks no “cho_ai”.",
        ),
    ],
)
def test_what_fills_the_other_procedure_is_held_against_it(tmp_path, old, new, says):
    assert says in told(GROUP, tmp_path, old, new)


def test_a_sample_filled_over_must_be_taken_there(tmp_path):
    (problem,) = told(GROUP, tmp_path, "      nhan_ket_qua: {value: vneid}\n", "")[:1]

    assert "nhan_ket_qua would not be taken there" in problem


def test_a_procedure_that_is_nowhere_cannot_be_opened(tmp_path):
    folder = folders.copy(GROUP, tmp_path)
    with translation.override("en"):
        problems = [each.message for each in packs.check(folder)]

    assert "The procedure 1.004222 is not here, so nothing can be opened." in problems


def test_the_layer_of_the_province_names_the_body_by_its_code():
    procedure = others("1.013225")["procedure"]

    placed = overlay.over(procedure, {"bodies": {"phoi_hop": "H55.8"}}, date(2026, 1, 1))
    wrong = list(overlay.wrong({"bodies": {"ky": "H55.8", "x": "H55.8"}}, procedure, {}, {}))

    step = next(each for each in placed["steps"] if each["key"] == "phoi_hop")
    assert step["body"] == {"by": "officer", "chosen_in": "phan_cong", "agency": "H55.8"}
    assert [each.path for each in wrong] == [("bodies", "ky"), ("bodies", "x")]


def test_an_answer_comes_by_the_first_way_that_holds_and_none_behind_an_unknown_one():
    pack = reading.read(others("1.013225"))
    condition = next(each.when for each in pack.steps if each.when)
    opening = Opening({"a": (Given("x", when=condition), Given(value="else")), "b": (Given("y"),)})

    known = [opening.filled({"x": 1, "y": ""}, {"can_lay_y_kien": each}) for each in (True, False)]

    assert known == [{"a": 1}, {"a": "else"}]
    assert opening.filled({"x": 1}, {}) == {}
    assert next(each.body.by for each in pack.steps if each.body) == By.OFFICER
