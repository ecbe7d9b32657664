"""Many dossiers at once: marked in a list, looked through, confirmed, followed, recalled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from toantrinh.core import clock, paging
from toantrinh.core.errors import Refusal
from toantrinh.core.ids import new_id
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import batches as many
from toantrinh.dossiers import queries, worklists
from toantrinh.dossiers.batch_errors import NobodyChosen, NothingMarked
from toantrinh.dossiers.batches import DOINGS, Marked
from toantrinh.dossiers.errors import DocumentChanged
from toantrinh.dossiers.models import (
    Batch,
    BatchItem,
    BatchState,
    BulkAct,
    Dossier,
    ItemState,
)
from toantrinh.identity import handover
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted
from toantrinh.identity.requests import AccountRequest

from .. import bulk, choices, signing
from ..opening import officer
from .today import behind

LISTED: Final = 50
LONGEST_KEY: Final = 40
Deed = Callable[[AccountRequest, Batch], str]


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: AccountRequest) -> HttpResponse:
    """The batches of one's own and of the agencies one heads, the newest first; POST makes one."""
    if request.method == "POST":
        return _make(request)
    rows = Batch.objects.readable_by(request.user).select_related("account__party", "agency")
    found, after = paging.by_key(rows, request.GET.get("sau", ""), LISTED, newest_first=True)
    next_mark = f"?sau={after}" if after else ""
    marks = handover.take(request)
    page = {"rows": found, "next": next_mark, "marks": marks, "now": clock.now()}
    return render(request, "desk/batches.html", page)


def _make(request: AccountRequest) -> HttpResponse:
    """One batch for each agency of what was marked; a second click finds the same.

    Errors: Http404 for an act that no page of ours offers.
    """
    act, key = request.POST.get("act", ""), request.POST.get("key", "")[:LONGEST_KEY]
    if act not in DOINGS or not key:
        raise Http404
    try:
        told = _told(request, act)
        made = _batches(request, act, key, told, _marked(request, act))
    except (NothingMarked, NobodyChosen) as refusal:
        messages.warning(request, f"{refusal} {refusal.what_to_do}")
        bulk.keep(request)
        return redirect(bulk.back_to(act, request.POST))
    return redirect("desk:batch", made[0].uid) if len(made) == 1 else redirect("desk:batches")


def _batches(
    request: AccountRequest, act: str, key: str, told: dict[str, str], marked: Marked
) -> list[Batch]:
    """Errors: NothingMarked."""
    if not marked.by_agency:
        raise NothingMarked
    agencies = Agency.objects.in_bulk(marked.by_agency)
    return [
        dossiers.make_batch(
            act=act,
            agency=agencies[agency],
            pairs=pairs,
            key=f"{key}-{agency}",
            parameters=told,
            not_theirs=marked.not_theirs,
            has_more=marked.has_more,
            by=request.user,
        )
        for agency, pairs in marked.by_agency.items()
    ]


def _told(request: AccountRequest, act: str) -> dict[str, str]:
    """What an act needs to be looked through. Errors: NobodyChosen."""
    if act != BulkAct.ASSIGN:
        return {}
    posts = {str(post.account.uid) for post in many.colleagues(request.user)}
    if (chosen := request.POST.get("to", "")) not in posts:
        raise NobodyChosen
    return {"to": chosen}


def _marked(request: AccountRequest, act: str) -> Marked:
    """What was marked on the page, or all that its list shows when that was chosen."""
    account, sent, kind = request.user, request.POST, DOINGS[act].kind
    everything = sent.get("chon") == "tat-ca"
    if kind is not None:
        if everything:
            seen, chosen = worklists.whose(account, at=clock.now()), choices.read(sent)
            steps = worklists.narrowed(seen, chosen).filter(kind=kind)
            return many.matching_tasks(worklists.in_order(steps, chosen))
        return many.marked_tasks(account, sent.getlist("task"))
    if act == BulkAct.ASSIGN:
        if everything:
            return many.steps_of(behind(account, sent))
        if marks := sent.getlist("task"):
            return many.marked_tasks(account, marks)
        handled = Dossier.objects.handled_by(account)
        return many.steps_of(handled.filter(uid__in=many.uids(sent.getlist("dossier"))))
    if everything:
        return many.matching_dossiers(behind(account, sent))
    return many.marked_dossiers(account, sent.getlist("dossier"))


