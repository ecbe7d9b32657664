"""What was filed on another portal comes in: the same dossier, by the same way in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db import connection, transaction

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.national.record import national_code
from toantrinh.core import clock, sealing
from toantrinh.core.actor import Actor
from toantrinh.core.errors import Refusal
from toantrinh.identity import actions as identity
from toantrinh.identity.errors import EmailTaken
from toantrinh.identity.models import Account, Agency, Installation, Party, PartyKind
from toantrinh.identity.permissions import Permission, require
from toantrinh.lists import queries as lists
from toantrinh.trail.actions import record
from toantrinh.vault import actions as vault
from toantrinh.vault.models import StoredFile

from .. import applicants, competence, completeness, eforms, gateways, people, rules
from ..arrivals import Told, ToldFile
from ..errors import ArrivalAgencyUnknown, ArrivalUnreadable
from ..events import ArrivalParked, DossierArrived
from ..handling import about, move
from ..knowing import complete_answers, facts, known_fields
from ..models import Arrival, Attachment, Channel, Dossier, ParkedArrival
from ..states import State
from .filing import enter

CLOCKS_DIFFER: Final = timedelta(minutes=10)  # between that portal and us
MOST_CODE: Final = 45  # characters of it that are kept


class Outcome(StrEnum):
    NEW = "new"
    AGAIN = "again"  # the same content: nothing was changed
    PARKED = "parked"  # another content under a code that is taken: put aside


@dataclass(frozen=True)
class Received:
    """What became of what was told. ``missing``: how many things the agency has to ask for."""

    dossier: Dossier
    outcome: Outcome
    missing: int


@dataclass(frozen=True)
class _Kept:
    """A file of the document with its bytes kept, or with why they were not."""

    told: ToldFile
    file: StoredFile | None
    trouble: str


def arrive(*, told: Told, by: Actor, at: datetime | None = None) -> Received:
    """Take in a dossier that was filed on another portal; the same code again is the same dossier.

    An incomplete one arrives too and says what is missing: who filed it there has done so. All of
    it is here afterwards, or nothing; bytes of files are durable before, as for any file.

    Args:
        told: as ``arrivals.read`` gives it.

    Raises:
        NotPermitted: ``by`` is not a part of the house.
        ProcedureNotFound, ProcedureNotYetInForce, ProcedureRepealed: on the day it was filed there.
        ArrivalAgencyUnknown: no agency has the code that was told.
        ArrivalUnreadable: it was filed in the future.

    Legal source: Nghị định 118/2025/NĐ-CP, with Nghị định 367/2025/NĐ-CP (dossiers come by the
    national portal); Nghị định 45/2020/NĐ-CP for the answer, counted from the receipt here.
    """
    require(by, Permission.DOSSIER_ARRIVE, on=Installation())
    at = at or clock.now()
    if there := _there(told):
        return _again(there, told, by=by, at=at)
    if told.filed_at and told.filed_at > at + CLOCKS_DIFFER:
        place = told.gateway.fields["filed_at"][0]
        raise ArrivalUnreadable(place=place, why=ArrivalUnreadable.FUTURE)
    day = clock.local_day(min(told.filed_at or at, at))
    version = _version(told, day)
    agency = _agency(told, clock.local_day(at))
    account = _account(told, by=by, at=at)
    kept = [_keep(file, by=by, at=at) for file in told.files]
    with transaction.atomic():
        _lock(told)
        if there := _there(told):
            return _again(there, told, by=by, at=at)
        return _Coming(told, version, agency, account, by, at).take_in(kept)


class _Coming:
    """One dossier on its way in, inside the transaction, with the remarks that are made."""

    def __init__(
        self,
        told: Told,
        version: ProcedureVersion,
        agency: Agency | None,
        account: Account,
        by: Actor,
        at: datetime,
    ) -> None:
        self.told, self.version, self.agency = told, version, agency
        self.account, self.by, self.at = account, by, at
        self.remarks: list[dict[str, str]] = []

    def take_in(self, kept: list[_Kept]) -> Received:
        """Errors: ArrivalAgencyUnknown."""
        told, at = self.told, self.at
        found = applicants.found(told, by=self.by, at=at)
        self.remarks += found.remarks
        dossier = self._begin(found.owner)
        files = self._attach(dossier, kept)
        self._answer(dossier, applicants.said(told, found), files)
        known = facts(dossier, at=at)
        dossier.agency = self._settles(dossier, known)
        known = facts(dossier, at=at)  # what the unit knows is known with the unit
        missing = completeness.missing(dossier, at=at, told=known)
        if not self.version.pack.is_filed_online:
            self._remark("not-filed-online")
        arrival = self._arrival(dossier, found.submitter, len(missing))
        phone = "".join(filter(str.isdigit, told.fields.get("phone", "")))
        if len(phone) >= rules.TAIL:
            dossier.phone_index = sealing.blind_index(f"{dossier.uid}:{phone[-rules.TAIL :]}")
        move(dossier, State.FILED)
        arrived = DossierArrived(
            **about(dossier),
            gateway=arrival.gateway,
            outside_code=arrival.code,
            told_at=told.filed_at.isoformat() if told.filed_at else "",
            missing=arrival.missing,
        )
        enter(
            dossier=dossier,
            told=known,
            account=self.account,
            by=self.by,
            at=at,
            before=[arrived],
            leniently=True,
        )
        return Received(dossier, Outcome.NEW, arrival.missing)

    def _remark(self, code: str, detail: str = "") -> None:
        self.remarks.append({"code": code, "detail": detail})

    def _begin(self, owner: Party) -> Dossier:
        dossier = Dossier(
            version=self.version,
            owner=owner,
            agency=self.agency,
            channel=Channel.NATIONAL,
            key=hashlib.sha256(_name(self.told).encode()).hexdigest(),
            begun_at=self.at,
            changed_at=self.at,
        )
        dossier.write_content(answers={})
        dossier.save(force_insert=True)
        return dossier

    def _attach(self, dossier: Dossier, kept: list[_Kept]) -> dict[str, list[str]]:
        """Hang the files on their components; by key of the question, those that answer one."""
        codes = self.told.gateway.component_codes.get(self.version.code, {})
        places = rules.places_of_files(self.version.pack, self.version.form)
        answering: dict[str, list[str]] = {}
        there: set[tuple[str, int]] = set()
        for each in kept:
            if each.file is None:
                self._remark(f"file-{each.trouble}", each.told.name)
                continue
            place = codes.get(each.told.component, each.told.component)
            if place not in places:
                self._remark("component-unknown", each.told.name)
                place = rules.BESIDE + each.told.component[:MOST_CODE]
            if (place, each.file.pk) in there:
                continue
            there.add((place, each.file.pk))
            attachment = Attachment(
                dossier=dossier,
                component=place,
                file=each.file,
                added_by=self.account,
                added_at=self.at,
            )
            attachment.name = rules.shown_name(each.told.name)
            attachment.save(force_insert=True)
            if place.startswith(rules.OF_FORM):
                key = place.removeprefix(rules.OF_FORM)
                answering.setdefault(key, []).append(str(attachment.uid))
        return answering

    def _answer(
        self, dossier: Dossier, said: Mapping[str, Any], files: Mapping[str, list[str]]
    ) -> None:
        """The e-form, then what was told beside it; what others have to say is theirs."""
        form, today = self.version.form, lists.current(clock.local_day(self.at))
        answers, strange = eforms.read(form, self.told.answers, today)
        for key in strange:
            self._remark("answer-unknown", key)
        wanted = eforms.filled(form, answers, said)
        for key in known_fields(dossier).keys() & wanted.keys():
            del wanted[key]
        beside, _unknown = eforms.read(form, wanted, today)
        answers = {**beside, **answers, **files}
        dossier.write_content(answers=answers)
        if not self.version.pack.parts:
            return
        theirs = people.filled_by_others(dossier, facts(dossier, at=self.at))
        fields = {each.key for key in theirs for each in form.section_by_key[key].fields}
        for key in sorted(fields & answers.keys()):
            self._remark("answer-of-another", str(form.field_by_key[key].label))
        own = {key: each for key, each in answers.items() if key not in fields}
        dossier.write_content(answers=own)

    def _settles(self, dossier: Dossier, known: Mapping[str, Any]) -> Agency:
        """Who settles it: by the rule of the version, else whom the portal named.

        Any centre may have received it; the commune it serves is meant where one can choose. The
        agency named keeps a dossier that nobody else is found for, and sees that.

        Errors: ArrivalAgencyUnknown when none was named and no rule finds one.
        """
        day, named = clock.local_day(self.at), self.agency
        may = competence.choosable(self.version, day)
        chosen = named
        if named is not None and not may.filter(pk=named.pk).exists():
            unit = named.administrative_code
            chosen = may.of_unit(unit).first() if unit else None
        found = competence.found(self.version, known, complete_answers(dossier), chosen, day)
        if found is None and named is None:
            raise ArrivalAgencyUnknown(agency="")
        if found is None:
            self._remark("agency-not-competent", named.name if named else "")
        elif named is not None and found not in (named, chosen):
            self._remark("agency-by-rule", named.name)
        settles = found or named
        if settles is None:
            raise ArrivalAgencyUnknown(agency="")
        return settles

    def _arrival(self, dossier: Dossier, submitter: Party | None, missing: int) -> Arrival:
        told = self.told
        arrival = Arrival(
            dossier=dossier,
            gateway=told.gateway.key,
            gateway_name=told.gateway.name,
            code=told.code,
            submitter=submitter,
            filed_at=told.filed_at,
            received_at=self.at,
            digest=told.digest,
            missing=missing,
        )
        arrival.content = {"document": told.document, "remarks": self.remarks}
        arrival.save(force_insert=True)
        return arrival


def _there(told: Told) -> Arrival | None:
    rows = Arrival.objects.select_related("dossier__version", "dossier__owner", "dossier__agency")
    return rows.filter(gateway=told.gateway.key, code=told.code).first()


@transaction.atomic
def _again(there: Arrival, told: Told, *, by: Actor, at: datetime) -> Received:
    """The same content changes nothing; another is put aside, once."""
    if bytes(there.digest) == told.digest:
        return Received(there.dossier, Outcome.AGAIN, there.missing)
    _lock(told)
    if not there.parked.filter(digest=told.digest).exists():
        parked = ParkedArrival(arrival=there, received_at=at, digest=told.digest)
        parked.document = dict(told.document)
        parked.save(force_insert=True)
        event = ArrivalParked(
            **about(there.dossier), gateway=there.gateway, outside_code=there.code
        )
        record(event, by=by, at=at)
    return Received(there.dossier, Outcome.PARKED, there.missing)


def _name(told: Told) -> str:
    return f"arrival:{told.gateway.key}:{told.code}"


def _lock(told: Told) -> None:
    """Two that bring the same code wait for each other, until the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_name(told)])


