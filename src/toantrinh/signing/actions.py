"""Certificates issued; signatures asked for, made, failed. The key itself is used by ``tasks``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from toantrinh.core.actor import Actor
from toantrinh.identity import authority
from toantrinh.identity.authority import Right, Wanted
from toantrinh.identity.models import Account, Agency, Matter, Post
from toantrinh.identity.permissions import (
    PERMISSIONS,
    NotPermitted,
    Permission,
    Role,
    require,
)
from toantrinh.trail.actions import record

from . import queries
from .authority import ensure_demo_authority
from .errors import NoCertificate, NoDemoHere, NotAPerson, SignedSomethingElse
from .events import CertificateIssued, SignatureAsked, SignatureFailed, SignatureMade
from .models import Certificate, Purpose, SigningRequest, SigningState

NEEDED = {Purpose.DECISION: Permission.DOSSIER_DECIDE, Purpose.SEAL: Permission.DOSSIER_NUMBER}


@transaction.atomic
def issue_demo_certificate(
    *, agency: Agency, account: Account | None = None, by: Actor, at: datetime
) -> Certificate:
    """A certificate of the demo authority: for an officer of ``agency``, or for the agency itself.

    Whoever has a valid one keeps it.

    Raises:
        NotPermitted: ``by`` does not manage certificates at this agency.
        NoDemoHere: this installation serves for real.
    """
    require(by, Permission.CERTIFICATE_ISSUE, on=agency)
    if settings.MODE == "production":
        raise NoDemoHere
    if kept := queries.certificate_of(agency, account, at):
        return kept
    name = account.name if account else agency.name
    authority = ensure_demo_authority(settings.KEYS)
    made, p12 = authority.issue(name=name, organisation=agency.name)
    certificate = Certificate(
        account=account,
        agency=agency,
        subject=name,
        serial=f"{made.serial_number:x}",
        valid_from=made.not_valid_before_utc,
        valid_to=made.not_valid_after_utc,
        demo=True,
    )
    certificate.p12 = p12
    certificate.save()
    event = CertificateIssued(
        case=f"certificate:{certificate.uid}",
        agency=agency.code,
        certificate=str(certificate.uid),
        serial=certificate.serial,
        demo=True,
    )
    record(event, by=by, at=at)
    return certificate


@transaction.atomic
def ask(
    *,
    purpose: str,
    document: bytes,
    case: str,
    agency: Agency,
    filled: Mapping[str, str] | None = None,
    subject: str = "",
    procedure: str = "",
    field: str = "",
    matter: str = Matter.RESULT,
    of_head: bool = False,
    by: Actor,
    at: datetime,
) -> SigningRequest:
    """Intend to sign ``document``; the worker does it and ``signature.made`` tells of it.

    The decision is signed by the person ``by`` in their post at ``agency``, by the office itself or
    under a delegation that covers it at ``at``; the seal is the agency's own certificate, put by
    its clerk. The same document asked for the same purpose in the
    same case is one signature, whoever asks again; one that failed is tried again.

    Args:
        purpose: ``decision`` or ``seal``.
        document: a PDF with rooms (``papers/templates/layout.typ``).
        filled: lines of text put on the paper with this signature, by room, such as
            ``{"number": "Số: 15/2026"}``. No personal data.
        procedure, field, matter: what a delegation may be limited to.
        of_head: the head decides it in their own right.

    Raises:
        NotPermitted: ``by`` does not decide, or does not seal, at this agency.
        NotAPerson: ``by`` is a part of the system.
        NoDelegation, DelegationOver and the other refusals of ``identity.authority.right``.
        NoCertificate: nobody gave the signer a certificate that is valid now.
    """
    require(by, Permission.SIGNATURE_ASK, on=agency)
    require(by, NEEDED[Purpose(purpose)], on=agency)
    right = _right(by, agency, Purpose(purpose), Wanted(procedure, field, matter, of_head), at)
    sha256 = hashlib.sha256(document).hexdigest()
    once = {"case": case, "purpose": purpose, "document_sha256": sha256}
    _one_at_a_time(f"{case}:{purpose}")
    before = SigningRequest.objects.filter(**once).first()
    if before and before.state != SigningState.FAILED:
        return before
    authority.hold(right, at=at)
    is_seal = purpose == Purpose.SEAL
    account = right.post.account
    certificate = queries.certificate_of(agency, None if is_seal else account, at)
    if certificate is None:
        raise NoCertificate
    request = before or SigningRequest(**once, subject=subject, procedure=procedure)
    request.account, request.agency, request.certificate = account, agency, certificate
    request.post, request.delegation = right.post, right.delegation
    if is_seal:
        request.signer_name, request.capacity, request.title = agency.name, "", ""
    else:
        request.signer_name = account.name
        request.capacity, request.title = right.capacity, right.title
    request.filled, request.asked_at = dict(filled or {}), at
    request.state, request.trouble = SigningState.ASKED, ""
    request.document = document
    request.save()
    app.configure_task("signing.sign", lock=str(request.uid)).defer(request=str(request.uid))
    used = str(right.delegation.uid) if right.delegation else ""
    record(SignatureAsked(**_about(request), sha256=sha256, delegation=used), by=by, at=at)
    return request


@transaction.atomic
def record_signed(
    *, request: SigningRequest, signed: bytes, by: Actor, at: datetime
) -> SigningRequest:
    """Record the signed file. A second answer to the same request changes nothing.

    What was signed while the right to do so was taken away is not kept: the row of the right is
    held until the commit, so that a revocation comes before or after, never meanwhile.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        DelegationOver, OfficeOver: whoever asked for it may not sign it any more.
        SignedSomethingElse: the file is not the document with something behind it.
    """
    require(by, Permission.SIGNATURE_RECORD, on=request)
    request = _locked(request)
    if request.state == SigningState.SIGNED:
        return request
    document = request.document
    if len(signed) <= len(document) or not signed.startswith(document):
        raise SignedSomethingElse
    if (right := request.right) is not None:
        authority.hold(right, at=at)
    request.signed = signed
    request.state, request.trouble, request.signed_at = SigningState.SIGNED, "", at
    request.signed_sha256 = hashlib.sha256(signed).hexdigest()
    request.save()
    event = SignatureMade(
        **_about(request),
        sha256=request.signed_sha256,
        certificate=str(request.certificate.uid),
    )
    record(event, by=by, at=at)
    return request


@transaction.atomic
def record_failed(
    *, request: SigningRequest, trouble: str, by: Actor, at: datetime
) -> SigningRequest:
    """Record that this signature will not come, and why. What was signed before stays signed.

    Args:
        trouble: a code such as ``no-room``.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.SIGNATURE_RECORD, on=request)
    request = _locked(request)
    if request.state != SigningState.ASKED:
        return request
    request.state, request.trouble = SigningState.FAILED, trouble
    request.save(update_fields=["state", "trouble"])
    record(SignatureFailed(**_about(request), trouble=trouble), by=by, at=at)
    return request


