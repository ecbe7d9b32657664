"""Following a dossier; what is not one's own is not there."""

import pytest
from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Task
from toantrinh.identity.models import Account
from toantrinh.payments.models import Charge
from toantrinh.portal import handover
from toantrinh.trail.models import AccessEntry

from .conftest import photo

PAGES = ["dossier", "go-on", "papers", "check", "submitted", "discard", "pay", "draft", "result"]


def test_my_dossiers_are_listed(signed_in, filed):
    page = signed_in.get(reverse("portal:dossiers")).content.decode()

    assert filed.reference in page
    assert "Mới đăng ký" in page


def test_an_empty_list_says_what_to_do(signed_in):
    assert "Chưa có hồ sơ nào" in signed_in.get(reverse("portal:dossiers")).content.decode()


def test_a_dossier_tells_who_holds_it_and_until_when(signed_in, filed):
    page = signed_in.get(reverse("portal:dossier", args=[filed.uid])).content.decode()

    assert filed.agency.name in page
    assert "17:00, 05/10/2026" in page
    assert "Trần Minh Khôi" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_foreign_dossier_is_as_absent_as_a_missing_one_and_it_is_written_down(
    client, filed, name
):
    stranger = make.account()
    client.force_login(stranger)

    foreign = client.get(reverse(f"portal:{name}", args=[filed.uid]))
    missing = client.get(reverse(f"portal:{name}", args=[new_id()]))

    assert foreign.status_code == missing.status_code == 404
    (entry,) = AccessEntry.objects.all()
    assert entry.kind == "dossier.foreign-tried"
    assert entry.case == str(filed.uid)
    assert stranger.actor_id in entry.actor


@pytest.mark.parametrize("name", ["papers", "check", "discard", "draft", "agency"])
def test_a_foreign_dossier_takes_no_post(client, filed, name):
    client.force_login(make.account())

    assert client.post(reverse(f"portal:{name}", args=[filed.uid]), {}).status_code == 404
    filed.refresh_from_db()
    assert filed.submitted_at


def test_a_foreign_file_is_absent_and_it_is_written_down(client, draft, mother):
    attachment = dossiers.attach(
        dossier=draft, component="giay_chung_sinh", name="a.jpg", content=photo(), by=mother
    )
    client.force_login(make.account())

    foreign = client.get(reverse("portal:file", args=[attachment.uid]))
    missing = client.get(reverse("portal:file", args=[new_id()]))

    assert foreign.status_code == missing.status_code == 404
    assert AccessEntry.objects.get().case == str(draft.uid)


@pytest.mark.parametrize("name", [*PAGES, "file"])
def test_nothing_is_shown_without_signing_in(client, filed, name):
    answer = client.get(reverse(f"portal:{name}", args=[filed.uid]))

    assert answer.url.startswith("/dang-nhap?next=")


def test_an_account_of_nobody_is_told_why(client, birth):
    client.force_login(Account.objects.create_user(login="nobody"))

    page = client.get(reverse("portal:dossiers"))

    assert page.status_code == 409
    assert "chưa gắn với" in page.content.decode()


# ---- Money ----------------------------------------------------------------------------------


@pytest.fixture
def charged(filled, mother):
    dossiers.save_answers(dossier=filled, answers={"so_ban_sao": 2}, by=mother)
    return dossiers.submit(dossier=filled, by=mother)


def test_a_fee_is_paid_by_a_code_of_its_own(signed_in, charged):
    page = signed_in.get(reverse("portal:pay", args=[charged.uid])).content.decode()

    charge = Charge.objects.get(case=charged.case)
    assert "16.000 đồng" in page
    assert charge.reference in page
    assert "<svg" in page


def test_where_nothing_is_owed_no_money_is_shown(signed_in, filed):
    page = signed_in.get(reverse("portal:pay", args=[filed.uid])).content.decode()

    assert "Không phải nộp tiền" in page
    assert "đồng" not in page.split("<main")[1].split("</main")[0]


# ---- The draft of the result ----------------------------------------------------------------


@pytest.fixture
def asked(filed):
    """Her dossier, waiting for her to confirm the draft."""
    return Task.objects.create(
        dossier=filed,
        agency=filed.agency,
        key="xac_nhan_du_thao",
        token="t",
        kind="confirm_draft",
        role="owner",
        name="Xác nhận dự thảo",
        opened_at=clock.now(),
    )


def test_the_draft_is_read_before_it_is_confirmed(signed_in, asked):
    page = signed_in.get(reverse("portal:draft", args=[asked.dossier.uid])).content.decode()

    assert "Dự thảo đã đúng chưa?" in page


@pytest.mark.parametrize("sent", [{}, {"dung": "khong", "note": " "}])
def test_an_answer_that_says_nothing_comes_back(signed_in, asked, sent):
    page = signed_in.post(reverse("portal:draft", args=[asked.dossier.uid]), sent)

    asked.refresh_from_db()
    assert page.status_code == 422
    assert asked.is_waiting


def test_an_answer_sent_after_the_session_ended_is_there_after_signing_in(client, asked, mother):
    url = reverse("portal:draft", args=[asked.dossier.uid])
    client.post(
        url,
        {"dung": "khong", "note": "Sai tên", "pass": handover.pass_for(mother, asked.dossier)},
    )
    client.force_login(mother)

    page = client.get(url).content.decode()

    assert "Sai tên" in page
    assert 'value="khong" checked' in page


def test_where_nothing_waits_for_her_the_dossier_is_shown(signed_in, filed):
    url = reverse("portal:draft", args=[filed.uid])

    assert signed_in.post(url, {"dung": "co"}).url == reverse("portal:dossier", args=[filed.uid])


def test_without_a_result_its_page_leads_to_the_dossier(signed_in, filed):
    url = reverse("portal:result", args=[filed.uid])

    assert signed_in.get(url).url == reverse("portal:dossier", args=[filed.uid])


def test_my_documents_are_empty_at_first(signed_in):
    assert "Chưa có giấy tờ nào" in signed_in.get(reverse("portal:my-papers")).content.decode()
