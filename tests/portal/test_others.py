"""The pages on which the applicant asks other people, and on which those read and answer."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.catalogue import folders
from tests.dossiers import others
from tests.dossiers.others import CONFIRMS, FATHER, FILLS
from tests.portal.conftest import photo
from toantrinh.core import yaml
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people
from toantrinh.dossiers.models import Dossier, Invitation, InvitationState
from toantrinh.portal import handover
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asking(tmp_path, ward, mother, sample):
    """Her complete draft under a version with one part: ``asking(CONFIRMS, blocks=...)``."""

    def begun(part=CONFIRMS, **changes):
        version = others.version(tmp_path, {**part, **changes})
        draft = dossiers.begin(version=version, owner=mother.party, agency=ward, key="p", by=mother)
        dossiers.save_answers(dossier=draft, answers=sample["answers"], by=mother)
        dossiers.attach(
            dossier=draft, component="giay_chung_sinh", name="a.jpg", content=photo(), by=mother
        )
        return draft

    return begun


def browser(number, name):
    client = Client()
    client.account = make.account(party=make.party(name=name, number=number))
    client.force_login(client.account)
    return client


@pytest.fixture
def father(ward):
    return browser(FATHER, "Trần Văn Dũng")


@pytest.fixture
def stranger(ward):
    return browser("019085000005", "Phạm Quốc Việt")


def page_of(draft):
    return reverse("portal:others", args=[draft.uid])


def send(client, draft, deed):
    return client.post(page_of(draft), {"viec": deed, "nguoi": others.asked(draft).key})


def link_in(page):
    return re.search(r'value="http://testserver(/loi-moi/lien-ket/[^"]+)"', page).group(1)


def own_part(answer):
    """The page without its head, which differs by its tokens."""
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def my_page(invitation):
    return reverse("portal:invitation", args=[invitation.uid])


def read(client, invitation):
    client.post(my_page(invitation), {"viec": "mo"})
    page = client.get(my_page(invitation)).content.decode()
    return page, re.search(r'name="seen" value="(\w+)"', page).group(1)


def answer(client, invitation, **said):
    _page, seen = read(client, invitation)
    return client.post(my_page(invitation), {"viec": "tra-loi", "seen": seen, **said})


def test_the_step_stands_among_the_steps_and_stops_who_skips_it(signed_in, asking):
    draft = asking()

    page = signed_in.get(page_of(draft)).content.decode()
    refused = signed_in.post(reverse("portal:check", args=[draft.uid]))

    assert "Người cha của trẻ" in page
    assert "Chưa xong thì chưa nộp được hồ sơ" in page
    assert refused.status_code == 422
    assert "Còn chờ xác nhận của: Người cha của trẻ" in refused.content.decode()
    assert signed_in.get(reverse("portal:go-on", args=[draft.uid])).url == page_of(draft)


def test_two_people_bring_a_dossier_to_filing(signed_in, asking, father):
    draft = asking()

    assert send(signed_in, draft, "moi").status_code == 302
    link = link_in(signed_in.get(page_of(draft)).content.decode())
    landed = father.get(link, follow=True)
    invitation = Invitation.objects.get()
    first = landed.content.decode()
    answered = answer(father, invitation, **{"dong-y": "co"})
    filed = signed_in.post(reverse("portal:check", args=[draft.uid]))

    assert landed.redirect_chain == [(my_page(invitation), 302)]
    assert "Nguyễn Thị Lan Anh" in first
    assert "Trần Minh Khôi" not in first, "nothing is read before it is opened"
    assert answered.status_code == 302
    assert "Đã xác nhận" in signed_in.get(page_of(draft)).content.decode()
    assert filed.url == reverse("portal:submitted", args=[draft.uid])


def test_the_link_asks_to_sign_in_first(signed_in, asking, client):
    draft = asking()
    send(signed_in, draft, "moi")
    link = link_in(signed_in.get(page_of(draft)).content.decode())

    answer_to_anyone = Client().get(link)

    assert answer_to_anyone.status_code == 302
    assert answer_to_anyone.url.startswith(reverse("account_login"))


def test_a_stranger_with_the_link_sees_what_everyone_sees_and_is_written_down(
    signed_in, asking, stranger
):
    draft = asking()
    send(signed_in, draft, "moi")
    link = link_in(signed_in.get(page_of(draft)).content.decode())

    tried = stranger.get(link)
    nothing = stranger.get(reverse("portal:invitation-link", args=["khong-co"]))

    assert (tried.status_code, nothing.status_code) == (404, 404)
    assert own_part(tried) == own_part(nothing) != ""
    assert "không mở được bằng tài khoản" in tried.content.decode()
    note = AccessEntry.objects.get(kind="dossier.foreign-tried")
    assert note.case == draft.case
    assert stranger.get(my_page(Invitation.objects.get())).status_code == 404


def test_the_invited_read_their_part_and_nothing_else(signed_in, asking, father):
    draft = asking()
    send(signed_in, draft, "moi")

    page, _seen = read(father, Invitation.objects.get())

    assert "Trần Minh Khôi" in page
    assert "0900000001" not in page, "the telephone of the applicant"
    assert father.get(reverse("portal:dossier", args=[draft.uid])).status_code == 404


def test_the_applicant_sees_that_the_invited_looked(signed_in, asking, father):
    draft = asking()
    send(signed_in, draft, "moi")
    read(father, Invitation.objects.get())

    page = signed_in.get(reverse("portal:accesses")).content.decode()

    assert "Người anh/chị mời xác nhận" in page
    assert "Đọc phần được mời xác nhận" in page


def test_declining_needs_a_reason_and_keeps_what_was_said(signed_in, asking, father):
    draft = asking()
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()

    without = answer(father, invitation, **{"dong-y": "khong"})
    with_reason = answer(father, invitation, **{"dong-y": "khong", "ly-do": "Chưa bàn tên"})

    assert without.status_code == 422
    assert 'value="khong" checked' in without.content.decode()
    assert with_reason.status_code == 302
    page = signed_in.get(page_of(draft)).content.decode()
    assert "Chưa bàn tên" in page
    assert "Mời lại" in page


def test_an_answer_without_a_choice_is_asked_for(signed_in, asking, father):
    send(signed_in, asking(), "moi")

    missing = answer(father, Invitation.objects.get())

    assert missing.status_code == 422
    assert "Chọn đồng ý hoặc không đồng ý" in missing.content.decode()


def test_a_change_meanwhile_is_shown_and_nothing_is_confirmed(signed_in, asking, father, mother):
    draft = asking()
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()
    _page, seen = read(father, invitation)
    dossiers.save_answers(dossier=draft, answers={"ks_ho_ten": "Trần Gia Bảo"}, by=mother)

    sent = {"viec": "tra-loi", "seen": seen, "dong-y": "co"}
    changed = father.post(my_page(invitation), sent)

    assert changed.status_code == 422
    assert "vừa được sửa" in changed.content.decode()
    assert "Trần Gia Bảo" in changed.content.decode()


def test_the_change_of_a_confirmed_answer_is_told_on_both_sides(signed_in, asking, father, mother):
    draft = asking()
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()
    answer(father, invitation, **{"dong-y": "co"})

    dossiers.save_answers(dossier=draft, answers={"ks_ho_ten": "Trần Gia Bảo"}, by=mother)

    assert "phải xác nhận lại" in signed_in.get(page_of(draft)).content.decode()
    assert "mời anh/chị đọc lại" in father.get(my_page(invitation)).content.decode()


def test_a_section_of_another_is_no_page_of_the_applicant(signed_in, asking):
    draft = asking(FILLS)

    page = signed_in.get(reverse("portal:section", args=[draft.uid, "loi_khai_cua_cha"]))
    check = signed_in.get(reverse("portal:check", args=[draft.uid])).content.decode()

    assert page.url == page_of(draft)
    assert "loi_khai_cua_cha?ve=kiem-tra" not in check


def test_the_invited_fill_in_their_section_and_agree(signed_in, asking, father):
    draft = asking(FILLS)
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()
    opened = father.post(my_page(invitation), {"viec": "mo"})
    section = reverse("portal:invitation-section", args=[invitation.uid, "loi_khai_cua_cha"])

    empty = father.post(section, {"_asked": ["lk_ghi_nhan"], "lk_ghi_nhan": ""})
    filled = father.post(section, {"_asked": ["lk_ghi_nhan"], "lk_ghi_nhan": "Con của tôi"})
    agreed = answer(father, invitation, **{"dong-y": "co"})

    assert opened.url == section
    assert empty.status_code == 422
    assert filled.url == my_page(invitation)
    assert agreed.status_code == 302
    assert Dossier.objects.get().answers["lk_ghi_nhan"] == "Con của tôi"
    assert Invitation.objects.get().state == InvitationState.FILLED


def test_while_the_invited_type_it_is_kept_and_the_page_is_told(signed_in, asking, father):
    draft = asking(FILLS)
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()
    father.post(my_page(invitation), {"viec": "mo"})
    section = reverse("portal:invitation-section", args=[invitation.uid, "loi_khai_cua_cha"])

    told = father.post(
        section,
        {"_asked": ["lk_ghi_nhan"], "lk_ghi_nhan": "Con của tôi"},
        headers={"HX-Request": "true"},
    ).json()

    assert told["text"].startswith("Đã lưu lúc")
    assert "lk_ghi_nhan" in told["fields"]
    assert Dossier.objects.get().answers["lk_ghi_nhan"] == "Con của tôi"


def test_what_was_typed_for_another_survives_the_end_of_a_session(signed_in, asking, father):
    draft = asking(FILLS)
    send(signed_in, draft, "moi")
    invitation = Invitation.objects.get()
    father.post(my_page(invitation), {"viec": "mo"})
    section = reverse("portal:invitation-section", args=[invitation.uid, "loi_khai_cua_cha"])
    page = father.get(section).content.decode()
    carried = re.search(r'name="pass" value="([^"]+)"', page).group(1)

    father.logout()
    left = father.post(section, {"_asked": "lk_ghi_nhan", "lk_ghi_nhan": "Gõ dở", "pass": carried})
    session = dict(father.session)
    father.force_login(father.account)
    signed_in_again = father.session
    signed_in_again.update({handover.ABOUT: session[handover.ABOUT]})
    signed_in_again.save()
    back = father.get(section).content.decode()

    assert left.status_code == 302
    assert "Gõ dở" in back


def test_reminding_withdrawing_and_the_desk_are_a_button_each(signed_in, asking, father):
    draft = asking()
    send(signed_in, draft, "moi")
    first = Invitation.objects.get()

    send(signed_in, draft, "nhac")
    send(signed_in, draft, "rut")
    send(signed_in, draft, "den-quay")

    first.refresh_from_db()
    second = Invitation.objects.exclude(pk=first.pk).get()
    assert first.state == InvitationState.WITHDRAWN
    assert second.at_desk
    page = signed_in.get(page_of(draft)).content.decode()
    assert "cùng nhau đến" in page
    assert "lien-ket" not in page
    assert signed_in.post(reverse("portal:check", args=[draft.uid])).status_code == 302


def test_a_deed_that_is_none_changes_nothing(signed_in, asking):
    draft = asking()

    for sent in ({}, {"viec": "x", "nguoi": "y"}, {"viec": "nhac", "nguoi": "cha-0"}):
        assert signed_in.post(page_of(draft), sent).status_code == 302
    assert not Invitation.objects.exists()


def test_a_refusal_stands_at_the_person(signed_in, asking, mother):
    draft = asking()
    own = {"cha_so_dinh_danh": mother.party.number}
    dossiers.save_answers(dossier=draft, answers=own, by=mother)

    refused = send(signed_in, draft, "moi")

    assert refused.status_code == 422
    assert "số của chính người nộp" in refused.content.decode()


def test_what_waits_after_filing_is_on_the_page_of_the_dossier(signed_in, asking, father):
    draft = asking(blocks="acceptance")
    signed_in.post(reverse("portal:check", args=[draft.uid]))

    page = signed_in.get(reverse("portal:dossier", args=[draft.uid])).content.decode()
    others_page = signed_in.get(page_of(draft))

    assert "Còn chờ người khác xác nhận" in page
    assert "lien-ket" in others_page.content.decode()
    assert answer(father, Invitation.objects.get(), **{"dong-y": "co"}).status_code == 302


def test_my_dossiers_show_what_others_ask_in_few_queries(signed_in, asking, father, mother):
    draft = asking()
    send(signed_in, draft, "moi")
    with CaptureQueriesContext(
        connection,
    ) as one:
        page = father.get(reverse("portal:dossiers")).content.decode()
    for number in range(3):
        another = dossiers.begin(
            version=draft.version, owner=mother.party, key=f"{number}", by=mother, another=True
        )
        dossiers.save_answers(dossier=another, answers=draft.answers, by=mother)
    with CaptureQueriesContext(connection) as after:
        father.get(reverse("portal:dossiers"))

    assert "Có người mời anh/chị xác nhận" in page
    assert len(after) == len(one)


def test_rows_of_a_table_are_read_by_their_own_person_only(tmp_path, ward):
    sample = yaml.load(folders.real(folders.BUSINESS) / "samples/02-thanh-vien-ho-gia-dinh.yaml")[0]
    version = make.published(folders.real(folders.BUSINESS), by=System("set-up"))
    owner = make.account(party=make.party(name="Trần Văn Dũng", number=FATHER))
    draft = dossiers.begin(version=version, owner=owner.party, key="h", by=owner)
    sister = {"tvh_so_dinh_danh": "019085000005", "tvh_ho_ten": "Trần Thị Giả"}
    sister["tvh_ngay_sinh"] = "1990-01-01"
    rows = [*sample["answers"]["thanh_vien"], sister]
    answers = {**sample["answers"], "thanh_vien": rows}
    draft = dossiers.save_answers(dossier=draft, answers=answers, by=owner)

    first, second = people.standings(draft)
    invitation = dossiers.invite(dossier=draft, other=second.other.key, by=owner)
    client = browser("019085000005", "Trần Thị Giả")

    page, _seen = read(client, invitation)

    assert first.other.key != second.other.key
    assert "Trần Thị Giả" in page
    assert "Nguyễn Thị Lan Anh" not in page
    assert "019196000001" not in page
