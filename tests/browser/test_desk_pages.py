"""The pages of the desk, each opened once and looked at as on a desk and as on a phone."""

import re

import pytest

from toantrinh.dossiers import actions as dossiers

from .conftest import NARROW, WIDE
from .test_acts import HEAD, ONE_STOP, SPECIALIST
from .test_completing import apart, begun, page_of, paper, receiver  # noqa: F401  fixture

pytestmark = pytest.mark.django_db(transaction=True)
GUIDE = "Nguyễn Thị Kim Oanh"
COUNTER = ("quay", "quay/so", "quay/huong-dan")
SHELVES = ("ban-giao", "ban-chinh", "da-nhan-ho", "so-theo-doi", "lich-hen", "vang-mat", "phim-tat")


def open_all(here, *paths):
    """Each page is asked for once; the width changes under it."""
    for path in paths:
        here.page.set_viewport_size(WIDE)
        here.go(path)
        here.page.set_viewport_size(NARROW)
        here.look()


def test_the_pages_of_the_desk_keep_nobody_out(worker, paper, window):  # noqa: F811
    new = apart(lambda: begun(paper))
    apart(lambda: dossiers.accept(dossier=begun(paper, "another"), by=receiver(new)))
    here = window()

    here.become(ONE_STOP)
    narrowed = "/can-bo?viec=receive&giu=chua-ai"
    open_all(here, narrowed, *(f"/can-bo/{each}" for each in (*SHELVES, *COUNTER)))
    open_all(here, f"/can-bo{page_of(new)}", f"/can-bo{page_of(new, '/ban-chinh')}")
    here.page.goto(here.address + narrowed)
    here.page.get_by_role("button", name="Excel").click()
    here.page.get_by_role("link", name=re.compile("Tải|Lưu")).first.wait_for()
    open_all(here, here.page.url.removeprefix(here.address), "/can-bo/xuat")

    here.become(SPECIALIST)
    open_all(here, "/can-bo", "/can-bo/noi-bo")

    here.become(GUIDE)
    open_all(here, "/can-bo/to-cong-nghe")

    here.become(HEAD)
    open_all(here, "/can-bo/hang-loat", "/quan-tri/uy-quyen", "/quan-tri/uy-quyen/moi")
