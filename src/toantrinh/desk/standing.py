"""How the time of a dossier stands, and what was asked of its applicant, for the page of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from toantrinh.core import clock
from toantrinh.dossiers import ledger
from toantrinh.dossiers.holding import Holder
from toantrinh.dossiers.models import AskingState, Attachment, Dossier, SupplementRequest
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.dossiers.states import State
from toantrinh.dossiers.timekeeping import Reason
from toantrinh.forms import reading
from toantrinh.lists import queries as lists

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHY: dict[Reason, StrOrPromise] = {
    Reason.SUPPLEMENT: gettext_lazy("the applicant is to complete the dossier"),
    Reason.PAYMENT: gettext_lazy("the applicant is to pay the fee"),
    Reason.STEP: gettext_lazy("this step does not count by law"),
}


@dataclass(frozen=True)
class Standing:
    """That time stands still: since when, why, on which ground."""

    since: datetime
    why: StrOrPromise
    ground: str


def standing(dossier: Dossier) -> Standing | None:
    """None while time goes, or has ended. No query of the trail then."""
    if dossier.stands_since is None or (found := ledger.read(dossier)) is None:
        return None
    open_now = [still for still in found.stills if still.until is None]
    if not open_now:
        return None
    first = min(open_now, key=lambda still: still.since)
    return Standing(dossier.stands_since, WHY[first.reason], first.ground)


def until_what(dossier: Dossier, holder: Holder) -> str:
    """What is due when the holder's time is over: the list shows the due times of steps, the
    applicant waits for that of the answer and of the result."""
    if holder.is_applicant or holder.until is None:
        return _("At the latest")
    if holder.until == dossier.answer_due_at and dossier.state == State.FILED:
        return _("Answer due")
    if holder.until == dossier.due_at:
        return _("Result due")
    return _("Step due") if holder.step else _("At the latest")


@dataclass(frozen=True)
class Change:
    """One thing that was asked for, and what the applicant changed about it: an answer in words,
    or files. ``before`` and ``after`` are empty where nothing was changed."""

    item: Mapping[str, str]
    before: str = ""
    after: str = ""
    files_before: Sequence[Attachment] = ()
    files_after: Sequence[Attachment] = ()

    @property
    def is_changed(self) -> bool:
        return bool(self.files_after) or self.before != self.after

    @property
    def field(self) -> str:
        """Key of the question it is about; empty for a component."""
        target = self.item["target"]
        return target.removeprefix(OF_FORM) if target.startswith(OF_FORM) else ""


@dataclass(frozen=True)
class Round:
    """One request with its items, and, once answered, what came of each."""

    request: SupplementRequest
    changes: list[Change]
    said: str
    note: str  # of the head who did not let it go out
    ground: str

    @property
    def is_answered(self) -> bool:
        return self.request.state == AskingState.ANSWERED


def rounds(dossier: Dossier) -> list[Round]:
    """The newest first. What the applicant has typed and not sent is not the officer's to see."""
    rows = dossier.askings.select_related("asked_by__party", "approved_by__party")
    found = list(rows.order_by("-asked_at", "-id"))
    if not found:
        return []
    files = list(dossier.attachments.select_related("file").order_by("added_at"))
    return [_round(dossier, request, files) for request in found]


def _round(dossier: Dossier, request: SupplementRequest, files: list[Attachment]) -> Round:
    content = request.content
    is_answered = request.state == AskingState.ANSWERED
    return Round(
        request=request,
        changes=[
            _change(dossier, request, item, content, files) if is_answered else Change(item)
            for item in content["items"]
        ],
        said=content.get("said", "") if is_answered else "",
        note=content.get("note", ""),
        ground=content.get("ground", ""),
    )


def _change(
    dossier: Dossier,
    request: SupplementRequest,
    item: Mapping[str, str],
    content: Mapping[str, Any],
    files: list[Attachment],
) -> Change:
    target, sent, asked = item["target"], request.ended_at, request.issued_at
    if sent is None or asked is None:
        return Change(item)
    of_target = [each for each in files if each.component == target]
    after = [each for each in of_target if asked <= each.added_at <= sent]
    before = [each for each in of_target if each.removed_at == sent]
    if not target.startswith(OF_FORM) or after:
        return Change(item, files_before=before, files_after=after)
    key = target.removeprefix(OF_FORM)
    if key not in content.get("corrections", {}):
        return Change(item)
    return Change(
        item,
        before=_words(dossier, key, content.get("before", {}).get(key)) or _("Not answered"),
        after=_words(dossier, key, content["corrections"][key]) or _("Not answered"),
    )


def _words(dossier: Dossier, key: str, answer: object) -> str:
    field = dossier.version.form.field_by_key.get(key)
    if field is None:
        return "" if answer is None else str(answer)
    return reading.answer_text(field, answer, lists.current(clock.today()))