def _opened(request: AccountRequest, uid: UUID) -> Batch:
    """Errors: Http404 for one of others, as for none."""
    rows = Batch.objects.readable_by(request.user)
    found = rows.select_related("account__party", "agency", "post", "ended_by__party", "again_of")
    batch = found.filter(uid=uid).first()
    if batch is None:
        raise Http404
    return batch


@officer
@require_safe
def batch(request: AccountRequest, batch: UUID) -> HttpResponse:
    """The preview, the progress, the result: what there is of a batch now, fifty dossiers a page.

    Asked by the page itself how far it is, only that is told; the page is drawn anew when it has
    gone over into another phase.
    """
    opened = _opened(request, batch)
    standing, looked = many.standing(opened), _looked(opened)
    phase = bulk.phase(opened, standing)
    page: dict[str, Any] = {
        "batch": opened,
        "standing": standing,
        "phase": phase,
        "is_moving": phase in bulk.MOVING,
        "progress": bulk.progress(opened, standing),
    }
    if request.headers.get("HX-Request"):
        answer = render(request, "desk/part_progress.html", page)
        if request.GET.get("luc", phase) != phase:
            answer["HX-Refresh"] = "true"
        return answer
    chosen = request.GET.get("loc", "")
    shown, after = ([], "") if phase == "checking" else _rows(request, opened, chosen)
    page |= {
        "rows": shown,
        "after": after,
        "chosen": chosen,
        "chips": bulk.chips(opened, standing),
        "is_mine": opened.account_id == request.user.pk,
        "to": _assigned_to(opened),
        "order": bulk.order(opened.act, standing.waiting),
        "methods": bulk.METHODS.items(),
        "is_signing": opened.act == BulkAct.APPROVE,
        "looked": looked,
        "unseen": standing.waiting - looked,
        "first": _first_unseen(opened),
        "begins": bulk.begins(opened),
        "goes_out": DOINGS[opened.act].goes_out,
        "list": reverse(bulk.list_of(opened.act)),
        "followed": opened.repeated.exclude(state=BatchState.DROPPED).order_by("-pk").first(),
        "key": new_id(),
        "most": many.MOST,
    }
    return render(request, "desk/batch.html", page)


def _rows(request: AccountRequest, opened: Batch, chosen: str) -> tuple[list[bulk.Row], str]:
    return bulk.rows(opened, chosen, request.GET.get("sau", ""))


def _assigned_to(opened: Batch) -> Account | None:
    if opened.act != BulkAct.ASSIGN:
        return None
    return Account.objects.select_related("party").get(uid=opened.parameters["to"])


def _to_look_at(opened: Batch) -> Any:
    """The drafts of the series, in their order."""
    return opened.items.filter(state__in=[ItemState.WAITING, ItemState.OUT]).order_by("id")


def _looked(opened: Batch) -> int:
    if opened.act != BulkAct.APPROVE:
        return 0
    return opened.items.filter(state=ItemState.WAITING, looked_at__isnull=False).count()


def _first_unseen(opened: Batch, *, after: int = 0) -> BatchItem | None:
    """The next draft that nobody has looked at: behind ``after``, or else from the beginning."""
    if opened.act != BulkAct.APPROVE or opened.state != BatchState.READY:
        return None
    unseen = opened.items.filter(state=ItemState.WAITING, looked_at=None).order_by("id")
    return unseen.filter(pk__gt=after).first() or unseen.first()


def _item(opened: Batch, uid: object) -> BatchItem:
    """Errors: Http404 for one of another batch."""
    try:
        wanted = UUID(str(uid))
    except ValueError as error:
        raise Http404 from error
    found = many.with_rows(opened.items.filter(uid=wanted)).first()
    if found is None:
        raise Http404
    found.batch = opened
    return found


