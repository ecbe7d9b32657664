"""What a person stands by who had it written for them: in short, as a code, and on paper."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from toantrinh.core import clock, sealing
from toantrinh.identity.models import Account, Agency
from toantrinh.papers import queries as papers
from toantrinh.papers import rendering

from . import competence, documents, rules
from .assisting_errors import ConfirmationMissing
from .knowing import complete_answers, facts
from .models import Assistance, ConfirmationState, Dossier, FilingConfirmation, Means

DIGITS: Final = 6
NOT_DECLARED: Final = (rules.SIGNED, rules.STACK)


def digest(dossier: Dossier) -> bytes:
    """Of everything that is declared: to whom, version, answers with what sources said, files."""
    agency = _addressee(dossier, clock.now())
    files = dossier.attachments.present().exclude(component__in=NOT_DECLARED)
    given = sorted(files.values_list("component", "file__sha256"))
    addressee = agency.code if agency else ""
    declared = [dossier.version.digest, complete_answers(dossier), given]
    document = [dossier.case, addressee, *declared]
    plain = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    return sealing.blind_index(plain)


def in_short(digest: bytes) -> str:
    """Printed on the declaration, so that the signed sheet is known to be of this content.

    >>> in_short(bytes.fromhex("0a1b2c3d4e"))
    '0A1B-2C3D'
    """
    return f"{digest[:2].hex()}-{digest[2:4].hex()}".upper()


def code(confirmation: FilingConfirmation) -> str:
    """Six digits that belong to this row and can be read from nothing that is stored."""
    drawn = sealing.blind_index(f"filing-code:{confirmation.uid}")
    return f"{int.from_bytes(drawn[:8]) % 10**DIGITS:0{DIGITS}}"


def holding(dossier: Dossier) -> FilingConfirmation | None:
    """The confirmation of what is written now, if the person gave one."""
    given = dossier.confirmations.filter(state=ConfirmationState.GIVEN, digest=digest(dossier))
    return given.select_related("scan").order_by("-answered_at").first()


def code_on_its_way(dossier: Dossier, at: datetime) -> FilingConfirmation | None:
    """The code that was sent and still counts for what is written now."""
    sent = dossier.confirmations.filter(means=Means.CODE, state=ConfirmationState.SENT)
    sent = sent.filter(ends_at__gt=at, tries__lt=FilingConfirmation.MOST_TRIES)
    return sent.filter(digest=digest(dossier)).order_by("-asked_at").first()


def refuse_unconfirmed(dossier: Dossier, by: Account) -> None:
    """What an officer wrote for a citizen is filed with their word only, by whatever door.

    Errors: ConfirmationMissing, unless ``by`` is the owner.
    """
    if dossier.assistance != Assistance.OFFICER or by.party_id == dossier.owner_id:
        return
    if holding(dossier) is None:
        raise ConfirmationMissing


def document(dossier: Dossier, *, at: datetime) -> bytes:
    """The declaration as PDF, to be read and signed."""
    short = in_short(digest(dossier))
    dossier.agency = _addressee(dossier, at) or dossier.assisted_in
    with translation.override(settings.LANGUAGE_CODE):
        source = papers.template("declaration", clock.local_day(at))
        data = documents.declaration(dossier, at=at) | {"short": short}
        return rendering.render(source, data, at=at)


def _addressee(dossier: Dossier, at: datetime) -> Agency | None:
    return competence.found(
        dossier.version,
        facts(dossier, at=at),
        complete_answers(dossier),
        dossier.agency,
        clock.local_day(at),
    )
