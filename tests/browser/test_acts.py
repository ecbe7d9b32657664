"""Officers ask for what is missing, want more time, refuse what cannot be granted: in a browser."""

import time

import pytest

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import custody
from toantrinh.dossiers.models import (
    Batch,
    Closing,
    Dossier,
    Extension,
    Message,
    Original,
    PaperKind,
    Task,
)
from toantrinh.dossiers.queries import components, newest_draft
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Role
from toantrinh.papers import actions as papers

from .conftest import NARROW, WIDE
from .journeys import COPIES, MOTHER, sample_of
from .test_completing import apart, filed, page_of, paper, receiver  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)
SPECIALIST, HEAD = "Lê Thị Thu Hà", "Đỗ Minh Tuấn"
ONE_STOP = "Nguyễn Thị Hồng Nhung"
PATIENCE = 60  # seconds


def now_is(dossier):
    return apart(lambda: Dossier.objects.get(pk=dossier.pk))


@pytest.fixture
def accepted(filed):  # noqa: F811
    """With the unit that examines it."""
    apart(lambda: dossiers.accept(dossier=filed, by=receiver(filed)))
    until = time.monotonic() + PATIENCE
    while now_is(filed).state != State.PROCESSING:
        assert time.monotonic() < until, "the worker did not hand it to the unit"
        time.sleep(0.2)
    return filed


def desk(dossier, act=""):
    return f"/can-bo{page_of(dossier, act)}"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_what_is_missing_is_marked_previewed_and_sent(window, accepted, size):
    here = window(size)
    page = here.page
    here.become(SPECIALIST)
    here.go(desk(accepted))

    page.get_by_role("link", name="Yêu cầu bổ sung", exact=False).first.click()
    page.wait_for_url("**/yeu-cau-bo-sung")
    here.look()
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    page.locator(".error-summary").wait_for()
    here.look()
    page.get_by_label("Giấy chứng sinh", exact=True).check()
    page.locator("details", has_text="Lý do và căn cứ").nth(0).locator("summary").click()
    page.locator('main input[type="radio"]:visible').first.check()
    page.get_by_role("button", name="Xem trước").click()
    here.look()
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").dblclick()
    page.wait_for_url(f"**{desk(accepted)}")
    here.look()

    assert now_is(accepted).state == State.SUPPLEMENT_ASKED
    assert now_is(accepted).stands_since is not None
    assert "tạm dừng" in page.inner_text("main").lower()


def tab_to(page, target):
    """Go on with the key Tab until the control with this id has the focus."""
    for _each in range(80):
        if page.evaluate("document.activeElement.id") == target:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"nobody comes to {target} by keyboard")


def test_by_keyboard_alone_papers_are_checked_and_asked_for_and_a_message_is_read(window, accepted):
    here, hers = window(WIDE), window(NARROW)
    page, key = here.page, here.page.keyboard
    here.become(SPECIALIST)
    here.go("/can-bo")
    key.press("j")
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    first = page.url
    here.go(desk(accepted))
    key.press("2")
    tab_to(page, "k-giay_chung_sinh-dung")
    key.press("ArrowRight")
    tab_to(page, "kd-giay_chung_sinh-khac")
    key.press("ArrowDown")
    here.look()
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    key.press("n")
    key.type("Chào chị, chị gửi lại giúp ảnh rõ hơn.")
    key.press("Tab")
    with page.expect_navigation():
        key.press("Enter")
    here.look()
    with page.expect_navigation():
        key.press("b")
    here.look()
    marked = page.locator('input[name^="t-"]:checked').count()
    with page.expect_navigation():
        key.press("?")
    here.look()
    tab_to(page, "bat-phim-tat")
    key.press("Space")
    here.go(desk(accepted))
    key.press("b")
    page.wait_for_timeout(200)
    still_here = page.url
    for act in ("/in", "/chep"):
        here.go(desk(accepted, act))
    hers.become(MOTHER)
    hers.go(f"{page_of(accepted, '/trao-doi')}")
    hers.page.wait_for_timeout(300)
    hers.go(page_of(accepted))

    assert "/can-bo/ho-so/" in first
    assert marked == 1
    assert still_here.endswith(desk(accepted)), "the keys are off"
    message = apart(Message.objects.get)
    assert message.read_at is not None, "her page said so when it was shown"


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "360"])
def test_more_time_is_proposed_decided_and_told_with_the_apology(window, accepted, size):
    before = now_is(accepted).due_at
    asks, head = window(size), window(size)
    asks.become(SPECIALIST)
    asks.go(desk(accepted, "/gia-han"))
    asks.page.get_by_label("Gia hạn thêm bao nhiêu").fill("1")
    asks.page.get_by_label("Lý do").fill("Chờ nơi cư trú cũ trả lời")
    asks.page.locator("main form .actions button").first.click()
    asks.page.wait_for_url(f"**{desk(accepted)}")
    asks.look()

    head.become(HEAD)
    head.go("/can-bo")
    head.page.get_by_role("link", name="Đề xuất gia hạn").first.click()
    head.page.wait_for_url("**/gia-han")
    head.look()
    head.page.get_by_role("button", name="Quyết định gia hạn và ký số").dblclick()
    head.page.wait_for_url(f"**{desk(accepted)}")
    head.look()
    head.go(desk(accepted, "/han"))

    assert now_is(accepted).due_at > before
    assert apart(lambda: Extension.objects.get().heals)
    assert "Gia hạn" in head.page.inner_text("main")


