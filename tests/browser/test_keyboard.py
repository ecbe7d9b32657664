"""A morning of the desk by keyboard alone: five people, three dossiers, nobody has a mouse.

The counter by keyboard is in ``test_counter.py``, signing many in ``test_acts.py``.
"""

import pytest

from toantrinh.dossiers.models import Batch, Dossier, Task
from toantrinh.dossiers.states import State

from .conftest import NARROW, WIDE
from .hands import Hands
from .test_acts import HEAD, ONE_STOP, SPECIALIST, copies_filed, until
from .test_completing import apart, paper  # noqa: F401  fixture

pytestmark = pytest.mark.django_db(transaction=True)
COLLEAGUE, CLERK = "Phạm Đức Long", "Bùi Thị Thanh Thủy"


@pytest.fixture
def three(worker, paper):  # noqa: F811
    """Waiting to be accepted, in the order of the list."""
    return apart(lambda: [copies_filed(paper, f"keys-{number}") for number in range(3)])


def waiting(kind, **which):
    return apart(lambda: Task.objects.filter(kind=kind, state="waiting", **which).count())


def until_waiting(count, kind, **which):
    until(lambda: waiting(kind, **which) == count, f"{count} to {kind}")


def both_widths(window):
    """The page as it is, looked at as on a desk and as on a phone."""
    for size in (NARROW, WIDE):
        window.page.set_viewport_size(size)
        window.look()


def test_five_people_do_a_morning_without_a_mouse(window, three):
    here = window()
    hands, page = Hands(here, looks=False), here.page

    hands.sign_in(ONE_STOP)
    find(hands, page, three[1].reference)
    accept_all(hands, page)
    until_waiting(3, "work")

    hands.sign_in(HEAD)
    assign_two(hands, here)
    assert waiting("work", assignee=None) == 1

    hands.sign_in(SPECIALIST)
    take_the_rest_and_do_two(hands, page)
    assert waiting("work") == 1
    hands.sign_in(COLLEAGUE)
    hands.go("v")
    hands.press("#cho-nhan ~ ul a")
    hands.key("1")
    hands.press_words("Nhận bàn giao")
    assert apart(lambda: Task.objects.get(kind="work", state="waiting").assignee.name) == COLLEAGUE

    until_waiting(2, "sign")
    hands.sign_in(HEAD)
    one_after_the_other(hands, "Duyệt và ký số")
    until_waiting(2, "seal")
    hands.sign_in(CLERK)
    one_after_the_other(hands, "Cấp số và đóng dấu")
    until_waiting(2, "return")
    hands.sign_in(ONE_STOP)
    one_after_the_other(hands, "Trả kết quả")

    until_waiting(0, "return")
    states = [State.PROCESSING, State.RESULT_RETURNED, State.RESULT_RETURNED]
    until(lambda: apart(lambda: stand(three)) == states, "two returned, one with the colleague")


def stand(several):
    found = Dossier.objects.filter(pk__in=[each.pk for each in several])
    return sorted(found.values_list("state", flat=True))


def find(hands, page, code):
    """What was looked for is walked like any list."""
    hands.go("v")
    hands.key("/")
    hands.type("#q", code[-4:])
    hands.go("Enter")
    hands.key("j")
    assert page.evaluate("document.activeElement.innerText") == code


def accept_all(hands, page):
    """Checks the papers of each, takes the fee, accepts it, and goes on to the next."""
    hands.go("v")
    hands.key("j")
    hands.go("Enter")
    for number in range(3):
        hands.key("2")
        hands.to("#giay-to [value='dung']")
        hands.key("Space")
        hands.press("button[name='con-lai']")
        assert page.locator("#giay-to [value='dung']").first.is_checked()
        hands.type("[name='receipt']", f"BL-{number}")
        hands.press_words("Ghi nhận đã thu")
        hands.key("1")
        hands.press_words("Tiếp nhận hồ sơ")
        page.get_by_text("Đã tiếp nhận", exact=False).first.wait_for()
        if number < 2:
            hands.go("j")


def assign_two(hands, window):
    """Marks rows of a list behind a figure, and assigns them at once."""
    page = window.page
    hands.page.goto(f"{window.address}/can-bo/hom-nay")
    hands.press("a[href*='trang-thai=4']")
    hands.key("j", "x", "j", "X")
    assert page.locator(".mark input:checked").count() == 2
    hands.key("h")
    hands.pick("#hang-loat-viec", "assign")
    hands.pick("#hang-loat-cho", SPECIALIST)
    hands.press_words("Kiểm tra trước")
    page.get_by_role("heading", name="2 hồ sơ thực hiện được").wait_for()
    both_widths(window)
    hands.key("1")
    hands.press_words("Phân công 2")
    page.get_by_role("heading", name="Đã xong lượt của mọi hồ sơ").wait_for()
    both_widths(window)
    assert apart(lambda: Batch.objects.get().done) == 2


def take_the_rest_and_do_two(hands, page):
    """Takes the third from its row, does two, and hands it over to a colleague."""
    hands.go("v")
    hands.key("j", "j", "j")
    hands.press_words("Nhận")
    assert page.evaluate("document.activeElement.id").startswith("v-"), "back at the row"
    hands.go("Enter")
    hands.to_words("Bàn giao")
    hands.key("Enter")
    hands.pick("select[id^='over-']", COLLEAGUE)
    hands.press_words("Bàn giao")
    hands.go("v")
    assert page.evaluate("document.activeElement.id").startswith("v-"), "back at the row"
    hands.key("k", "k")
    hands.go("Enter")
    for number in range(2):
        hands.key("1")
        answer_findings(hands, page)
        hands.press_words("Hoàn thành bước này")
        if number < 1:
            hands.go("j")


def answer_findings(hands, page):
    """No to each thing that the step asks to be found out."""
    names = page.evaluate(
        "[...new Set([...document.querySelectorAll('#viec-can-lam form[action$=hoan-thanh] "
        "[type=radio]')].map(e => e.name))]"
    )
    for name in names:
        hands.choose(name, "khong")


def one_after_the_other(hands, words):
    """The first two of the list, each by the button that says so."""
    hands.go("v")
    hands.key("j")
    hands.go("Enter")
    for number in range(2):
        hands.key("1")
        hands.press_words(words)
        assert hands.page.locator(".notice--bad").all_inner_texts() == []
        if number < 1:
            hands.go("j")
