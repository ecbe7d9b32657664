"""Moments in the words of a sentence."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from toantrinh.core import clock


def moment(at: datetime) -> str:
    """Such as ``16:30 ngày 24/11/2026``."""
    local = at.astimezone(clock.ZONE)
    return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}"}
