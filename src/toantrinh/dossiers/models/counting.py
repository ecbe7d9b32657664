"""How many dossiers an agency got on a day: the number in their codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from toantrinh.identity.models import DailyCount


class DailyCounter(DailyCount):
    """The last number given to a dossier by one agency on one local day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"],
                name="dossiers_counter_once",
                violation_error_message=_("One counter an agency and day."),
            ),
        ]
