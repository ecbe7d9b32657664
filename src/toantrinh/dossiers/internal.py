"""What internal dossiers have beside others: who may ask, what is attached, whether it holds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import QuerySet

from toantrinh.catalogue import held, proposed
from toantrinh.catalogue.internal import Effect, Internal
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.vietnamese import alphabetical
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import PERMISSIONS, Permission, Role

from . import negative
from .handling import OFFICE_OF_STEP
from .models import ClosingState, Dossier, InternalRequest

SUBJECT: Final = "trich_yeu"
"""The field in which a letter of an agency says in one line what it is about."""


def terms_of(version: ProcedureVersion) -> Internal:
    """Who asks, and what comes of it. Errors: ValueError for a procedure of citizens."""
    terms = version.pack.internal
    if terms is None:
        raise ValueError(f"{version} is not internal")
    return terms


def may_ask(account: Account, version: ProcedureVersion, agency: Agency) -> bool:
    """Whether a post in use of ``account`` at ``agency`` asks for this. Who has a procedure
    announced is who may prepare one."""
    offices, terms = account.offices_at(agency), terms_of(version)
    wanted = {OFFICE_OF_STEP[role] for role in terms.asked_by}
    if wanted and not offices & wanted:
        return False
    needed = {Permission.INTERNAL_ASK}
    if terms.effect is Effect.PUBLISH_PROCEDURE:
        needed.add(Permission.PROCEDURE_DESIGN)
    return any(needed <= PERMISSIONS[role] for role in offices)


def agencies_asking(account: Account, version: ProcedureVersion) -> list[Agency]:
    """For which agencies ``account`` may ask, by name."""
    agencies = {post.agency.pk: post.agency for post in account.posts_in_use}
    found = [each for each in agencies.values() if may_ask(account, version, each)]
    return sorted(found, key=lambda each: alphabetical(each.name))


def officers_of(agencies: Collection[Agency], day: date) -> list[Post]:
    """The posts held at ``agencies`` on ``day`` by people, one an account and agency."""
    posts = Post.objects.held_on(day).filter(agency__in=agencies, account__party__isnull=False)
    rows = posts.select_related("account__party", "agency").order_by("agency__name", "pk")
    return list({(post.account_id, post.agency_id): post for post in rows}.values())


def request_of(dossier: Dossier) -> InternalRequest | None:
    """None for a dossier of citizens."""
    rows = InternalRequest.objects.select_related("asked_by", "officer__party", "proposal")
    return rows.filter(dossier=dossier).first() if dossier.version.is_internal else None


def asking_agency(dossier: Dossier) -> Agency | None:
    """None for a dossier of citizens."""
    request = request_of(dossier)
    return request.asked_by if request else None


def left_behind(day: date) -> QuerySet[InternalRequest]:
    """What agencies asked that ended before ``day`` and whose work another one has."""
    rows = InternalRequest.objects.filter(asked_by__valid_to__lt=day)
    return rows.filter(asked_by__successor__isnull=False).select_related("dossier")


def attached(dossier: Dossier) -> dict[str, str]:
    """What the result document may say of the agency, the officer and the proposal."""
    request = request_of(dossier)
    if request is None:
        return {}
    told = {"asked_by": request.asked_by.name}
    if request.officer is not None:
        told |= {"officer": request.officer.name, "title": title_of(request)}
    if request.proposal is not None:
        told |= _of_proposal(request)
    return told


def title_of(request: InternalRequest) -> str:
    """What the officer is at the asking agency today; empty when they are not there any more."""
    post = _post(request)
    return post.title if post else ""


def matter_of(request: InternalRequest) -> str:
    """About what it is asked, in one line: an officer, a proposal, or what the asking agency wrote
    as the subject of its letter; empty while nothing of it is written."""
    if request.officer is not None:
        return str(request.officer.name)
    if request.proposal is not None:
        return request.proposal.name
    if not request.dossier.content_sealed:
        return ""
    return str(request.dossier.answers.get(SUBJECT) or "")


def is_still_there(request: InternalRequest) -> bool:
    return _post(request) is not None


def _post(request: InternalRequest) -> Post | None:
    held = Post.objects.held_on(clock.today()).filter(account=request.officer)
    offices = [role.value for role in Role if Permission.INTERNAL_ASK in PERMISSIONS[role]]
    rows = held.filter(agency=request.asked_by, account__is_active=True)
    return rows.filter(role__in=offices).order_by("pk").first()


def _of_proposal(request: InternalRequest) -> dict[str, str]:
    proposal = request.proposal
    if proposal is None:
        return {}
    made = proposed.version_of(proposal, proposed.examined(proposal)[0])
    return {
        "code": proposal.code,
        "name": proposal.name,
        "digest": request.digest,
        "since": str(made.in_force_from) if made else "",
        "last_day": str(proposal.last_day or ""),
    }


def refuse_unless_sound(dossier: Dossier) -> None:
    """Before anybody goes on or signs: the proposal is the one that was handed in, and could be
    published. Nothing to refuse for other dossiers, or where the result will be negative.

    Errors: SignedForAnother, ProposalStale, PackHasProblems, DiffersFromRecord.
    """
    request = request_of(dossier)
    if request is None or request.proposal is None or is_denied(dossier):
        return
    held.refuse_changed(request.proposal, request.digest)
    held.refuse_unpublishable(request.proposal)


def is_denied(dossier: Dossier) -> bool:
    """Whether the result is, or is about to be, a negative one."""
    return negative.closing_of(dossier) is not None


def was_denied(dossier: Dossier) -> bool:
    found = negative.closing_of(dossier)
    return found is not None and found.state == ClosingState.DECIDED
