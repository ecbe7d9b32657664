"""The story of a dossier in plain words, out of the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from toantrinh.catalogue.pack import Pack
from toantrinh.core import clock
from toantrinh.identity.models import Agency
from toantrinh.process.steps import StepKind
from toantrinh.trail.models import TrailEntry

from . import custody, linked, timeline_later
from .bodies import PASSED_OVER, SILENCE, WITHOUT_ANSWER
from .models import Assistance, Dossier, Means, Rerouting
from .moments import moment
from .timeline_later import Line

AT_A_DESK = "truc_tiep"


@dataclass(frozen=True)
class Moment:
    """One thing that happened, in words to the applicant. ``detail`` says more, or is empty.
    ``kind`` is that of the event, of a step with its outcome: ``task.completed:agreed``."""

    at: datetime
    title: str
    detail: str = ""
    kind: str = ""


def moments(
    dossier: Dossier, *, to_officers: bool = False, in_public: bool = False
) -> list[Moment]:
    """What happened, the oldest first; what only machines care for is left out. What another body
    answered is told to officers alone, to all others that it answered; which original it was, to
    everybody but the public."""
    entries = TrailEntry.objects.filter(case=dossier.case).order_by("seq")
    pack = dossier.version.pack
    told = ((entry, TOLD.get(entry.kind)) for entry in entries)
    lines = [(entry, tell(entry, pack)) for entry, tell in told if tell]
    more: dict[UUID, str] = {}
    if to_officers:
        more |= {entry.pk: _verdict(entry, pack) for entry, _line in lines if _is_opinion(entry)}
    if not in_public:
        more |= _originals(dossier, [entry for entry, _line in lines])
        more |= _grounds([entry for entry, _line in lines])
    return [
        Moment(entry.at, title, more.get(entry.pk) or detail, _kind(entry))
        for entry, (title, detail) in lines
        if title
    ]


def _originals(dossier: Dossier, entries: list[TrailEntry]) -> dict[UUID, str]:
    """Which original each entry is about, by the key of the entry. No query without originals."""
    about = {entry.pk: entry.data["original"] for entry in entries if "original" in entry.data}
    named = custody.named(dossier) if about else {}
    return {pk: named.get(uid, "") for pk, uid in about.items()}


def _grounds(entries: list[TrailEntry]) -> dict[UUID, str]:
    """Why it went to another body, by the key of the entry."""
    about = {entry.pk: entry.data["rerouting"] for entry in entries if "rerouting" in entry.data}
    orders = Rerouting.objects.filter(uid__in=about.values()) if about else ()
    told = {str(each.uid): f"{_by_act(each.act_number)}: {each.ground}" for each in orders}
    return {pk: told.get(uid, "") for pk, uid in about.items()}


def _is_opinion(entry: TrailEntry) -> bool:
    """Something that another body itself said, in time or afterwards."""
    if entry.kind == "opinion.came-late":
        return True
    said = entry.kind == "task.completed" and bool(entry.data.get("body"))
    return said and entry.data["outcome"] not in WITHOUT_ANSWER


def _verdict(entry: TrailEntry, pack: Pack) -> str:
    outcome = pack.step(entry.data["step"]).ends_with.get(entry.data["outcome"])
    return outcome.label if outcome else ""


def _kind(entry: TrailEntry) -> str:
    outcome = "" if _is_opinion(entry) else entry.data.get("outcome", "")
    return f"{entry.kind}:{outcome}" if outcome else entry.kind


def _submitted(entry: TrailEntry, pack: Pack) -> Line:
    return _("Filed"), _("Code %(reference)s") % {"reference": entry.data["reference"]}


def _assisted(entry: TrailEntry, pack: Pack) -> Line:
    return _("The house helps with it"), str(Assistance(entry.data["assistance"]).label)


def _filing_confirmed(entry: TrailEntry, pack: Pack) -> Line:
    return _("Read over and confirmed before filing"), str(Means(entry.data["means"]).label)


def _filing_not_confirmed(entry: TrailEntry, pack: Pack) -> Line:
    return _("Read over and not confirmed; nothing was filed"), ""


def _arrived(entry: TrailEntry, pack: Pack) -> Line:
    code = _("Code there: %(outside_code)s") % entry.data
    if not entry.data["told_at"]:
        return _("Came from the National Public Service Portal"), code
    told = datetime.fromisoformat(entry.data["told_at"]).astimezone(clock.ZONE)
    filed = _("filed there at %(at)s") % {"at": date_format(told, "H:i d/m/Y")}
    return _("Came from the National Public Service Portal"), f"{code}; {filed}"


def _parked(entry: TrailEntry, pack: Pack) -> Line:
    title = _("The National Public Service Portal sent another content under the same code")
    return title, _("Put aside; nothing in the dossier has changed")


def _accepted(entry: TrailEntry, pack: Pack) -> Line:
    return _("Accepted; the due time is set"), entry.data["limit"]


def _rerouted(entry: TrailEntry, pack: Pack) -> Line:
    codes = [entry.data["from_agency"], entry.agency]
    names = dict(Agency.objects.filter(code__in=codes).values_list("code", "name"))
    title = _("Handed over from %(from)s to %(to)s; the due time stays")
    bodies = {"from": names.get(codes[0], ""), "to": names.get(codes[1], "")}
    return title % bodies, _by_act(entry.data["act"])


def _by_act(number: str) -> str:
    return _("By the act %(act)s") % {"act": number}


def _forwarded(entry: TrailEntry, pack: Pack) -> Line:
    return _("Handed to the unit that settles it"), ""


def _opened(entry: TrailEntry, pack: Pack) -> Line:
    """Only what another body is asked: of all other steps their end is told."""
    if not (body := entry.data.get("body")):
        return "", ""
    due = entry.data["due"]
    until = _("to answer by %(at)s") % {"at": moment(datetime.fromisoformat(due))} if due else ""
    return _("%(body)s is asked") % {"body": body}, until


def _answered_elsewhere(entry: TrailEntry, pack: Pack) -> Line:
    """That another body answered, with its name; what it said and wrote stays between the
    agencies."""
    step, said = pack.step(entry.data["step"]), {"body": entry.data["body"]}
    if entry.data["outcome"] == SILENCE:
        title = _("%(body)s did not answer in time: by law that counts as agreement") % said
        return title, step.legal_source
    if entry.data["outcome"] == PASSED_OVER:
        return _("%(body)s did not answer in time; the agency goes on without it") % said, ""
    title = _("%(body)s answered after its time") if entry.data["late"] else _("%(body)s answered")
    return title % said, step.action


def _came_late(entry: TrailEntry, pack: Pack) -> Line:
    title = _("%(body)s answered after its time") % {"body": entry.data["body"]}
    return title, _("It is kept; nothing is undone")


def _linked_opened(entry: TrailEntry, pack: Pack) -> Line:
    return _("Opened by the leading filing; nothing is to be typed again"), ""


def _not_opened(entry: TrailEntry, pack: Pack) -> Line:
    """By the name that the group has for it."""
    names = {each.step: each.name for each in pack.interlinked}
    title = _("The dossier of another agency could not be opened yet; it is tried again")
    return title, names.get(entry.data["step"], "")


def _linked_over(entry: TrailEntry, pack: Pack) -> Line:
    told = {
        linked.GRANTED: _("Settled: %(name)s"),
        linked.DENIED: _("Not granted: %(name)s"),
        linked.REFUSED: _("Not accepted: %(name)s"),
        linked.STOPPED: _("Stopped: %(name)s"),
        PASSED_OVER: _("Goes on without: %(name)s"),
    }
    names = {each.step: each.name for each in pack.interlinked}
    words = told.get(entry.data["outcome"])
    return (words % {"name": names.get(entry.data["step"], "")} if words else ""), ""


def _completed(entry: TrailEntry, pack: Pack) -> Line:
    """Steps of officers by their names in the pack; what the applicant did, in other words."""
    if entry.data.get("body"):
        return _answered_elsewhere(entry, pack)
    if entry.data["step_kind"] == StepKind.DOSSIER:
        return _linked_over(entry, pack)
    outcomes = {
        "agreed": _("You confirmed the draft"),
        "silence": _("The draft counts as agreed, because no answer came in time"),
        "answered": _("The register answered"),
    }
    if entry.data["outcome"] in outcomes:
        return outcomes[entry.data["outcome"]], ""
    if entry.data["step_kind"] != "work":
        return "", ""
    return _("Step done"), pack.step(entry.data["step"]).action


def _sent_back(entry: TrailEntry, pack: Pack) -> Line:
    step = pack.step(entry.data["to_step"])
    return _("Sent back to be corrected"), step.action


def _asked(entry: TrailEntry, pack: Pack) -> Line:
    return _("A register was asked, so that you need not bring a paper"), ""


def _failed(entry: TrailEntry, pack: Pack) -> Line:
    return _("The register does not answer; it will be asked again by itself"), ""


def _owed(entry: TrailEntry, pack: Pack) -> Line:
    return _("A fee is due"), f"{entry.data['amount']:,} đồng".replace(",", ".")


def _paid(entry: TrailEntry, pack: Pack) -> Line:
    receipt = _("Receipt %(receipt)s") % {"receipt": entry.data["receipt"]}
    return _("The fee is paid"), receipt


def _approved(entry: TrailEntry, pack: Pack) -> Line:
    return _("The competent person decided and signs"), ""


def _issued(entry: TrailEntry, pack: Pack) -> Line:
    detail = _("Number %(number)s, %(issuer)s") % entry.data
    return _("The result is issued"), detail


def _took_effect(entry: TrailEntry, pack: Pack) -> Line:
    told = {
        "publish_procedure": _("The procedure is published as the decision says"),
        "issue_certificate": _("The certificate is issued"),
    }
    return told[entry.data["effect"]], ""


def _took_no_effect(entry: TrailEntry, pack: Pack) -> Line:
    return _("The signed result could not take effect yet"), ""


def _handed_over(entry: TrailEntry, pack: Pack) -> Line:
    return _("Handed over to the system that issues the result"), entry.data["system"]


def _returned(entry: TrailEntry, pack: Pack) -> Line:
    kept = _("It is kept in your documents")
    if entry.data["method"] == AT_A_DESK and entry.data.get("where"):
        desk = Agency.objects.filter(code=entry.data["where"]).first()
        if desk is not None:
            return _("The result is handed out at %(desk)s") % {"desk": desk.name}, kept
    return _("The result is returned"), kept


def _part(entry: TrailEntry, pack: Pack, title: str) -> Line:
    """What another person was asked or did. A part that the version no longer has is not named."""
    labels = {part.key: part.label for part in pack.parts}
    return title, labels.get(entry.data["part"], "")


def _invited(entry: TrailEntry, pack: Pack) -> Line:
    at_desk = entry.data["at_desk"]
    return _part(
        entry, pack, _("To come to the desk") if at_desk else _("Asked another person to confirm")
    )


def _agreed(entry: TrailEntry, pack: Pack) -> Line:
    told = {
        "online": _("Confirmed with their own account"),
        "desk": _("Confirmed at the desk"),
        "silence": _("Counts as agreed: no answer in time"),
    }
    return _part(entry, pack, told[entry.data["means"]])


def _declined(entry: TrailEntry, pack: Pack) -> Line:
    return _part(entry, pack, _("Did not agree"))


def _expired(entry: TrailEntry, pack: Pack) -> Line:
    return _part(entry, pack, _("Did not answer in time"))


def _lapsed(entry: TrailEntry, pack: Pack) -> Line:
    return _part(entry, pack, _("What was confirmed has changed; it is asked again"))


def _withdrawn(entry: TrailEntry, pack: Pack) -> Line:
    return _part(entry, pack, _("Not asked any more"))


def _asked_to_complete(entry: TrailEntry, pack: Pack) -> Line:
    until = datetime.fromisoformat(entry.data["answer_by"])
    return _("Asked you to complete the dossier"), _("By %(at)s; form 02 says what and why") % {
        "at": moment(until)
    }


def _completed_by_you(entry: TrailEntry, pack: Pack) -> Line:
    return _("You completed the dossier"), _("It goes on where it was")


def _asked_to_pay(entry: TrailEntry, pack: Pack) -> Line:
    return _("Asked you to pay before the dossier goes on"), ""


def _payment_met(entry: TrailEntry, pack: Pack) -> Line:
    return _("What was owed is paid; the dossier goes on"), ""


TOLD: dict[str, Callable[[TrailEntry, Pack], Line]] = {
    **timeline_later.TOLD,
    "dossier.submitted": _submitted,
    "dossier.filing-assisted": _assisted,
    "dossier.filing-confirmed": _filing_confirmed,
    "dossier.filing-not-confirmed": _filing_not_confirmed,
    "dossier.arrived": _arrived,
    "dossier.arrival-parked": _parked,
    "dossier.accepted": _accepted,
    "dossier.rerouted": _rerouted,
    "dossier.forwarded": _forwarded,
    "task.opened": _opened,
    "task.completed": _completed,
    "opinion.came-late": _came_late,
    "linked.opened": _linked_opened,
    "linked.not-opened": _not_opened,
    "task.sent-back": _sent_back,
    "registry.asked": _asked,
    "registry.failed": _failed,
    "fee.owed": _owed,
    "fee.paid": _paid,
    "part.invited": _invited,
    "part.agreed": _agreed,
    "part.declined": _declined,
    "part.expired": _expired,
    "part.lapsed": _lapsed,
    "part.withdrawn": _withdrawn,
    "dossier.result-approved": _approved,
    "dossier.result-issued": _issued,
    "dossier.effect-taken": _took_effect,
    "dossier.effect-failed": _took_no_effect,
    "dossier.handed-over-outside": _handed_over,
    "dossier.result-returned": _returned,
    "supplement.asked": _asked_to_complete,
    "supplement.answered": _completed_by_you,
    "dossier.payment-asked": _asked_to_pay,
    "dossier.payment-met": _payment_met,
}
