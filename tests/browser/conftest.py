"""A real browser at the running service. Every page looked at is held against axe and its width."""

import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.town import town, worker  # noqa: F401  fixtures

AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NUMBERS = re.compile(r'value="[^"]*"|[0-9a-f]*[0-9][0-9a-f-]*')
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


_seen = set()  # by this process, and all right


def program():
    """The browser of this machine; ``make test`` installs one."""
    named = os.environ.get("TOANTRINH_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium here: make tools"
    return found


# A form that is sent back with its mistakes is 422. A page was left while it asked for a part of
# itself; what fails otherwise has a name of its own, besides that of the end of the request.
HARMLESS = re.compile("status of 422|^htmx:(sendAbort|afterRequest),")


class Window:
    """One page of one person, with what went wrong on it."""

    def __init__(self, context, address, script):
        self.page = context.new_page()
        self.address = address
        self.script = script
        self.wrong = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._said)

    def _said(self, message):
        if message.type == "error" and not HARMLESS.search(message.text):
            self.wrong.append(message.text)

    def go(self, path):
        self.page.goto(self.address + path)
        self.look()

    def look(self):
        """Nothing on this page keeps anyone out: axe finds nothing, nothing scrolls sideways."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_selector(".htmx-request", state="detached")
        found = self._held_against_axe() if self.script else []  # axe is a script itself
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (self.page.url, found, wider, self.wrong) == (self.page.url, [], 0, [])

    def _held_against_axe(self):
        """What axe finds; nothing on a page that differs from one of this size in numbers alone."""
        shape = hash((NUMBERS.sub("", self.page.content()), self.page.viewport_size["width"]))
        if shape in _seen:
            return []
        self.page.evaluate(AXE)
        found = self._asked_axe()
        if not found:
            _seen.add(shape)
        return found

    def _asked_axe(self):
        return self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => "
            "`${v.id}: ${v.nodes.map(n => n.target).join(' ; ')}`))",
            RULES,
        )

    def become(self, name):
        self.page.goto(f"{self.address}/dang-nhap/thu")
        self.page.get_by_role("button", name=f"Đăng nhập với vai {name}").click()
        self.look()


@pytest.fixture
def window(worker, live_server):  # noqa: F811
    """A function that opens a window: ``window(NARROW, script=False)``."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)

        def opened(size=WIDE, *, script=True):
            context = browser.new_context(viewport=size, locale="vi-VN", java_script_enabled=script)
            context.set_default_timeout(15_000)
            return Window(context, live_server.url, script)

        yield opened
        browser.close()
