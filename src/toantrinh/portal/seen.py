"""What a page of filling in showed, carried in its form: ``page:version:key=mark,key=mark``.

With it a save from one device is told apart from what another has changed meanwhile
(``dossiers.merging``). Nobody else's draft can be reached by it, so it is not signed; one that
cannot be read counts as a page that has seen nothing, and then nothing is overwritten.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import QueryDict

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.dossiers.merging import Seen
from toantrinh.forms.receiving import REMOVE

from .draft import Draft

FIELD: Final = "_seen"
SENT: Final = "_sent"
PAGE: Final = re.compile(r"[0-9a-f]{12}")
MARK: Final = re.compile(r"[0-9a-f]{10}")


def new_page() -> str:
    return secrets.token_hex(6)


def write(draft: Draft, page: str, marks: Mapping[str, str]) -> str:
    told = ",".join(f"{key}={mark}" for key, mark in marks.items())
    return f"{page}:{draft.dossier.version.uid.hex}:{told}"


def read(typed: QueryDict, draft: Draft, section: str) -> Seen | None:
    """None for a form that does not carry the field at all."""
    if FIELD not in typed:
        return None
    page, _, rest = typed.get(FIELD, "").partition(":")
    pairs = (each.partition("=") for each in rest.partition(":")[2].split(","))
    marks = {key: mark for key, _, mark in pairs if MARK.fullmatch(mark)}
    removed = (str(each).rpartition(".")[2] for each in typed.getlist(REMOVE))
    return Seen(
        page=page if PAGE.fullmatch(page) else "",
        marks=marks,
        beforehand=draft.beforehand(section) if section in draft.form.section_by_key else {},
        removed=frozenset(removed),
        sent=typed.get(SENT, "")[:16],
    )


def version(typed: QueryDict, draft: Draft) -> ProcedureVersion:
    """The version of the page: the draft's own, or one that it had before."""
    own = draft.dossier.version
    _, _, rest = typed.get(FIELD, "").partition(":")
    try:
        uid = UUID(hex=rest.partition(":")[0])
    except ValueError:
        return own
    if uid == own.uid:
        return own
    return ProcedureVersion.objects.filter(uid=uid, code=own.code).first() or own
