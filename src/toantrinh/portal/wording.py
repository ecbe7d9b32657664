"""How the time that procedures take, and who brings a paper, are said to applicants."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toantrinh.catalogue.once_only import Supply
from toantrinh.core import clock
from toantrinh.dossiers.queries import ComponentState, UsualTime

HOURS_UP_TO = 48


def usual(time: UsualTime | None) -> str:
    """How long a procedure really takes, in a sentence; empty while it cannot be said."""
    if time is None:
        return ""
    return _(
        "In practice half of the dossiers were settled within %(half)s and nine in ten within "
        "%(nine)s (%(count)s dossiers of the last %(days)s days)."
    ) % {
        "half": _days(time.half),
        "nine": _days(time.nine_in_ten),
        "count": time.count,
        "days": time.days,
    }


def saved_now() -> str:
    """What a page says while one is typing: “Đã lưu lúc 14:32”."""
    return _("Saved at %(time)s") % {"time": f"{clock.now().astimezone(clock.ZONE):%H:%M}"}


def _days(time: timedelta) -> str:
    """Hours up to two days, then whole days begun."""
    hours = max(1, round(time.total_seconds() / 3600))
    if hours <= HOURS_UP_TO:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = -(-hours // 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def supplied(state: ComponentState) -> str:
    """Where a component comes from that the applicant need not bring, in a sentence."""
    provision = state.provision
    if provision is None:
        return _("It is not needed in your case.")
    source = {"source": provision.source}
    if provision.supply is Supply.FORM:
        return _("It comes from your answers.")
    if provision.supply is Supply.HELD and not provision.source:
        return _("You have it among your papers here; nothing to send.")
    if provision.supply is Supply.HELD:
        return _("The state already has it: %(source)s.") % source
    if provision.published:
        return _("The agency looks it up itself in: %(source)s (%(document)s).") % {
            **source,
            "document": provision.published.document,
        }
    return _("The agency looks it up itself in: %(source)s.") % source
