"""A draft that meets a new version of its procedure."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record_all

from .. import people, rules
from ..events import DraftRenewed
from ..handling import CONTENT_FIELDS, about, draft_of, principal
from ..knowing import facts
from ..models import Dossier
from ..renewal import carry, laid_aside


@transaction.atomic
def renew(*, dossier: Dossier, by: Account, at: datetime | None = None) -> Dossier:
    """Move a draft to the version in force. A second click changes nothing.

    Every answer that still fits and every file that still has a place is kept. The rest is laid
    aside and can be downloaded until the dossier is filed.

    Raises:
        NotPermitted: ``by`` is neither the owner nor the helper.
        WrongState: the dossier is already filed.
        ProcedureRepealed, ProcedureNotYetInForce: no version is in force today.
    """
    require(by, Permission.DOSSIER_FILL, on=dossier)
    dossier, at = draft_of(dossier), at or clock.now()
    former, day = dossier.version, clock.local_day(at)
    if former.is_in_force(day):
        return dossier
    version = catalogue.in_force(former.code, day)
    content = dossier.content
    kept, left = carry(former.form, version.form, content["answers"], day)
    disputes = content["devices"].get("disputes", {})
    dossier.write_content(
        answers=kept,
        aside=laid_aside(content["aside"], version=former, answers=left, at=at),
        devices={**content["devices"], "disputes": _still_asked(disputes, version)},
    )
    dossier.version, dossier.changed_at = version, at
    if dossier.agency is not None and dossier.agency.kind not in version.pack.level:
        dossier.agency = None
    files = _lay_files_aside(dossier, at)
    dossier.save(update_fields=[*CONTENT_FIELDS, "version", "agency", "changed_at"])
    told = facts(dossier, at=at) if version.pack.parts else {}
    closed = people.follow_answers(dossier, told, at=at)
    event = DraftRenewed(
        **about(dossier),
        from_version=str(former.uid),
        to_version=str(version.uid),
        left=len(left) + files,
    )
    record_all([event, *closed], by=by, at=at, on_behalf_of=principal(dossier, by))
    return dossier


def _still_asked(
    disputes: dict[str, list[object]], version: ProcedureVersion
) -> dict[str, list[object]]:
    return {key: each for key, each in disputes.items() if key in version.form.field_by_key}


def _lay_files_aside(dossier: Dossier, at: datetime) -> int:
    places = rules.places_of_files(dossier.version.pack, dossier.version.form)
    present = dossier.attachments.present()
    already = set(
        present.filter(component__startswith=rules.ASIDE).values_list("component", "file")
    )
    homeless = [
        file
        for file in present
        if file.component not in places and not file.component.startswith(rules.ASIDE)
    ]
    for file in homeless:
        aside = f"{rules.ASIDE}{file.component}"
        if (aside, file.file_id) in already:  # laid aside by an earlier version too
            file.removed_at = at
        else:
            file.component = aside
        file.save(update_fields=["component", "removed_at"])
    return len(homeless)
