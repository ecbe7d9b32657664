"""The inventory of internal procedures at the control office: filtered, changed, sent as a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import make, offices
from toantrinh.catalogue import actions, loading
from toantrinh.catalogue.models import InternalProcedure, InventoryChange
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import Role

pytestmark = pytest.mark.django_db

FILE = settings.PACKS / "lists" / "internal-procedures.csv"
LIST = reverse("studio:inventory")
CODE = "NB.000003"


@pytest.fixture(autouse=True)
def noon():
    with clock.set_to(datetime(2026, 10, 5, 5, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def office():
    entries = loading.inventory(FILE)
    for code in {entry.owner for entry in entries}:
        make.agency(code=code, name=f"Cơ quan {code}")
    actions.load_inventory(entries=entries, by=System("test"))
    return offices.commune("Cơ quan kiểm soát thủ tục hành chính")


def signed_in(office, role=Role.CONTROLLER, name="Người đề xuất"):
    client = Client()
    client.force_login(offices.officer(office, role, name=name))
    return client


def text(answer):
    return answer.content.decode()


def test_the_list_shows_what_was_chosen_and_its_sums_in_few_queries(
    office, django_assert_num_queries
):
    client = signed_in(office)
    client.get(LIST)

    with django_assert_num_queries(8):
        page = text(client.get(LIST))
    chosen = text(client.get(LIST, {"phuong-an": "bai_bo", "q": "báo cáo"}))

    assert page.count('data-label="Chủ trì"') == 16
    assert "chưa đối chiếu" in page
    assert "1 trong 16 thủ tục nội bộ" in chosen
    assert "NB.000013" in chosen
    assert CODE not in chosen


def test_the_file_that_was_downloaded_can_be_changed_and_sent_in(office):
    client = signed_in(office)
    content = client.get(reverse("studio:inventory-export")).content.decode()
    changed = content.replace(",6500,", ",7000,")
    assert changed != content

    def send(body):
        sent = SimpleUploadedFile("thu-tuc.csv", body.encode())
        form = {"key": "k", "file": sent, "ground": "Cập nhật số lần"}
        return client.post(reverse("studio:inventory-import"), form)

    assert "đã có trong danh mục" in text(send(content))
    assert "dòng 2" in text(send(content.replace("don_gian_hoa", "bo_di", 1)))
    assert send(changed).status_code == 302

    change = InventoryChange.objects.get()
    assert [(each["code"], each["per_year"]) for each in change.what] == [(CODE, 7000)]


def test_a_change_is_proposed_by_one_and_approved_by_another(office):
    proposer, approver = signed_in(office), signed_in(office, name="Người duyệt")
    edit = reverse("studio:inventory-edit", args=[CODE])
    form = proposer.get(edit).context["typed"] | {"key": "k", "hours_after": "2,5", "ground": ""}

    refused = proposer.post(edit, form)
    assert refused.status_code == 422
    assert 'value="2,5"' in text(refused)
    sent = proposer.post(edit, form | {"ground": "Đo lại trong tháng 9"}, follow=True)

    change = InventoryChange.objects.get()
    act = reverse("studio:inventory-act", args=[change.uid, "duyet"])
    assert "Đo lại trong tháng 9" in text(sent)
    assert proposer.post(act).status_code == 422
    assert "Đã duyệt" in text(approver.post(act, follow=True))
    page = text(proposer.get(reverse("studio:inventory-procedure", args=[CODE])))
    assert "2,5" in page
    assert InternalProcedure.objects.get(code=CODE).entry.after.hours == 2.5


def test_a_further_procedure_needs_a_code_of_its_own(office):
    client = signed_in(office)
    form = client.get(reverse("studio:inventory-edit", args=[CODE])).context["typed"]
    form |= {"key": "k", "ground": "Mới rà soát"}

    twice = client.post(reverse("studio:inventory-add"), form)
    added = client.post(reverse("studio:inventory-add"), form | {"code": "NB.000020"})

    assert "Đã có thủ tục nội bộ mang mã này" in text(twice)
    assert added.status_code == 302


def test_officers_of_other_offices_find_nothing_here(office):
    clerk = signed_in(office, Role.CLERK)

    assert clerk.get(LIST).status_code == 404


def test_a_proposal_that_changes_nothing_is_refused(office):
    client = signed_in(office)
    edit = reverse("studio:inventory-edit", args=[CODE])
    form = client.get(edit).context["typed"] | {"key": "k", "ground": "Rà soát"}

    answer = client.post(edit, form)

    assert answer.status_code == 422
    assert "không khác danh mục hiện có" in text(answer)
    assert not InventoryChange.objects.exists()


def test_who_decides_sees_what_differs_and_the_rest_folded_away(office):
    client = signed_in(office)
    edit = reverse("studio:inventory-edit", args=[CODE])
    form = client.get(edit).context["typed"] | {"key": "k", "ground": "Rà soát"}
    before = form["per_year"]

    sent = client.post(edit, form | {"per_year": "7123"}, follow=True)

    (row,) = sent.context["rows"]
    differing = [(str(each.label), each.old, each.new) for each in row["lines"] if each.differs]
    assert differing == [("Số lần một năm", before, "7123")]
    assert "Những phần giữ nguyên" in text(sent)
    assert "Chi phí thực hiện" in text(
        client.get(reverse("studio:inventory-procedure", args=[CODE]))
    )


@pytest.mark.parametrize(
    ("deed", "sent"), [("duyet", {}), ("khong-duyet", {"note": "Chưa có số liệu"})]
)
def test_what_differed_stays_to_be_read_once_it_is_decided(office, deed, sent):
    client, approver = signed_in(office), signed_in(office, name="Người duyệt")
    edit = reverse("studio:inventory-edit", args=[CODE])
    form = client.get(edit).context["typed"] | {"key": "k", "ground": "Rà soát"}
    before = form["per_year"]
    client.post(edit, form | {"per_year": "7123"})
    change = InventoryChange.objects.get()

    approver.post(reverse("studio:inventory-act", args=[change.uid, deed]), sent)

    page = client.get(reverse("studio:inventory-change", args=[change.uid]))
    (row,) = page.context["rows"]
    assert [(each.old, each.new) for each in row["lines"] if each.differs] == [(before, "7123")]
    assert "Trong danh mục lúc đó" in text(page)
    assert "Hiện nay trong danh mục" not in text(page)


def test_a_new_one_is_called_new_after_it_was_approved_too(office):
    client, approver = signed_in(office), signed_in(office, name="Người duyệt")
    form = client.get(reverse("studio:inventory-edit", args=[CODE])).context["typed"]
    form |= {"key": "k", "ground": "Mới rà soát", "code": "NB.000020"}
    client.post(reverse("studio:inventory-add"), form)
    change = InventoryChange.objects.get()

    approver.post(reverse("studio:inventory-act", args=[change.uid, "duyet"]))

    (row,) = client.get(reverse("studio:inventory-change", args=[change.uid])).context["rows"]
    assert (row["is_new"], row["lines"]) == (True, [])


def test_a_year_is_no_amount_in_english_either(office):
    client = signed_in(office)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    with translation.override("en"):  # so that what was spoken before is spoken again
        page = client.get(reverse("studio:inventory-procedure", args=[CODE]))

    assert "income of 2025" in text(page)
    assert "6,500" in text(page)
