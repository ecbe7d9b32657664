"""Pages for everybody, looked at in both widths."""

from datetime import timedelta

import pytest

from tests.dossiers.portal_sends import arrive, sample, with_answers, with_file
from tests.dossiers.running import accepted, step
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.dossiers.models import Reminder
from toantrinh.identity.models import Agency

from .conftest import NARROW, WIDE

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = [
    "/",
    "/tim?q=khai+sinh",
    "/tim?q=khong-co-gi",
    "/thu-tuc/1.001193",
    "/thu-tuc/1.001612",
    "/dang-nhap",
    "/dang-nhap/thu",
    "/tra-cuu",
    "/kiem-tra/",
    "/gallery",
]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_public_pages_keep_nobody_out(window, size):
    here = window(size)

    for path in PUBLIC:
        here.go(path)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_pages_that_lead_to_the_national_portal_keep_nobody_out(window, settings, size):
    settings.PORTAL = "national"
    here = window(size)

    for path in ("/", "/tim?q=khai+sinh", "/thu-tuc/1.001193", "/thu-tuc/1.001193/nop"):
        here.go(path)


@pytest.fixture
def came(town):
    """A dossier of the national portal with something missing; before any browser is there."""
    document = with_file(sample(agency="H55.138"), NoiDung="!", MaThanhPhanHoSo="la")
    return arrive(with_answers(document, ks_ho_ten=None)).dossier


def test_what_came_by_the_national_portal_keeps_no_officer_out(came, window):
    for size in (WIDE, NARROW):
        here = window(size)
        here.become("Nguyễn Thị Hồng Nhung")

        here.go(f"/can-bo/ho-so/{came.uid}")


@pytest.fixture
def late(town):
    """A dossier of the ward that is three days late, at the specialist's; the head was told."""
    agency = Agency.objects.get(code="H55.138")
    due = clock.now() - timedelta(days=3)
    version = ProcedureVersion.objects.filter(code="1.001193").latest("pk")
    dossier = accepted(version, agency, f"{due.astimezone(clock.ZONE):%Y-%m-%d %H:%M}")
    step(dossier)
    Reminder.objects.create(dossier=dossier, about="due", level="head", at=clock.now())
    return dossier


def test_the_pages_of_a_head_keep_nobody_out(late, window):
    for size in (WIDE, NARROW):
        here = window(size)
        here.become("Đỗ Minh Tuấn")

        here.go("/can-bo/hom-nay")
        here.page.get_by_role("link", name="Quá hạn, chưa giải quyết xong: 1").click()
        here.page.get_by_role("link", name=late.reference).wait_for()
        here.look()
        for path in ("/can-bo/khoi-luong", "/can-bo/vang-mat", "/can-bo?han=tre"):
            here.go(path)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_what_a_citizen_sees_first_keeps_nobody_out(window, size):
    here = window(size)
    here.become("Nguyễn Thị Lan Anh")

    for path in ("/ho-so", "/giay-to-cua-toi", "/ai-da-xem", "/thu-tuc/1.001193/nop"):
        here.go(path)
    here.page.get_by_role("button", name="Bắt đầu khai").click()
    here.page.wait_for_url("**/khai/**")
    here.look()
    here.page.locator("main form .actions button").first.click()
    here.page.locator(".error-summary").wait_for()
    here.look()