def test_what_cannot_be_granted_goes_to_the_head_with_its_ground(window, accepted):
    here = window(NARROW)
    here.become(SPECIALIST)
    here.go(desk(accepted, "/khong-giai-quyet"))
    here.page.locator("main form .actions button").first.click()
    here.page.locator(".error-summary").wait_for()
    here.look()
    here.page.locator('main input[type="checkbox"]').first.check()
    here.page.get_by_label("Giải thích").fill("Trẻ đã được đăng ký khai sinh ở nơi khác")
    here.page.locator("main form .actions button").first.click()
    here.page.wait_for_url(f"**{desk(accepted)}")
    here.look()

    assert apart(lambda: Closing.objects.get().kind) == "negative"
    waiting = apart(lambda: accepted.tasks.open().get().kind)
    assert waiting == "sign"


TWENTY = 20


def until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"the worker did not get so far: {what}"
        time.sleep(0.2)


def copies_filed(scan, key="0"):
    """Copies that she asks for, waiting to be accepted."""
    mother = next(each for each in Account.objects.all() if each.name == MOTHER)
    agency, version = Agency.objects.get(code="H55.138"), ProcedureVersion.objects.get(code=COPIES)
    draft = dossiers.begin(version=version, owner=mother.party, agency=agency, key=key, by=mother)
    draft = dossiers.save_answers(dossier=draft, answers=sample_of(COPIES), by=mother)
    for each in components(draft):
        if each.is_asked:
            dossiers.attach(
                dossier=draft, component=each.component.key, name="giay.pdf",
                content=scan.read_bytes(), by=mother,
            )  # fmt: skip
    dossier = dossiers.submit(dossier=draft, by=mother)
    until(lambda: dossier.tasks.filter(kind="receive", state="waiting").exists(), "to be accepted")
    return dossier


def _copies_to_sign(scan, count):
    """As many copies she asked for, examined and waiting for the signature with their drafts: one
    brought so far by everybody's acts, the others like it."""
    dossier = copies_filed(scan)
    agency, version = dossier.agency, dossier.version
    posts = Post.objects.filter(agency=agency).select_related("account")
    officer = {Role(post.role): post.account for post in posts}

    def waits(kind):
        return dossier.tasks.filter(kind=kind, state="waiting").first()

    dossiers.accept(dossier=dossier, by=officer[Role.ONE_STOP])
    until(lambda: waits("work"), "to be examined")
    found = dict.fromkeys(version.pack.step(waits("work").key).findings, False)
    dossiers.complete_task(task=waits("work"), findings=found, by=officer[Role.SPECIALIST])
    until(lambda: newest_draft(dossier), "to be signed")
    for number in range(1, count):
        _another(Dossier.objects.get(pk=dossier.pk), waits("sign"), newest_draft(dossier), number)


def _another(dossier, task, draft, number):
    """A dossier like this one, at the same step, with the same document to be signed."""
    content = dossier.content
    for row in (dossier, task, draft):
        row.pk, row.uid, row._state.adding = None, new_id(), True
    dossier.reference, dossier.key = f"{dossier.reference[:-4]}{number + 1000}", f"{number}"
    dossier.data_key = dossier.content_sealed = b""
    dossier.write_content(**content)
    dossier.save()
    draft.issued = papers.reserve(
        kind=PaperKind.RESULT, title=draft.title, case=dossier.case, agency=dossier.agency,
        demo=True, procedure=COPIES, subject="", by=System("set-up"), at=clock.now(),
    )  # fmt: skip
    for row in (task, draft):
        row.dossier = dossier
        row.save()


