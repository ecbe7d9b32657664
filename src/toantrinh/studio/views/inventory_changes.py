"""Changes of the inventory: typed or sent as a file, then looked at and decided by another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from toantrinh.catalogue import actions, inventory, inventory_csv
from toantrinh.catalogue.errors import ChangeHasFaults, ChangeNotUnderstood
from toantrinh.catalogue.inventory import Entry
from toantrinh.catalogue.inventory_csv import CsvUnreadable
from toantrinh.catalogue.models import BetweenWhom, InternalProcedure, InventoryChange, PlanOf
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.forms.checking import Problem
from toantrinh.identity import handover
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import agencies, answering, inventory_differences, inventory_typed, reading, two_people
from ..opening import designer, key_of
from .inventory import comparison, opened

MOST_BYTES: Final = 2_000_000
MOST_SHOWN: Final = 50  # faults of a file
LONGEST: Final = {"ground": 2000, "number": 60, "note": 2000}
FIRST: Final = {"rate_year": "2025", "rate_amount": "59422"}
Deed = Callable[[AccountRequest, InventoryChange], str]


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AccountRequest, code: str) -> HttpResponse:
    """Propose another content for one internal procedure."""
    row = opened(code)
    if request.method != "POST":
        return _form(request, row, handover.take(request) or inventory_typed.shown(row.entry), [])
    return _proposed(request, row, code)


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AccountRequest) -> HttpResponse:
    """Propose a further internal procedure."""
    if request.method != "POST":
        return _form(request, None, handover.take(request) or FIRST, [])
    return _proposed(request, None, request.POST.get("code", "").strip()[:40])


def _proposed(request: AccountRequest, row: InternalProcedure | None, code: str) -> HttpResponse:
    typed = request.POST.dict()
    try:
        entry = inventory_typed.entry(code, typed)
        if row is None and InternalProcedure.objects.filter(code=code).exists():
            what = _("There is an internal procedure with this code already.")
            raise ChangeNotUnderstood(field="code", what=what)
        if row is not None and entry == row.entry:
            what = _("Nothing differs from the inventory: change what is to be different.")
            raise ChangeNotUnderstood(field="name", what=what)
        change = _propose(request, [entry])
    except NotPermitted:
        raise
    except Refusal as refusal:
        said = answering.problems(refusal, place=lambda field: field.rpartition(".")[2])
        return _form(request, row, typed, said)
    return _done(request, change)


@designer
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: AccountRequest) -> HttpResponse:
    """Propose all that a file has. What it says as it is already stays out of the proposal."""
    if request.method != "POST":
        return _import_page(request, [])
    try:
        entries, wrong = _sent(request)
        if wrong:
            raise ChangeHasFaults(wrong)
        change = _propose(request, entries)
    except NotPermitted:
        raise
    except CsvUnreadable as error:
        return _import_page(request, [Problem("file", "unreadable", str(error))])
    except Refusal as refusal:
        said = answering.problems(refusal, "file", _of_file)
        return _import_page(request, said[:MOST_SHOWN])
    return _done(request, change)


def _of_file(field: str) -> str:
    return field if field in LONGEST or field == "signed_on" else "file"


def _sent(request: AccountRequest) -> tuple[list[Entry], list[Any]]:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise CsvUnreadable(_("Choose a file."))
    if file.size > MOST_BYTES:
        raise CsvUnreadable(_("It is larger than 2 MB."))
    entries, wrong = inventory_csv.read(file.read())
    there = dict(InternalProcedure.objects.values_list("code", "what"))
    new = [entry for entry in entries if there.get(entry.code) != entry.as_json()]
    if entries and not new and not wrong:
        raise CsvUnreadable(_("All that it says stands in the inventory already."))
    return new, wrong


def _propose(request: AccountRequest, entries: Sequence[Entry]) -> InventoryChange:
    typed = request.POST
    signed_on: date | None = reading.day(typed.get("signed_on", ""), "signed_on")
    return actions.propose_inventory(
        key=key_of(request),
        entries=entries,
        ground=typed.get("ground", "").strip()[: LONGEST["ground"]],
        number=typed.get("number", "").strip()[: LONGEST["number"]],
        signed_on=signed_on,
        by=request.user,
    )


def _done(request: AccountRequest, change: InventoryChange) -> HttpResponse:
    messages.success(request, _("Proposed. The inventory stays as it is until it is approved."))
    return redirect("studio:inventory-change", uid=change.uid)


def _form(
    request: AccountRequest,
    row: InternalProcedure | None,
    typed: Mapping[str, str],
    problems: list[Problem],
) -> HttpResponse:
    page = {
        "row": row,
        "typed": typed,
        "problems": problems,
        "key": typed.get("key") or new_id(),
        "plans": PlanOf.choices,
        "kinds": BetweenWhom.choices,
        "agencies": agencies.options(),
    }
    return answering.page(request, "studio/inventory_form.html", page)


def _import_page(request: AccountRequest, problems: list[Problem]) -> HttpResponse:
    typed = handover.typed(request)
    page = {
        "problems": problems,
        "typed": typed,
        "key": typed.get("key") or new_id(),
        "columns": inventory_csv.COLUMNS,
        "plans": PlanOf.choices,
        "kinds": BetweenWhom.choices,
    }
    return answering.page(request, "studio/inventory_import.html", page)


@designer
@require_safe
def change(request: AccountRequest, uid: UUID) -> HttpResponse:
    """What would be changed, and the decision."""
    return _page(request, uid, note=handover.typed(request).get("note", ""))


def _page(
    request: AccountRequest, uid: UUID, problems: Sequence[Problem] = (), note: str = ""
) -> HttpResponse:
    found = two_people.opened(InventoryChange, uid)
    entries, stood = found.entries, found.stood
    names = agencies.names({entry.owner for entry in [*entries, *stood.values()]})
    page = {
        **two_people.shown(request, found),
        "rows": [
            comparison(entry)
            | {"owner": names.get(entry.owner, entry.owner)}
            | {"is_new": found.before is not None and entry.code not in stood}
            | {"lines": _lines(stood.get(entry.code), entry, names)}
            for entry in entries
        ],
        "totals": inventory.totals(entries),
        "problems": problems,
        "note": note,
    }
    return answering.page(request, "studio/inventory_change.html", page)


def _lines(
    before: Entry | None, proposed: Entry, names: Mapping[str, str]
) -> list[inventory_differences.Line]:
    """What differs, or differed when it was decided; nothing of a procedure that was not there."""
    return inventory_differences.lines(before, proposed, names) if before else []


@designer
@require_POST
def act(request: AccountRequest, uid: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the change."""
    found = two_people.opened(InventoryChange, uid)
    if problems := answering.done(request, DEEDS, deed, found, place=two_people.place):
        return _page(request, uid, problems, request.POST.get("note", ""))
    return redirect("studio:inventory-change", uid=uid)


def _approve(request: AccountRequest, found: InventoryChange) -> str:
    actions.approve_inventory(change=found, by=request.user)
    return _("Approved. The inventory is as proposed from now on.")


def _refuse(request: AccountRequest, found: InventoryChange) -> str:
    note = request.POST.get("note", "")[: LONGEST["note"]]
    actions.refuse_inventory(change=found, note=note, by=request.user)
    return _("Not approved. The inventory stays as it is.")


def _withdraw(request: AccountRequest, found: InventoryChange) -> str:
    actions.withdraw_inventory(change=found, by=request.user)
    return _("Withdrawn. The inventory stays as it is.")


DEEDS: Final[dict[str, Deed]] = {
    "duyet": _approve,
    "khong-duyet": _refuse,
    "rut-lai": _withdraw,
}
