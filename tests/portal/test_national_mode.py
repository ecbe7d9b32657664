"""Where filing is done on the national portal: the way there, and everything else as before."""

from importlib.util import module_from_spec, spec_from_file_location

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from tests.dossiers.conftest import folders  # noqa: F401  fixture
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import gateways
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.project import settings as settings_file

CODE = "1.001193"
FORM = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1.001193"
START = f"/thu-tuc/{CODE}/nop"
BUTTON = "Nộp trên Cổng Dịch vụ công quốc gia"


@pytest.fixture
def national(settings, birth):
    settings.PORTAL = "national"


def body(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", [f"/thu-tuc/{CODE}", "/tim?q=khai+sinh"])
def test_the_button_leads_to_the_national_form_and_says_that_it_is_another_site(
    client, national, path
):
    page = body(client.get(path))

    assert f'href="{FORM}"' in page
    assert BUTTON in page
    assert "mở trang khác" in page


@pytest.mark.parametrize("path", [f"/thu-tuc/{CODE}", "/tim?q=khai+sinh", "/"])
def test_in_own_mode_no_page_speaks_of_it(client, birth, path):
    page = body(client.get(path))

    assert FORM not in page
    assert "Cổng Dịch vụ công quốc gia" not in page


def test_the_first_page_says_where_one_files(client, national):
    assert "Hồ sơ được nộp trên Cổng Dịch vụ công quốc gia" in body(client.get("/"))


def test_the_screener_leads_there_without_the_answers(client, national):
    page = body(client.get(f"/thu-tuc/{CODE}/truong-hop", {"uy_quyen": "khong"}))

    assert f'href="{FORM}"' in page
    assert START not in page


def test_the_address_of_filing_explains_and_asks_nobody_to_sign_in(client, national):
    page = body(client.get(START))

    assert "Thủ tục này được nộp trên Cổng Dịch vụ công quốc gia" in page
    assert f'href="{FORM}"' in page
    assert 'name="key"' not in page


def test_a_page_that_was_open_before_begins_nothing_any_more(signed_in, national):
    answer = signed_in.post(START, {"key": "k", "agency": "H55.101"})

    assert (answer.status_code, answer["Location"]) == (302, START)
    assert not Dossier.objects.exists()


def test_a_procedure_that_is_not_there_is_not_there(client, national):
    assert client.get("/thu-tuc/9.999999/nop").status_code == 404


def test_a_draft_begun_before_is_completed_and_filed_here(
    settings, signed_in, national, filled, mother
):
    page = body(signed_in.get(START))
    assert reverse("portal:go-on", args=[filled.uid]) in page
    assert signed_in.get(reverse("portal:section", args=[filled.uid, "tre_em"])).status_code == 200

    dossier = dossiers.submit(dossier=filled, by=mother)

    assert dossier.state == State.FILED


def test_tracking_and_the_own_dossiers_are_as_before(client, national, filed, mother):
    tracked = body(client.post("/tra-cuu", {"code": filed.reference}))
    client.force_login(mother)

    assert "Mới đăng ký" in tracked
    assert filed.reference in body(client.get("/ho-so"))
    assert filed.reference in body(client.get(reverse("portal:dossier", args=[filed.uid])))


def test_a_procedure_may_have_an_address_of_its_own(settings):
    addresses = gateways.current()

    assert addresses.national_form("2.001159").startswith("https://dichvucong.dancuquocgia.gov.vn/")
    assert addresses.national_form(CODE) == FORM


def test_an_installation_may_set_the_address_of_all(settings):
    settings.NATIONAL_FORM = "https://cong.example/nop/{code}"

    assert gateways.current().national_form(CODE) == "https://cong.example/nop/1.001193"


def test_machines_are_told_where_it_is_filed(client, national):
    assert FORM in body(client.get(f"/thu-tuc/{CODE}"))
    assert f'"serviceUrl": "{FORM}"' in body(client.get(f"/thu-tuc/{CODE}"))


def test_a_mode_that_nobody_knows_starts_nothing(monkeypatch):
    spec = spec_from_file_location("toantrinh.project.settings_again", settings_file.__file__)
    monkeypatch.setenv("TOANTRINH_PORTAL", "nation")

    with pytest.raises(ImproperlyConfigured, match="own or national"):
        spec.loader.exec_module(module_from_spec(spec))
