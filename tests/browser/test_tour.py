"""The ten-minute tour, read from its page and walked as it says."""

import re
from pathlib import Path

import pytest

from tests.browser.conftest import WIDE
from tests.browser.hands import Hands
from tests.browser.journeys import press

from .test_completing import apart, begun, paper  # noqa: F401  fixture

pytestmark = pytest.mark.django_db(transaction=True)
TOUR = Path(__file__).parents[2] / "docs" / "tutorial" / "muoi-phut.md"
STEP = re.compile(r"^(\d+)\. (.+)$", re.MULTILINE)
MOST_DRAFTS = 50
REFERENCE = re.compile(r"H\d\d\.[\d.]+-\d{6}-\d{4}")


def steps():
    return [(int(number), words) for number, words in STEP.findall(TOUR.read_text())]


class Walker:
    """Does what a step says. Whoever is named gets a window of their own."""

    def __init__(self, window, size):
        self.open = lambda: window(size)
        self.here = None
        self.reference = self.dossier = ""

    @property
    def page(self):
        return self.here.page

    def sign_in(self, name):
        self.here = self.open()
        self.here.become(name)

    def visit(self, path):
        self.here.go(path)

    def press(self, name):
        press(self.here, name.rstrip("."))
        if found := REFERENCE.search(self.page.inner_text("main")):
            self.reference = self.reference or found[0]
        if "/da-nop" in self.page.url:
            self.dossier = self.page.url.split("/da-nop")[0].removeprefix(self.here.address)

    def choose(self, value, question):
        self.page.get_by_text(question).first.wait_for()  # an answer before it may have opened it
        group = self.page.get_by_role("group", name=question)
        if group.count():
            group.first.get_by_label(value, exact=True).check()
        else:
            self.page.get_by_label(question).select_option(label=value)

    def write(self, value, label):
        self.page.get_by_label(label).first.fill(value)

    def tick(self, label):
        self.page.get_by_label(label).check()

    def see(self, words):
        self.page.get_by_text(words).first.wait_for()

    def key(self, name):
        self.page.keyboard.press(name)

    def keys(self, first, second):
        """The second opens what the first one led to."""
        self.key(first)
        Hands(self.here).go(second)

    def tab_to(self, first, words):
        self.key(first)
        Hands(self.here).press_words(words)

    def again(self, name, words):
        """The same key for one after the other: what it presses has the focus by itself."""
        for _each in range(MOST_DRAFTS):
            if self.page.get_by_text(words).count():
                return
            self.page.locator("main button:focus").wait_for()
            Hands(self.here).go(name)
        raise AssertionError(words)

    def open_from_worklist(self):
        link = self.page.get_by_role("link", name=self.reference)
        for _each in range(40):
            if link.count():
                break
            self.page.wait_for_timeout(250)
            self.page.reload()  # what comes before it may still be under way
        link.click()
        self.page.wait_for_url("**/can-bo/ho-so/**")
        self.here.look()

    def open_mine(self):
        self.here.go(self.dossier)

    def open_check(self):
        self.page.locator('main a[href*="/kiem-tra/"]').click()
        self.page.wait_for_url("**/kiem-tra/**")
        self.here.look()


VERBS = [
    (r"Đăng nhập với vai \*\*(.+)\*\*\.", Walker.sign_in),
    (r"Mở `(.+)`\.", Walker.visit),
    (r"Mở hồ sơ vừa nộp\.", Walker.open_mine),
    (r"Bấm mã hồ sơ vừa nộp\.", Walker.open_from_worklist),
    (r"Bấm địa chỉ kiểm tra\.", Walker.open_check),
    (r"Bấm \*\*(.+)\*\*\.", Walker.press),
    (r"Chọn \*\*(.+)\*\* ở câu \*(.+)\*", Walker.choose),
    (r"Ghi \*\*(.+)\*\* vào ô \*(.+)\*\.?", Walker.write),
    (r"Nhấn phím \*\*(.)\*\*, rồi phím \*\*(\w+)\*\*\.", Walker.keys),
    (r"Nhấn phím \*\*(.)\*\* để đánh dấu cả trang\.", Walker.key),
    (
        r"Nhấn phím \*\*(.)\*\*, rồi phím \*\*Tab\*\* đến \*\*(.+)\*\* và nhấn \*\*Enter\*\*\.",
        Walker.tab_to,
    ),
    (r"Nhấn phím \*\*(\w+)\*\* đến khi thấy \*\*(.+)\*\*\.", Walker.again),
    (r"Đánh dấu ô \*(.+)\*\.", Walker.tick),
    (r"Thấy \*\*(.+)\*\*\.", Walker.see),
]


def test_the_steps_are_numbered_through_and_each_is_understood():
    numbers = [number for number, _words in steps()]

    assert numbers == list(range(1, len(numbers) + 1))
    assert [words for _number, words in steps() if not understood(words)] == []


def understood(words):
    for pattern, verb in VERBS:
        if found := re.fullmatch(pattern, words):
            return verb, found.groups()
    return None


def test_the_tour_goes_as_its_page_says(window, paper):  # noqa: F811
    apart(lambda: [begun(paper, f"tour-{number}") for number in range(2)])  # of the ward's morning
    walker = Walker(window, WIDE)

    for number, words in steps():
        verb, named = understood(words)
        try:
            verb(walker, *named)
        except Exception as error:
            raise AssertionError(f"{number}. {words}") from error
