"""A change on its way: prepared by one person of the control office, published by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import packs, proposed, queries, storing
from ..errors import (
    DecisionMissing,
    PackHasProblems,
    ProcedureNotFound,
    ProposalChangedMeanwhile,
    ProposalNotSubmitted,
)
from ..events import (
    ProposalBegun,
    ProposalChanged,
    ProposalDiscarded,
    ProposalPublished,
    ProposalSentBack,
    ProposalSubmitted,
)
from ..held import another, locked, own, person, refuse_announced, refuse_stale
from ..models import (
    Catalogue,
    Decision,
    DecisionKind,
    ProcedureVersion,
    Proposal,
    ProposalState,
)
from ..queries import ground_of, latest, layer_of
from ..reading import read
from .province import adopt_layer
from .publishing import end, publish

Decisions = Mapping[str, Mapping[str, str]]
OF_VERSION = (DecisionKind.ANNOUNCEMENT, DecisionKind.PROCESS)
OF_END = (DecisionKind.REPEAL,)


@transaction.atomic
def begin_proposal(
    *,
    key: str,
    files: Mapping[str, bytes],
    by: Actor,
    layer: str | None = None,
    since: date | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Begin with the files of a pack; without ``layer`` with that of the province as it is.

    The same ``key`` again is the same proposal.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        PackHasProblems: the folder does not even say which procedure it is.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, account = at or clock.now(), person(by)
    if same := Proposal.objects.filter(key=key, proposed_by=account).first():
        return same
    named = storing.keep(files)
    with storing.folder_of(named) as folder:
        code = packs.told(folder, "code")
        if not code:
            raise PackHasProblems(packs.check(folder, others=queries.definition_in_force))
    row = layer_of(code)
    return _begun(
        key=key,
        code=code,
        name=proposed.name_of(files) or code,
        base=latest(code),
        base_layer=row,
        files=named,
        layer=(row.text if row else "") if layer is None else layer,
        since=since,
        by=by,
        at=at,
    )


@transaction.atomic
def begin_end(
    *,
    key: str,
    code: str,
    last_day: date,
    by: Actor,
    replaced_by: str = "",
    at: datetime | None = None,
) -> Proposal:
    """Begin the end of a procedure. The same ``key`` again is the same proposal.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProcedureNotFound: no version is in force on ``last_day``.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, account = at or clock.now(), person(by)
    if same := Proposal.objects.filter(key=key, proposed_by=account).first():
        return same
    if not ProcedureVersion.objects.in_force_on(last_day).filter(code=code).exists():
        raise ProcedureNotFound(procedure=code)
    base = latest(code)
    return _begun(
        key=key,
        code=code,
        name=base.name if base else code,
        base=base,
        base_layer=layer_of(code),
        last_day=last_day,
        replaced_by=replaced_by,
        by=by,
        at=at,
    )


@transaction.atomic
def change_proposal(
    *,
    proposal: Proposal,
    by: Actor,
    files: Mapping[str, bytes] | None = None,
    layer: str | None = None,
    since: date | None = None,
    decisions: Decisions | None = None,
    ground: str | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Keep what is given; the rest stays. Files that do not pass the checks are kept as well: they
    are work under way, and handing over asks.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProposalOfSomeoneElse, ProposalClosed.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), own(proposal, by)
    before = kept.digest
    if files is not None:
        kept.files, kept.name = storing.keep(files), proposed.name_of(files) or kept.name
    if layer is not None:
        kept.layer = layer
    if since is not None:
        kept.since = since
    if decisions is not None:
        kept.decisions = {kind: dict(each) for kind, each in decisions.items()}
    if ground is not None:
        kept.ground = ground
    kept.save()
    if kept.digest != before:
        record(
            ProposalChanged(
                case=f"procedure:{kept.code}",
                procedure=kept.code,
                uid=str(kept.uid),
                digest=kept.digest,
            ),
            by=by,
            at=at,
        )
    return kept


