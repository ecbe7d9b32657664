"""What people do at a page: fill in what is asked, as the sample of a pack says."""

import httpx

from toantrinh.project.walkthrough.answers import typed
from toantrinh.project.walkthrough.browsing import Page
from toantrinh.project.walkthrough.story import walks

MOST_PAGES = 40
BIRTH, COPIES = "1.001193", "2.000635"
MOTHER = "Nguyễn Thị Lan Anh"


def sample_of(code):
    (walk,) = walks(frozenset({code}))
    return walk.sample["answers"]


def as_read(page):
    """The page in the browser, read by the same eyes as in the walk."""
    answer = httpx.Response(
        200,
        text=page.evaluate("document.documentElement.outerHTML"),
        request=httpx.Request("GET", page.url),
    )
    return Page(answer)


def type_answers(page, answers):
    """Type into every control that is seen; how many there were."""
    form = next(as_read(page).forms("/khai/"))
    touched = 0
    for name, value in typed(form, answers).items():
        values = [value] if isinstance(value, str) else value
        for each in values:
            touched += _type_one(page, name, each)
    return touched


def _type_one(page, name, value):
    controls = page.locator(f'main [name="{name}"]:not([type="hidden"])')
    if not controls.count() or not controls.first.is_visible():
        return 0
    control = controls.first
    if control.evaluate("e => e.tagName") == "SELECT":
        if control.locator(f'option[value="{value}"]').count():
            control.select_option(value)
    elif control.get_attribute("type") in {"radio", "checkbox"}:
        page.locator(f'main [name="{name}"][value="{value}"]').check()
    else:
        control.fill(value)
    return 1


def fill_in(window, answers, *, to="/giay-to"):
    """Section after section, to the page of the papers, or that of the other people."""
    page = window.page
    for _each in range(MOST_PAGES):
        if to in page.url:
            return
        if "/nguoi-khac" in page.url:  # nobody is waited for in the samples walked here
            window.look()
            page.get_by_role("link", name="Tiếp tục").click()
            page.wait_for_url("**/giay-to**")
        if "/khai/" not in page.url:
            return
        window.look()
        for _again in range(3):  # an answer opens further questions
            type_answers(page, answers)
        with page.expect_navigation():
            page.locator("main form .actions button").first.click()
    raise AssertionError(page.url)


def press(here, name, *, tries=40):
    """Press a button or link that may still be on its way: the page says to open it again."""
    main = here.page.locator("main")
    button = main.get_by_role("button", name=name, exact=True).or_(
        main.get_by_role("link", name=name, exact=True)
    )
    for _each in range(tries):
        if button.count():
            break
        here.page.wait_for_timeout(250)
        here.page.reload()
    with here.page.expect_navigation():
        button.first.click()
    here.look()
