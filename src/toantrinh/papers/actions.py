"""Adopting forms; reserving, numbering, issuing and ending papers."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.identity.models import Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from . import queries, rendering, rules
from .errors import (
    AlreadyIssued,
    CompositorStopped,
    NotInForce,
    TemplateNeedsTooMuch,
    TemplateProblem,
    TemplateRefused,
    TemplateTooEarly,
    TemplateWithoutRoom,
)
from .events import (
    PaperIssued,
    PaperNumbered,
    PaperReaddressed,
    PaperReplaced,
    PaperReserved,
    PaperRetitled,
    PaperRevoked,
    TemplateAdopted,
)
from .models import Forms, IssuedPaper, PaperState, PaperTemplate, Register


@transaction.atomic
def adopt_template(
    *, kind: str, source: str, valid_from: date, ground: str = "", by: Actor, at: datetime
) -> PaperTemplate:
    """Use ``source`` for papers of ``kind`` from ``valid_from`` on. Asked twice, it happens once.

    The version before ends the day before; papers already made keep the bytes they have.

    Args:
        ground: the document that prescribes the form, such as ``Thông tư 03/2025/TT-VPCP``.

    Raises:
        NotPermitted: ``by`` does not keep the forms of this installation.
        TemplateTooEarly: it would hold for days that are over; only the house loads such forms.
        TemplateRefused: it does not compile with a full and an almost empty dossier.
        TemplateWithoutRoom: there is no room for a signature that papers of this kind need.
    """
    require(by, Permission.TEMPLATE_MANAGE, on=Forms())
    digest = hashlib.sha256(source.encode()).hexdigest()
    versions = PaperTemplate.objects.select_for_update().filter(kind=kind).order_by("-version")
    newest = versions.first()
    if newest and (newest.digest, newest.valid_from) == (digest, valid_from):
        return newest
    if valid_from < clock.local_day(at) and not isinstance(by, System):
        raise TemplateTooEarly
    _try_out(kind, source, at=at)
    versions.filter(valid_to=None, valid_from__lt=valid_from).update(
        valid_to=valid_from - timedelta(days=1)
    )
    template = PaperTemplate.objects.create(
        kind=kind,
        version=newest.version + 1 if newest else 1,
        valid_from=valid_from,
        ground=ground,
        source=source,
        digest=digest,
    )
    event = TemplateAdopted(
        case=f"form:{kind}", template=kind, template_version=template.version, digest=digest
    )
    record(event, by=by, at=at)
    return template


def _try_out(kind: str, source: str, *, at: datetime) -> None:
    """Set it with all that may be known of a dossier, then with next to nothing."""
    full = rendering.sample() | {"number": "", "date": ""}
    bare = {"agency": full["agency"], "dossier": {}, "procedure": {}}
    try:
        made = rendering.compose(source, full, at=at)
    except TemplateProblem as problem:
        raise TemplateRefused(problem=problem, line=problem.line) from problem
    except CompositorStopped as stopped:
        raise TemplateRefused(problem=stopped, line=0) from stopped
    try:
        rendering.render(source, bare, at=at)
    except TemplateProblem as problem:
        raise TemplateNeedsTooMuch(problem=problem, line=problem.line) from problem
    if missing := queries.signed(kind).rooms - made.rooms:
        raise TemplateWithoutRoom(rooms=", ".join(sorted(missing)))


@transaction.atomic
def reserve(
    *,
    kind: str,
    title: str,
    case: str,
    agency: Agency,
    demo: bool,
    procedure: str = "",
    subject: str = "",
    by: Actor,
    at: datetime,
) -> IssuedPaper:
    """A check code for a paper that is about to be made. Unknown to the public until issued.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.PAPER_ISSUE, on=agency)
    paper = IssuedPaper.objects.create(
        code=_new_code(),
        kind=kind,
        title=title,
        case=case,
        subject=subject,
        procedure=procedure,
        agency=agency,
        agency_name=agency.name,
        demo=demo,
        reserved_at=at,
    )
    event = PaperReserved(**_about(paper), paper=str(paper.uid), paper_kind=kind)
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def readdress(*, paper: IssuedPaper, agency: Agency, by: Actor, at: datetime) -> IssuedPaper:
    """A paper that is only reserved will be of another agency, which took the case over.

    Raises:
        NotPermitted: ``by`` issues no papers of this agency.
        AlreadyIssued: it went out in the name of the one before.
    """
    require(by, Permission.PAPER_ISSUE, on=paper)
    paper = IssuedPaper.objects.select_for_update(of=["self"]).get(pk=paper.pk)
    if paper.state != PaperState.RESERVED or paper.number:
        raise AlreadyIssued()
    paper.agency, paper.agency_name = agency, agency.name
    paper.save(update_fields=["agency", "agency_name"])
    event = PaperReaddressed(**_about(paper), paper=str(paper.uid), paper_kind=paper.kind)
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def retitle(*, paper: IssuedPaper, title: str, by: Actor, at: datetime) -> IssuedPaper:
    """A paper that is only reserved will say something else. The same title changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        AlreadyIssued: it has its number, or went out.
    """
    require(by, Permission.PAPER_ISSUE, on=paper)
    paper = _locked(paper)
    if paper.title == title:
        return paper
    if paper.state != PaperState.RESERVED or paper.number:
        raise AlreadyIssued
    paper.title = title
    paper.save(update_fields=["title"])
    about = _about(paper)
    event = PaperRetitled(**about, paper=str(paper.uid), paper_kind=paper.kind, title=title)
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def next_number(
    *, paper: IssuedPaper, series: str, suffix: str = "", by: Actor, at: datetime
) -> IssuedPaper:
    """Give ``paper`` the next number of its agency's register, such as ``15/2026``.

    Numbers begin with 1 each local year and have no gap, however many clerks work at once: the
    register stays locked until the transaction ends. Call it late. A paper that has a number
    keeps it. Numbers below ten have a nought before them (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần
    I, mục II, khoản 3).

    Args:
        series: which register: the kind of paper (``queries.numbering``) or the code of the
            procedure.
        suffix: stands behind the stroke in place of the year, such as ``TLKS-BS``.

    Raises:
        NotPermitted: ``by`` does not number papers at this agency.
        AlreadyIssued: it went out without a number.
    """
    require(by, Permission.DOSSIER_NUMBER, on=paper)
    paper = _locked(paper)
    if paper.number:
        return paper
    if paper.state != PaperState.RESERVED:
        raise AlreadyIssued
    year = clock.local_day(at).year
    place = {"agency": paper.agency, "series": series, "year": year}
    Register.objects.bulk_create([Register(**place)], ignore_conflicts=True)
    register = Register.objects.select_for_update().get(**place)
    register.last += 1
    register.save(update_fields=["last"])
    paper.number = f"{register.last:02d}/{suffix or year}"
    paper.save(update_fields=["number"])
    event = PaperNumbered(**_about(paper), paper=str(paper.uid), number=paper.number)
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def issue(
    *,
    paper: IssuedPaper,
    sha256: str,
    signer_name: str = "",
    signer_title: str = "",
    by: Actor,
    at: datetime,
) -> IssuedPaper:
    """The paper is final: from now on everyone can check it. The same file again changes nothing.

    Args:
        sha256: of the final file, hexadecimal, 64 characters.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        AlreadyIssued: it was issued with another file.
    """
    require(by, Permission.PAPER_ISSUE, on=paper)
    paper = _locked(paper)
    if paper.state != PaperState.RESERVED:
        if paper.sha256 == sha256:
            return paper
        raise AlreadyIssued
    paper.state, paper.sha256, paper.issued_at = PaperState.GENUINE, sha256, at
    paper.signer_name, paper.signer_title = signer_name, signer_title
    paper.save()
    event = PaperIssued(
        **_about(paper),
        paper=str(paper.uid),
        paper_kind=paper.kind,
        number=paper.number,
        sha256=sha256,
    )
    record(event, by=by, at=at)
    return paper


