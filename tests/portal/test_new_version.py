"""A draft begun before the procedure changed."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.catalogue import folders
from toantrinh.catalogue import actions as catalogue
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.trail.models import TrailEntry

from .conftest import MORNING, photo

HOUR = """  - key: ks_gio_sinh
    label: Giờ sinh
    type: time
    help: Không bắt buộc; ghi theo Giấy chứng sinh.
    prefill: {source: csdl_chung_sinh_bao_tu, path: gio_sinh}
"""
WEIGHT = """  - key: ks_can_nang
    label: Cân nặng khi sinh
    type: number
    unit: gam
"""
PAPER = "giay_chung_sinh"


@pytest.fixture
def newer(tmp_path):
    """The pack in force from today: one question gone, one new, one paper under another key."""
    folder = folders.copy(folders.BIRTH, tmp_path)
    folders.edit(folder, "form.yaml", HOUR, WEIGHT)
    folders.edit(folder, "procedure.yaml", f"- key: {PAPER}\n", "- key: giay_chung_sinh_moi\n")
    folders.edit(
        folder, "procedure.yaml", "name: Giấy chứng sinh\n", "name: Giấy chứng sinh (mẫu mới)\n"
    )
    folders.edit(
        folder, "procedure.yaml", 'in_force: {from: "2026-01-01"}', 'in_force: {from: "2026-10-05"}'
    )
    folders.edit(
        folder, "procedure.yaml", "amount: 8000 * so_ban_sao", "amount: 10000 * so_ban_sao"
    )
    for sample in (folder / "samples").glob("*.yaml"):
        text = sample.read_text().replace('  ks_gio_sinh: "07:25"\n', "")
        text = re.sub(rf"\b{PAPER}\b", "giay_chung_sinh_moi", text)
        if "key: ban_sao" in text:
            text = re.sub(r"\b(8|16)000\b", lambda each: f"{int(each[1]) * 5 // 4}000", text)
        sample.write_text(text)
    return folder


@pytest.fixture
def draft_before(filled, mother):
    dossiers.save_answers(dossier=filled, answers={"so_ban_sao": 2}, by=mother)
    dossiers.attach(dossier=filled, component=PAPER, name="cs.jpg", content=photo(), by=mother)
    dossiers.attach(
        dossier=filled, component="van_ban_uy_quyen", name="uq.jpg", content=photo("PNG"), by=mother
    )
    return filled


@pytest.fixture
def published(draft_before, newer):
    return catalogue.publish(folder=newer, by=System("set-up"))


@pytest.fixture
def place(draft_before):
    return reverse("portal:renew", args=[draft_before.uid])


@pytest.fixture
def renewed(signed_in, published, draft_before, place):
    signed_in.post(place)
    return Dossier.objects.get(pk=draft_before.pk)


@pytest.mark.parametrize("name", ["go-on", "papers", "check", "section"])
def test_opening_the_draft_leads_to_what_changes(signed_in, draft_before, published, place, name):
    more = ["tre_em"] if name == "section" else []

    assert signed_in.get(reverse(f"portal:{name}", args=[draft_before.uid, *more])).url == place


def test_looking_changes_nothing_and_tells_all_that_will(signed_in, published, draft_before, place):
    page = signed_in.get(place).content.decode()

    assert Dossier.objects.get(pk=draft_before.pk).version_id == draft_before.version_id
    for words in (
        "Cân nặng khi sinh",
        "Giờ sinh",
        "07:25",
        "Giấy chứng sinh (mẫu mới)",
        "16.000",
        "20.000",
    ):
        assert words in page


def test_moving_keeps_what_fits_and_lays_the_rest_aside(renewed, published):
    assert renewed.version == published
    assert renewed.answers["ks_ho_ten"] == "Trần Minh Khôi"
    assert "ks_gio_sinh" not in renewed.answers
    assert renewed.content["aside"]["entries"][0]["answers"] == {"ks_gio_sinh": "07:25"}
    kept = set(renewed.attachments.present().values_list("component", flat=True))
    assert kept == {"aside.giay_chung_sinh", "van_ban_uy_quyen"}
    (entry,) = TrailEntry.objects.filter(kind="dossier.draft-renewed")
    assert entry.data["left"] == 2
    assert "07:25" not in json.dumps(entry.data)


def test_the_page_tells_afterwards_as_well_and_gives_back_what_was_removed(
    signed_in, renewed, place
):
    page = signed_in.get(place).content.decode()
    text = signed_in.get(reverse("portal:aside", args=[renewed.uid, "txt"]))
    data = signed_in.get(reverse("portal:aside", args=[renewed.uid, "json"])).json()
    file = renewed.attachments.get(component="aside.giay_chung_sinh")

    assert "Cân nặng khi sinh" in page
    assert "cs.jpg" in page
    assert "Giờ sinh:\r\n  07:25" in text.content.decode()
    assert text["Content-Disposition"].startswith("attachment")
    assert data[0]["answers"] == {"ks_gio_sinh": "07:25"}
    assert signed_in.get(reverse("portal:file", args=[file.uid])).content == photo()


def test_moving_twice_is_moving_once(signed_in, renewed, place):
    signed_in.post(place)

    assert TrailEntry.objects.filter(kind="dossier.draft-renewed").count() == 1
    assert len(Dossier.objects.get(pk=renewed.pk).content["aside"]["entries"]) == 1


def test_a_page_of_the_former_version_loses_nothing(signed_in, draft_before, newer, place):
    here = reverse("portal:section", args=[draft_before.uid, "tre_em"])
    seen = re.search(r'name="_seen" value="([^"]*)"', signed_in.get(here).content.decode())[1]
    catalogue.publish(folder=newer, by=System("set-up"))
    signed_in.post(place)

    sent = signed_in.post(here, {"_seen": seen, "ks_ho_ten": "Trần An", "ks_gio_sinh": "08:00"})

    after = Dossier.objects.get(pk=draft_before.pk)
    assert sent.url == place
    assert after.answers["ks_ho_ten"] == "Trần An"
    assert after.content["aside"]["entries"][0]["answers"]["ks_gio_sinh"] == "08:00"


def test_autosave_of_such_a_page_is_kept_and_told(signed_in, published, draft_before, place):
    here = reverse("portal:section", args=[draft_before.uid, "tre_em"])

    told = signed_in.post(here, {"ks_ho_ten": "Trần An"}, headers={"HX-Request": "true"}).json()

    assert told["href"] == place
    assert Dossier.objects.get(pk=draft_before.pk).answers["ks_ho_ten"] == "Trần An"


def test_filing_at_the_moment_of_publishing_meets_the_page(
    signed_in, draft_before, newer, monkeypatch, place
):
    submit = dossiers.submit

    def published_first(**given):
        catalogue.publish(folder=newer, by=System("set-up"))
        return submit(**given)

    monkeypatch.setattr(dossiers, "submit", published_first)

    sent = signed_in.post(reverse("portal:check", args=[draft_before.uid]))

    assert sent.url == place
    assert Dossier.objects.get(pk=draft_before.pk).is_draft


def test_what_was_laid_aside_does_not_go_to_the_agency(renewed, mother):
    dossiers.attach(
        dossier=renewed, component="giay_chung_sinh_moi", name="m.jpg", content=photo(), by=mother
    )

    filed = dossiers.submit(dossier=renewed, by=mother)

    assert filed.content["aside"] == {}
    assert not filed.attachments.present().filter(component__startswith="aside.").exists()


def test_a_procedure_that_ended_says_so_and_gives_the_answers(
    signed_in, draft_before, place, birth
):
    catalogue.end(code=birth.code, last_day=clock.local_day(MORNING), by=System("set-up"))
    with clock.set_to(MORNING.replace(day=6)):
        page = signed_in.get(place)
        moved = signed_in.post(place)
        text = signed_in.get(reverse("portal:aside", args=[draft_before.uid, "txt"]))

    assert (page.status_code, moved.status_code) == (410, 410)
    assert "Trần Minh Khôi" in text.content.decode()


def test_there_is_nothing_to_download_where_nothing_was_laid_aside(signed_in, draft):
    for kind in ("txt", "json", "exe"):
        assert signed_in.get(reverse("portal:aside", args=[draft.uid, kind])).status_code == 404


def test_a_stranger_moves_and_downloads_nothing(published, draft_before, place):
    stranger = Client()
    stranger.force_login(make.account())

    assert stranger.post(place).status_code == 404
    assert stranger.get(reverse("portal:aside", args=[draft_before.uid, "txt"])).status_code == 404
