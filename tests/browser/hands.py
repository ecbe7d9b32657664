"""The hands of somebody at a keyboard: nothing here points at anything on the page."""

MOST_STOPS = 160
KEYSTROKE, THOUGHT = 0.28, 1.35  # seconds
HAS = "s => document.activeElement.matches(s)"
SAYS = """w => {
  const one = document.activeElement;
  return (one.ariaLabel || one.innerText || "").trim().startsWith(w);
}"""
PICKED = """w => {
  const one = document.activeElement;
  return one.value === w || Boolean(w) && one.selectedOptions[0].text.startsWith(w);
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
        self.begin()

    @property
    def seconds(self):
        """How long a practised officer is busy with this, by the keystroke-level model of Card,
        Moran and Newell (1980): what is typed and struck, and a thought before each deed."""
        return round(self.struck * KEYSTROKE + self.done * THOUGHT)

    def begin(self):
        self.done = self.struck = 0

    def _strike(self, key):
        self.page.keyboard.press(key)
        self.struck += 1

    def _tab_until(self, test, wanted):
        for _each in range(MOST_STOPS):
            if self.page.evaluate(test, wanted):
                assert self.page.evaluate(SEEN), f"nobody sees that {wanted} has the focus"
                return
            self._strike("Tab")
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
            self._strike(each)

    def type(self, selector, text):
        self.read_in(selector, text)
        self.struck += len(text)

    def read_in(self, selector, text):
        """What the reader of cards types."""
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
            self._strike("ArrowDown")
        if not self.page.locator(wanted).is_checked():
            self._strike("Space")
        self.done += 1

    def pick(self, selector, value):
        """An entry of a list, by its value or what it begins with: to the list, down to it."""
        self.to(selector)
        for _each in range(12):
            if self.page.evaluate(PICKED, value):
                break
            self._strike("ArrowDown")
        assert self.page.evaluate(PICKED, value), f"no {value} in {selector}"
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
            self._strike(key)
        self.done += 1
        if self.looks:
            self.window.look()

    def sign_in(self, name):
        self.page.goto(f"{self.window.address}/dang-nhap/thu")
        self.press_words(f"Đăng nhập với vai {name}")
