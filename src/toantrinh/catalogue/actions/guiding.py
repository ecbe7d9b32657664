"""What people say and what they mean: loaded from the lists."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from .. import guide
from ..errors import GuideHasProblems
from ..events import GuideLoaded
from ..models import Catalogue, Guide


@transaction.atomic
def load_guide(*, folder: Path, by: Actor, at: datetime | None = None) -> Guide:
    """Make search and life events say what the files in ``folder`` say; the same again is the same.

    Raises:
        NotPermitted: ``by`` may not publish.
        GuideHasProblems: the files do not pass their checks; all are in ``.problems``.
    """
    require(by, Permission.PROCEDURE_PUBLISH, on=Catalogue())
    at = at or clock.now()
    data, problems = guide.compile(folder)
    if problems:
        raise GuideHasProblems(problems)
    digest = guide.digest(folder)
    latest = Guide.objects.order_by("-pk").first()
    if latest and latest.digest == digest:
        return latest
    loaded = Guide.objects.create(digest=digest, data=data, loaded_at=at)
    record(GuideLoaded(case="guide", digest=digest), by=by, at=at)
    return loaded
