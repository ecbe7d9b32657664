"""Guidance kept with its version; sittings counted; devices registered and removed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make
from tests.portal.conftest import birth, ward  # noqa: F401  # fixtures
from toantrinh.catalogue.pack import Requirement
from toantrinh.core import clock
from toantrinh.counter import actions, queries, sheets
from toantrinh.counter.errors import SittingOpen, SittingOver, SittingUntold
from toantrinh.counter.models import Device, Guidance, Outcome, Sitting
from toantrinh.counter.queries import DEVICE_COOKIE
from toantrinh.counter.sheets import Whence, sheet
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def guide(ward):  # noqa: F811
    return make.officer(Role.GUIDE, agency=ward)


@pytest.fixture
def officer(ward):  # noqa: F811
    return make.officer(Role.ONE_STOP, agency=ward)


def test_the_sheet_tells_what_the_law_wants_told(birth):  # noqa: F811
    told = {each["title"]: each["lines"] for each in sheet(birth, clock.today())}

    assert any("Giấy chứng sinh" in line for line in told["Giấy tờ cần mang theo"])
    assert told["Khai trên biểu mẫu điện tử, không nộp bản giấy"] == ["Tờ khai đăng ký khai sinh"]
    fallen_back = told["Chỉ mang khi Nhà nước chưa có dữ liệu"]
    assert any(line.startswith("Giấy chứng sinh") for line in fallen_back)
    not_brought = told["Không phải mang: Nhà nước đã có dữ liệu"]
    assert [line.partition(" của")[0] for line in not_brought] == ["Giấy chứng nhận kết hôn"]
    assert "trong trong" not in " ".join(told["Thời hạn giải quyết"])
    for title in ("Cơ quan giải quyết", "Trình tự thực hiện", "Thời hạn giải quyết"):
        assert told[title]
    assert told["Phí, lệ phí"]


def test_a_paper_that_need_not_be_there_is_marked(birth):  # noqa: F811
    paper = replace(birth.pack.components[0], requirement=Requirement.OPTIONAL)
    needed = replace(paper, requirement=Requirement.REQUIRED)

    assert "nếu có" in sheets._paper(paper, Whence.PERSON)
    assert "nếu có" not in sheets._paper(needed, Whence.PERSON)


def test_what_was_given_is_found_later_as_it_was_with_its_version(client, birth, officer):  # noqa: F811
    client.force_login(officer)
    here = reverse("desk:give-guidance", args=[birth.code])

    answers = [client.post(here, {"key": "1", "kenh": "dien_thoai"}) for _ in range(2)]
    given = Guidance.objects.get()
    shown = client.get(answers[0].url).content.decode()
    listed = client.get(reverse("desk:guidance"), {"ma": given.code.lower()}).content.decode()

    assert answers[0].url == answers[1].url
    assert (given.version, given.by, given.channel) == (birth, officer, "dien_thoai")
    assert given.shown == sheet(birth, clock.today())
    assert given.code in shown and "Giấy chứng sinh" in shown
    assert given.code in listed
    entry = TrailEntry.objects.get(kind="guidance.given")
    assert entry.data["shown_version"] == birth.digest


def test_a_sitting_is_counted_with_its_minutes_and_how_it_ended(client, ward, guide):  # noqa: F811
    client.force_login(guide)
    here = reverse("desk:sittings")

    nowhere = client.post(here, {"noi": " "})
    client.post(here, {"noi": "Nhà văn hóa tổ 12"})
    Sitting.objects.update(began_at=clock.now() - timedelta(minutes=25))
    untold = client.post(here, {"viec": "xong"})
    client.post(here, {"viec": "xong", "ket-qua": Outcome.FILED_ALONE})

    counted = queries.sittings({ward.pk})
    assert (nowhere.status_code, untold.status_code) == (422, 422)
    assert (counted.count, counted.minutes, counted.filed_alone) == (1, 25, 1)


def test_one_sitting_at_a_time_and_each_guide_ends_their_own(ward, guide):  # noqa: F811
    sitting = actions.begin_sitting(agency=ward, place="Tổ 3", by=guide)
    other = make.officer(Role.GUIDE, agency=ward)

    with pytest.raises(SittingOpen):
        actions.begin_sitting(agency=ward, place="Tổ 4", by=guide)
    with pytest.raises(SittingOver):
        actions.end_sitting(sitting=sitting, outcome=Outcome.LEFT, by=other)
    with pytest.raises(SittingUntold):
        actions.end_sitting(sitting=sitting, outcome="khac", by=guide)


def test_a_sitting_of_a_team_that_was_left_keeps_nobody_from_the_next(ward, guide):  # noqa: F811
    left = actions.begin_sitting(agency=ward, place="Tổ 3", by=guide)
    guide.posts.update(ended_at=clock.now())
    elsewhere = make.agency(code="H55.998", name="Ủy ban nhân dân xã khác")
    make.post(account=guide, agency=elsewhere, role=Role.GUIDE)
    guide = Account.objects.get(pk=guide.pk)

    begun = actions.begin_sitting(agency=elsewhere, place="Thôn 1", by=guide)

    left.refresh_from_db()
    assert (left.outcome, begun.ended_at) == (Outcome.LEFT, None)


def test_a_device_is_registered_by_the_administrator_and_gives_numbers(
    client,
    ward,  # noqa: F811
    officer,
):
    manager = make.officer(Role.ADMINISTRATOR, agency=ward)
    here = reverse("desk:devices")
    client.force_login(officer)
    refused = client.get(here)
    client.force_login(manager)
    nameless = client.post(here, {"ten": " ", "co-quan": ward.code})
    client.post(here, {"ten": "Máy ở cửa", "co-quan": ward.code})
    token = client.cookies[DEVICE_COOKIE].value
    client.logout()
    client.cookies[DEVICE_COOKIE] = token
    kiosk = reverse("desk:kiosk", args=[ward.code])

    without_signing_in = client.get(kiosk)
    actions.remove_device(device=Device.objects.get(), by=manager)
    removed = client.get(kiosk)

    assert (refused.status_code, nameless.status_code) == (403, 422)
    assert (without_signing_in.status_code, removed.status_code) == (200, 302)


def test_a_guide_gives_no_numbers_and_registers_no_device(ward, guide):  # noqa: F811
    with pytest.raises(NotPermitted):
        actions.issue_ticket(agency=ward, matter="A", key="1", by=guide)
    with pytest.raises(NotPermitted):
        actions.register_device(agency=ward, name="Máy", by=guide)
