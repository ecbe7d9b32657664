"""The result: decided and signed by the competent person, numbered and sealed by the clerk."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.papers import actions as papers
from toantrinh.papers import queries as forms
from toantrinh.papers.models import IssuedPaper
from toantrinh.process.steps import StepKind
from toantrinh.signing import actions as signing
from toantrinh.signing import queries as signatures
from toantrinh.signing.models import Purpose, SigningRequest
from toantrinh.trail.actions import record, record_all
from toantrinh.vault import actions as vault
from toantrinh.vault import queries as files

from .. import assignments, internal, linked, negative, people, presence, signatories, wording
from ..errors import DocumentChanged, DraftNotReady, ResultIssuedElsewhere
from ..events import PaperFiled, ResultApproved, ResultIssued, ResultNumbered, TaskReopened
from ..handling import about, end, finish, held, locked, move, refuse_unless
from ..knowing import facts
from ..models import SIGNED_BY_HEAD, ClosingState, Dossier, Paper, PaperKind, Task, TaskState
from ..queries import newest_draft
from ..states import State


@transaction.atomic
def reserve_result(*, dossier: Dossier, by: Actor, at: datetime | None = None) -> IssuedPaper:
    """The check code that the result will carry; the same one however often it is set anew, and
    whether it grants what was asked for or not.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        ResultIssuedElsewhere: the version leaves the result to another system.
    """
    require(by, Permission.PAPER_ISSUE, on=dossier)
    at = at or clock.now()
    dossier = locked(dossier)
    pack = dossier.version.pack
    if not pack.route.issued_here:
        raise ResultIssuedElsewhere(system=pack.route.system_name)
    is_denied = negative.closing_of(dossier) is not None
    title = forms.title(negative.PAPER) if is_denied else pack.results[0].name
    made = IssuedPaper.objects.filter(case=dossier.case, kind=PaperKind.RESULT).first()
    if made is not None:
        return papers.retitle(paper=made, title=title, by=by, at=at)
    return papers.reserve(
        kind=PaperKind.RESULT,
        title=title,
        case=dossier.case,
        agency=dossier.settling_agency,
        demo=settings.SIGNATURES_ARE_DEMO,
        procedure=dossier.version.code,
        subject=dossier.owner.subject_id,
        by=by,
        at=at,
    )


@transaction.atomic
def approve(*, task: Task, sha256: str, by: Account, at: datetime | None = None) -> Task:
    """Decide to sign exactly the document that was shown; the worker signs it.

    Args:
        sha256: of the document the page showed, hexadecimal.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        TaskNotWaiting, WrongTask: nothing waits for a signature.
        WrongState: the applicant owes something, or wants the dossier back.
        PartsWaiting: another person has not done what the version makes a decision wait for.
        PresenceMissing: the law wants somebody there before.
        DraftNotReady: the document is still being set. DocumentChanged: it is another one now.
        DelegationOver and the other refusals of ``identity.authority.right``: not theirs to sign.
        NoCertificate and the other refusals of ``signing``; of ``internal.refuse_unless_sound``.
    """
    require(by, Permission.DOSSIER_DECIDE, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.SIGN,), by=by, at=at)
    refuse_unless(dossier, State.PROCESSING)
    told = facts(dossier, at=at)
    people.refuse_while_waiting(dossier, told, Blocks.DECISION)
    presence.refuse_while_missing(task, told)
    internal.refuse_unless_sound(dossier)
    draft = newest_draft(dossier)
    if draft is None or draft.issued is None or draft.made_at < task.opened_at:
        raise DraftNotReady
    if draft.file.sha256 != sha256:
        raise DocumentChanged
    wanted = signatories.wanted(dossier, signatories.of_task(task))
    request = signing.ask(
        purpose=Purpose.DECISION,
        document=files.content(draft.file),
        case=dossier.case,
        agency=dossier.settling_agency,
        subject=dossier.owner.subject_id,
        procedure=wanted.procedure,
        field=wanted.field,
        matter=wanted.matter,
        of_head=wanted.of_head,
        by=by,
        at=at,
    )
    task.state, task.done_by = TaskState.SIGNING, by
    task.save(update_fields=["state", "done_by", *assignments.FIELDS])
    event = ResultApproved(
        **about(dossier), task=str(task.uid), sha256=sha256, capacity=request.capacity
    )
    record(event, by=by, at=at)
    return task


@transaction.atomic
def signed(
    *, request: SigningRequest, content: bytes, by: Actor, at: datetime | None = None
) -> Dossier:
    """The person's signature is made: the document goes to the clerk. Twice changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.SIGNATURE_RECORD, on=request)
    at = at or clock.now()
    dossier = locked(Dossier.objects.get(uid=request.case))
    waiting = dossier.tasks.filter(kind=StepKind.SIGN, state=TaskState.SIGNING)
    for task in waiting.select_for_update(of=["self"]).select_related("done_by"):
        events = finish(task, dossier, outcome="signed", by=task.done_by or by, at=at)
        if negative.is_of(task) and (closing := negative.closing_of(dossier)) is not None:
            closing.state, closing.decided_at = ClosingState.DECIDED, at
            closing.decided_by = task.done_by
            closing.save()
        record_all(events, by=by, at=at)
    return dossier