@transaction.atomic
def submit_proposal(*, proposal: Proposal, by: Actor, at: datetime | None = None) -> Proposal:
    """Hand over to be checked by someone else.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProposalOfSomeoneElse, ProposalClosed, ProposalStale.
        DecisionMissing: a decision is not named completely.
        DiffersFromRecord: code or name differ from the national record, and no ground is given.
        PackHasProblems: it could not be published.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), own(proposal, by)
    refuse_stale(kept)
    _require_decisions(kept)
    definition, problems = proposed.examined(kept)
    if problems:
        raise PackHasProblems(problems)
    if definition is not None:
        ground_of(read(definition), kept.ground)
    kept.state, kept.submitted_at, kept.note = ProposalState.CHECKED, at, ""
    kept.save(update_fields=["state", "submitted_at", "note"])
    record(
        ProposalSubmitted(
            case=f"procedure:{kept.code}",
            procedure=kept.code,
            uid=str(kept.uid),
            digest=kept.digest,
        ),
        by=by,
        at=at,
    )
    return kept


@transaction.atomic
def send_back_proposal(
    *, proposal: Proposal, by: Actor, note: str = "", at: datetime | None = None
) -> Proposal:
    """Let it be prepared again: sent back with a note, or taken back by the one who proposed it.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProposalNotSubmitted.
        ProposalBeingAnnounced: it waits for a decision.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), locked(proposal)
    if kept.state != ProposalState.CHECKED:
        raise ProposalNotSubmitted
    refuse_announced(kept)
    kept.state, kept.note, kept.submitted_at = ProposalState.PREPARED, note, None
    kept.save(update_fields=["state", "note", "submitted_at"])
    event = ProposalSentBack(case=f"procedure:{kept.code}", procedure=kept.code, uid=str(kept.uid))
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def discard_proposal(*, proposal: Proposal, by: Actor, at: datetime | None = None) -> Proposal:
    """Give it up. It stays to be read.

    Raises:
        NotPermitted: ``by`` may not design procedures.
        ProposalOfSomeoneElse, ProposalClosed.
    """
    require(by, Permission.PROCEDURE_DESIGN, on=Catalogue())
    at, kept = at or clock.now(), own(proposal, by)
    kept.state, kept.closed_at = ProposalState.DISCARDED, at
    kept.save(update_fields=["state", "closed_at"])
    event = ProposalDiscarded(case=f"procedure:{kept.code}", procedure=kept.code, uid=str(kept.uid))
    record(event, by=by, at=at)
    return kept


@transaction.atomic
def publish_proposal(
    *, proposal: Proposal, digest: str, by: Actor, at: datetime | None = None
) -> ProcedureVersion:
    """Publish what another person proposed, with its decisions; or end the procedure.

    ``digest`` is of what ``by`` looked at. Published once, again gives the same version.

    Raises:
        NotPermitted: ``by`` may not publish.
        SamePerson: ``by`` proposed it, with this or another account.
        ProposalNotSubmitted, ProposalChangedMeanwhile, ProposalStale.
        ProposalBeingAnnounced: the signed decision publishes it.
        PackHasProblems: it does not pass the checks any more.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at, kept = at or clock.now(), locked(proposal)
    checker = another(kept, by)
    if kept.state == ProposalState.PUBLISHED and kept.version:
        return kept.version
    if kept.state != ProposalState.CHECKED:
        raise ProposalNotSubmitted
    if kept.digest != digest:
        raise ProposalChangedMeanwhile
    refuse_announced(kept)
    refuse_stale(kept)
    version = bring_about(kept=kept, by=by, at=at)
    for kind, told in kept.decisions.items():
        Decision.objects.get_or_create(version=version, kind=kind, defaults=told)
    kept.state, kept.closed_at = ProposalState.PUBLISHED, at
    kept.checked_by, kept.version = checker, version
    kept.save(update_fields=["state", "closed_at", "checked_by", "version"])
    record(
        ProposalPublished(
            case=f"procedure:{kept.code}",
            procedure=kept.code,
            uid=str(kept.uid),
            made=str(version.uid),
        ),
        by=by,
        at=at,
    )
    return version


def bring_about(*, kept: Proposal, by: Actor, at: datetime) -> ProcedureVersion:
    """The version that comes of a proposal that is held, or the one that it ends. Inside the
    transaction of the caller, which has checked it and records what happened.

    Raises: what ``publish`` and ``end`` raise.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    return _ended(kept, by, at) if kept.is_end else _published(kept, by, at)


def _published(kept: Proposal, by: Actor, at: datetime) -> ProcedureVersion:
    adopt_layer(code=kept.code, text=kept.layer, proposed_by=kept.proposed_by, by=by, at=at)
    with storing.folder_of(kept.files) as folder:
        return publish(
            folder=folder, since=kept.since, name_differs_ground=kept.ground, by=by, at=at
        )


def _ended(kept: Proposal, by: Actor, at: datetime) -> ProcedureVersion:
    if kept.last_day is None:
        raise ValueError(f"{kept} ends nothing")
    return end(code=kept.code, last_day=kept.last_day, replaced_by=kept.replaced_by, by=by, at=at)


def _begun(*, key: str, code: str, by: Actor, at: datetime, **given: Any) -> Proposal:
    """Two clicks at the same moment make one: the key is unique, and the later finds the first."""
    proposal, made = Proposal.objects.get_or_create(
        key=key, proposed_by=person(by), defaults={"code": code, "begun_at": at, **given}
    )
    if made:
        event = ProposalBegun(case=f"procedure:{code}", procedure=code, uid=str(proposal.uid))
        record(event, by=by, at=at)
    return proposal


def _require_decisions(kept: Proposal) -> None:
    names = {
        "number": _("The number of the decision"),
        "signed_on": _("The day of the decision"),
        "signer": _("The signer of the decision"),
        "agency": _("The agency of the decision"),
    }
    for kind in OF_END if kept.is_end else OF_VERSION:
        for field, what in names.items():
            if not kept.decisions.get(kind, {}).get(field):
                raise DecisionMissing(field=f"{kind}-{field}", what=f"{kind.label}: {what}")
