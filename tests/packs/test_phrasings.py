"""What people really type leads to the procedure they mean, among the first three."""

from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from toantrinh.catalogue import queries
from toantrinh.core import clock

BIRTH, DEATH, SINGLE, COPY, SHOP = "1.001193", "1.000656", "1.004873", "2.000635", "1.001612"
PHRASINGS = {
    BIRTH: [
        "khai sinh",
        "dang ky khai sinh",
        "Đăng kí khai sinh",
        "làm giấy khai sinh cho con",
        "lam giay khai sinh",
        "giấy khai sinh cho bé",
        "sinh con",
        "mới sinh con cần làm gì",
        "em bé mới sinh",
        "tre so sinh",
        "khai sin cho con",
        "giay khai snh",
        "khai sinh quá hạn",
        "khai sinh muộn",
        "1001193",
        "1.001193",
    ],
    DEATH: [
        "khai tử",
        "dang ky khai tu",
        "đăng kí khai tử",
        "giấy chứng tử",
        "giay chung tu",
        "người thân mất",
        "nguoi than qua doi",
        "báo tử",
        "bố mất làm giấy tờ gì",
        "khai tử cho mẹ",
        "trích lục khai tử",
        "1.000656",
    ],
    SINGLE: [
        "xác nhận độc thân",
        "xac nhan doc than",
        "giấy độc thân",
        "giay xac nhan tinh trang hon nhan",
        "tình trạng hôn nhân",
        "xác nhận chưa kết hôn",
        "xac nhan hon nhan",
        "giấy chứng nhận độc thân",
        "tinh trang hon nhn",
        "1004873",
    ],
    COPY: [
        "trích lục khai sinh",
        "trich luc ho tich",
        "bản sao giấy khai sinh",
        "ban sao khai sinh",
        "mất giấy khai sinh",
        "mat giay khai sinh",
        "xin lại giấy khai sinh",
        "trích lục kết hôn",
        "sao y khai sinh",
        "2.000635",
    ],
    SHOP: [
        "hộ kinh doanh",
        "ho kinh doanh",
        "đăng ký kinh doanh",
        "mở quán phở",
        "mo quan an",
        "mở cửa hàng",
        "thành lập hộ kinh doanh",
        "thanh lap ho kinh doah",
        "giấy phép kinh doanh",
        "1.001612",
    ],
}
SHARE = 0.95


@pytest.fixture
def published(db):
    for path in sorted(Path(settings.PACKS).glob("*/procedure.yaml")):
        make.published(path.parent, at=clock.now())


def test_nearly_all_phrasings_find_their_procedure_among_the_first_three(published):
    asked = [(words, code) for code, phrasings in PHRASINGS.items() for words in phrasings]

    missed = [
        (words, code, found)
        for words, code in asked
        if code not in (found := [hit.version.code for hit in queries.search(words, limit=3)])
    ]

    assert 1 - len(missed) / len(asked) >= SHARE, missed


@pytest.mark.parametrize(("words", "code"), [("khai tu", DEATH), ("doc than", SINGLE)])
def test_the_plainest_words_find_it_first(published, words, code):
    assert queries.search(words)[0].version.code == code
