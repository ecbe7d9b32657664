"""The page of a dossier: answers, files and what sources say, held against each other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.dossiers.conftest import photo
from toantrinh.desk.comparing import Agreement
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Attachment, Side, Task
from toantrinh.identity.permissions import Role

from .acts import fresh
from .light import attach, desk, examined, specialist  # noqa: F401  # fixtures
from .test_desk import page_of

pytestmark = pytest.mark.django_db
# ruff: noqa: F811  # fixtures of another module are given by their names

MOST_QUERIES = 60


def answers(page):
    return {each.line.field: each for group in page.context["groups"] for each in group.lines}


def says(dossier, **told):
    """As if the sources had said so when it was filed."""
    dossier = fresh(dossier)
    known = {**dossier.content["known"], **{k.replace("__", "."): v for k, v in told.items()}}
    dossier.write_content(known=known)
    dossier.save()


@pytest.mark.parametrize(
    ("said", "agreement"),
    [("0912345678", Agreement.SAME), ("0999888777", Agreement.DIFFERENT)],
)
def test_an_answer_stands_beside_what_a_source_says_of_it(desk, examined, said, agreement):
    dossier = fresh(examined)
    dossier.write_content(answers={**dossier.answers, "nyc_dien_thoai": "0912345678"})
    dossier.save()
    says(examined, vneid__dien_thoai=said)

    page = desk.get(page_of(examined))

    found = answers(page)
    assert found["nyc_dien_thoai"].agreement is agreement
    assert found["nyc_ho_ten"].agreement is Agreement.TAKEN
    assert found["ks_ho_ten"].agreement is None
    assert ("không khớp</span>" in page.content.decode()) is (agreement is Agreement.DIFFERENT)


def completed(dossier, specialist, mother):
    """She was asked for a name and her certificate, and completed both."""
    asked = [
        {"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"},
        {"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 16"},
    ]
    request = dossiers.ask_supplement(dossier=dossier, items=asked, by=specialist)
    dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
    dossiers.attach_correction(
        request=request, target="giay_chung_sinh", name="moi.png", content=photo("PNG"), by=mother
    )
    return dossiers.send_supplement(request=request, by=mother)


def test_after_a_completion_old_stands_beside_new(desk, examined, specialist, mother):
    was = fresh(examined).answers["ks_ho_ten"]
    completed(examined, specialist, mother)

    page = desk.get(page_of(examined))

    assert answers(page)["ks_ho_ten"].before == was
    assert [(each.file.name, each.is_replaced) for each in page.context["shown"]] == [
        ("moi.png", False),
        ("chung-sinh.jpg", True),
    ]


def test_what_was_replaced_can_still_be_opened_and_what_was_taken_away_cannot(
    desk, examined, specialist, mother
):
    old = Attachment.objects.get(component="giay_chung_sinh")
    completed(examined, specialist, mother)
    gone = Attachment.objects.get(component="giay_chung_sinh", removed_at=None)
    Attachment.objects.filter(pk=gone.pk).update(removed_at=gone.added_at + timedelta(hours=1))

    answered = [desk.get(f"/tep/{each.uid}").status_code for each in (old, gone)]

    assert answered == [200, 404]


def test_more_files_and_messages_ask_no_more_of_the_database(desk, examined, specialist, mother):
    desk.get(page_of(examined))  # what a process loads once
    with CaptureQueriesContext(connection) as few:
        desk.get(page_of(examined))
    for number, component in enumerate(("van_ban_lam_chung", "giay_cam_doan", "to_khai")):
        attach(examined, mother, component, f"{number}.png", "PNG")
        found = [{"component": component, "is_right": True}]
        dossiers.check_components(dossier=examined, found=found, by=specialist)
        dossiers.write_note(dossier=examined, text="Đã xem", key=str(number), by=specialist)
        dossiers.send_message(
            dossier=examined, side=Side.APPLICANT, text="Alo", key=str(number), by=mother
        )

    with CaptureQueriesContext(connection) as many:
        page = desk.get(page_of(examined))

    assert len(page.content) < 100_000
    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES


def test_what_is_to_be_corrected_stands_at_the_step_that_corrects_it(desk, examined):
    work = examined.tasks.get()
    head = make.officer(Role.HEAD, agency=examined.agency, title="Chủ tịch")
    back = Task(
        dossier=examined, agency=examined.agency, key="ky", token="2", kind="sign",
        role=Role.HEAD, name="Ký", opened_at=work.opened_at, done_at=work.opened_at,
        done_by=head, state="recalled", outcome="sent-back",
    )  # fmt: skip
    back.note = "Sai nơi cư trú"
    back.save()

    page = desk.get(page_of(examined))
    step = page.content.decode().split('id="task-title"')[1].split("</section>")[0]

    assert f"{head.name} trả lại để sửa" in step
    assert "Sai nơi cư trú" in step
