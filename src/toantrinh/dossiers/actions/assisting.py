"""Filing with the help of the house: begun for a person, confirmed by them, taken in at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.parts import Blocks
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.exchange import actions as exchange
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import NotPermitted, Permission, may, require
from toantrinh.payments import actions as payments
from toantrinh.payments import queries as payments_queries
from toantrinh.trail.actions import record, record_all
from toantrinh.vault import actions as vault

from .. import competence, declaring, notices, people, rules, scans
from ..assisting_errors import (
    CodeOver,
    CodesSpent,
    CodeWrong,
    NotTakenAtCounter,
    StackUnsorted,
)
from ..errors import ProcedureNotInForce
from ..events import (
    DossierBegun,
    FilingAssisted,
    FilingCodeSent,
    FilingConfirmed,
    FilingNotConfirmed,
)
from ..handling import about, draft_of, principal
from ..knowing import facts
from ..models import (
    Assistance,
    Attachment,
    Channel,
    ConfirmationState,
    Dossier,
    FilingConfirmation,
    Means,
)
from .filing import submit
from .receiving import accept, start_process

HOUSE = System("dossiers")


@transaction.atomic
def begin_for(
    *,
    version: ProcedureVersion,
    owner: Party,
    centre: Agency,
    key: str,
    by: Account,
    at: datetime | None = None,
) -> Dossier:
    """A draft that an officer of ``centre`` fills in for ``owner``, who stands before them.

    Args:
        key: from the page; the same key of the same owner is the same draft.

    Raises:
        NotPermitted: ``by`` helps nobody at ``centre``, or it would be their own dossier.
        ProcedureNotInForce: the version is not in force today.
        NotTakenAtCounter: the version knows no filing at a counter.

    Legal source: Nghị định 118/2025/NĐ-CP (centres help with filing, whatever the boundary).
    """
    require(by, Permission.DOSSIER_ASSIST, on=centre)
    if by.party_id == owner.pk:
        raise NotPermitted(permission=Permission.DOSSIER_ASSIST)
    at = at or clock.now()
    day = clock.local_day(at)
    if not version.holds_on(day):
        raise ProcedureNotInForce(procedure=version.name, day=day)
    if Channel.DESK.value not in version.pack.channels and not version.pack.is_filed_online:
        raise NotTakenAtCounter(procedure=version.name)
    Party.objects.select_for_update().get(pk=owner.pk)  # two clicks at once wait for each other
    mine = Dossier.objects.filter(owner=owner, assisted_by=by, key=key)
    if again := mine.select_related("version", "agency", "owner").first():
        return again
    here = competence.choosable(version, day).filter(pk=centre.pk).first()
    dossier = Dossier(
        version=version,
        owner=owner,
        agency=here,
        channel=Channel.DESK,
        key=key,
        begun_at=at,
        changed_at=at,
        assisted_by=by,
        assisted_in=centre,
        assistance=Assistance.OFFICER,
    )
    dossier.write_content(answers={})
    dossier.save(force_insert=True)
    events = [DossierBegun(**about(dossier)), _assisted(dossier)]
    record_all(events, by=by, at=at, on_behalf_of=owner.subject_id)
    return dossier


@transaction.atomic
def note_assistance(
    *,
    dossier: Dossier,
    assistance: Assistance,
    centre: Agency | None,
    by: Account,
    at: datetime | None = None,
) -> Dossier:
    """Write down that the house had a hand in a draft that its owner fills in. It stays so; a
    second time, or another kind of help, changes nothing.

    Args:
        centre: whose device it is, or whose officer was signed in there; None when not known.

    Raises:
        NotPermitted: ``by`` does not fill in this draft. WrongState: it is already filed.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    dossier = draft_of(dossier)
    if dossier.is_assisted or assistance in (Assistance.NONE, Assistance.OFFICER):
        return dossier
    dossier.assistance, dossier.assisted_in = assistance, centre
    dossier.save(update_fields=["assistance", "assisted_in"])
    record(_assisted(dossier), by=by, at=at)
    return dossier


