"""Papers made by the worker are filed with the dossier and, where they go out, issued."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.papers import actions as papers
from toantrinh.papers.models import IssuedPaper
from toantrinh.trail.actions import record
from toantrinh.vault import actions as vault

from ..events import PaperFiled
from ..handling import about, locked
from ..models import Dossier, Paper, PaperKind

ISSUED_AT_ONCE = {PaperKind.CONFIRMATION, PaperKind.FORM01}


def file_paper(
    *,
    dossier: Dossier,
    kind: str,
    content: bytes,
    issued: IssuedPaper | None,
    by: Actor,
    at: datetime | None = None,
) -> Paper:
    """Keep a paper that was set; confirmation and form 01 are issued with it.

    A second copy of a paper that is there changes nothing; a draft is filed anew each time it
    says something else.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
    """
    require(by, Permission.PAPER_ISSUE, on=dossier)
    at = at or clock.now()
    file = vault.keep(content=content, name=f"{kind}.pdf", on=dossier, by=by, at=at)
    with transaction.atomic():
        dossier = locked(dossier)
        there = dossier.papers.filter(kind=kind)
        same = there.filter(file=file) if kind == PaperKind.DRAFT else there
        if paper := same.order_by("-made_at").first():
            return paper
        paper = Paper.objects.create(
            dossier=dossier,
            kind=kind,
            title=issued.title if issued else dossier.version.pack.results[0].name,
            file=file,
            issued=issued,
            made_at=at,
        )
        if issued is not None and kind in ISSUED_AT_ONCE:
            papers.issue(paper=issued, sha256=file.sha256, by=by, at=at)
        filed = PaperFiled(
            **about(dossier), paper=str(paper.uid), paper_kind=kind, sha256=file.sha256
        )
        record(filed, by=by, at=at)
    return paper
