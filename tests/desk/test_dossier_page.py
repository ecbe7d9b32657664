"""The page of a dossier: answers, files and what sources say, held against each other."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.conftest import photo
from toantrinh.desk.comparing import Agreement
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Attachment
from toantrinh.identity.permissions import Role

from .acts import fresh, here
from .test_desk import at_examination, page_of, submitted  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
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
def test_an_answer_stands_beside_what_a_source_says_of_it(
    client, submitted, officers, said, agreement
):
    dossier = fresh(submitted)
    dossier.write_content(answers={**dossier.answers, "nyc_dien_thoai": "0912345678"})
    dossier.save()
    says(submitted, vneid__dien_thoai=said)

    page = here(client, officers, Role.ONE_STOP).get(page_of(submitted))

    found = answers(page)
    assert found["nyc_dien_thoai"].agreement is agreement
    assert found["nyc_ho_ten"].agreement is Agreement.TAKEN
    assert found["ks_ho_ten"].agreement is None
    assert ("không khớp</span>" in page.content.decode()) is (agreement is Agreement.DIFFERENT)


def completed(dossier, officers, mother):
    """She was asked for a name and her certificate, and completed both."""
    asked = [
        {"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"},
        {"target": "form.ks_ho_ten", "reason": "Sai", "legal_source": "Điều 16"},
    ]
    request = dossiers.ask_supplement(dossier=dossier, items=asked, by=officers[Role.SPECIALIST])
    dossiers.correct(request=request, corrections={"ks_ho_ten": "Nguyễn An"}, by=mother)
    dossiers.attach_correction(
        request=request, target="giay_chung_sinh", name="moi.png", content=photo("PNG"), by=mother
    )
    return dossiers.send_supplement(request=request, by=mother)


def test_after_a_completion_old_stands_beside_new(client, at_examination, officers, mother):
    was = fresh(at_examination).answers["ks_ho_ten"]
    completed(at_examination, officers, mother)

    page = here(client, officers, Role.SPECIALIST).get(page_of(at_examination))

    assert answers(page)["ks_ho_ten"].before == was
    assert [(each.file.name, each.is_replaced) for each in page.context["shown"]] == [
        ("moi.png", False),
        ("chung-sinh.jpg", True),
    ]


def test_what_was_replaced_can_still_be_opened_and_what_was_taken_away_cannot(
    client, at_examination, officers, mother
):
    old = Attachment.objects.get(component="giay_chung_sinh")
    completed(at_examination, officers, mother)
    gone = Attachment.objects.get(component="giay_chung_sinh", removed_at=None)
    Attachment.objects.filter(pk=gone.pk).update(removed_at=gone.added_at + timedelta(hours=1))

    desk = here(client, officers, Role.SPECIALIST)
    answered = [desk.get(f"/tep/{each.uid}").status_code for each in (old, gone)]

    assert answered == [200, 404]


def test_more_files_ask_no_more_of_the_database(client, at_examination, officers):
    desk = here(client, officers, Role.SPECIALIST)
    one = Attachment.objects.get(component="giay_chung_sinh")

    with CaptureQueriesContext(connection) as few:
        desk.get(page_of(at_examination))
    for number in range(3):
        again = Attachment(
            dossier=one.dossier,
            component=f"van_ban_lam_chung{number or ''}",
            file=one.file,
            added_by=one.added_by,
            added_at=one.added_at,
        )
        again.name = f"{number}.jpg"
        again.save()
    with CaptureQueriesContext(connection) as many:
        desk.get(page_of(at_examination))

    assert len(many) == len(few)
    assert len(few) <= MOST_QUERIES
