"""Results from elsewhere, and results into the hands of the applicant."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, Role, require
from toantrinh.payments import queries as payments
from toantrinh.process.steps import StepKind
from toantrinh.trail.actions import record, record_all
from toantrinh.vault import actions as vault

from .. import assignments, custody, linked, people, presence, receipts
from ..errors import DayInFuture, FeeUnpaid, NotHandedOver
from ..events import HandedOverOutside, PaperFiled, ResultIssued, ResultReturned
from ..handling import about, end, finish, held, move
from ..knowing import facts
from ..models import Dossier, OutsideHandling, Paper, PaperKind, Task
from ..states import State


@transaction.atomic
def hand_over_outside(
    *, task: Task, by: Account, outside_code: str = "", at: datetime | None = None
) -> OutsideHandling:
    """Record that the dossier was handed over to the system that issues its result.

    A second click changes nothing.

    Raises:
        NotPermitted: ``by`` does not hand over dossiers of this agency.
        TaskNotWaiting, WrongTask: no step waits for another system.
        PartsWaiting: another person has not done what the version makes it wait for.
        PresenceMissing: the law wants somebody there before.
    """
    require(by, Permission.DOSSIER_HAND_OVER, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.OUTSIDE,), by=by, at=at)
    told = facts(dossier, at=at)
    people.refuse_while_waiting(dossier, told, Blocks.DECISION)
    presence.refuse_while_missing(task, told)
    system = dossier.version.pack.route.system_name
    handling, is_new = OutsideHandling.objects.get_or_create(
        dossier=dossier,
        defaults={
            "system": system,
            "handed_over_at": at,
            "handed_over_by": by,
            "outside_code": outside_code.strip(),
        },
    )
    if is_new:
        task.save(update_fields=assignments.FIELDS)
        record(HandedOverOutside(**about(dossier), system=system), by=by, at=at)
    return handling


def record_outside_result(
    *,
    task: Task,
    number: str,
    day: date,
    name: str,
    content: bytes,
    by: Account,
    at: datetime | None = None,
) -> Paper:
    """Record the result another system issued: its number, its day, its file.

    Raises:
        NotPermitted: ``by`` does not hand over dossiers of this agency.
        NotHandedOver: nothing was handed over. DayInFuture: the day is still to come.
        TaskNotWaiting: it is already recorded. FileEmpty and the other refusals of a file.
    """
    require(by, Permission.DOSSIER_HAND_OVER, on=task)
    at = at or clock.now()
    if day > clock.local_day(at):
        raise DayInFuture(day=f"{day:%d/%m/%Y}")
    file = vault.keep(content=content, name=name, on=task, by=by, at=at)
    with transaction.atomic():
        task, dossier = held(task, kind=(StepKind.OUTSIDE,), by=by, at=at)
        handling = OutsideHandling.objects.select_for_update().filter(dossier=dossier).first()
        if handling is None:
            raise NotHandedOver
        handling.number, handling.issued_on, handling.recorded_at = number.strip(), day, at
        handling.save(update_fields=["number", "issued_on", "recorded_at"])
        pack = dossier.version.pack
        paper = Paper.objects.create(
            dossier=dossier,
            kind=PaperKind.OUTSIDE_RESULT,
            title=pack.results[0].name,
            file=file,
            made_at=at,
        )
        events = finish(task, dossier, outcome="issued-elsewhere", by=by, at=at)
        move(dossier, State.SETTLED)
        dossier.settled_at = at
        dossier.save(update_fields=["state", "settled_at"])
        end(dossier, at=at)
        filed = PaperFiled(
            **about(dossier), paper=str(paper.uid), paper_kind=paper.kind, sha256=file.sha256
        )
        issued = ResultIssued(
            **about(dossier),
            number=handling.number,
            sha256=file.sha256,
            issuer=handling.system,
        )
        over = linked.ended(dossier, linked.GRANTED)
        record_all([filed, issued, *events, *over], by=by, at=at)
    return paper


@transaction.atomic
def return_result(
    *, task: Task, by: Account, method: str = "dien_tu", at: datetime | None = None
) -> Task:
    """Return the result; from now on the applicant has it, and their repository too.

    Never refused for lateness. The original that the result takes the place of is withdrawn.

    Raises:
        NotPermitted: ``by`` does not return results of this agency, nor serves at the centre that
            took the dossier in.
        FeeUnpaid: money is owed.
        PresenceMissing: the law wants somebody there, and nobody was.
        OriginalsOut: a person's original is still with the agency. OriginalNotTaken: the one that
            the result takes the place of was not handed in.
        TaskNotWaiting: it is already returned.
    """
    require(by, Permission.DOSSIER_RETURN, on=task)
    at = at or clock.now()
    task, dossier = held(task, kind=(StepKind.RETURN,), by=by, at=at)
    charge = payments.charge_of(dossier.case)
    if charge is not None and not charge.is_paid:
        raise FeeUnpaid(amount=f"{charge.amount:,}".replace(",", "."))
    told = facts(dossier, at=at)
    presence.refuse_while_missing(task, told)
    withdrawn = custody.withdraw(custody.refuse_return(dossier, told), by=by, at=at)
    move(dossier, State.RESULT_RETURNED)
    events = finish(task, dossier, outcome="returned", by=by, at=at)
    dossier.returned_at = at
    dossier.save(update_fields=["state", "returned_at"])
    returned = ResultReturned(**about(dossier), method=method, where=_desk(dossier, by))
    record_all([*withdrawn, returned, *events], by=by, at=at)
    return task


def _desk(dossier: Dossier, by: Account) -> str:
    """The code of the agency at whose desk ``by`` hands it out."""
    is_own = Role.ONE_STOP in dossier.roles_of(by) or dossier.taken_in_by is None
    return dossier.settling_agency.code if is_own else receipts.receiving(dossier).code
