"""A centre takes in for any competent body of the province, and keeps the receipt alone."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests import make, offices
from tests.dossiers.scans import sheets
from tests.dossiers.test_whole_path import waiting
from tests.papers import reading
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import documents, receipts, timeline
from toantrinh.dossiers.errors import FeeUnpaid
from toantrinh.dossiers.later_errors import NotAtCentre
from toantrinh.dossiers.models import Assistance, Dossier, PaperKind, Task
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Agency, AgencyKind
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.payments import actions as payments
from toantrinh.trail.models import AccessEntry, TrailEntry
from toantrinh.vault import queries as vault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def centre():
    return offices.commune("Ủy ban nhân dân xã Giả Định")


@pytest.fixture
def desk(centre):
    """Who receives there."""
    return offices.officer(centre, Role.ONE_STOP, name="Ma Thị Hiền", title="Chuyên viên")


@pytest.fixture
def taken(with_papers, centre, desk):
    """Filled in at the centre, signed, and handed in there for the ward."""
    draft = with_papers
    draft.assisted_by, draft.assisted_in, draft.assistance = desk, centre, Assistance.OFFICER
    draft.save(update_fields=["assisted_by", "assisted_in", "assistance"])
    dossiers.confirm_by_signature(dossier=draft, files=sheets("Đã ký"), by=desk)
    return dossiers.submit(dossier=draft, by=desk)


def afresh(account):
    return Account.objects.get(pk=account.pk)


def test_it_is_filed_with_the_competent_body_and_the_centre_is_kept(taken, ward, centre):
    taken.refresh_from_db()

    assert (taken.agency, taken.taken_in_by) == (ward, centre)
    entry = TrailEntry.objects.get(kind="dossier.submitted")
    assert (entry.agency, entry.data["taken_in_by"]) == (ward.code, centre.code)


def test_nobody_takes_in_where_they_do_not_serve(with_papers, mother, centre):
    with pytest.raises(NotPermitted):
        dossiers.submit(dossier=with_papers, centre=centre, by=mother)


def test_the_own_desk_of_the_competent_body_takes_in_nothing_for_another(ward):
    own = Agency.objects.create(
        code="H55.900.1", name="Trung tâm", kind=AgencyKind.COMMUNE_CENTRE, parent=ward
    )
    unit = Agency.objects.create(code="H55.900.2", name="Phòng", kind="don_vi", parent=ward)

    assert receipts.taken_in(ward, ward) is None
    assert receipts.taken_in(own, ward) is None
    assert receipts.taken_in(ward, unit) is None
    assert receipts.taken_in(unit, ward) == unit


def test_a_body_takes_nothing_in_for_itself(taken, ward):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=taken.pk).update(taken_in_by=ward)


def test_afterwards_the_centre_sees_the_receipt_and_nothing_else(taken, desk, client):
    client.force_login(desk)
    page = client.get(reverse("desk:receipt", args=[taken.uid]))
    closed = [
        client.get(reverse(name, args=[taken.uid]))
        for name in ("desk:dossier", "portal:dossier", "portal:supplement", "desk:due")
    ]

    assert page.status_code == 200
    assert taken.owner.name not in page.content.decode()
    assert {each.status_code for each in closed} == {404}
    assert AccessEntry.objects.filter(kind="dossier.foreign-tried").count() == len(closed)
    assert not Dossier.objects.readable_by(afresh(desk)).exists()
    with pytest.raises(NotPermitted):
        dossiers.read_content(dossier=taken, by=afresh(desk))


def test_other_centres_do_not_even_see_the_receipt(taken, client):
    other = offices.officer(offices.commune("Xã khác"), Role.ONE_STOP)
    client.force_login(other)

    assert client.get(reverse("desk:receipt", args=[taken.uid])).status_code == 404
    assert taken.reference not in client.get(reverse("desk:receipts")).content.decode()


def test_the_centre_accepts_by_the_hours_of_the_competent_body_and_form_01_names_both(
    taken, desk, ward, centre, work, client
):
    work()
    accepted = dossiers.accept(dossier=taken, by=afresh(desk))
    work()

    taken.refresh_from_db()
    assert taken.state == State.PROCESSING
    assert taken.counting_code == ward.code
    assert accepted.due_at is not None
    assert waiting(taken).agency == ward
    paper = taken.papers.get(kind=PaperKind.FORM01)
    said = reading.words(vault.content(paper.file))
    for words in (centre.name, ward.name, "Ma Thị Hiền"):
        assert words in said
    assert said.count("Ma Thị Hiền") == 1  # receives it; the owner is the one who filed it
    assert said.count(taken.owner.name) == 2
    assert "Bản điện tử, 1" in said
    assert "Trang 1/" not in said  # the signatures stand on the page of what they sign
    assert paper.issued.agency == centre
    client.force_login(desk)
    form = client.get(reverse("desk:receipt-form", args=[taken.uid]))
    assert form.headers["Content-Type"] == "application/pdf"
    assert AccessEntry.objects.filter(
        kind="dossier.file-read", actor__endswith=desk.actor_id
    ).exists()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"hinh_thuc_nhan": "truc_tiep"}, "Đến nhận tại Trung tâm Phục vụ hành chính công; Bản"),
        ({"hinh_thuc_nhan": "dien_tu"}, "Đăng ký nhận kết quả: Bản điện tử trong mục"),
    ],
)
def test_form_01_says_how_the_result_was_asked_for(with_papers, mother, chosen, said):
    draft = dossiers.save_answers(dossier=with_papers, answers=chosen, by=mother)

    paper = documents.office_paper(draft, PaperKind.FORM01, issued=None, at=clock.now())

    assert said in reading.words(paper)


def test_what_was_answered_since_is_not_accepted_at_the_centre(taken, desk):
    Dossier.objects.filter(pk=taken.pk).update(answered_at=clock.now())

    with pytest.raises(NotAtCentre):
        dossiers.accept(dossier=taken, by=afresh(desk))


@pytest.fixture
def settled(taken, birth, ward):
    """Its result is there, and waits to be returned."""
    Dossier.objects.filter(pk=taken.pk).update(state=State.SETTLED, settled_at=clock.now())
    taken.refresh_from_db()
    key = next(step.key for step in birth.pack.steps if step.kind == "return")
    Task.objects.create(
        dossier=taken,
        agency=ward,
        key=key,
        token="t",
        kind="return",
        role=Role.ONE_STOP,
        name="Trả kết quả",
        opened_at=clock.now(),
    )
    return taken


def owed(dossier):
    line = {"name": "Lệ phí", "amount": 8000, "ground": "Nghị quyết"}
    return payments.owe(
        case=dossier.case,
        owner=dossier.owner,
        agency=dossier.settling_agency,
        procedure=dossier.version.code,
        lines=[line],
        by=System("test"),
        at=clock.now(),
    )


def test_the_result_is_not_handed_out_there_before_the_fee_is_paid(settled, desk, client):
    charge = owed(settled)
    assert charge.agency == settled.agency
    client.force_login(desk)

    answer = client.post(reverse("desk:receipt", args=[settled.uid]), {"deed": "tra-ket-qua"})

    assert answer.status_code == 422
    assert str(FeeUnpaid(amount="8.000")) in answer.content.decode()
    settled.refresh_from_db()
    assert settled.state == State.SETTLED


def test_the_result_is_handed_out_at_the_centre_and_the_trail_says_where(
    settled, desk, centre, client, monkeypatch
):
    monkeypatch.setattr("toantrinh.dossiers.actions.returning.finish", lambda *_, **__: [])
    client.force_login(desk)

    client.post(reverse("desk:receipt", args=[settled.uid]), {"deed": "tra-ket-qua"})

    settled.refresh_from_db()
    assert settled.state == State.RESULT_RETURNED
    entry = TrailEntry.objects.get(kind="dossier.result-returned")
    assert (entry.agency, entry.data["where"]) == (settled.agency.code, centre.code)
    last = timeline.moments(settled)[-1]
    assert last.title == f"Đã trả kết quả tại {centre.name}"


def test_it_is_counted_on_both_sides(taken, desk, ward, centre):
    head = offices.officer(ward, Role.HEAD)
    span = (date(2026, 1, 1), date(2030, 1, 1))

    assert receipts.for_others(afresh(desk), *span) == [receipts.Figure(ward.name, 1)]
    assert receipts.by_others(afresh(head), *span) == [receipts.Figure(centre.name, 1)]
    assert receipts.for_others(afresh(head), *span) == []


def test_the_list_costs_the_same_however_long_it_is(
    birth, ward, centre, desk, client, django_assert_max_num_queries
):
    for _ in range(12):
        make.filed(version=birth, agency=ward, owner=make.party(), taken_in_by=centre)
    client.force_login(desk)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("desk:receipts"))

    assert page.content.decode().count("<tr>") == 13