def _right(by: Actor, agency: Agency, purpose: Purpose, wanted: Wanted, at: datetime) -> Right:
    """By what ``by`` signs, or has sealed: the clerk by office."""
    if not isinstance(by, Account):
        raise NotAPerson
    if purpose == Purpose.DECISION:
        return authority.right(by, agency, wanted, at=at)
    return Right(_post(by, agency, NEEDED[purpose]))


def _post(by: Account, agency: Agency, needed: Permission) -> Post:
    """The post in which ``by`` seals."""
    for post in by.posts_in_use:
        if post.agency_id == agency.pk and needed in PERMISSIONS[Role(post.role)]:
            return post
    raise NotPermitted(permission=needed)


def _one_at_a_time(wish: str) -> None:
    """Until the transaction ends, others with the same wish wait here: a row not yet there cannot
    be locked, and two clicks must not become an error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign:{wish}"])


def _locked(request: SigningRequest) -> SigningRequest:
    rows = SigningRequest.objects.select_for_update(of=["self"])
    return rows.select_related("agency", "certificate", "post", "delegation").get(pk=request.pk)


def _about(request: SigningRequest) -> dict[str, Any]:
    """What every event about a request says of it."""
    return {
        "case": request.case,
        "subject": request.subject,
        "agency": request.agency.code,
        "procedure": request.procedure,
        "request": str(request.uid),
        "purpose": request.purpose,
    }