def by_keyboard(page):
    """The button that has the focus is pressed, and the next page is there."""
    page.locator("main button:focus").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_head_looks_through_twenty_drafts_by_keyboard_and_signs_them_together(
    window, worker, paper  # noqa: F811
):  # fmt: skip
    apart(lambda: _copies_to_sign(paper, TWENTY))
    here, phone = window(), window(NARROW)
    page = here.page
    here.become(HEAD)
    here.go("/can-bo?viec=sign")

    page.get_by_label("Chọn tất cả trên trang này").check()
    here.look()
    page.locator("#hang-loat button:not([type])").click()
    page.get_by_role("heading", name=f"{TWENTY} hồ sơ thực hiện được").wait_for()
    here.look()
    page.get_by_role("link", name="Xem lần lượt từng dự thảo").click()
    page.wait_for_url("**/xem/**")
    here.look()
    for _each in range(TWENTY - 1):
        by_keyboard(page)
    page.locator("main button:focus").wait_for()
    page.keyboard.press("Tab")
    by_keyboard(page)
    here.look()
    page.get_by_role("button", name=f"Duyệt và ký số {TWENTY - 1} kết quả").dblclick()
    page.get_by_role("button", name="Thu hồi toàn bộ").wait_for()
    here.look()
    phone.become(HEAD)
    phone.go(page.url.removeprefix(here.address))
    page.get_by_role("button", name="Bắt đầu ngay").click()
    page.get_by_role("heading", name="Đã xong lượt của mọi hồ sơ").wait_for(timeout=60_000)
    here.look()
    phone.go("/can-bo/hang-loat")

    apart(lambda: until(lambda: Task.objects.filter(kind="seal").count() == TWENTY - 1, "signed"))
    batch = apart(lambda: Batch.objects.get())
    assert (batch.done, batch.refused) == (TWENTY - 1, 0)
    assert apart(lambda: batch.items.filter(looked_at__isnull=False).count()) == TWENTY - 1


def hand_over(giver, receiver, to):
    """The only original goes by a list from one window to the other."""
    giver.go("/can-bo/ban-giao")
    giver.page.locator('main input[name="ban"]').check()
    giver.page.get_by_label("Giao các bản đã đánh dấu cho").select_option(to)
    giver.page.get_by_role("button", name="Lập danh sách bàn giao").dblclick()
    giver.page.wait_for_url("**/can-bo/ban-giao/*")
    giver.look()
    receiver.go(giver.page.url.removeprefix(giver.address))
    receiver.page.get_by_label("Quét hoặc gõ mã").fill(apart(lambda: Original.objects.get().code))
    receiver.page.get_by_role("button", name="Ký nhận").click()
    receiver.page.get_by_text("Đã ký nhận", exact=False).first.wait_for()
    receiver.look()


def test_an_original_is_handed_in_goes_to_the_unit_and_comes_back_to_its_person(window, accepted):
    desk_, unit = window(NARROW), window(NARROW)
    desk_.become(ONE_STOP)
    unit.become(SPECIALIST)
    desk_.go(desk(accepted, "/ban-chinh"))
    desk_.page.get_by_label("Bao nhiêu tờ").fill("2")
    desk_.page.get_by_role("button", name="Nhận giữ").dblclick()
    desk_.page.wait_for_url("**/ban-chinh/*")
    desk_.look()
    of_original = desk_.page.url.removeprefix(desk_.address)

    hand_over(desk_, unit, "H55.138/specialist")
    hand_over(unit, desk_, "H55.138/one_stop")
    desk_.go(of_original)
    owner = apart(lambda: now_is(accepted).owner)
    desk_.page.get_by_label("Vì sao trả").fill("Đã đối chiếu xong")
    desk_.page.get_by_label("Số trên giấy tờ").fill(apart(lambda: owner.number))
    desk_.page.get_by_label("Họ tên trên giấy tờ").fill(owner.name)
    code = apart(lambda: custody.return_code(Original.objects.get()))
    desk_.page.get_by_label("Mã nhận lại").fill(code)
    desk_.page.get_by_role("button", name="Trả bản chính").click()
    desk_.page.get_by_text("Đã trả lại người dân").first.wait_for()
    desk_.look()

    assert apart(lambda: Original.objects.get().state) == "returned"
