"""Searching and choosing beside the results, without script."""

import pytest
from django.conf import settings
from django.urls import reverse

from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.words import digits
from toantrinh.core import clock
from toantrinh.core.actor import System

HOUSE = System("set-up")


@pytest.fixture
def guided(birth):
    """Birth registration, the guide, and two procedures beside it."""
    catalogue.load_guide(folder=settings.PACKS / "lists", by=HOUSE)
    ProcedureVersion.objects.bulk_create(
        [
            listed("1.013225", "Cấp giấy phép xây dựng nhà ở", "xay_dung", "xa", free=False),
            listed("3.000347", "Đổi giấy phép lái xe", "giao_thong", "tinh xa", free=True),
        ]
    )


def listed(code, name, field, level, *, free):
    """A version with all that search reads and no pack behind it."""
    return ProcedureVersion(
        code=code,
        code_digits=digits(code),
        name=name,
        field_key=field,
        field_name=field.capitalize(),
        level=level,
        life_events=[],
        found_by={
            "called": [],
            "gives": [],
            "body": "Công an cấp xã" if free else "Ủy ban nhân dân cấp xã",
            "service_level": "mot_phan",
            "free": free,
        },
        definition={},
        digest=f"{digits(code):>064}",
        in_force_from=clock.today(),
        published_at=clock.now(),
    )


def shown(page):
    codes = ("1.001193", "1.013225", "3.000347")
    return [code for code in codes if f'"/thu-tuc/{code}"' in page]


def get(client, **parts):
    return client.get("/tim", parts).content.decode()


def test_what_was_understood_stands_above_the_results(client, guided):
    assert "Đã tìm theo: đăng ký khai sinh" in get(client, q="ddang ky khaisinh")


def test_a_matter_of_the_court_is_told_above_what_fits_here(client, guided):
    page = get(client, q="ly hôn")

    assert "Việc này thuộc cơ quan khác: Tòa án nhân dân khu vực" in page
    assert "Không tìm thấy" not in page


def test_a_life_event_is_named_above_the_results(client, guided):
    assert reverse("portal:life-event", args=["co-con-nho"]) in get(client, q="sinh con")


@pytest.mark.parametrize(
    ("chosen", "codes"),
    [
        ({"cap": "tinh"}, ["3.000347"]),
        ({"cap": "xa"}, ["1.001193", "1.013225", "3.000347"]),
        ({"muc-do": "toan_trinh"}, ["1.001193"]),
        ({"mien-phi": "1"}, ["3.000347"]),
        ({"co-quan": "cong-an-cap-xa"}, ["3.000347"]),
        ({"linh-vuc": "ho_tich"}, ["1.001193"]),
        ({"cap": "xa", "muc-do": "mot_phan"}, ["1.013225", "3.000347"]),
        ({"cap": "khong-co"}, []),
    ],
)
def test_a_choice_narrows_the_list(client, guided, chosen, codes):
    assert shown(get(client, **chosen)) == codes


def test_a_chosen_value_leads_back_and_keeps_the_words(client, guided):
    page = get(client, q="giấy phép", cap="tinh", trang="1")

    assert 'href="?q=gi%E1%BA%A5y+ph%C3%A9p"' in page
    assert 'aria-current="true"' in page
    assert '<input type="hidden" name="cap" value="tinh">' in page


def test_values_are_counted_with_what_else_is_chosen(client, guided):
    page = get(client, **{"muc-do": "mot_phan"})

    assert "Giao_thong<span>1</span>" in page
    assert "Xay_dung<span>1</span>" in page
    assert "Hộ tịch<span>" not in page


def test_what_is_typed_into_an_address_is_only_text(client, guided):
    page = get(client, q="<script>x", cap='"><b>')

    assert "<script>x" not in page
    assert '"><b>' not in page
