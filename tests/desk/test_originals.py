"""The counter and the offices see originals, hand them over and give them back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make, sessions
from tests.dossiers.running import accepted
from tests.papers.reading import words
from tests.portal.conftest import PACKS
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import custody
from toantrinh.dossiers.models import Original, OriginalState, Transfer
from toantrinh.identity.permissions import Role
from toantrinh.trail.models import AccessEntry

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = "/can-bo/ban-giao"


@pytest.fixture
def dossier(ward, mother):
    folder = PACKS / "1.011441-dang-ky-bien-phap-bao-dam-quyen-su-dung-dat"
    version = make.published(folder, by=System("set-up"))
    return accepted(version, ward, "2026-10-09 17:00", owner=mother.party)


@pytest.fixture
def staff(ward):
    roles = (Role.ONE_STOP, Role.SPECIALIST, Role.HEAD)
    return {role: make.officer(role, agency=ward, title=str(role)) for role in roles}


@pytest.fixture
def as_(client, staff):
    """``as_(Role.HEAD)``: the browser of that officer."""

    def signed_in(role):
        client.force_login(staff[role])
        return client

    return signed_in


def page_of(dossier, original=None, name="original"):
    if original is None:
        return reverse("desk:originals", args=[dossier.uid])
    return reverse(f"desk:{name}", args=[dossier.uid, original.uid])


def taken(client, dossier, **typed):
    sent = {"key": "k", "giay-to": "giay_chung_nhan", "so-to": "4", "so-hieu": "BK 123456"}
    return client.post(page_of(dossier), sent | typed)


def made_list(client, *originals, to="H55.101/specialist"):
    sent = {"tu": "H55.101/one_stop", "den": to, "key": "l", "ban": [o.code for o in originals]}
    return client.post(LISTS, sent)


def test_an_original_is_taken_in_with_a_slip_and_twice_is_once(as_, dossier):
    here = as_(Role.ONE_STOP)

    answers = [taken(here, dossier) for _ in range(2)]

    original = Original.objects.get()
    assert [each.url for each in answers] == [page_of(dossier, original)] * 2
    slip = words(here.get(page_of(dossier, original, "original-slip")).content)
    for said in (original.code, "BK 123456", dossier.reference, "PHẦN KÝ NHẬN LẠI"):
        assert said in slip
    assert AccessEntry.objects.filter(kind="original.read").exists()


def test_what_is_wrong_comes_back_with_what_was_typed(as_, dossier):
    answer = taken(as_(Role.ONE_STOP), dossier, **{"so-to": "bốn"})

    assert answer.status_code == 422
    assert 'value="BK 123456"' in answer.content.decode()
    assert not Original.objects.exists()


def test_a_paper_chosen_and_named_otherwise_is_asked_about_again(as_, dossier):
    answer = taken(as_(Role.ONE_STOP), dossier, ten="Sổ hộ khẩu cũ")

    assert answer.status_code == 422
    assert "lại ghi tên khác: “Sổ hộ khẩu cũ”" in answer.content.decode()
    assert not Original.objects.exists()


def test_another_paper_stays_chosen_when_the_session_ended(as_, client, staff, dossier):
    sessions.over(client, staff[Role.ONE_STOP])

    taken(client, dossier, **{"giay-to": "", "ten": "Sổ hộ khẩu cũ"})
    shown = as_(Role.ONE_STOP).get(page_of(dossier)).content.decode()

    assert '<option value="" selected>' in shown
    assert 'value="Sổ hộ khẩu cũ"' in shown


def test_a_list_is_made_printed_accepted_and_what_is_missing_shown_to_the_head(as_, dossier):
    for number in range(3):
        taken(as_(Role.ONE_STOP), dossier, key=f"k{number}")
    first, second, third = Original.objects.order_by("id")
    made_list(as_(Role.ONE_STOP), first, second, third)
    made = Transfer.objects.get()
    page = reverse("desk:handover", args=[made.uid])
    paper = words(as_(Role.ONE_STOP).get(page + "/bien-ban").content)
    unit = as_(Role.SPECIALIST)

    assert made.code in unit.get(LISTS).content.decode()
    assert all(each.code in paper for each in (first, second, third))
    unit.post(page, {"viec": "nhan", "ban": [first.code]})
    unit.post(page, {"viec": "nhan", "quet": f"http://x/can-bo/ban-chinh/{second.code}"})
    unit.post(page, {"viec": "thieu", "ban": [third.code]})
    again = unit.post(page, {"viec": "nhan", "ban": [first.code]})
    strange = unit.post(page, {"viec": "nhan", "quet": "K7QX-2M4D"}, follow=True)

    assert "Mã “K7QX-2M4D” không có trong danh sách này" in strange.content.decode()
    assert again.status_code == 422
    assert "Đã ký nhận" in again.content.decode()
    assert Original.objects.filter(office=Role.SPECIALIST.value).count() == 2
    head = as_(Role.HEAD).get(LISTS).content.decode()
    assert f"{third.code}</a> {custody.name_of(third)}" in head


def test_a_list_with_what_lies_elsewhere_is_refused_and_foreign_ones_are_absent(as_, dossier):
    taken(as_(Role.ONE_STOP), dossier)
    original = Original.objects.get()
    assert made_list(as_(Role.SPECIALIST), original).status_code == 404  # not their office
    assert made_list(as_(Role.ONE_STOP), original, to="H55.999/head").status_code == 404
    assert made_list(as_(Role.ONE_STOP)).status_code == 422
    made_list(as_(Role.ONE_STOP), original)
    made = Transfer.objects.get()

    other = make.officer(Role.ONE_STOP, agency=make.agency(code="H55.999", name="Nơi khác"))
    client = as_(Role.ONE_STOP)
    client.force_login(other)

    for path in (
        reverse("desk:handover", args=[made.uid]),
        reverse("desk:handover-paper", args=[made.uid]),
        page_of(dossier),
        page_of(dossier, original),
        page_of(dossier, original, "original-slip"),
        reverse("desk:original-code", args=[original.code]),
    ):
        assert client.get(path).status_code == 404, path
    assert original.code not in client.get(LISTS).content.decode()


def test_the_code_of_a_slip_opens_it_for_the_office_and_the_dossier_for_its_owner(
    as_, dossier, mother
):
    here = as_(Role.ONE_STOP)
    taken(here, dossier)
    original = Original.objects.get()

    typed = here.get("/can-bo/ban-chinh", {"ma": original.code.lower().replace("-", " ")})
    scanned = here.get(reverse("desk:original-code", args=[original.code]))
    here.force_login(mother)
    owner = here.get(reverse("desk:original-code", args=[original.code]))

    assert typed.url == scanned.url == page_of(dossier, original)
    assert owner.url == reverse("portal:dossier", args=[dossier.uid])


def test_an_original_goes_back_by_the_code_the_owner_is_shown_and_to_nobody_else(
    as_, dossier, mother
):
    here = as_(Role.ONE_STOP)
    taken(here, dossier)
    original = Original.objects.get()
    here.force_login(mother)
    shown = here.get(reverse("portal:dossier", args=[dossier.uid])).content.decode()
    code = custody.return_code(original)
    assert code in shown
    assert "bộ phận một cửa" in shown

    sent = {"ten": "Nguyễn Thị Lan Anh", "so": "019196000001", "giay-to": "the_can_cuoc"}
    sent |= {"ma": code, "ly-do": "Người dân cần dùng"}
    page = page_of(dossier, original)
    another = as_(Role.ONE_STOP).post(page, sent | {"so": "019093000002"})
    here.post(page, sent)

    assert another.status_code == 422
    assert "không phải chủ bản chính" in another.content.decode()
    original.refresh_from_db()
    assert original.state == OriginalState.RETURNED
    assert "Nguyễn Thị Lan Anh" in here.get(page).content.decode()


def test_the_page_of_a_dossier_says_that_an_original_is_still_out(as_, dossier):
    taken(as_(Role.ONE_STOP), dossier)
    dossier.closed_at = dossier.accepted_at
    dossier.state = 8
    dossier.save()

    shown = as_(Role.HEAD).get(reverse("desk:dossier", args=[dossier.uid])).content.decode()

    assert "Còn 1 bản chính chưa trả" in shown
    assert Original.objects.get().code in shown


def test_a_long_shelf_costs_no_more_statements_than_a_short_one(as_, dossier, staff, ward):
    def take(count):
        for _each in range(count):
            other = accepted(dossier.version, ward, "2026-10-09 17:00")
            dossiers.take_original(
                dossier=other,
                key="k",
                component="giay_chung_nhan",
                sheets=1,
                by=staff[Role.ONE_STOP],
            )

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert as_(Role.ONE_STOP).get(LISTS).status_code == 200
        return len(captured)

    take(2)
    statements()
    few = statements()
    take(6)

    assert statements() == few


@pytest.mark.parametrize("sheets", ["9" * 5000, "²", "1000"])
def test_no_number_of_sheets_comes_back(as_, dossier, sheets):
    assert taken(as_(Role.ONE_STOP), dossier, **{"so-to": sheets}).status_code == 422


def test_a_list_of_nothing_is_refused_wherever_it_should_go(as_, dossier):
    taken(as_(Role.ONE_STOP), dossier)

    for to in ("H55.101/specialist", "H55.999/one_stop"):
        answer = made_list(as_(Role.ONE_STOP), to=to)

        assert answer.status_code == 422
        assert "Chưa đánh dấu bản chính nào" in answer.content.decode()


def test_where_a_refused_list_should_go_stays_chosen(as_, dossier):
    taken(as_(Role.ONE_STOP), dossier)

    shown = made_list(as_(Role.ONE_STOP), to="H55.101/head").content.decode()

    assert '<option value="H55.101/head" selected>' in shown


def test_what_was_typed_for_a_return_is_there_after_signing_in_again(as_, client, staff, dossier):
    taken(as_(Role.ONE_STOP), dossier)
    page = page_of(dossier, Original.objects.get())
    sessions.over(client, staff[Role.ONE_STOP])

    sign_in = client.post(page, {"ten": "Trần Văn Dũng", "ly-do": "Người dân cần dùng"}).url
    shown = as_(Role.ONE_STOP).get(page).content.decode()

    assert sign_in.partition("next=")[2] == page
    assert 'value="Trần Văn Dũng"' in shown
    assert 'value="Người dân cần dùng"' in shown


@pytest.mark.parametrize("mark", ["²", "9" * 5000])
def test_a_mark_that_is_no_number_shows_the_first_page(as_, mark):
    assert as_(Role.ONE_STOP).get("/can-bo/da-nhan-ho", {"sau": mark}).status_code == 200


def test_an_original_can_be_taken_in_where_the_version_expects_none(client, filed, staff):
    way = page_of(filed)
    shown = {}
    for role in (Role.ONE_STOP, Role.SPECIALIST):
        client.force_login(staff[role])
        shown[role] = way in client.get(reverse("desk:dossier", args=[filed.uid])).content.decode()

    assert shown == {Role.ONE_STOP: True, Role.SPECIALIST: False}


def test_the_owner_is_invited_once_the_original_lies_at_the_counter(as_, client, dossier, mother):
    taken(as_(Role.ONE_STOP), dossier)
    dossier.closed_at = clock.now()
    dossier.save(update_fields=["closed_at"])
    client.force_login(mother)
    address = reverse("portal:dossier", args=[dossier.uid])

    at_counter = client.get(address).content.decode()
    Original.objects.update(office=Role.SPECIALIST.value)
    elsewhere = client.get(address).content.decode()

    assert "Mời anh/chị đến nhận lại." in at_counter
    assert "Mời anh/chị đến nhận lại." not in elsewhere
    assert "Bản chính sẽ được trả khi về đến quầy" in elsewhere


def test_nobody_is_invited_to_fetch_what_did_not_arrive(as_, client, dossier, mother):
    for number in range(2):
        taken(as_(Role.ONE_STOP), dossier, key=f"k{number}")
    lost, _there = Original.objects.order_by("id")
    made_list(as_(Role.ONE_STOP), lost)
    page = reverse("desk:handover", args=[Transfer.objects.get().uid])
    as_(Role.SPECIALIST).post(page, {"viec": "thieu", "ban": [lost.code]})
    dossier.closed_at = clock.now()
    dossier.save(update_fields=["closed_at"])
    client.force_login(mother)

    shown = client.get(reverse("portal:dossier", args=[dossier.uid])).content.decode()

    assert shown.count("Mời anh/chị đến nhận lại.") == 1
    assert shown.count("không đến nơi được chuyển. Cơ quan đang tìm") == 1


def test_who_withdraws_is_told_that_the_agency_has_originals(as_, client, dossier, mother):
    client.force_login(mother)
    address = reverse("portal:withdraw", args=[dossier.uid])
    before = client.get(address).content.decode()
    taken(as_(Role.ONE_STOP), dossier)
    client.force_login(mother)

    assert "bản chính của anh/chị" not in before
    assert "đang giữ 1 bản chính của anh/chị" in client.get(address).content.decode()