@transaction.atomic
def seal(*, task: Task, by: Account, at: datetime | None = None) -> Task:
    """Give the signed result its number and have it sealed by the agency; the worker seals it.

    Raises:
        NotPermitted: ``by`` does not number papers of this agency.
        TaskNotWaiting, WrongTask: nothing waits for a number.
    """
    require(by, Permission.DOSSIER_NUMBER, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.SEAL,), by=by, at=at)
    series, suffix = _register(task, dossier)
    issued = IssuedPaper.objects.get(case=dossier.case, kind=PaperKind.RESULT)
    issued = papers.next_number(paper=issued, series=series, suffix=suffix, by=by, at=at)
    decision = signatures.signed(dossier.case, Purpose.DECISION)
    document = signatures.signed_document(decision)
    lines = wording.number_and_date(dossier.settling_agency, issued.number, clock.local_day(at))
    signing.ask(
        purpose=Purpose.SEAL,
        document=document,
        filled={room: lines[room] for room in lines.keys() & signatures.rooms(document)},
        case=dossier.case,
        agency=dossier.settling_agency,
        subject=dossier.owner.subject_id,
        procedure=dossier.version.code,
        by=by,
        at=at,
    )
    task.state, task.done_by = TaskState.SIGNING, by
    task.save(update_fields=["state", "done_by", *assignments.FIELDS])
    record(ResultNumbered(**about(dossier), task=str(task.uid), number=issued.number), by=by, at=at)
    return task


def _register(task: Task, dossier: Dossier) -> tuple[str, str]:
    """In which register the result is numbered, and the letters behind the number. What is not
    granted takes no number among what is."""
    if negative.is_of(task):
        return forms.numbering(negative.PAPER)
    result = dossier.version.pack.results[0]
    return result.register or dossier.version.code, result.symbol


