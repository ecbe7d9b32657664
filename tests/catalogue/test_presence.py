"""Packs say which originals are kept and whose presence the law demands; mistakes are told."""

import pytest
from django.utils import translation

from toantrinh.catalogue import packs, reading
from toantrinh.catalogue.presence import PresenceKind

from . import folders

PRESENCE = """
presence:
- key: hai_ben
  label: Người yêu cầu có mặt
  kind: come
  who:
  - {key: nguoi_nop, label: Người nộp}
  step: tra_ket_qua
  legal_source: Điều 18

components:
"""


@pytest.fixture
def folder(tmp_path):
    made = folders.copy(folders.BIRTH, tmp_path)
    folders.edit(made, "procedure.yaml", "\ncomponents:\n", PRESENCE)
    return made


def problems(folder):
    with translation.override("en"):
        return " ".join(f"{each.message} {each.remedy}" for each in packs.check(folder))


def test_presence_and_custody_are_read_with_their_defaults(folder):
    folders.edit(
        folder,
        "procedure.yaml",
        "  name: Giấy chứng sinh\n  kind: original\n  quantity: {original: 1, copy: 0}\n",
        "  name: Giấy chứng sinh\n  kind: original\n  quantity: {original: 1, copy: 0}\n"
        "  custody: returned\n",
    )

    pack = reading.read(packs.compile(folder))

    (wanted,) = pack.presence
    assert wanted.kind is PresenceKind.COME
    assert (wanted.minutes, wanted.lead, wanted.changes) == (30, 4, 2)
    assert wanted.is_asked({})
    assert pack.component("giay_chung_sinh").custody == "returned"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("  step: tra_ket_qua\n", "  step: tiep_nhan\n", "no step that an officer does"),
        ("  who:\n  - {key: nguoi_nop, label: Người nộp}\n", "", "Who has to come"),
        ("{key: nguoi_nop, label: Người nộp}", "{key: cha, label: Cha}", "no field says"),
        (
            "{key: nguoi_nop, label: Người nộp}",
            "{key: cha, label: Cha, person: {number: cha_ho_ten, name: cha_ho_ten}}",
            "no field of type person-id",
        ),
        (
            "  kind: come\n  who:\n  - {key: nguoi_nop, label: Người nộp}\n",
            "  kind: visit\n  place: ks_ho_ten\n",
            "not the address of a site",
        ),
        ("  kind: come\n  who:", "  kind: come\n  place: nyc_noi_cu_tru\n  who:", "only a visit"),
        ("  legal_source: Điều 18\n\ncomp", "\ncomp", "legal_source"),
        ("  legal_source: Điều 18\n\ncomp", "  legal_source: Điều 18\n  when: khong == 1\n\ncomp",
         "khong"),
    ],
)  # fmt: skip
def test_what_cannot_be_demanded_is_told(folder, before, after, said):
    folders.edit(folder, "procedure.yaml", before, after)

    assert said in problems(folder)


def test_only_an_original_that_is_handed_in_has_custody(folder):
    folders.edit(
        folder,
        "procedure.yaml",
        "- key: giay_chung_sinh\n  name: Giấy chứng sinh\n  kind: original\n",
        "- key: giay_chung_sinh\n  name: Giấy chứng sinh\n  custody: returned\n  kind: copy\n",
    )

    assert "Custody is of an original" in problems(folder)
