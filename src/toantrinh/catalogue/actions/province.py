"""The layer of the province: adopted for one procedure, or for all from its file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from toantrinh.core import clock, rewriting
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from ..errors import PackHasProblems
from ..events import LayerAdopted
from ..models import Catalogue, ProvincialLayer
from ..packs import province
from ..queries import layer_of


@transaction.atomic
def adopt_layer(
    *,
    code: str,
    text: str,
    by: Actor,
    proposed_by: Account | None = None,
    at: datetime | None = None,
) -> ProvincialLayer | None:
    """Let ``text`` be what the province adds to the procedure ``code`` from now on.

    The procedure feels it with its next version. What says the same as before changes nothing;
    None where the province neither added nor adds anything.

    Raises:
        NotPermitted: ``by`` may not publish.
        PackHasProblems: the text is not well formed. Whether it fits a pack is seen when that is
            published with it.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    layer, problems = province.of_text(text, f"{code}.yaml")
    if problems:
        raise PackHasProblems(problems)
    former = layer_of(code)
    if layer.digest == (former.digest if former else ""):
        return former
    adopted = ProvincialLayer.objects.create(
        code=code,
        text=text,
        digest=layer.digest,
        proposed_by=proposed_by,
        approved_by=by if isinstance(by, Account) else None,
        adopted_at=at,
    )
    record(
        LayerAdopted(
            case=f"procedure:{code}", procedure=code, uid=str(adopted.uid), digest=layer.digest
        ),
        by=by,
        at=at,
    )
    return adopted


@transaction.atomic
def load_province(*, path: Path, by: Actor, at: datetime | None = None) -> list[ProvincialLayer]:
    """Adopt every layer of the file of a province; those that say the same stay as they are.

    Layers of procedures that the file does not name stay too.

    Raises:
        NotPermitted: ``by`` may not publish.
        PackHasProblems: the file is not well formed; nothing of it is adopted.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    layers, problems = province.read(path)
    if problems:
        raise PackHasProblems(problems)
    entries = rewriting.parts(path.read_text("utf-8"), "procedures")
    adopted = (
        adopt_layer(code=code, text=entries[code], by=by, at=at or clock.now()) for code in layers
    )
    return [each for each in adopted if each]