@officer
@require_safe
def look(request: AccountRequest, batch: UUID, item: UUID) -> HttpResponse:
    """One draft of the series, to be looked at before all are signed."""
    opened = _opened(request, batch)
    found = _item(opened, item)
    is_mine = opened.account_id == request.user.pk
    if not is_mine or opened.act != BulkAct.APPROVE or opened.state != BatchState.READY:
        return redirect("desk:batch", opened.uid)
    series, by = _to_look_at(opened), opened.account
    by.acting_as = opened.post  # as it will be signed
    page = {
        "batch": opened,
        "item": found,
        "draft": queries.newest_draft(found.dossier),
        "signing": signing.told(found.task, by),
        "number": series.filter(pk__lte=found.pk).count(),
        "total": series.count(),
        "looked": _looked(opened),
        "previous": series.filter(pk__lt=found.pk).last(),
        "next": series.filter(pk__gt=found.pk).first(),
    }
    return render(request, "desk/batch_look.html", page)


@officer
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: AccountRequest, batch: UUID, deed: str) -> HttpResponse:
    """Do ``deed`` and go back to the batch, or on to the next draft. A GET is someone who had to
    sign in again."""
    opened = _opened(request, batch)
    if deed not in DEEDS:
        raise Http404
    if request.method != "POST":
        return redirect("desk:batch", opened.uid)
    where = ""
    try:
        where = DEEDS[deed](request, opened)
    except NotPermitted:
        raise
    except Refusal as refusal:
        messages.warning(request, f"{refusal} {refusal.what_to_do}")
    return redirect(where) if where else redirect("desk:batch", opened.uid)


def _confirm(request: AccountRequest, opened: Batch) -> str:
    typed = bulk.typed(opened.act, request.POST)
    unseen_too = "chua-xem" in request.POST
    dossiers.confirm_batch(batch=opened, parameters=typed, unseen_too=unseen_too, by=request.user)
    return ""


def _recall(request: AccountRequest, opened: Batch) -> str:
    was_open = opened.is_open
    dossiers.recall_batch(batch=opened, by=request.user)
    if was_open:
        messages.info(request, _("Dropped. Nothing was done to any dossier."))
    else:
        messages.success(request, _("Stopped. What had not been done will not be done."))
    return ""


def _now(request: AccountRequest, opened: Batch) -> str:
    dossiers.begin_now(batch=opened, by=request.user)
    return ""


def _again(request: AccountRequest, opened: Batch) -> str:
    """What was not done once more, in a batch that is looked through and confirmed anew."""
    made = dossiers.make_batch(
        act=opened.act,
        agency=opened.agency,
        pairs=many.to_try_again(opened),
        key=request.POST.get("key", "")[:LONGEST_KEY] or f"again-{opened.pk}",
        parameters=opened.parameters,
        again_of=opened,
        by=request.user,
    )
    return _address("batch", made.uid)


def _put_aside(request: AccountRequest, opened: Batch) -> str:
    return _moved(request, opened, aside=True)


def _take_back(request: AccountRequest, opened: Batch) -> str:
    return _moved(request, opened, aside=False)


def _moved(request: AccountRequest, opened: Batch, *, aside: bool) -> str:
    item = _item(opened, request.POST.get("item"))
    dossiers.put_aside(item=item, aside=aside, by=request.user)
    return _onward(request, opened, item)


def _looked_at(request: AccountRequest, opened: Batch) -> str:
    item = _item(opened, request.POST.get("item"))
    try:
        sha256 = request.POST.get("sha256", "")
        dossiers.look_at_draft(item=item, sha256=sha256, by=request.user)
    except DocumentChanged as refusal:
        messages.warning(request, f"{refusal} {refusal.what_to_do}")
        return _address("batch-look", opened.uid, item.uid)
    return _onward(request, opened, item)


def _onward(request: AccountRequest, opened: Batch, item: BatchItem) -> str:
    """In the series to the next draft; from the list back to the same row."""
    if "lan-luot" not in request.POST:
        return f"{_address('batch', opened.uid)}#m-{item.uid}"
    following = _first_unseen(opened, after=item.pk)
    if following is None:
        messages.success(request, _("All drafts were looked through."))
        return ""
    return _address("batch-look", opened.uid, following.uid)


def _address(name: str, *arguments: UUID) -> str:
    return reverse(f"desk:{name}", args=arguments)


DEEDS: Final[dict[str, Deed]] = {
    "xac-nhan": _confirm,
    "thu-hoi": _recall,
    "lam-ngay": _now,
    "thu-lai": _again,
    "de-rieng": _put_aside,
    "lay-lai": _take_back,
    "da-xem": _looked_at,
}
