"""The papers of a dossier as bytes: what each says, set by ``papers``. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Q

from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.core import clock
from toantrinh.forms import reading
from toantrinh.identity.authority import Right
from toantrinh.identity.models import Account, Agency, AgencyKind, Post
from toantrinh.lists import queries as lists
from toantrinh.papers import queries as papers
from toantrinh.papers import rendering
from toantrinh.papers.models import IssuedPaper
from toantrinh.process.steps import StepKind

from . import arrived, custody, grounds, internal, negative, queries, receipts
from .knowing import complete_answers, facts, known_fields
from .models import Channel, Closing, Dossier, PaperKind
from .wording import fee_text, given_as, limit_text, place_of

ELECTRONIC: Final = "Bản điện tử trong mục “Giấy tờ của tôi”"
RESULT_FIELDS: Final = ("hinh_thuc_nhan", "noi_nhan", "nhan_thong_bao")
"""Where the forms of the packs ask how somebody wants to have the result."""
ONLY_ELECTRONIC: Final = ("dien_tu",)
BY_POST: Final = "buu_chinh"
POST_FIELD: Final = "dia_chi_nhan"


def office_paper(
    dossier: Dossier,
    kind: str,
    *,
    issued: IssuedPaper | None,
    at: datetime,
    more: Mapping[str, Any] | None = None,
) -> bytes:
    """A paper about the handling of a dossier, on the form in force when it was filed: an old
    dossier gets the old form. ``more``: what only this kind of paper says."""
    template = papers.template(kind, clock.local_day(dossier.submitted_at or at))
    data = _data(dossier, issued=issued, at=at) | dict(more or {})
    if kind == PaperKind.FORM01 and (centre := dossier.taken_in_by) is not None:
        data |= _of_centre(dossier, centre)
    return rendering.render(template, data, at=at)


def _of_centre(dossier: Dossier, centre: Agency) -> dict[str, Any]:
    """What the receipt of a centre says otherwise: who received it, and for whom."""
    return {
        "agency": {"name": centre.name, "parent": parent_of(centre), "place": place_of(centre)},
        "competent": dossier.settling_agency.name,
        "contact": centre.name,
    }


def officer(account: Account, dossier: Dossier, at: datetime) -> dict[str, str]:
    """Who answers for a paper: name, title and capacity in the post at this agency."""
    posts = Post.objects.held_on(clock.local_day(at)).filter(account=account)
    post = posts.filter(agency=dossier.settling_agency).first()
    return {
        "name": account.name,
        "title": post.title if post else "",
        "capacity": post.capacity if post else "",
        "phone": "",
    }


def signatory(right: Right) -> dict[str, str]:
    """Who signs a paper: name, and what stands above it, by the office or the delegation."""
    return {
        "name": right.post.account.name,
        "title": "\n".join(right.lines),
        "capacity": right.capacity,
        "phone": "",
    }


def result(dossier: Dossier, *, issued: IssuedPaper | None, is_draft: bool, at: datetime) -> bytes:
    """The result on the template of the version, or the common one, with room for signature, seal
    and number."""
    data = _data(dossier, issued=issued, at=at) | _content(dossier)
    data["attached"] = internal.attached(dossier)
    if (denied := negative.closing_of(dossier)) is not None:
        source = papers.template(negative.PAPER, clock.local_day(dossier.submitted_at or at))
        data["negative"] = _negative(dossier, denied)
    elif name := dossier.version.pack.results[0].template:
        source = dossier.version.template(name)
    else:
        source = papers.template("result", clock.local_day(at))
    data |= {"draft": is_draft, "number": "", "date": ""}  # rooms: the seal fills them
    data["registered_on"] = clock.local_day(at).isoformat()
    return rendering.render(source, data, at=at)


def declaration(dossier: Dossier, *, at: datetime) -> dict[str, Any]:
    """What the sheet says that a person reads and signs before their dossier is filed."""
    data = _data(dossier, issued=None, at=at) | _content(dossier)
    data["assisted"] = {
        "name": dossier.assisted_by.name if dossier.assisted_by else "",
        "centre": dossier.assisted_in.name if dossier.assisted_in else "",
    }
    return data


def _negative(dossier: Dossier, denied: Closing) -> dict[str, Any]:
    return {
        "grounds": grounds.refusal(dossier.version.pack, denied.grounds),
        "note": denied.note,
        "appeal": (
            "Không đồng ý với kết quả này, ông/bà có quyền khiếu nại, khởi kiện theo quy định của"
            " Luật Khiếu nại và Luật Tố tụng hành chính."
        ),
    }


def _data(dossier: Dossier, *, issued: IssuedPaper | None, at: datetime) -> dict[str, Any]:
    agency = dossier.settling_agency
    told = facts(dossier, at=dossier.submitted_at or at)
    site = settings.PUBLIC_URL.partition("//")[2]
    filed_on = clock.local_day(dossier.submitted_at or at)
    answer = queries.answer_limit(dossier.version.pack, filed_on)
    originals = custody.on_receipt(dossier)
    return {
        "code": issued.code if issued else "",
        "check_url": f"{settings.PUBLIC_URL}/kiem-tra/{issued.code}" if issued else "",
        "check_page": f"{site}/kiem-tra",
        "track_page": f"{site}/tra-cuu",
        "demo": settings.SIGNATURES_ARE_DEMO,
        "draft": False,
        "number": issued.number if issued else "",
        "date": clock.local_day(at).isoformat(),
        "agency": {
            "name": agency.name,
            "parent": parent_of(agency),
            "place": place_of(agency),
            "province": settings.PROVINCE_NAME,
        },
        "dossier": {
            "reference": dossier.reference,
            "submitted_at": dossier.submitted_at,
            "accepted_at": dossier.accepted_at,
            "due_at": dossier.due_at,
            "answer_due_at": dossier.answer_due_at,
        },
        "procedure": {"code": dossier.version.code, "name": dossier.version.name},
        "applicant": _applicant(dossier),
        "components": [
            {
                "name": state.component.name,
                "form": "; ".join(
                    filter(None, [given_as(state), originals.get(state.component.key, "")])
                ),
                "count": max(1, state.component.original + state.component.copy),
            }
            for state in queries.components(dossier)
            if state.need.need == catalogue_rules.NeedKind.REQUIRED or state.files
        ],
        "channel": _channel(dossier),
        "fee": {"text": fee_text(catalogue_rules.fees(dossier.version.pack, told))},
        "limit": {"text": (dossier.limit or {}).get("rule", "")},
        "answer_limit": {"text": limit_text(answer)},
        "receiver": _receiver(dossier),
        "contact": agency.name,
        "return": {"text": _taken_where(dossier)},
    }


def _channel(dossier: Dossier) -> dict[str, str]:
    """By which channel, by its name and as form 01 says it of the one who filed."""
    name = str(Channel(dossier.channel).label)
    at_desk = dossier.channel == Channel.DESK
    return {"text": name, "filed": "Nộp trực tiếp" if at_desk else f"Nộp qua {name}"}


def _taken_where(dossier: Dossier) -> str:
    """How the applicant asked to have the result. The electronic one is there whatever they chose;
    where the form asks nothing, it is all there is."""
    form, answers, today = dossier.version.form, dossier.answers, lists.current(clock.today())
    found = [ELECTRONIC]
    for key in RESULT_FIELDS:
        field = form.field_by_key.get(key)
        answer = answers.get(key)
        if field is None or not answer or answer in ONLY_ELECTRONIC:
            continue
        asked = reading.answer_text(field, answer, today)
        if answer == BY_POST and (place := answers.get(POST_FIELD)):
            asked += f": {reading.answer_text(form.field_by_key[POST_FIELD], place, today)}"
        found.insert(0, asked)
    return "; ".join(found)


def _content(dossier: Dossier) -> dict[str, Any]:
    """The answers as they are kept and as people read them, and what was found."""
    answers = complete_answers(dossier)
    form, today = dossier.version.form, lists.current(clock.today())
    return {
        "answers": answers,
        "read": {
            key: reading.answer_text(form.field_by_key[key], answer, today)
            for key, answer in answers.items()
            if key in form.field_by_key and not isinstance(answer, list)
        },
        "findings": dossier.content["findings"],
        "lines": [
            {"label": str(line.question), "value": line.answer}
            for group in reading.groups(
                form,
                dossier.answers,
                today,
                facts=facts(dossier, at=clock.now()),
                known=known_fields(dossier),
                files=queries.file_names(dossier),
            )
            for line in group.lines
            if line.answer
        ],
    }


def address_and_phone(dossier: Dossier) -> str:
    """Of the applicant, in one line, as far as they were given."""
    told = _applicant(dossier)
    return ", ".join(filter(None, (told["address"], told["phone"])))


def _applicant(dossier: Dossier) -> dict[str, str]:
    known = dossier.content["known"] or dossier.owner.known
    answers = complete_answers(dossier)
    address = known.get("csdl_cu_tru.noi_cu_tru") or answers.get("nyc_noi_cu_tru")
    phones = [f.key for f in dossier.version.form.field_by_key.values() if f.kind == "phone"]
    given = (answers.get(key) for key in phones)
    return {
        "name": dossier.owner.name,
        "submitted_by": arrived.submitter_name(dossier),
        "address": lists.place_label(address) if isinstance(address, dict) else "",
        "phone": next((str(phone) for phone in given if phone), ""),
        "email": str(known.get("vneid.email") or ""),
    }


def _receiver(dossier: Dossier) -> dict[str, str]:
    task = dossier.tasks.filter(kind=StepKind.RECEIVE).select_related("done_by__party").first()
    if task is None or task.done_by is None:
        return {"name": "", "title": ""}
    return {"name": task.done_by.name, "title": _title(task.done_by, receipts.receiving(dossier))}


def _title(account: Account, agency: Agency) -> str:
    held = Post.objects.held_on(clock.today()).filter(Q(account=account) & Q(agency=agency))
    post = held.first()
    return post.title if post else ""


def parent_of(agency: Agency) -> str:
    """What stands above its name; nothing stands above the committee of the province."""
    if agency.kind == AgencyKind.PROVINCE:
        return ""
    return agency.parent.name if agency.parent else settings.PROVINCE_NAME
