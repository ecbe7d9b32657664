"""The hands of somebody at a keyboard: nothing here points at anything on the page."""

MOST_STOPS = 160
HAS = "s => document.activeElement.matches(s)"
SAYS = """w => {
  const one = document.activeElement;
  return (one.ariaLabel || one.innerText || "").trim().startsWith(w);
}"""
# What has the focus is on the screen; of a box or a radio its label is what one sees.
SEEN = """() => {
  const one = document.activeElement;
  const shown = one.matches("[type=radio],[type=checkbox]") && one.labels[0] || one;
  const at = shown.getBoundingClientRect();
  return at.width > 0 && at.height > 0 && at.bottom > 0 && at.top < innerHeight
    && at.right > 0 && at.left < innerWidth;
}"""


class Hands:
    """The hands of an officer on a keyboard, and how often they did something."""

    def __init__(self, window, *, looks=True):
        self.window = window
        self.page = window.page
        self.looks = looks  # whether each page that comes is held against axe
        self.done = 0

    def _tab_until(self, test, wanted):
        for _each in range(MOST_STOPS):
            if self.page.evaluate(test, wanted):
                assert self.page.evaluate(SEEN), f"nobody sees that {wanted} has the focus"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {wanted} on {self.page.url}")

    def to(self, selector):
        """Go on with Tab until there."""
        self._tab_until(HAS, selector)

    def to_words(self, words):
        """Go on with Tab until what begins with these words."""
        self._tab_until(SAYS, words)

    def key(self, *keys):
        """Keys that leave one on the page."""
        for each in keys:
            self.page.keyboard.press(each)

    def type(self, selector, text):
        self.to(selector)
        self.page.keyboard.insert_text(text)
        self.done += 1

    def choose(self, name, value):
        """A radio or a box: to its group, then to the value."""
        self.to(f"[name='{name}']")
        wanted = f"[name='{name}'][value='{value}']"
        for _each in range(12):
            if self.page.evaluate(HAS, wanted):
                break
            self.page.keyboard.press("ArrowDown")
        if not self.page.locator(wanted).is_checked():
            self.page.keyboard.press("Space")
        self.done += 1

    def pick(self, selector, value):
        """An entry of a list: to the list, then down to the entry."""
        self.to(selector)
        for _each in range(12):
            if self.page.locator(selector).input_value() == value:
                break
            self.page.keyboard.press("ArrowDown")
        assert self.page.locator(selector).input_value() == value
        self.done += 1

    def press(self, selector, *, key="Enter"):
        """Press what is there, and look at the page that comes."""
        self.to(selector)
        self.go(key)

    def press_words(self, words):
        self.to_words(words)
        self.go("Enter")

    def go(self, key):
        """A key that leads to another page, or to this one drawn anew."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.done += 1
        if self.looks:
            self.window.look()

    def sign_in(self, name):
        self.page.goto(f"{self.window.address}/dang-nhap/thu")
        self.press_words(f"Đăng nhập với vai {name}")
