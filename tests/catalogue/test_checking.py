# a table reads better in long lines
"""A pack with a mistake is not published, and its author is told where it is and what to do."""

from __future__ import annotations

import copy as copying

import pytest
from django.utils import translation

from toantrinh.catalogue import packs
from toantrinh.catalogue.packs import checking
from toantrinh.core import yaml

from . import folders
from .folders import BIRTH, BUSINESS, COPIES

PROCEDURE, FORM = "procedure.yaml", "form.yaml"

# (pack, file, what stands there, what is written instead, where the problem is, what it says)
BROKEN = {
    "an unknown key": (
        COPIES, PROCEDURE, "channels: [", "chanels: [", "[truc_tuyen, truc_tiep", "channels",
    ),
    "broken yaml": (
        COPIES, PROCEDURE, "level: [xa, tinh]", "level: [xa, tinh", ": {level: toan", "YAML",
    ),
    "a name that does not exist": (
        BIRTH, PROCEDURE, "expr: hoan_canh == 'bo_roi'", "expr: hoan_can == 'bo_roi'",
        "hoan_can ==", "hoan_canh",
    ),
    "a choice that does not exist": (
        BIRTH, PROCEDURE, "expr: hoan_canh == 'mang_thai_ho'", "expr: hoan_canh == 'mang_thai'",
        "'mang_thai'", "mang_thai_ho",
    ),
    "a fee that is no number": (
        COPIES, PROCEDURE, "amount: 8000 * so_ban_sao", "amount: so_ban_sao > 0",
        "so_ban_sao > 0", "number",
    ),
    "a fee below zero": (
        COPIES, PROCEDURE, "amount: 8000 * so_ban_sao", "amount: 8000 * so_ban_sao - 9000",
        "8000 * so_ban_sao - 9000", "max(0",
    ),
    "an undeclared source": (
        BUSINESS, PROCEDURE, "source: kho_du_lieu_dien_tu}", "source: kho_cua_tinh}",
        "kho_cua_tinh", "kho_cua_tinh",
    ),
    "a field of the form of an unknown type": (
        COPIES, FORM, "key: so_ban_sao\n    label: Anh/chị cần mấy bản sao?\n    type: integer",
        "key: so_ban_sao\n    label: Anh/chị cần mấy bản sao?\n    type: whole", "whole", "whole",
    ),
    "a step that does not count and cites no law": (
        BIRTH, PROCEDURE, '  legal_source: "Nghị định 87/2020/NĐ-CP về đăng ký hộ tịch trực tuyến:'
        ' quá 01 ngày không phản hồi thì coi như đồng ý"\n', "",
        "key: xac_nhan_du_thao", "legal source",
    ),
    "a step that the system would never do": (
        COPIES, PROCEDURE, "role: chuyen_vien\n  kind: work", "role: he_thong\n  kind: work",
        "he_thong", "kind query and dossier, and no others",
    ),
    "a step that the applicant would never do": (
        COPIES, PROCEDURE, "role: chuyen_vien\n  kind: work", "role: nguoi_nop\n  kind: work",
        "nguoi_nop", "applicants have no other step",
    ),
    "an own result of what another system issues": (
        BUSINESS, PROCEDURE, "validity: Không thời hạn", "template: result.typ",
        "result.typ", "issued here has “template”",
    ),
    "a template that is not there": (
        COPIES, PROCEDURE, "template: result.typ", "template: ket-qua.typ",
        "ket-qua.typ", "ket-qua.typ",
    ),
    "a sample with another fee": (
        COPIES, "samples/01-ba-ban-cho-ban-than.yaml", "total: 24000", "total: 8000",
        "8000", "24000",
    ),
}  # fmt: skip
BROKEN_PARTS = {
    "a part in a section that the form lacks": (
        BIRTH, PROCEDURE, "sections: [tre_em, noi_sinh, cha]", "sections: [tre_em, noi_sinh, bo]",
        "bo]", "“bo”",
    ),
    "a part of a person whom no field names": (
        BIRTH, PROCEDURE, "person: {number: cha_so_dinh_danh, name: cha_ho_ten}",
        "person: {number: cha_ho_ten, name: cha_ho_ten}", "cha_ho_ten, name", "person-id",
    ),
    "a part that holds up a dossier without a law": (
        BIRTH, PROCEDURE,
        "when: nyc_quan_he == 'me' and hoan_canh != 'bo_roi' and cha_me_da_ket_hon == true\n"
        "  blocks: nothing",
        "blocks: filing", "filing", "legal source",
    ),
    "a part with a condition over no field": (
        BIRTH, PROCEDURE, "required: cha_me_da_ket_hon == false",
        "required: cha_me_ket_hon == false",
        "cha_me_ket_hon", "cha_me_da_ket_hon",
    ),
    "a part that is silently agreed to without a law": (
        BUSINESS, PROCEDURE, "  declaration: Tôi cùng",
        "  silence: {means: agree}\n  declaration: Tôi cùng",
        "{means: agree}", "law says so",
    ),
    "people of a table who should fill in": (
        BUSINESS, PROCEDURE, "does: confirm", "does: fill", "fill", "confirm",
    ),
    "a table of people that is none": (
        BUSINESS, PROCEDURE, "group: thanh_vien", "group: chu_the", "chu_the, number", "table",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", BROKEN | BROKEN_PARTS)
def test_a_mistake_is_told_with_its_place(mistake, tmp_path):
    pack, file, old, new, where, says = (BROKEN | BROKEN_PARTS)[mistake]
    folder = folders.copy(pack, tmp_path)
    folders.edit(folder, file, old, new)

    with translation.override("en"):
        problems = packs.check(folder)

    place = folders.place(folder, file, where)
    found = {(problem.file, problem.line, problem.column) for problem in problems}
    assert (file, *place) in found, problems
    assert any(says in f"{problem.message} {problem.remedy}" for problem in problems)


def test_no_mistake_in_a_pack_hides_that_of_another(tmp_path):
    broken = []
    for number, (pack, file, old, new, _where, _says) in enumerate(BROKEN.values()):
        broken.append(folders.copy(pack, tmp_path / str(number)))
        folders.edit(broken[-1], file, old, new)

    told = [packs.check(folder) for folder in broken]

    assert len(told) >= 12
    assert all(told)


def test_mistakes_of_several_files_are_told_together(tmp_path):
    folder = folders.copy(BIRTH, tmp_path)
    folders.edit(folder, PROCEDURE, "when: so_ban_sao > 0", "when: so_ban > 0")
    folders.edit(folder, FORM, "autocomplete: bday", "autocomplet: bday")
    folders.edit(folder, "notices.yaml", "{agency} đã tiếp nhận", "{ten_nguoi_nop} đã tiếp nhận")

    problems = packs.check(folder)

    assert {problem.file for problem in problems} == {PROCEDURE, FORM, "notices.yaml"}


def test_a_mistake_in_a_fact_that_is_asked_points_into_the_procedure(tmp_path):
    folder = folders.copy(BIRTH, tmp_path)
    folders.edit(
        folder, PROCEDURE, "show_if: co_giay_chung_sinh == false", "show_if: co_giay == false"
    )

    (problem,) = packs.check(folder)

    assert problem.file == PROCEDURE
    assert (problem.line, problem.column) == folders.place(folder, PROCEDURE, "co_giay == false")


@pytest.mark.parametrize("name", ["procedure.yaml", "form.yaml", "notices.yaml", "README.md"])
def test_a_missing_file_is_told(name, tmp_path):
    folder = folders.copy(COPIES, tmp_path)
    (folder / name).unlink()

    assert name in {problem.file for problem in packs.check(folder)}


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert packs.check(tmp_path / "nothing")


@pytest.mark.parametrize("strange", [None, -1, "x", ["x"], {"vi": 1}])
@pytest.mark.parametrize("file", [PROCEDURE, FORM])
def test_no_value_however_strange_breaks_the_check_itself(file, strange):
    """Every value of the file is replaced in turn; the check tells and never falls over."""
    folder = checking.Folder(folders.real(COPIES))
    for name in (PROCEDURE, FORM, "notices.yaml", "cost.yaml", *folder.samples):
        folder.read(name)
    whole = folder.data[file]

    for path in paths(whole):
        folder.data[file], folder.problems = replaced(whole, path, strange), []
        checking.check_structure(folder)
        if not folder.problems:
            checking.definition(folder)


def paths(data, path=()):
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*path, key))


