"""Before filing: a draft is begun, filled, given files. Nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.forms.shape import Kind
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record, record_all
from toantrinh.vault import actions as vault

from .. import competence, people, rules
from ..errors import AgencyNotCompetent, ComponentUnknown, ProcedureNotInForce, SectionOfAnother
from ..events import DossierBegun, DraftDiscarded
from ..handling import CONTENT_FIELDS, about, draft_of, principal
from ..internal_errors import OnlyInternally
from ..knowing import facts
from ..merging import Seen, choices, merge, put
from ..models import Attachment, Channel, Dossier
from ..renewal import carry, laid_aside
from ..states import State


@transaction.atomic
def begin(
    *,
    version: ProcedureVersion,
    owner: Party,
    key: str,
    by: Account,
    agency: Agency | None = None,
    channel: Channel = Channel.ONLINE,
    another: bool = False,
    at: datetime | None = None,
) -> Dossier:
    """A draft of ``owner`` under this version; the one already begun, unless ``another``.

    Args:
        key: from the page; the same key of the same owner is the same draft.

    Raises:
        NotPermitted: ``by`` is not the owner.
        ProcedureNotInForce: the version is not in force today.
        NotFiledOnline: the law wants presence, or the procedure is only described here.
        OnlyInternally: it is asked for by agencies (``begin_internal``).
    """
    require(by, Permission.DOSSIER_BEGIN, on=owner)
    at = at or clock.now()
    day = clock.local_day(at)
    if version.is_internal:
        raise OnlyInternally(procedure=version.name)
    if not version.holds_on(day):
        raise ProcedureNotInForce(procedure=version.name, day=day)
    if channel == Channel.ONLINE:
        catalogue.require_online(version)
    Party.objects.select_for_update().get(pk=owner.pk)  # two clicks at once wait for each other
    mine = Dossier.objects.filter(owner=owner).select_related("version", "agency", "owner")
    if again := mine.filter(key=key).first():
        return again
    drafts = mine.filter(state=State.DRAFT, version__code=version.code).order_by("-changed_at")
    if not another and (draft := drafts.first()):
        return draft
    dossier = Dossier(
        version=version,
        owner=owner,
        agency=agency,
        channel=channel,
        key=key,
        begun_at=at,
        changed_at=at,
    )
    dossier.write_content(answers={})
    dossier.save(force_insert=True)
    record(DossierBegun(**about(dossier)), by=by, at=at)
    return dossier


@transaction.atomic
def save_answers(
    *,
    dossier: Dossier,
    answers: Mapping[str, Any],
    by: Account,
    seen: Seen | None = None,
    under: ProcedureVersion | None = None,
    at: datetime | None = None,
) -> Dossier:
    """Merge answers into a draft, key by key; None takes an answer away.

    Two devices lose nothing of each other: see ``merging``. Not in the trail: what is typed before
    filing is nobody's business yet, and comes many times a minute.

    Where files answer a question, only those count that hang on it (``attach``), and those that
    are left out are taken away.

    Args:
        seen: what the page showed that sends this; without it the answers are taken as they are.
        under: the version of that page, where the draft has moved on since. What has no place
            under the new one is laid aside, not lost.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
        SectionOfAnother: an answer is changed that another person gives (``catalogue.parts``).
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier, at = draft_of(dossier), at or clock.now()
    content = dossier.content
    told, aside = dict(answers), content["aside"]
    if under is not None and under.pk != dossier.version_id:
        told, left = carry(under.form, dossier.version.form, answers, clock.local_day(at))
        if left:
            aside = laid_aside(aside, version=under, answers=left, at=at)
    if dossier.version.pack.parts:
        _leave_to_others(dossier, told, at)
    files = {
        key
        for key in told
        if (field := dossier.version.form.field_by_key.get(key)) and field.kind is Kind.FILE
    }
    merged = merge(
        content["answers"],
        told,
        seen=seen,
        changes=content["devices"].get("changes", {}),
        disputes=content["devices"].get("disputes", {}),
        files=files,
        at=at.isoformat(),
    )
    _keep_own_files(dossier, merged.answers, files, at)
    dossier.write_content(
        answers={key: answer for key, answer in merged.answers.items() if answer is not None},
        devices={
            "changes": merged.changes,
            "disputes": merged.disputes,
            "last": seen.sent if seen else "",
        },
        aside=aside,
    )
    dossier.changed_at = at
    dossier.save(update_fields=[*CONTENT_FIELDS, "changed_at"])
    if dossier.version.pack.parts and (
        events := people.follow_answers(dossier, facts(dossier, at=at), at=at)
    ):
        record_all(events, by=by, at=at, on_behalf_of=principal(dossier, by))
    return dossier


def _leave_to_others(dossier: Dossier, told: Mapping[str, Any], at: datetime) -> None:
    """Errors: SectionOfAnother for a change in what others fill in."""
    theirs = people.filled_by_others(dossier, facts(dossier, at=at))
    sections = dossier.version.form.section_by_key
    fields = {each.key for key in theirs for each in sections[key].fields}
    current = dossier.answers
    if any(told[key] != current.get(key) for key in fields & told.keys()):
        raise SectionOfAnother


