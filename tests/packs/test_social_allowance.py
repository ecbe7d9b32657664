"""Pack 1.001776: the coefficient follows from the group and the age, on the very day (Điều 6
Nghị định 20/2021/NĐ-CP)."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from toantrinh.catalogue import packs, reading, rules
from toantrinh.forms.visibility import visible


@pytest.fixture(scope="module")
def pack():
    (folder,) = Path(settings.PACKS).glob("1.001776-*")
    return reading.read(packs.compile(folder))


@pytest.mark.parametrize(
    ("group", "born", "more", "coefficient"),
    [
        ("tre_em", "2022-10-06", {}, 2.5),
        ("tre_em", "2022-10-05", {}, 1.5),
        ("tre_duoi_3", "2025-01-01", {}, 1.5),
        ("hoc_tiep", "2008-01-01", {}, 1.5),
        ("hiv_ho_ngheo", "2023-01-01", {}, 2.5),
        ("hiv_ho_ngheo", "2010-10-06", {}, 2),
        ("hiv_ho_ngheo", "2010-10-05", {}, 1.5),
        ("don_than", "1990-01-01", {"dt_con": [{}, {}, {}]}, 3),
        ("nguoi_cao_tuoi", "1946-10-06", {}, 1.5),
        ("nguoi_cao_tuoi", "1946-10-05", {}, 2),
        ("khuyet_tat", "1990-01-01", {"nk_muc_do": "nang"}, 1.5),
        ("khuyet_tat", "1966-10-05", {"nk_muc_do": "nang"}, 2),
        ("khuyet_tat", "1990-01-01", {"nk_muc_do": "dac_biet_nang"}, 2),
        ("khuyet_tat", "2020-01-01", {"nk_muc_do": "dac_biet_nang"}, 2.5),
    ],
)
def test_the_coefficient_follows_from_group_and_age(pack, group, born, more, coefficient):
    answers = {
        "yeu_cau": "huong_moi",
        "cho_ai": "nguoi_khac",
        "nhom": group,
        "nh_ngay_sinh": born,
        **more,
    }
    facts = rules.facts(pack, answers, system={"ngay_nop": date(2026, 10, 5)})

    told = visible(pack.questions, answers, facts).answers

    assert told["he_so"] == coefficient
    assert told["muc_du_kien"] == coefficient * 500000