def sealed(
    *, request: SigningRequest, content: bytes, by: Actor, at: datetime | None = None
) -> Dossier:
    """The result is final: kept, known to the public page, settled. Twice changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.SIGNATURE_RECORD, on=request)
    at = at or clock.now()
    dossier = Dossier.objects.get(uid=request.case)
    file = vault.keep(content=content, name="result.pdf", on=dossier, by=by, at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        task = dossier.tasks.filter(kind=StepKind.SEAL, state=TaskState.SIGNING).first()
        if task is None:
            return dossier
        issued = IssuedPaper.objects.get(case=dossier.case, kind=PaperKind.RESULT)
        decision = signatures.signed(dossier.case, Purpose.DECISION)
        issued = papers.issue(
            paper=issued,
            sha256=file.sha256,
            signer_name=decision.signer_name,
            signer_title=decision.signed_as,
            by=by,
            at=at,
        )
        paper = Paper.objects.create(
            dossier=dossier,
            kind=PaperKind.RESULT,
            title=issued.title,
            file=file,
            issued=issued,
            made_at=at,
        )
        move(dossier, State.SETTLED)
        dossier.settled_at = at
        dossier.save(update_fields=["state", "settled_at"])
        events = finish(task, dossier, outcome="sealed", by=task.done_by or by, at=at)
        end(dossier, at=at)
        filed = PaperFiled(
            **about(dossier), paper=str(paper.uid), paper_kind=paper.kind, sha256=file.sha256
        )
        out = ResultIssued(
            **about(dossier),
            number=issued.number,
            sha256=file.sha256,
            issuer=issued.agency_name,
        )
        how = linked.DENIED if negative.closing_of(dossier) else linked.GRANTED
        record_all([filed, out, *events, *linked.ended(dossier, how)], by=by, at=at)
    return dossier


def paper_signed(
    *, request: SigningRequest, content: bytes, by: Actor, at: datetime | None = None
) -> bool:
    """The head's signature on a paper of the desk (forms 04, 05) is made: the paper goes out. Twice
    changes nothing. Whether it was such a paper, and not a result.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.SIGNATURE_RECORD, on=request)
    at = at or clock.now()
    dossier = Dossier.objects.get(uid=request.case)
    rows = dossier.papers.filter(kind__in=SIGNED_BY_HEAD).select_related("file", "issued")
    paper = rows.filter(file__sha256=request.document_sha256).first()
    if paper is None or paper.issued is None:
        return rows.filter(file__sha256=hashlib.sha256(content).hexdigest()).exists()
    file = vault.keep(content=content, name=f"{paper.kind}.pdf", on=dossier, by=by, at=at)
    with transaction.atomic():
        paper.file = file
        paper.save(update_fields=["file"])
        papers.issue(
            paper=paper.issued,
            sha256=file.sha256,
            signer_name=request.signer_name,
            signer_title=request.signed_as,
            by=by,
            at=at,
        )
        filed = PaperFiled(
            **about(dossier), paper=str(paper.uid), paper_kind=paper.kind, sha256=file.sha256
        )
        record(filed, by=by, at=at)
    return True


@transaction.atomic
def sign_paper_again(*, paper: Paper, by: Account, at: datetime | None = None) -> Paper:
    """Ask anew for the signature of a paper of the desk (forms 04, 05) that did not come. One that
    is signed, or being signed, stays as it is.

    Raises:
        NotPermitted: ``by`` does not decide at this agency.
        NoCertificate and the other refusals of ``signing``.
    """
    require(by, Permission.DOSSIER_DECIDE, on=paper)
    at = at or clock.now()
    dossier = locked(paper.dossier)
    paper = Paper.objects.select_related("file", "issued").get(pk=paper.pk)
    if paper.waits_for_signature:
        signing.ask(
            purpose=Purpose.DECISION,
            document=files.content(paper.file),
            case=dossier.case,
            agency=dossier.settling_agency,
            subject=dossier.owner.subject_id,
            procedure=dossier.version.code,
            field=dossier.version.pack.field_key,
            matter=signatories.OF_PAPER[PaperKind(paper.kind)],
            by=by,
            at=at,
        )
    return paper


@transaction.atomic
def signature_lost(
    *, dossier: Dossier, purpose: str, by: Actor, at: datetime | None = None
) -> Dossier:
    """A signature that was asked for will not come: its step waits again. Twice changes nothing.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.SIGNATURE_RECORD, on=dossier)
    dossier = locked(dossier)
    kind = StepKind.SIGN if purpose == Purpose.DECISION else StepKind.SEAL
    lost = list(dossier.tasks.filter(kind=kind, state=TaskState.SIGNING))
    for task in lost:
        task.state = TaskState.WAITING
        task.save(update_fields=["state"])
    reopened = [TaskReopened(**about(dossier), task=str(t.uid), step=t.key) for t in lost]
    record_all(reopened, by=by, at=at or clock.now())
    return dossier