def _version(told: Told, day: date) -> ProcedureVersion:
    said = told.fields["procedure"]
    return catalogue.offered(national_code(told.gateway.procedure_codes.get(said, said)), day)


def _agency(told: Told, day: date) -> Agency | None:
    """The agency that was named, or what it was merged into; None when none was named.

    Errors: ArrivalAgencyUnknown.
    """
    said = told.fields.get("agency", "")
    if not said:
        return None
    code = told.gateway.agency_codes.get(said, said)
    agency = Agency.objects.select_related("successor").filter(code__iexact=code).first()
    while agency and agency.valid_to and agency.valid_to < day and agency.successor:
        agency = agency.successor
    if agency is None or not Agency.objects.valid_on(day).filter(pk=agency.pk).exists():
        raise ArrivalAgencyUnknown(agency=said[:80])
    return agency


def _keep(told: ToldFile, *, by: Actor, at: datetime) -> _Kept:
    """The bytes of one file, durable; what the vault refuses is told, not raised."""
    if told.trouble:
        return _Kept(told, None, told.trouble)
    try:
        file = vault.keep(content=told.content, name=told.name, on=Installation(), by=by, at=at)
    except Refusal as refusal:
        return _Kept(told, None, refusal.code.removeprefix("file-"))
    return _Kept(told, file, "")


def _account(told: Told, *, by: Actor, at: datetime) -> Account:
    """The account in whose name a gateway files. Nobody can sign in with it.

    Why there is one: docs/decisions/0042.
    """
    login = f"gateway-{told.gateway.key}"
    if account := Account.objects.filter(login=login).first():
        return account
    name = gateways.current().by_key(told.gateway.key) or told.gateway
    try:
        with transaction.atomic():
            party = identity.register_party(
                name=name.name, kind=PartyKind.ORGANISATION, by=by, at=at
            )
            account = identity.open_account(party=party, login=login, by=by, at=at)
            return identity.close_account(account=account, by=by, at=at)
    except EmailTaken:  # the other of two at once has made it
        return Account.objects.get(login=login)
