"""A citizen completes what was asked, withdraws, and reads why a dossier was not accepted."""

import time

import pytest

from tests.parallel import at_once
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Role
from toantrinh.papers.rendering import render

from .conftest import NARROW, WIDE
from .journeys import BIRTH, MOTHER, sample_of

pytestmark = pytest.mark.django_db(transaction=True)
ITEMS = [
    {
        "target": "giay_chung_sinh",
        "reason": "Ảnh mờ, không đọc được số và dấu.",
        "remedy": "Chụp lại đủ bốn góc.",
        "legal_source": "Khoản 1 Điều 16 Luật Hộ tịch",
    },
    {
        "target": "form.ks_ho_ten",
        "reason": "Thiếu chữ đệm so với giấy chứng sinh.",
        "legal_source": "Điều 14 Luật Hộ tịch",
    },
]
PATIENCE = 60  # seconds


@pytest.fixture
def paper(tmp_path):
    made = tmp_path / "giay-chung-sinh-moi.pdf"
    made.write_bytes(render("= Giấy chứng sinh giả định", {}, at=clock.now()))
    return made


def apart(do):
    """What ``do`` returns, done in a thread: the browser's own is no place for the database."""
    (found,) = at_once(lambda _each: do(), range(1))
    return found


@pytest.fixture
def filed(worker, paper):
    """Her dossier at the ward, waiting at the one-stop desk."""
    return apart(lambda: begun(paper))


def begun(paper, key="completing"):
    """The birth of her child, filed with its paper; it waits to be accepted."""
    mother = next(each for each in Account.objects.all() if each.name == MOTHER)
    draft = dossiers.begin(
        version=ProcedureVersion.objects.filter(code=BIRTH).latest("pk"),
        owner=mother.party,
        agency=Agency.objects.get(code="H55.138"),
        key=key,
        by=mother,
    )
    draft = dossiers.save_answers(dossier=draft, answers=sample_of(BIRTH), by=mother)
    dossiers.attach(
        dossier=draft,
        component="giay_chung_sinh",
        name="cu.pdf",
        content=paper.read_bytes(),
        by=mother,
    )
    filed = dossiers.submit(dossier=draft, by=mother)
    until = time.monotonic() + PATIENCE
    while not filed.tasks.open().exists():
        assert time.monotonic() < until, "the worker did not begin the process"
        time.sleep(0.2)
    return filed


def receiver(dossier):
    posts = Post.objects.filter(agency=dossier.agency, role=Role.ONE_STOP.value)
    return posts.select_related("account").first().account


def page_of(dossier, name=""):
    return f"/ho-so/{dossier.uid}{name}"


@pytest.mark.parametrize(
    ("size", "script"),
    [(WIDE, True), (NARROW, False)],
    ids=["wide", "360-no-script"],
)
def test_what_was_asked_for_is_completed_and_sent(window, filed, paper, size, script):
    apart(lambda: dossiers.ask_supplement(dossier=filed, items=ITEMS, by=receiver(filed)))
    here = window(size, script=script)
    page = here.page
    here.become(MOTHER)
    here.go(page_of(filed))

    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    page.wait_for_url("**/bo-sung")
    here.look()
    page.get_by_role("button", name="Gửi bổ sung").click()
    page.locator(".error-summary").wait_for()
    here.look()
    page.locator(".error-summary a").nth(1).click()
    page.locator('[name="ks_ho_ten"]').fill("Trần Minh Khôi Nguyên")
    page.locator('input[type="file"]').set_input_files(paper)
    page.get_by_role("button", name="Tải tệp lên").click()
    page.get_by_role("link", name=paper.name).wait_for()
    here.look()
    page.get_by_label("Giải trình").fill("Đã chụp lại và sửa tên")
    page.get_by_role("button", name="Gửi bổ sung").dblclick()
    page.get_by_role("heading", name="Anh/chị đã bổ sung hồ sơ").wait_for()
    here.look()

    done = apart(lambda: Dossier.objects.get(pk=filed.pk))
    assert done.state == State.FILED
    assert done.answers["ks_ho_ten"] == "Trần Minh Khôi Nguyên"


def test_a_dossier_is_withdrawn_and_that_is_taken_back(window, filed):
    here = window(NARROW)
    page = here.page
    here.become(MOTHER)
    here.go(page_of(filed))

    page.get_by_role("link", name="Rút hồ sơ này").click()
    page.wait_for_url("**/rut")
    here.look()
    page.get_by_role("button", name="Rút hồ sơ", exact=True).dblclick()
    page.get_by_role("heading", name="Anh/chị đã đề nghị rút hồ sơ này").wait_for()
    here.look()
    page.get_by_role("link", name="Thôi rút hồ sơ").click()
    page.wait_for_url("**/rut")
    here.look()
    page.get_by_role("button", name="Thôi rút, giải quyết tiếp").click()
    page.wait_for_url(f"**{page_of(filed)}")
    here.look()

    assert apart(lambda: Dossier.objects.get(pk=filed.pk)).state == State.FILED


def test_why_it_was_not_accepted_and_why_it_was_due_is_read(window, filed):
    ground = apart(lambda: filed.version.pack.refusal_grounds[0])
    here = window(NARROW)
    here.become(MOTHER)
    here.go(page_of(filed, "/han"))
    why = here.page.inner_text("main")
    apart(lambda: dossiers.refuse(dossier=filed, grounds_named=[ground.key], by=receiver(filed)))

    here.go(page_of(filed))

    assert "Thời hạn trả lời:" in why
    told = here.page.inner_text("main")
    assert "Hồ sơ không được tiếp nhận" in told
    assert ground.text in told
    here.page.get_by_role("link", name="Nộp hồ sơ mới").first.click()
    here.page.wait_for_url("**/nop")
    here.look()
