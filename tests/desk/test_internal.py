"""The officer's page of what agencies ask of each other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests import make, offices
from tests.catalogue.folders import COPIES, real
from tests.dossiers import running
from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue import packs, queries
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.desk.findings import FindingField
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.models import Agency, AgencyKind
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db

LIST = reverse("desk:internal")
ANNOUNCING, CERTIFYING, ASKING = (f"NB.00000{number}" for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def house():
    with clock.set_to(running.at("2026-10-05 09:00")):
        running.load_lists()
        for code in (ANNOUNCING, CERTIFYING, ASKING):
            folder = next(settings.PACKS.glob(f"{code}-*"))
            catalogue.publish(folder=folder, by=System("test"))
        yield


@pytest.fixture
def department():
    return Agency.objects.create(code="H55.4", kind=AgencyKind.DEPARTMENT, name="Sở Tư pháp")


@pytest.fixture
def science():
    return Agency.objects.create(
        code="H55.10", kind=AgencyKind.DEPARTMENT, name="Sở Khoa học", function="so_khcn"
    )


def signed_in(account):
    client = Client()
    client.force_login(account)
    return client


def text(answer):
    return answer.content.decode()


def ask(client, code, **sent):
    return client.post(reverse("desk:internal-ask", args=[code]), {"key": "k", **sent})


def test_an_officer_begins_to_ask_another_agency_and_fills_it_in_like_any_draft(
    department, science
):
    client = signed_in(offices.officer(department, Role.SPECIALIST))

    nobody = ask(client, ASKING, asked_by="H55.4")
    itself = ask(client, ASKING, asked_by="H55.4", agency="H55.4")
    begun = ask(client, ASKING, asked_by="H55.4", agency="H55.10")

    assert '<option value="H55.10"' in text(nobody)
    assert '<option value="H55.4"' not in text(nobody)
    assert (nobody.status_code, itself.status_code) == (422, 422)
    assert "Chưa chọn cơ quan được hỏi" in text(nobody)
    dossier = Dossier.objects.get()
    assert begun["Location"] == reverse("portal:go-on", args=[dossier.uid])
    page = client.get(begun["Location"], follow=True)
    assert "Có ngày cần trả lời ấn định trước không?" in text(page)
    changed = text(client.get(reverse("portal:agency", args=[dossier.uid])))
    assert 'value="H55.10"' in changed
    assert 'value="H55.4"' not in changed
    assert "bản nháp" in text(client.get(LIST))


def test_the_page_says_what_waits_here_and_what_was_asked_in_few_queries(
    department, science, django_assert_num_queries
):
    asker = offices.officer(department, Role.SPECIALIST)
    head = offices.officer(science, Role.ONE_STOP)
    version = queries.in_force(ASKING)
    for number in range(3):
        dossier = dossiers.begin_internal(
            version=version, asked_by=department, agency=science, key=str(number), by=asker
        )
        told = {"co_ngay_hen": False, "trich_yeu": "Góp ý", "van_de": "Mức thu"}
        dossiers.save_answers(dossier=dossier, answers=told, by=asker)
        dossier = dossiers.submit(dossier=dossier, by=asker)
        dossiers.start_process(dossier=dossier, by=System("dossiers"))
    client = signed_in(head)
    client.get(LIST)

    with django_assert_num_queries(7):
        page = text(client.get(LIST))

    assert page.count("H55.10-261005-000") == 3
    assert "Sở Tư pháp" in page
    opened = text(client.get(reverse("desk:dossier", args=[dossier.uid])))
    assert "Hồ sơ của cơ quan nhà nước" in opened
    asked = text(signed_in(asker).get(LIST))
    assert asked.count("H55.10-261005-000") == 3
    assert asked.count('data-label="Nội dung">Góp ý<') == 3


def test_the_answer_of_the_agency_that_is_asked_is_written_in_several_lines():
    facts = {fact.key: fact for fact in queries.in_force(ASKING).pack.facts}
    field = FindingField(facts["noi_dung_tra_loi"], "Một.\nHai.")

    shown = render_to_string("desk/part_findings.html", {"fields": [field]})

    assert "<textarea" in shown
    assert "Một.\nHai.</textarea>" in shown


def test_only_a_head_sees_the_way_to_ask_for_a_certificate(department):
    novice = offices.officer(department, Role.SPECIALIST, name="Người mới", title="Văn thư")
    head = offices.officer(department, Role.HEAD)
    address = reverse("desk:internal-ask", args=[CERTIFYING])

    shut = signed_in(novice).get(address)
    page = text(signed_in(head).get(address))
    begun = ask(signed_in(head), CERTIFYING, asked_by="H55.4", officer=str(novice.uid))

    assert shut.status_code == 403
    assert "Người mới, Văn thư" in page
    assert begun.status_code == 302
    assert Dossier.objects.get().owner == novice.party


def test_a_drafter_comes_from_the_proposal_and_has_it_chosen_already(department):
    drafter = offices.officer(department, Role.DRAFTER)
    proposal = catalogue.begin_proposal(key="k", files=packs.files(real(COPIES)), by=drafter)
    client = signed_in(drafter)

    page = text(client.get(reverse("studio:proposal", args=[proposal.uid])))
    address = f"{reverse('desk:internal-ask', args=[ANNOUNCING])}?proposal={proposal.uid}"

    assert address in page
    assert f'value="{proposal.uid}" selected' in text(client.get(address))
    assert ask(client, ANNOUNCING, asked_by="H55.4").status_code == 422
    assert ask(client, ANNOUNCING, asked_by="H55.4", proposal=proposal.uid).status_code == 302


def test_a_citizen_finds_no_internal_procedure(science):
    citizen = signed_in(make.account())

    assert citizen.get(LIST).status_code == 403
    for name in ("portal:procedure", "portal:start", "portal:screen", "portal:procedure-data"):
        assert citizen.get(reverse(name, args=[ASKING])).status_code == 404
    assert ASKING not in text(citizen.get(reverse("portal:sitemap")))
    assert "Lấy ý kiến giữa" not in text(
        citizen.get(reverse("portal:search"), {"q": "lấy ý kiến giữa các cơ quan"})
    ).replace('value="lấy ý kiến giữa các cơ quan"', "")
