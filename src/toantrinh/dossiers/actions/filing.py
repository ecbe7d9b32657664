"""Filing: the moment from which the agency has to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock, sealing
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.identity.rules import fold, sort_key
from toantrinh.trail.actions import record_all
from toantrinh.trail.events import Event

from .. import competence, completeness, declaring, names, people, receipts, rules
from ..errors import (
    AgencyMissing,
    AnswersDisputed,
    AnswersIncomplete,
    PapersMissing,
    ProcedureNotInForce,
)
from ..events import DossierSubmitted
from ..handling import about, answer_due, locked, move, owe_fee, principal
from ..knowing import complete_answers, facts
from ..models import DailyCounter, Dossier
from ..states import State
from .internal import hand_in


@transaction.atomic
def submit(
    *, dossier: Dossier, by: Account, centre: Agency | None = None, at: datetime | None = None
) -> Dossier:
    """Hand a dossier over to the agency. It gets its code; there is no due time yet.

    Args:
        dossier: a draft.
        by: the owner, or the officer who helps them.
        centre: where it was handed in, whichever body of the province is competent; by default
            where ``by`` filled it in for the owner, or nowhere.
        at: the moment of filing, aware; now by default. Its local day is the day in the code.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper, or takes in nothing at ``centre``.
        WrongState: the dossier is already with the agency, or settled.
        ProcedureNotInForce: the version is repealed or not yet in force that day.
        AgencyMissing: nobody chose, and no rule found, who settles it.
        AnswersDisputed: two devices answered differently and nobody has chosen yet.
        AnswersIncomplete: the form has problems; they are in ``.problems``, in form order.
        PapersMissing: a required component has neither a file nor a source.
        PartsWaiting: another person has not done what the version makes filing wait for.
        ConfirmationMissing: an officer wrote it and the owner has not confirmed it as it is now.
        AskedItself, and the refusals of ``catalogue.announce_proposal``: of an internal one.

    Legal source: Nghị định 45/2020/NĐ-CP (answer within 8 working hours); ``rules.reference``.
    """
    require(by, Permission.DOSSIER_SUBMIT, on=dossier)
    at = at or clock.now()
    day = clock.local_day(at)
    dossier = locked(dossier)
    version = dossier.version
    move(dossier, State.FILED)
    if not version.holds_on(day):
        raise ProcedureNotInForce(procedure=version.name, day=day)
    told = facts(dossier, at=at)
    dossier.agency = _competent(dossier, told, at)
    if centre is None and dossier.assisted_by_id == by.pk and dossier.is_assisted:
        centre = dossier.assisted_in
    if centre is not None:
        require(by, Permission.DOSSIER_TAKE_IN, on=centre)
    _check(dossier, told, at)
    declaring.refuse_unconfirmed(dossier, by)
    hand_in(dossier=dossier, by=by, at=at)
    return enter(dossier=dossier, told=told, account=by, centre=centre, by=by, at=at)


def enter(
    *,
    dossier: Dossier,
    told: dict[str, Any],
    account: Account,
    centre: Agency | None = None,
    by: Actor,
    at: datetime,
    before: Sequence[Event] = (),
    leniently: bool = False,
) -> Dossier:
    """The one way in, by whatever door: the code, the time to answer, the fee, who else is asked.

    Inside the transaction of the caller, which has checked the dossier and moved its state. What
    sources said is kept as it was at this moment. The number of the day is taken last: until the
    commit every other submission to this agency waits for it, so nothing slow may stand between it
    and ``record``.

    Args:
        told: ``handling.facts`` of the dossier.
        account: who pressed the button; the account of the gateway where that was elsewhere.
        centre: at whose desk it was handed in.
        before: what happened just before in the same deed, recorded with it.
        leniently: other persons who cannot be found yet are not asked, instead of refusing.

    Raises:
        NotPermitted: ``by`` is neither the owner, nor the helper, nor the house.
        PersonUnknown, PersonIsApplicant: of another person, unless ``leniently``.
    """
    require(by, Permission.DOSSIER_SUBMIT, on=dossier)
    agency, day = dossier.settling_agency, clock.local_day(at)
    for_whom = principal(dossier, by)
    _write_beside(dossier)
    dossier.attachments.present().filter(component__startswith=rules.ASIDE).update(removed_at=at)
    dossier.submitted_by, dossier.submitted_at, dossier.submitted_on = account, at, day
    dossier.changed_at = at
    dossier.answer_due_at, dossier.edition = answer_due(dossier, at)
    owe_fee(dossier, told, at=at)
    asked = people.at_filing(dossier, told, by=account, at=at, leniently=leniently)
    dossier.reference = rules.reference(
        settings.REFERENCE_PATTERN,
        agency=agency.code,
        day=day,
        number=DailyCounter.objects.next(agency, day),
    )
    if centre is not None:  # last: from now on whoever helped sees the receipt alone
        dossier.taken_in_by = receipts.taken_in(centre, agency)
    dossier.save()
    names.keep(dossier)
    event = DossierSubmitted(
        **about(dossier),
        reference=dossier.reference,
        channel=dossier.channel,
        assisted=dossier.is_assisted,
        answer_due=dossier.answer_due_at.isoformat(),
        edition=dossier.edition,
        taken_in_by=dossier.taken_in_by.code if dossier.taken_in_by else "",
    )
    record_all([*before, event, *asked], by=by, at=at, on_behalf_of=for_whom)
    return dossier


def _competent(dossier: Dossier, told: dict[str, Any], at: datetime) -> Agency:
    """By the rule of the version: the one chosen, or that of the commune of an address."""
    agency = competence.found(
        dossier.version, told, complete_answers(dossier), dossier.agency, clock.local_day(at)
    )
    if agency is None:
        raise AgencyMissing
    return agency


def _check(dossier: Dossier, told: dict[str, Any], at: datetime) -> None:
    if disputed := dossier.content["devices"].get("disputes"):
        raise AnswersDisputed(count=len(disputed))
    if found := completeness.answers_wrong(dossier, told, at):
        raise AnswersIncomplete(found)
    if missing := completeness.papers_missing(dossier, told, at):
        raise PapersMissing([(component.key, component.name) for component in missing])
    people.refuse_while_waiting(dossier, told, Blocks.FILING)


def _write_beside(dossier: Dossier) -> None:
    """What lists and search need, out of what is sealed."""
    name = dossier.owner.name
    dossier.write_content(known=dossier.owner.known, devices={}, aside={})
    dossier.name_sort = sort_key(name)[:250]  # the column's length; the end hardly ever decides
    dossier.name_search = SearchVector(Value(fold(name)), config="simple")
    phones = [f.key for f in dossier.version.form.field_by_key.values() if f.kind == "phone"]
    if phone := rules.phone_of(dossier.answers, dossier.owner.known, phones):
        dossier.phone_index = sealing.blind_index(f"{dossier.uid}:{phone[-4:]}")
