"""Numbers: taken at the door, called at the counters, shown in the hall."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock
from toantrinh.core.actor import Actor, System
from toantrinh.core.errors import Refusal
from toantrinh.counter import actions, queries
from toantrinh.counter.errors import NobodyWaits
from toantrinh.counter.models import Ticket
from toantrinh.dossiers.batches import uids
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest

from ...opening import centre_of, officer

UNPROCESSABLE: Final = 422
WINDOW: Final = "quay"  # where the session keeps which counter an officer sits at
MATTERS: Final = "loai"  # and for which matters they call; none: for all
KIOSK: Final = System("kiosk")
Deed = Callable[[AccountRequest, Agency], str]


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: AccountRequest) -> HttpResponse:
    """The queue of the officer's centre; POST ``viec`` calls, hands on, ends.

    Who does it on the page where cards are read (``ve``) is back there.
    """
    centre = centre_of(request.user, Permission.QUEUE_SERVE)
    if request.method != "POST":
        return _page(request, centre)
    deed = DEEDS.get(request.POST.get("viec", ""))
    if deed is None:
        raise Http404
    if window := request.POST.get(WINDOW, "").strip()[:40]:
        request.session[WINDOW] = window
    try:
        messages.success(request, deed(request, centre))
    except NotPermitted:
        raise
    except NobodyWaits as refusal:
        messages.info(request, f"{refusal} {refusal.what_to_do}")
    except Refusal as refusal:
        return _page(request, centre, refusal=refusal)
    return redirect("desk:counter" if "ve" in request.POST else "desk:queue")


def _next(request: AccountRequest, centre: Agency) -> str:
    if "chon" in request.POST:  # the page on which matters are chosen
        request.session[MATTERS] = request.POST.getlist(MATTERS)
    ticket = actions.call_next(
        agency=centre, matters=_matters(request), window=_window(request), by=request.user
    )
    return _("Number %(number)s is called.") % {"number": ticket.number}


def _again(request: AccountRequest, centre: Agency) -> str:
    ticket = actions.call_again(
        ticket=_ticket(request, centre), window=_window(request), by=request.user
    )
    return _("Number %(number)s is called once more.") % {"number": ticket.number}


def _served(request: AccountRequest, centre: Agency) -> str:
    actions.end_ticket(ticket=_ticket(request, centre), came=True, by=request.user)
    return _("Served.")


def _absent(request: AccountRequest, centre: Agency) -> str:
    actions.end_ticket(ticket=_ticket(request, centre), came=False, by=request.user)
    return _("Recorded: nobody came. The number can be called again today.")


def _move(request: AccountRequest, centre: Agency) -> str:
    actions.move_ticket(
        ticket=_ticket(request, centre), matter=request.POST.get("sang", ""), by=request.user
    )
    return _("Handed on; it keeps its place in the queue.")


DEEDS: Final[dict[str, Deed]] = {
    "goi": _next,
    "goi-lai": _again,
    "xong": _served,
    "vang": _absent,
    "chuyen": _move,
}


def _ticket(request: AccountRequest, centre: Agency) -> Ticket:
    """Errors: Http404 for a number of another centre, or that a colleague called on another day."""
    rows = Ticket.objects.filter(agency=centre).exclude(state="waiting").select_related("agency")
    rows = rows.filter(Q(day=clock.today()) | Q(called_by=request.user))
    found = rows.filter(uid__in=uids([request.POST.get("so", "")])).first()
    if found is None:
        raise Http404
    return found


def _matters(request: AccountRequest) -> list[str]:
    return [each for each in request.session.get(MATTERS, []) if each in queries.matters()]


def _window(request: AccountRequest) -> str:
    return str(request.session.get(WINDOW) or "1")


def _page(
    request: AccountRequest, centre: Agency, *, refusal: Refusal | None = None
) -> HttpResponse:
    priorities, ticket = queries.priorities(), queries.serving(request.user)
    page: dict[str, Any] = {
        "centre": centre,
        "queue": (found := queries.queue(centre)),
        "waiting": [(each, priorities.get(each.priority, "")) for each in found.waiting],
        "half": _minutes(found.half),
        "longest": _minutes(found.longest),
        "ticket": ticket,
        "is_left_over": ticket is not None and ticket.day != clock.today(),
        "matters": queries.matters(),
        "chosen": _matters(request),
        "window": _window(request),
        "refusal": refusal,
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "desk/counter/queue.html", page, status=status)


def _minutes(time: timedelta | None) -> int:
    return int(time.total_seconds() // 60) if time else 0


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, code: str) -> HttpResponse:
    """Numbers are taken here: at a device of the centre, by anyone; or by an officer for somebody.

    GET ``so`` shows the number just taken.
    """
    centre = get_object_or_404(Agency, code=code)
    actor = _taker(request, centre)
    if actor is None:
        if request.user.is_authenticated:
            raise NotPermitted(permission=Permission.QUEUE_SERVE)
        return redirect_to_login(request.get_full_path())
    if request.method != "POST":
        return _kiosk(request, centre)
    try:
        ticket = actions.issue_ticket(
            agency=centre,
            matter=request.POST.get("loai", ""),
            priority=request.POST.get("uu-tien", ""),
            key=request.POST.get("key", "")[:64] or uuid.uuid4().hex,
            by=actor,
        )
    except Refusal as refusal:
        return _kiosk(request, centre, refusal=refusal)
    return redirect(f"{request.path}?so={ticket.uid}")


def _taker(request: HttpRequest, centre: Agency) -> Actor | None:
    """In whose name a number is taken: of the kiosk, or of an officer; None for anybody else."""
    device = queries.device_of(request.COOKIES.get(queries.DEVICE_COOKIE, ""))
    if device is not None and device.agency_id == centre.pk:
        return KIOSK
    account = request.user
    if isinstance(account, Account) and may(account, Permission.QUEUE_SERVE, on=centre):
        return account
    return None


def _kiosk(request: HttpRequest, centre: Agency, *, refusal: Refusal | None = None) -> HttpResponse:
    taken, matters, priorities = request.GET.get("so", ""), queries.matters(), queries.priorities()
    rows = Ticket.objects.of_day(centre, clock.today()).order_by("-pk")[:200]
    ticket = next((each for each in rows if str(each.uid) == taken), None) if taken else None
    page: dict[str, Any] = {
        "centre": centre,
        "ticket": ticket,
        "before": queries.before(ticket) if ticket else 0,
        "matters": matters,
        "priorities": priorities,
        "matter": matters.get(ticket.matter, "") if ticket else "",
        "priority": priorities.get(ticket.priority, "") if ticket else "",
        "key": uuid.uuid4().hex,
        "refusal": refusal,
    }
    status = UNPROCESSABLE if refusal else 200
    return render(request, "desk/counter/kiosk.html", page, status=status)


@require_safe
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """What hangs in the hall, for everyone: numbers and counters, no names."""
    centre = get_object_or_404(Agency, code=code)
    called, waiting = queries.on_screen(centre)
    page = {"centre": centre, "called": called, "waiting": waiting}
    part = "HX-Request" in request.headers
    template = "desk/counter/part_hall.html" if part else "desk/counter/hall.html"
    return render(request, template, page)