@transaction.atomic
def send_code(*, dossier: Dossier, by: Account, at: datetime | None = None) -> FilingConfirmation:
    """Send the owner the code by which they confirm what is written now; the one that is on its
    way, if it was sent just before. A new code takes the place of all that were sent.

    Raises:
        NotPermitted: ``by`` does not help with this draft. WrongState: it is already filed.
        CodesSpent: too many were sent within a day.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier, at = _helped(dossier, by), at or clock.now()
    there = declaring.code_on_its_way(dossier, at)
    if there is not None and at < there.again_at:
        return there
    lately = dossier.confirmations.filter(means=Means.CODE, asked_at__gt=at - timedelta(days=1))
    if lately.count() >= FilingConfirmation.MOST_CODES:
        raise CodesSpent(count=FilingConfirmation.MOST_CODES)
    sent = dossier.confirmations.filter(means=Means.CODE, state=ConfirmationState.SENT)
    sent.filter(ends_at__gt=at).update(ends_at=at)
    asked = FilingConfirmation.objects.create(
        dossier=dossier,
        means=Means.CODE,
        state=ConfirmationState.SENT,
        digest=declaring.digest(dossier),
        asked_at=at,
        ends_at=at + FilingConfirmation.MINUTES,
        recorded_by=by,
    )
    with translation.override(settings.LANGUAGE_CODE):
        text = notices.of_filing_code(asked, declaring.code(asked))
    exchange.notify(to=dossier.owner, case=dossier.case, text=text, by=HOUSE, at=at)
    event = FilingCodeSent(**about(dossier), confirmation=str(asked.uid))
    record(event, by=by, at=at, on_behalf_of=principal(dossier, by))
    return asked


def confirm_by_code(
    *, dossier: Dossier, code: str, by: Account, at: datetime | None = None
) -> FilingConfirmation:
    """The person has read out the code that was sent to them. A wrong one is counted.

    Raises:
        NotPermitted: ``by`` does not help with this draft. WrongState: it is already filed.
        CodeWrong: another one was sent. CodeOver: none counts for what is written now.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    with transaction.atomic():  # the count of tries stays, whatever is refused afterwards
        dossier = _helped(dossier, by)
        if (given := declaring.holding(dossier)) is not None:
            return given
        asked = declaring.code_on_its_way(dossier, at)
        if asked is None:
            raise CodeOver
        is_right = "".join(code.split()) == declaring.code(asked)
        if is_right:
            return _given(dossier, asked, by=by, at=at)
        asked.tries += 1
        asked.save(update_fields=["tries"])
    raise CodeWrong(left=FilingConfirmation.MOST_TRIES - asked.tries)


def confirm_by_signature(
    *,
    dossier: Dossier,
    files: Sequence[tuple[str, bytes]],
    by: Account,
    at: datetime | None = None,
) -> FilingConfirmation:
    """Keep the scanned sheets (name and content) that the person has signed, one PDF out of all;
    they confirm what is written now.

    Raises:
        NotPermitted: ``by`` does not help with this draft. WrongState: it is already filed.
        StackBlank, and what else a stack of scanned pages is refused for.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    shown = f"{rules.SIGNED}.pdf"
    file = vault.keep(content=scans.pile(files), name=shown, on=dossier, by=by, at=at)
    with transaction.atomic():
        dossier = _helped(dossier, by)
        if (given := declaring.holding(dossier)) is not None:
            return given
        scan = Attachment(
            dossier=dossier, component=rules.SIGNED, file=file, added_by=by, added_at=at
        )
        scan.name = shown
        dossier.attachments.present().filter(component=rules.SIGNED).update(removed_at=at)
        scan.save(force_insert=True)
        asked = FilingConfirmation(
            dossier=dossier,
            means=Means.SIGNATURE,
            digest=declaring.digest(dossier),
            asked_at=at,
            recorded_by=by,
            scan=scan,
        )
        return _given(dossier, asked, by=by, at=at)


@transaction.atomic
def record_not_confirmed(
    *, dossier: Dossier, by: Account, at: datetime | None = None
) -> FilingConfirmation:
    """The person does not stand by what was written. Nothing is filed; the draft can be corrected,
    or thrown away. What they confirmed before does not count any more.

    Raises:
        NotPermitted: ``by`` does not help with this draft. WrongState: it is already filed.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier, at = _helped(dossier, by), at or clock.now()
    dossier.confirmations.exclude(state=ConfirmationState.DECLINED).update(
        state=ConfirmationState.DECLINED, answered_at=at
    )
    declined = FilingConfirmation.objects.create(
        dossier=dossier,
        means=Means.CODE,
        state=ConfirmationState.DECLINED,
        digest=declaring.digest(dossier),
        asked_at=at,
        answered_at=at,
        recorded_by=by,
    )
    event = FilingNotConfirmed(**about(dossier), confirmation=str(declined.uid))
    record(event, by=by, at=at, on_behalf_of=principal(dossier, by))
    return declined


