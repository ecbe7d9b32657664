"""The worklist: narrowed, in order, a page at a time, counted, kept; and finding a dossier."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.dossiers.running import accepted, load_lists, step
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import worklists
from toantrinh.dossiers.models import OutsideHandling, SavedFilter, Task, TaskState
from toantrinh.dossiers.states import State
from toantrinh.identity import actions as identity
from toantrinh.identity.permissions import Role
from toantrinh.identity.rules import sort_key

pytestmark = pytest.mark.django_db
WORKLIST = "/can-bo"


@pytest.fixture(autouse=True)
def rules(ward):
    load_lists()


@pytest.fixture
def minh(client, ward):
    account = make.officer(Role.SPECIALIST, agency=ward)
    client.force_login(account)
    return account


@pytest.fixture
def hoa(ward):
    return make.officer(Role.SPECIALIST, agency=ward)


def waits(birth, ward, due="2026-10-09 17:00", *, name="Nguyễn Văn Bình", state=None, **fields):
    """A step that waits for the specialists, of a dossier of somebody with this name."""
    given = {"state": state} if state else {}
    dossier = accepted(birth, ward, due, name_sort=sort_key(name), **given)
    dossier.owner.name = name
    dossier.owner.save()
    return step(dossier, due=due, **fields)


def shown(client, asked=""):
    return list(client.get(f"{WORKLIST}{asked}").context["rows"])


def held(account):
    return {"assignee": account, "assigned_at": clock.now()}


def test_each_filter_leaves_what_it_says(client, birth, ward, minh, hoa):
    late = waits(birth, ward, "2026-10-05 08:00", **held(minh))
    today = waits(birth, ward, "2026-10-05 16:00", **held(hoa))
    later = waits(birth, ward, "2026-10-09 16:00", kind="outside", state=State.ACCEPTED)

    found = {
        asked: shown(client, asked)
        for asked in (
            "?han=tre",
            "?han=hom-nay",
            "?giu=toi",
            "?giu=chua-ai",
            f"?giu={hoa.uid}",
            "?viec=outside",
            "?trang-thai=2",
            "?thu-tuc=1.001193",
            "?thu-tuc=9.999999",
            "?tu=2026-10-06",
            "?den=2026-10-05",
            "?giu=chua-ai&han=tre",
        )
    }

    assert found == {
        "?han=tre": [late],
        "?han=hom-nay": [today],
        "?giu=toi": [late],
        "?giu=chua-ai": [later],
        f"?giu={hoa.uid}": [today],
        "?viec=outside": [later],
        "?trang-thai=2": [later],
        "?thu-tuc=1.001193": [late, today, later],
        "?thu-tuc=9.999999": [],
        "?tu=2026-10-06": [],
        "?den=2026-10-05": [late, today, later],
        "?giu=chua-ai&han=tre": [],
    }


@pytest.mark.parametrize("order", [each.value for each in worklists.Order])
@pytest.mark.parametrize("sign", ["", "-"])
def test_in_every_order_the_pages_give_each_step_once(
    client, birth, ward, minh, monkeypatch, order, sign
):
    monkeypatch.setattr(worklists, "PAGE", 2)
    for number in range(5):
        waits(
            birth, ward, f"2026-10-{6 + number // 2:02} 17:00", name=f"Lê Văn {'ABC'[number % 3]}"
        )
    Task.objects.filter(pk=Task.objects.latest("pk").pk).update(due_at=None)

    found, asked, pages = [], f"?xep={sign}{order}", []
    while asked:
        page = client.get(f"{WORKLIST}{asked}").context
        found += page["rows"]
        pages.append([task.pk for task in page["rows"]])
        asked = page["next"]
    back, asked = [], page["previous"]
    while asked:
        earlier = client.get(f"{WORKLIST}{asked}").context
        back.append([task.pk for task in earlier["rows"]])
        asked = earlier["previous"]

    column = worklists.COLUMNS[worklists.Order(order)]
    values = list(Task.objects.filter(pk__in=[t.pk for t in found]).values_list("pk", column))
    value = dict(values)
    inside = [value[t.pk] for t in found if value[t.pk] is not None]
    assert len({task.pk for task in found}) == len(found) == 5
    assert inside == sorted(inside, reverse=bool(sign))
    assert back == pages[-2::-1]
    assert "Lê" not in page["next"]


def test_one_comes_back_from_a_dossier_to_its_page_of_the_list(
    client, birth, ward, minh, monkeypatch
):
    monkeypatch.setattr(worklists, "PAGE", 1)
    _first, second = waits(birth, ward), waits(birth, ward)
    behind = client.get(WORKLIST).context["next"]

    page = client.get(f"{WORKLIST}{behind}").content.decode()
    dossier = client.get(reverse("desk:dossier", args=[second.dossier.uid])).content.decode()

    assert f'name="next" value="{WORKLIST}{behind}"' in page
    assert f'href="{WORKLIST}{behind}#v-{second.uid}"' in dossier


def test_where_nothing_waits_behind_a_page_any_more_the_one_before_is_shown(
    client, birth, ward, minh, monkeypatch
):
    monkeypatch.setattr(worklists, "PAGE", 1)
    first, second = waits(birth, ward), waits(birth, ward)
    behind = client.get(WORKLIST).context["next"]
    Task.objects.filter(pk=second.pk).update(state=TaskState.DONE, done_at=clock.now())

    assert [task.pk for task in shown(client, behind)] == [first.pk]


def test_no_name_and_no_number_stands_in_an_address(client, birth, ward, minh, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 1)
    for _each in range(2):
        waits(birth, ward, name="Đặng Thị Ngọc Ước")

    page = client.get(f"{WORKLIST}?xep=ten")
    by_number = client.get(WORKLIST, {"q": "019190000001"})

    assert re.fullmatch(r"\?xep=ten&sau=\d+", page.context["next"])
    assert by_number.status_code == 302
    assert by_number["Location"] == WORKLIST


def test_a_dossier_is_found_by_what_people_have_at_hand(client, birth, ward, minh):
    task = waits(birth, ward)
    dossier = task.dossier
    dossier.owner.number = "019190000001"
    dossier.owner.save()
    OutsideHandling.objects.create(
        dossier=dossier,
        system="Hệ thống của Bộ",
        handed_over_at=clock.now(),
        handed_over_by=minh,
        outside_code="G09.20-0092637",
    )
    elsewhere = make.filed(version=birth, agency=make.agency(code="H55.999"), owner=dossier.owner)

    found = [
        client.post(WORKLIST, {"q": asked}, follow=True).context["found"]
        for asked in (
            dossier.reference.lower(),
            dossier.reference[-4:],
            dossier.reference[-11:].lower(),
            dossier.reference[-3:],
            "G09.20-0092637",
            "019 190 000 001",
            elsewhere.reference,
        )
    ]

    assert found == [[dossier], [dossier], [dossier], [], [dossier], [dossier], []]


def test_results_can_be_come_back_to_and_no_number_stands_in_their_address(
    client, birth, ward, minh
):
    task = waits(birth, ward)
    task.dossier.owner.number = "019190000001"
    task.dossier.owner.save()
    without = client.get(f"{WORKLIST}?tim=1").context["found"]

    sent = client.post(WORKLIST, {"q": "019 190 000 001"})
    found = [client.get(sent["Location"]).context["found"] for _each in range(2)]

    assert (without, sent.status_code, sent["Location"]) == (None, 302, f"{WORKLIST}?tim=1")
    assert found == [[task.dossier], [task.dossier]]
    assert client.get(WORKLIST).context["found"] is None
    assert "190 000" not in str(dict(client.session))


def test_counts_are_sent_again_only_when_they_changed(client, birth, ward, minh):
    waits(birth, ward, "2026-10-05 08:00", **held(minh))
    address = reverse("desk:worklist-counts")

    first = client.get(address)
    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    waits(birth, ward)
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert same.content == b""
    chips = {
        chip.name: chip.number for group in first.context["counted"]["groups"] for chip in group
    }
    assert chips == {"Tất cả": "1", "Chờ xử lý": "1", "Quá hạn": "1", "Tôi đang giữ": "1"}


def test_every_count_opens_as_many_as_it_says(client, birth, ward, minh, hoa):
    waits(birth, ward, "2026-10-05 08:00", **held(minh))
    waits(birth, ward, "2026-10-05 10:00")
    waits(birth, ward, **held(hoa))

    groups = client.get(WORKLIST).context["counted"]["groups"]

    told = {chip.address: chip.number for group in groups for chip in group}
    pages = {address: client.get(f"{WORKLIST}{address}").context for address in told}
    assert {address: str(len(page["rows"])) for address, page in pages.items()} == told
    opened = [page["filters"]["is_open"] for page in pages.values()]
    assert not any(opened), "the chip shows what is chosen; the form does not push the list down"


def test_counts_stop_at_a_limit(client, birth, ward, minh, monkeypatch):
    monkeypatch.setattr(worklists, "MOST", 2)
    for _each in range(4):
        waits(birth, ward)

    page = client.get(f"{WORKLIST}?han=sap-den").context
    everything = client.get(f"{WORKLIST}?giu=chua-ai").context

    assert page["counted"]["total"] == "2+"
    assert everything["number"] == "2+"


def test_a_step_is_taken_and_handed_over_from_its_row(client, birth, ward, minh, hoa):
    task = waits(birth, ward)
    here = f"{WORKLIST}?giu=chua-ai"

    def press(deed, **fields):
        address = reverse("desk:act", args=[task.dossier.uid, deed])
        return client.post(address, {"task": task.uid, "next": here, **fields}, follow=True)

    taken = press("nhan-viec")
    nobody = press("ban-giao")
    offered = press("ban-giao", to=hoa.uid)

    task.refresh_from_db()
    assert task.assignee == minh
    assert taken.redirect_chain[-1][0] == f"{here}#v-{task.uid}"
    assert "Chưa chọn ai" in nobody.content.decode()
    assert "Đã gửi bàn giao" in offered.content.decode()
    client.force_login(hoa)
    assert [each.task for each in client.get(WORKLIST).context["offers"]] == [task]


def test_who_offered_a_step_reads_why_it_was_not_taken_over(client, birth, ward, minh, hoa):
    task = waits(birth, ward, **held(minh))
    page = reverse("desk:dossier", args=[task.dossier.uid])
    offer = dossiers.hand_over(task=task, to=hoa, by=minh)
    dossiers.decline_handover(handover=offer, by=hoa, answer="Tôi nghỉ từ mai")

    listed, told = client.get(WORKLIST).content.decode(), client.get(page).content.decode()
    dossiers.hand_over(task=task, to=hoa, by=minh)
    again = client.get(page).content.decode()
    client.force_login(hoa)
    to_colleague = client.get(page).content.decode()

    assert f"{hoa.name} không nhận bàn giao" in listed
    assert "Tôi nghỉ từ mai" in told
    assert "Tôi nghỉ từ mai" not in again + to_colleague


def test_leaving_to_the_office_what_was_assigned_meanwhile_tells_whose_it_is(
    client, birth, ward, minh, hoa
):
    head = make.officer(Role.HEAD, agency=ward)
    task = waits(birth, ward, **held(minh))
    offer = dossiers.hand_over(task=task, to=None, by=minh)
    dossiers.assign(task=task, to=hoa, by=head)
    client.force_login(head)

    address = reverse("desk:act", args=[task.dossier.uid, "nhan-ban-giao"])
    told = client.post(address, {"handover": str(offer.uid)}, follow=True).content.decode()

    task.refresh_from_db()
    assert task.assignee == hoa
    assert f"{hoa.name} đang giữ bước này." in told
    assert "để cả bộ phận cùng làm." not in told


def test_an_offer_is_seen_and_taken_back_in_the_row_of_the_giver(client, birth, ward, minh, hoa):
    task = waits(birth, ward, **held(minh))
    address = reverse("desk:act", args=[task.dossier.uid, "thoi-ban-giao"])
    offer = dossiers.hand_over(task=task, to=hoa, by=minh)

    page = client.get(WORKLIST).content.decode()
    kept = client.post(address, {"handover": str(offer.uid), "next": WORKLIST})

    assert f"Đã đề nghị bàn giao cho {hoa.name}" in page
    assert "/ban-giao" not in page.replace("/can-bo/ban-giao", "")
    assert kept["Location"] == WORKLIST
    assert "Đã đề nghị" not in client.get(WORKLIST).content.decode()


def test_who_was_reminded_sees_it_in_the_row_and_on_the_page(client, birth, ward, minh):
    head = make.officer(Role.HEAD, agency=ward)
    task = waits(birth, ward, **held(minh))
    Task.objects.filter(pk=task.pk).update(due_at=task.due_at - timedelta(days=1))
    page = reverse("desk:dossier", args=[task.dossier.uid])
    before = client.get(page).content.decode()
    dossiers.urge(dossier=task.dossier, by=head)

    listed, after = (client.get(each).content.decode() for each in (WORKLIST, page))

    assert "Được nhắc" not in before
    assert "đã nhắc lúc 09:00, 05/10/2026" in listed
    assert f"Được nhắc lúc 09:00, 05/10/2026 bởi {head.name}" in after
    assert "Hạn của bước" in listed
    assert "Hạn của bước" in after


def test_rows_of_two_asked_bodies_say_which_body(client, birth, ward, minh):
    there = make.agency(code="H55.999", name="Sở Y tế")
    make.post(role=Role.SPECIALIST, account=minh, agency=there)
    task = waits(birth, ward)
    step(task.dossier, due="2026-10-09 17:00", agency=there, elsewhere=True)

    page = client.get(WORKLIST)

    assert "· Sở Y tế" in page.content.decode()
    assert page.context["colleagues"] == []


def test_it_leads_back_to_the_list_and_nowhere_else(client, birth, ward, minh):
    task = waits(birth, ward)
    address = reverse("desk:act", args=[task.dossier.uid, "nhan-viec"])

    for there in ("//x.vn", "https://x.vn/can-bo", "/can-bo.x", "/can-bo/hom-nay"):
        answer = client.post(address, {"task": task.uid, "next": there})
        assert answer["Location"] == reverse("desk:dossier", args=[task.dossier.uid])


def test_the_page_of_a_dossier_says_who_holds_the_step(client, birth, ward, minh, hoa):
    task = waits(birth, ward, **held(hoa))
    page = reverse("desk:dossier", args=[task.dossier.uid])

    others = client.get(page).content.decode()
    client.force_login(hoa)
    own = client.get(page).content.decode()

    assert f"{hoa.name} đang giữ bước này" in others
    assert "Nhận làm bước này" not in others
    assert "Anh/chị đang giữ bước này" in own
    assert "Bàn giao" in own


def test_a_filter_is_kept_shared_and_removed(client, ward, minh, hoa):
    address = reverse("desk:filters")
    choice = {"han": "tre", "giu": "toi", "cot": "han,ten", "sau": "9", "q": "Nguyễn"}

    client.post(address, {**choice, "title": "Của tôi"})
    client.post(address, {**choice, "title": "Chung", "office": f"{ward.code} specialist"})
    twice = client.post(address, {**choice, "title": "Chung"}, follow=True)
    client.force_login(hoa)
    seen = client.get(WORKLIST).context
    client.post(address, {"xoa": str(SavedFilter.objects.get(title="Chung").uid)})

    assert "đã có bộ lọc tên “Chung”" in twice.content.decode()
    assert [each["title"] for each in seen["saved"]] == ["Chung"]
    assert seen["saved"][0]["address"] == "?han=tre&giu=toi&cot=ten%2Chan"
    assert SavedFilter.objects.count() == 2  # what a colleague shares is not one's own to remove


def test_what_people_wrote_is_text_in_a_row(client, birth, ward, minh):
    task = waits(birth, ward, name='<i>Bình</i> & "Hà"')

    page = client.get(WORKLIST).content.decode()

    assert f'<a href="{reverse("desk:dossier", args=[task.dossier.uid])}" class="code"' in page
    assert "&lt;i&gt;Bình&lt;/i&gt; &amp; &#34;Hà&#34;</td>" in page
    assert "<i>Bình" not in page


def test_a_day_that_is_none_is_told_beside_its_field(client, birth, ward, minh):
    waits(birth, ward)

    page = client.get(WORKLIST, {"tu": "hôm qua", "den": "5/10/2026"})

    shown = page.content.decode()
    assert 'type="date"' not in shown
    assert page.context["filters"]["is_open"]
    assert len(page.context["rows"]) == 1
    assert "“hôm qua” không phải ngày; ghi như 27/3/2026." in shown
    assert 'id="loc-tu-sai"' in shown and 'id="loc-den-sai"' not in shown
    assert 'value="05/10/2026"' in shown


def test_columns_are_those_that_were_chosen(client, birth, ward, minh):
    waits(birth, ward)

    page = client.get(f"{WORKLIST}?cot=ngay-nop&cot=don-vi&cot=x").context

    assert [head.word for head in page["heads"]] == ["ma", "ngay-nop", "don-vi"]


def test_the_steps_of_whom_one_stands_in_for_are_ones_own(client, birth, ward, minh, hoa):
    task = waits(birth, ward, **held(hoa))
    day = clock.today()
    identity.record_absence(
        account=hoa,
        first_day=day,
        last_day=day + timedelta(days=1),
        stand_in=minh,
        by=hoa,
        at=clock.now(),
    )

    assert shown(client, "?giu=toi") == [task]
    assert dossiers.claim(task=task, by=minh).assignee == minh


def test_with_one_post_nothing_keeps_the_index_from_giving_the_order(minh):
    narrowed = str(Task.objects.worklist(minh).query).partition("WHERE")[2]

    assert " OR " not in narrowed
    assert "IS NULL" not in narrowed


def test_the_list_asks_no_more_of_the_database_when_more_waits(client, birth, ward, minh, hoa):
    client.get(WORKLIST)
    counted = []
    for number in (1, 5):
        for _each in range(number):
            waits(birth, ward, **held(hoa))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{WORKLIST}?han=hom-nay&giu=chua-ai&xep=ten")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 17