def replaced(data, path, value):
    changed = copying.deepcopy(data)
    here = changed
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return changed


def test_the_digest_changes_with_any_byte_of_any_file(tmp_path):
    folder = folders.copy(COPIES, tmp_path)
    before = packs.digest(folder)

    (folder / "README.md").write_bytes((folder / "README.md").read_bytes() + b" ")

    assert before == packs.digest(folders.real(COPIES))
    assert packs.digest(folder) != before


def test_what_editors_leave_behind_does_not_change_the_digest(tmp_path):
    folder = folders.copy(COPIES, tmp_path)
    before = packs.digest(folder)

    (folder / ".form.yaml.swp").write_bytes(b"x")

    assert packs.digest(folder) == before


def test_html_in_a_text_is_refused(tmp_path):
    folder = folders.copy(COPIES, tmp_path)
    folders.edit(
        folder,
        PROCEDURE,
        "action: Ký số bản sao",
        "action: Ký số <script>alert(1)</script>",
    )

    (problem,) = packs.check(folder)

    assert problem.line == folders.place(folder, PROCEDURE, "<script>")[0]


def test_yaml_positions_are_those_of_the_editor():
    _data, positions = yaml.loads("a:\n- b: 'x'\n")

    assert positions.of(("a", 0, "b")) == (2, 6)
