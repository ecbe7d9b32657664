"""Appointments of a day, and those of one dossier: set, called off, recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import presence as presences
from toantrinh.dossiers.models import Appointment, AppointmentState, Dossier, Proof
from toantrinh.dossiers.presence import Standing
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest

from .. import days, presence
from ..errors import DayUnreadable, MomentMissing, MomentUnreadable
from ..opening import handled, officer
from ..typed import by_name

UNPROCESSABLE: Final = 422
MOST: Final = 300  # of one day
MOST_TYPED: Final = 4000


@officer
@require_safe
def day(request: AccountRequest) -> HttpResponse:
    """Whom the agencies of the posts in use meet on a day, in order; today without one."""
    asked = days.read(request.GET.get("ngay", ""))
    if asked is None or not date.min < asked < date.max:  # each has a day before and one after
        asked = clock.today()
    begin = datetime.combine(asked, time(), clock.ZONE)
    rows = (
        Appointment.objects.handled_by(request.user)
        .filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=1))
        .exclude(state=AppointmentState.CANCELLED)
        .select_related("dossier__version", "dossier__owner", "agency")
        .defer("dossier__version__definition", "dossier__version__found_by", "dossier__progress")
        .order_by("starts_at", "id")
    )
    page = {
        "day": asked,
        "before": asked - timedelta(days=1),
        "after": asked + timedelta(days=1),
        "rows": [(each, _wanted(each)) for each in rows[:MOST]],
    }
    return render(request, "desk/appointments.html", page)


def _wanted(appointment: Appointment) -> Any:
    found = appointment.dossier.version.pack.presence
    return next((each for each in found if each.key == appointment.presence), None)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What presence a dossier demands. POST ``viec``: a time is set, called off, or recorded."""
    opened = handled(request, uid)
    if request.method != "POST":
        return _page(request, opened, typed=handover.take(request))
    deed = DEEDS.get(request.POST.get("viec", ""))
    if deed is None:
        raise Http404
    try:
        messages.success(request, deed(request, opened))
    except NotPermitted:
        raise
    except Refusal as refusal:
        opened.refresh_from_db()
        return _page(request, opened, typed=request.POST, refusal=refusal)
    return redirect("desk:appointment", uid=uid)


def _set(request: AccountRequest, opened: Dossier) -> str:
    chosen = request.POST.get("gio", "")
    typed = request.POST.get("ngay", ""), request.POST.get("luc", "")
    text = " ".join(typed).strip()  # goes before the list, in which a time is always chosen
    at = presence.moment(*typed) if text else presence.instant(chosen)
    if at is None and not (text or chosen):
        raise MomentMissing
    if at is None:
        raise MomentUnreadable(text=text or chosen)
    made = dossiers.set_appointment(
        dossier=opened,
        presence=request.POST.get("co-mat", ""),
        starts_at=at,
        by=request.user,
    )
    return _("The time is set: %(at)s. The applicant is told.") % {"at": _said(made.starts_at)}


def _said(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%H:%M, %d/%m/%Y}"


def _cancel(request: AccountRequest, opened: Dossier) -> str:
    wanted = request.POST.get("co-mat", "")
    dossiers.cancel_appointment(dossier=opened, presence=wanted, by=request.user)
    return _("The time is called off. The applicant is told.")


def _record(request: AccountRequest, opened: Dossier) -> str:
    standing = presences.standing_of(opened, request.POST.get("co-mat", ""))
    typed = request.POST.get("ngay-kiem-tra", "")
    held_on = days.read(typed)
    if typed.strip() and held_on is None:
        raise DayUnreadable(text=typed)
    made = dossiers.record_presence(
        dossier=opened,
        presence=standing.presence.key,
        came=presence.came(standing, request.POST.dict()),
        finding=request.POST.get("ket-qua", "")[:MOST_TYPED],
        held_on=held_on,
        by=request.user,
    )
    if made.state == AppointmentState.MET:
        return _("Recorded.")
    return _("Recorded who did not come. Set another time.")


DEEDS: Final[dict[str, Callable[[AccountRequest, Dossier], str]]] = {
    "hen": _set,
    "huy": _cancel,
    "ghi-nhan": _record,
}


def _page(
    request: AccountRequest,
    opened: Dossier,
    *,
    typed: Mapping[str, str] | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    dossiers.read_content(dossier=opened, by=request.user)
    standings = presences.standings(opened)
    is_open = (
        opened.accepted_at is not None and opened.closed_at is None and opened.returned_at is None
    )
    page: dict[str, Any] = {
        "dossier": opened,
        "pack": opened.version.pack,
        "standings": [
            (
                each,
                presence.typed_of(each, mine),
                by_name(mine),
                _free(opened, each, is_open=is_open),
                each.ahead(clock.now()),
            )
            for each in standings
            for mine in [_of(each, typed or {})]
        ],
        "may_set": is_open and may(request.user, Permission.APPOINTMENT_SET, on=opened),
        "may_record": is_open and may(request.user, Permission.PRESENCE_RECORD, on=opened),
        "proofs": Proof.choices,
        "today": clock.today(),
        "refusal": refusal,
    }
    return render(request, "desk/appointment.html", page, status=UNPROCESSABLE if refusal else 200)


def _of(standing: Standing, typed: Mapping[str, str]) -> Mapping[str, str]:
    """What was typed for this presence, and for no other of the dossier."""
    return typed if typed.get("co-mat") == standing.presence.key else {}


def _free(opened: Dossier, standing: Standing, *, is_open: bool) -> list[datetime]:
    if standing.is_met or not is_open:
        return []
    return presences.free(opened, standing.presence, now=clock.now())