@transaction.atomic
def take_in(
    *, dossier: Dossier, receipt: str = "", by: Account, at: datetime | None = None
) -> Dossier:
    """File a draft that the person has confirmed, record the fee, and accept it, all or nothing.

    Where the competent body is another one than the centre, it is filed there and the centre kept
    as the one that took it in; it is accepted at once if ``by`` may, and if nobody else has to
    confirm first.

    Args:
        receipt: number of the receipt for a fee paid at the counter; empty leaves it owed.

    Raises:
        NotPermitted: ``by`` does not help with this draft.
        ConfirmationMissing: the person has not confirmed what is written now.
        StackUnsorted: scanned pages wait to be sorted.
        ReceiptUsed, ReceiptTooLong; what ``submit`` refuses.
    """
    require(by, Permission.DOSSIER_SUBMIT, on=dossier)
    at = at or clock.now()
    dossier = _helped(dossier, by)
    if dossier.attachments.present().filter(component=rules.STACK).exists():
        raise StackUnsorted
    dossier = submit(dossier=dossier, by=by, at=at)
    start_process(dossier=dossier, by=HOUSE, at=at)
    charge = payments_queries.charge_of(dossier.case) if receipt.strip() else None
    if charge is not None and may(by, Permission.PAYMENT_RECORD, on=charge):
        payments.record_payment(
            charge=charge, receipt_number=receipt, procedure=dossier.version.code, by=by, at=at
        )
    if not may(by, Permission.DOSSIER_ACCEPT, on=dossier):
        return dossier
    if people.waiting(people.standings(dossier, facts(dossier, at=at)), Blocks.ACCEPTANCE):
        return dossier
    return accept(dossier=dossier, by=by, at=at)


def _helped(dossier: Dossier, by: Account) -> Dossier:
    """``draft_of`` a draft that ``by`` helps with in a post held today.

    Errors: WrongState; NotPermitted for the owner, and for an officer who has left the centre.
    """
    dossier = draft_of(dossier)
    if dossier.assisted_in is None or dossier.assisted_by_id != by.pk:
        raise NotPermitted(permission=Permission.DOSSIER_ASSIST)
    require(by, Permission.DOSSIER_ASSIST, on=dossier.assisted_in)
    return dossier


def _given(
    dossier: Dossier, asked: FilingConfirmation, *, by: Account, at: datetime
) -> FilingConfirmation:
    asked.state, asked.answered_at, asked.recorded_by = ConfirmationState.GIVEN, at, by
    asked.save()
    event = FilingConfirmed(
        **about(dossier),
        confirmation=str(asked.uid),
        means=asked.means,
        digest=bytes(asked.digest).hex(),
    )
    record(event, by=by, at=at, on_behalf_of=principal(dossier, by))
    return asked


def _assisted(dossier: Dossier) -> FilingAssisted:
    where = dossier.assisted_in.code if dossier.assisted_in else ""
    return FilingAssisted(**about(dossier), assistance=dossier.assistance, where=where)