@transaction.atomic
def revoke(*, paper: IssuedPaper, ground: str, by: Actor, at: datetime) -> IssuedPaper:
    """The paper is no longer good, and everyone who checks it is told so.

    Args:
        ground: the decision or rule, without anyone's name; it stays in the trail.

    Raises:
        NotPermitted: ``by`` may not revoke papers of this agency.
        NotInForce: it never went out, or has already ended.
    """
    require(by, Permission.PAPER_REVOKE, on=paper)
    paper = _locked(paper)
    if paper.state != PaperState.GENUINE:
        raise NotInForce
    paper.state, paper.ended_at = PaperState.REVOKED, at
    paper.save(update_fields=["state", "ended_at"])
    record(PaperRevoked(**_about(paper), paper=str(paper.uid), ground=ground), by=by, at=at)
    return paper


@transaction.atomic
def replace(*, paper: IssuedPaper, by_paper: IssuedPaper, by: Actor, at: datetime) -> IssuedPaper:
    """``by_paper`` takes the place of ``paper``; whoever checks the old one is led to the new.

    Raises:
        NotPermitted: ``by`` may not revoke papers of this agency.
        NotInForce: one of the two is not a paper in force.
    """
    require(by, Permission.PAPER_REVOKE, on=paper)
    paper = _locked(paper)
    if {paper.state, _locked(by_paper).state} != {PaperState.GENUINE} or paper == by_paper:
        raise NotInForce
    paper.state, paper.ended_at, paper.replaced_by = PaperState.REPLACED, at, by_paper
    paper.save(update_fields=["state", "ended_at", "replaced_by"])
    event = PaperReplaced(**_about(paper), paper=str(paper.uid), replaced_by=str(by_paper.uid))
    record(event, by=by, at=at)
    return paper


def _new_code() -> str:
    """80 random bits: nobody finds a paper by trying."""
    return rules.grouped("".join(secrets.choice(rules.LETTERS) for _ in range(rules.LENGTH)))


def _locked(paper: IssuedPaper) -> IssuedPaper:
    rows = IssuedPaper.objects.select_for_update(of=["self"]).select_related("agency")
    return rows.get(pk=paper.pk)


def _about(paper: IssuedPaper) -> dict[str, Any]:
    """What every event about a paper says of where it belongs."""
    return {
        "case": paper.case,
        "subject": paper.subject,
        "agency": paper.agency.code,
        "procedure": paper.procedure,
    }
