"""Papers that an act of an officer brings about: numbered, set, kept and issued with the act.

Inside the transaction of the act: no paper without its act, no act without its paper. Whoever acts
has the paper tried out before (``try_out``), so that a faulty form holds nobody up.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from toantrinh.core.actor import System
from toantrinh.identity.models import Account
from toantrinh.papers import actions as papers
from toantrinh.papers import queries as forms
from toantrinh.signing import actions as signing
from toantrinh.signing.models import Purpose
from toantrinh.trail.events import Event
from toantrinh.vault import actions as vault

from . import documents, signatories
from .events import PaperFiled
from .handling import about
from .models import Dossier, Paper, PaperKind

HOUSE = System("dossiers")


def try_out(dossier: Dossier, kind: PaperKind, data: dict[str, Any], *, at: datetime) -> None:
    """Set the paper once without keeping it. Errors: as ``papers.rendering.render``."""
    with translation.override(settings.LANGUAGE_CODE):
        documents.office_paper(dossier, kind, issued=None, at=at, more=data)


def issue(
    dossier: Dossier,
    kind: PaperKind,
    data: dict[str, Any],
    *,
    at: datetime,
    signer: Account | None = None,
) -> list[Event]:
    """Make and keep a paper of ``kind``; the event to record.

    A paper that the head signs is known to the public once it is signed (``actions.paper_signed``);
    every other one at once.

    Errors: of ``papers.rendering`` and ``signing.ask``.
    """
    with translation.override(settings.LANGUAGE_CODE):  # whatever the officer reads in
        return _issue(dossier, kind, data, at=at, signer=signer)


def _issue(
    dossier: Dossier,
    kind: PaperKind,
    data: dict[str, Any],
    *,
    at: datetime,
    signer: Account | None,
) -> list[Event]:
    reserved = papers.reserve(
        kind=kind,
        title=str(kind.label),
        case=dossier.case,
        agency=dossier.settling_agency,
        demo=settings.SIGNATURES_ARE_DEMO,
        procedure=dossier.version.code,
        subject=dossier.owner.subject_id,
        by=HOUSE,
        at=at,
    )
    series, suffix = forms.numbering(kind)
    numbered = papers.next_number(paper=reserved, series=series, suffix=suffix, by=HOUSE, at=at)
    content = documents.office_paper(dossier, kind, issued=numbered, at=at, more=data)
    file = vault.keep(content=content, name=f"{kind}.pdf", on=dossier, by=HOUSE, at=at)
    paper = Paper.objects.create(
        dossier=dossier,
        kind=kind,
        title=numbered.title,
        file=file,
        issued=numbered,
        made_at=at,
    )
    if signer is None:
        papers.issue(paper=numbered, sha256=file.sha256, by=HOUSE, at=at)
    else:
        signing.ask(
            purpose=Purpose.DECISION,
            document=content,
            case=dossier.case,
            agency=dossier.settling_agency,
            subject=dossier.owner.subject_id,
            procedure=dossier.version.code,
            field=dossier.version.pack.field_key,
            matter=signatories.OF_PAPER[kind],
            by=signer,
            at=at,
        )
    return [PaperFiled(**about(dossier), paper=str(paper.uid), paper_kind=kind, sha256=file.sha256)]