def _keep_own_files(
    dossier: Dossier, answers: dict[str, Any], files: Collection[str], at: datetime
) -> None:
    if not files:
        return
    kept: dict[str, list[str]] = {rules.OF_FORM + key: [] for key in files}
    for file in dossier.attachments.present().filter(component__in=kept):
        if str(file.uid) in (answers.get(file.component.removeprefix(rules.OF_FORM)) or ()):
            kept[file.component].append(str(file.uid))
        else:
            file.removed_at = at
            file.save(update_fields=["removed_at"])
    for place, uids in kept.items():
        answers[place.removeprefix(rules.OF_FORM)] = uids or None


@transaction.atomic
def settle_disputes(
    *, dossier: Dossier, chosen: Mapping[str, str], by: Account, at: datetime | None = None
) -> Dossier:
    """Let one answer count where two devices gave different ones; the others are gone then.

    Not in the trail, as ``save_answers``.

    Args:
        chosen: by key of the question, the mark of the answer that counts (``merging.Answer``).
            A mark of none of them, because one has changed since, chooses nothing.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier, at = draft_of(dossier), at or clock.now()
    content = dossier.content
    answers, devices = dict(content["answers"]), content["devices"]
    changes, disputes = dict(devices.get("changes", {})), dict(devices.get("disputes", {}))
    for key in set(chosen) & set(disputes):
        offered = {each.mark: each for each, _, _ in choices(answers, key, changes, disputes)}
        if answer := offered.get(chosen[key]):
            put(answers, key, answer)
            changes[key] = {"page": "", "at": at.isoformat()}
            del disputes[key]
    dossier.write_content(
        answers=answers, devices={**devices, "changes": changes, "disputes": disputes}
    )
    dossier.changed_at = at
    dossier.save(update_fields=[*CONTENT_FIELDS, "changed_at"])
    if dossier.version.pack.parts and (
        events := people.follow_answers(dossier, facts(dossier, at=at), at=at)
    ):
        record_all(events, by=by, at=at, on_behalf_of=principal(dossier, by))
    return dossier


@transaction.atomic
def choose_agency(
    *, dossier: Dossier, agency: Agency, by: Account, at: datetime | None = None
) -> Dossier:
    """Choose who settles the dossier, where the version leaves that to the applicant.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
        AgencyNotCompetent: the agency is not of the level that settles this procedure, or ended.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier = draft_of(dossier)
    at = at or clock.now()
    may_settle = competence.choosable(dossier.version, clock.local_day(at))
    if not may_settle.filter(pk=agency.pk).exists():
        raise AgencyNotCompetent(agency=agency.name)
    dossier.agency, dossier.changed_at = agency, at
    dossier.save(update_fields=["agency", "changed_at"])
    return dossier


def attach(
    *,
    dossier: Dossier,
    component: str,
    name: str,
    content: bytes,
    by: Account,
    at: datetime | None = None,
) -> Attachment:
    """Add a file to a component of a draft, or to a question (``rules.OF_FORM`` and its key).

    The same file twice is there once. The bytes are durable before the row: the disk is waited
    for outside the transaction.

    Raises:
        NotPermitted, WrongState, ComponentUnknown; FileEmpty, FileTooLarge, FileTypeRefused,
        FileUnreadable, FileTooManyPages.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    at = at or clock.now()
    if component not in rules.places_of_files(dossier.version.pack, dossier.version.form):
        raise ComponentUnknown
    shown = rules.shown_name(name)
    file = vault.keep(content=content, name=shown, on=dossier, by=by, at=at)
    with transaction.atomic():
        dossier = draft_of(dossier)
        there = dossier.attachments.present().filter(component=component, file=file).first()
        if there is not None:
            return there
        attachment = Attachment(
            dossier=dossier, component=component, file=file, added_by=by, added_at=at
        )
        attachment.name = shown
        attachment.save(force_insert=True)
        dossier.changed_at = at
        dossier.save(update_fields=["changed_at"])
    return attachment


@transaction.atomic
def detach(*, attachment: Attachment, by: Account, at: datetime | None = None) -> Attachment:
    """Take a file out of a draft. A second click changes nothing.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
    """
    require(by, Permission.DOSSIER_FILL, on=attachment)
    draft_of(attachment.dossier)
    attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
    if attachment.removed_at is None:
        attachment.removed_at = at or clock.now()
        attachment.save(update_fields=["removed_at"])
    return attachment


@transaction.atomic
def discard(*, dossier: Dossier, by: Account, at: datetime | None = None) -> None:
    """Throw a draft away, with its answers and the links to its files, as its owner wishes.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier = draft_of(dossier)
    event, on_behalf_of = DraftDiscarded(**about(dossier)), principal(dossier, by)
    dossier.confirmations.all().delete()
    dossier.attachments.all().delete()
    dossier.invitations.all().delete()
    dossier.delete()
    record(event, by=by, at=at or clock.now(), on_behalf_of=on_behalf_of)
