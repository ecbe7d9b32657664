"""From the wish to sign to the signed file, with real certificates and a real worker."""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from tests import offices
from tests.papers import reading
from tests.parallel import at_once
from tests.signing import papers
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.errors import Refusal
from toantrinh.identity import actions as identity
from toantrinh.identity.errors import DelegationOver
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.papers.rendering import render
from toantrinh.signing import actions, providers, queries, tasks
from toantrinh.signing.authority import FILE
from toantrinh.signing.checking import check
from toantrinh.signing.errors import (
    NoCertificate,
    NoDemoHere,
    NotAPerson,
    SignedSomethingElse,
)
from toantrinh.signing.models import Certificate, Purpose, SigningRequest, SigningState
from toantrinh.signing.providers.pkcs12 import Pkcs12Signer
from toantrinh.trail import actions as trail
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry

HOUSE = System("signing")
SEALED = {"number": "Số: 15/2026"}


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path, monkeypatch):
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setattr(trail, "_reactions", dict)  # the cases here are no dossiers


@pytest.fixture
def office():
    """A commune with a deputy head and a clerk, each with what they sign with."""
    agency = offices.commune()
    head = offices.officer(agency, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    clerk = offices.officer(agency, Role.CLERK, name="Trần Thu Hà", title="Văn thư")
    for account in (head, None):
        actions.issue_demo_certificate(agency=agency, account=account, by=HOUSE, at=clock.now())
    agency.head, agency.clerk = head, clerk
    return agency


def asked(office, document=None, *, purpose=Purpose.DECISION, by=None, **fields):
    return actions.ask(
        purpose=purpose,
        document=papers.unsigned() if document is None else document,
        case=fields.pop("case", "d-1"),
        agency=office,
        by=by or (office.clerk if purpose == Purpose.SEAL else office.head),
        at=clock.now(),
        **fields,
    )


def fresh(request):
    return queries.request(str(request.uid))


def kinds():
    return list(
        TrailEntry.objects.filter(case="d-1").order_by("seq").values_list("kind", flat=True)
    )


class Broken:
    """A module that is not plugged in."""

    tries = 0

    def sign(self, request, *, at):
        Broken.tries += 1
        raise ConnectionError("no token")


class Swapping:
    """A signing service that gives back something else."""

    def sign(self, request, *, at):
        return papers.unsigned(number="99/2026") + b"signed"


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_signed_by_the_worker_in_the_capacity_of_the_post(office, work):
    request = asked(office, subject="party:x", procedure="1.001193")

    work()

    request = fresh(request)
    assert request.state == SigningState.SIGNED
    signed = queries.signed_document(request)
    assert request.signed_sha256 == hashlib.sha256(signed).hexdigest()
    assert check(signed).intact
    said = reading.words(signed)
    for words in ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Minh Đức", "KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"):
        assert words in said
    assert kinds() == ["signature.asked", "signature.made"]
    assert verify("d-1") == []


@pytest.mark.django_db(transaction=True)
def test_the_seal_follows_with_number_and_covers_everything(office, work, tmp_path):
    decision = asked(office)
    work()

    seal = asked(
        office, fresh(decision).signed, purpose=Purpose.SEAL, filled={"number": "Số: 15/2026"}
    )
    work()

    sealed = queries.signed_document(fresh(seal))
    verdict = check(sealed)
    assert verdict.intact
    assert [report.room for report in verdict.signatures] == ["sign", "seal"]
    assert "Số: 15/2026" in reading.words(sealed)
    assert PdfReader(io.BytesIO(sealed)).get_form_text_fields() == SEALED
    assert papers.pdfsig(sealed, tmp_path).count("Signature is Valid.") == 2


@pytest.mark.django_db(transaction=True)
def test_the_signature_tells_the_time_of_the_clock(office):
    moment = datetime(2026, 3, 12, 8, 30, 5, tzinfo=UTC)

    with clock.set_to(moment):
        request = asked(office)
        tasks.sign(request=str(request.uid))

    signed = fresh(request).signed
    assert check(signed).signatures[0].at == moment
    assert "15:30:05 12/03/2026 +07:00" in reading.words(signed)


@pytest.mark.django_db(transaction=True)
def test_the_same_wish_twice_is_one_signature(office, work):
    document = papers.unsigned()

    requests = at_once(lambda _: asked(office, document), range(4))
    work()
    later = asked(office, document)

    assert {request.pk for request in requests} == {later.pk}
    assert later.state == SigningState.SIGNED
    assert SigningRequest.objects.count() == 1
    assert kinds() == ["signature.asked", "signature.made"]


@pytest.mark.django_db(transaction=True)
def test_a_second_answer_changes_nothing(office, work):
    request = asked(office)
    work()
    before = fresh(request).signed

    actions.record_signed(request=request, signed=before + b"x", by=HOUSE, at=clock.now())
    actions.record_failed(request=request, trouble="late", by=HOUSE, at=clock.now())

    assert fresh(request).signed == before
    assert fresh(request).state == SigningState.SIGNED


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_is_down_is_tried_again_and_nothing_is_invented(office, work, settings):
    settings.SIGNER = f"{__name__}.Broken"
    Broken.tries = 0
    request = asked(office)

    work()

    assert Broken.tries == 1
    assert fresh(request).state == SigningState.ASKED
    job = ProcrastinateJob.objects.get(task_name="signing.sign")
    assert (job.status, job.attempts) == ("todo", 1)


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_gives_back_something_else_is_not_believed(office, work, settings):
    settings.SIGNER = f"{__name__}.Swapping"
    request = asked(office)

    work()

    assert fresh(request).state == SigningState.FAILED
    assert fresh(request).trouble == SignedSomethingElse.code
    assert kinds() == ["signature.asked", "signature.failed"]


@pytest.mark.django_db(transaction=True)
def test_a_paper_without_room_fails_with_the_reason_and_can_be_asked_again(office, work):
    bare = render("Không có chỗ ký", {}, at=clock.now())
    request = asked(office, bare)
    work()
    assert (fresh(request).state, fresh(request).trouble) == (SigningState.FAILED, "no-room")

    again = asked(office, bare)

    assert again.pk == request.pk
    assert again.state == SigningState.ASKED
    assert ProcrastinateJob.objects.filter(task_name="signing.sign", status="todo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_for_which_the_paper_has_no_room_fails_and_signs_nothing(office, work):
    request = asked(office, papers.unsigned(number="7/2026"), purpose=Purpose.SEAL, filled=SEALED)

    work()

    assert fresh(request).trouble == "no-room"


@pytest.mark.django_db
def test_only_who_decides_signs_and_only_who_seals_has_it_sealed(office):
    elsewhere = offices.commune()
    stranger = offices.officer(elsewhere, Role.HEAD)
    specialist = offices.officer(office, Role.SPECIALIST)

    for purpose, by in [
        (Purpose.DECISION, office.clerk),
        (Purpose.DECISION, stranger),
        (Purpose.DECISION, specialist),
        (Purpose.SEAL, office.head),
        (Purpose.SEAL, specialist),
    ]:
        with pytest.raises(NotPermitted):
            asked(office, purpose=purpose, by=by)
    assert not SigningRequest.objects.exists()


@pytest.mark.django_db
def test_the_system_signs_nothing_by_itself(office):
    with pytest.raises(NotAPerson):
        asked(office, by=System("dossiers"))


@pytest.mark.django_db
def test_nobody_but_the_house_records_a_signature(office):
    request = asked(office)

    for by in (office.head, office.clerk):
        with pytest.raises(NotPermitted):
            actions.record_signed(
                request=request, signed=request.document + b"x", by=by, at=clock.now()
            )
        with pytest.raises(NotPermitted):
            actions.record_failed(request=request, trouble="x", by=by, at=clock.now())


@pytest.mark.django_db
def test_without_a_certificate_nothing_is_asked():
    agency = offices.commune()
    agency.head = offices.officer(agency, Role.HEAD)

    with pytest.raises(NoCertificate):
        asked(agency)

    assert not ProcrastinateJob.objects.filter(task_name="signing.sign").exists()


@pytest.mark.django_db
def test_a_certificate_that_has_ended_does_not_sign(office):
    with clock.set_to(clock.now().replace(year=2046)), pytest.raises(NoCertificate):
        asked(office)


@pytest.mark.django_db
def test_what_is_kept_cannot_be_read_from_the_database(office):
    request = asked(office)

    row = SigningRequest.objects.filter(pk=request.pk).values().get()
    key = Certificate.objects.filter(account=office.head).values().get()
    assert b"%PDF" not in bytes(row["document_sealed"])
    assert b"PRIVATE" not in bytes(key["p12_sealed"])
    assert fresh(request).document == papers.unsigned()


@pytest.mark.django_db
def test_a_certificate_is_issued_once_and_told_in_the_trail(office, settings):
    at = clock.now()

    again = actions.issue_demo_certificate(agency=office, account=office.head, by=HOUSE, at=at)

    assert Certificate.objects.filter(account=office.head).get() == again
    assert again.demo
    assert (settings.KEYS / FILE).exists()
    assert TrailEntry.objects.filter(kind="certificate.issued").count() == 2
    assert not TrailEntry.objects.filter(data__icontains="Lê Minh Đức").exists()


@pytest.mark.django_db
def test_only_an_administrator_has_certificates_issued(office):
    administrator = offices.officer(office, Role.ADMINISTRATOR, name="Ngô Văn Quản")

    with pytest.raises(NotPermitted):
        actions.issue_demo_certificate(
            agency=office, account=office.clerk, by=office.head, at=clock.now()
        )

    issued = actions.issue_demo_certificate(
        agency=office, account=office.clerk, by=administrator, at=clock.now()
    )
    assert issued.account == office.clerk


@pytest.mark.django_db
def test_an_installation_that_serves_for_real_issues_no_demo_certificates(settings):
    settings.MODE = "production"

    with pytest.raises(NoDemoHere):
        actions.issue_demo_certificate(agency=offices.commune(), by=HOUSE, at=clock.now())


@pytest.mark.django_db(transaction=True)
def test_a_key_is_never_asked_inside_a_transaction():
    with pytest.raises(RuntimeError, match="transaction"), transaction.atomic():
        providers.signer()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken", [{"state": "signed"}, {"state": "failed"}, {"signed_at": clock.now()}]
)
def test_half_a_signature_cannot_be_kept(office, broken):
    request = asked(office)

    with pytest.raises(IntegrityError), transaction.atomic():
        SigningRequest.objects.filter(pk=request.pk).update(**broken)


def given(office):
    """The delegation under which the deputy of the office signs."""
    return office.head.posts.get().delegations.get()


def revoke(office):
    return identity.revoke_delegation(
        delegation=given(office), why="15/QĐ-UBND", by=System("test"), at=clock.now()
    )


@pytest.mark.django_db(transaction=True)
def test_a_signature_keeps_under_which_act_it_was_made(office):
    request = asked(office)

    assert (request.delegation, request.post) == (given(office), office.head.posts.get())
    assert TrailEntry.objects.get(kind="signature.asked").data["delegation"] == str(
        given(office).uid
    )


@pytest.mark.django_db(transaction=True)
def test_revoked_while_it_waits_for_the_key_nothing_is_signed(office, work):
    request = asked(office)
    revoke(office)

    work()

    assert fresh(request).state == SigningState.FAILED
    assert fresh(request).trouble == "delegation-over"
    with pytest.raises(DelegationOver):
        asked(office)


@pytest.mark.django_db(transaction=True)
def test_revoked_while_the_key_signs_the_signature_is_not_kept(office, settings):
    settings.SIGNER = f"{__name__}.RevokedMeanwhile"
    RevokedMeanwhile.office = office
    request = asked(office)

    tasks.sign(request=str(request.uid))

    assert fresh(request).state == SigningState.FAILED
    assert fresh(request).trouble == "delegation-over"


class RevokedMeanwhile:
    """A key that takes so long that the right is gone when it has signed."""

    office = None

    def sign(self, request, *, at):
        signed = Pkcs12Signer().sign(request, at=at)
        revoke(self.office)
        return signed


@pytest.mark.django_db(transaction=True)
def test_signed_and_revoked_at_once_one_of_them_comes_first(office):
    document = papers.unsigned()

    def deed(kind):
        with suppress(Refusal):
            return revoke(office) if kind == "revoke" else asked(office, document)

    at_once(deed, ["sign", "revoke", "sign", "sign"])

    made = SigningRequest.objects.first()
    revoked = given(office).revoked_at
    assert revoked is not None
    assert made is None or made.asked_at <= revoked
