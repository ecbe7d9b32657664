"""What a visitor is told about a procedure, on one sheet, out of the version in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import Enum, auto
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.catalogue import rules, wording
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.pack import Component, Pack, Requirement, SourceKind
from toantrinh.dossiers.queries import answer_limit
from toantrinh.dossiers.wording import fee_text, money

STATE: Final = {SourceKind.DATABASE, SourceKind.REPOSITORY}


class Whence(Enum):
    """Where what makes up a dossier comes from."""

    FORM = auto()
    PERSON = auto()
    EITHER = auto()  # from the state, where it has it; from the person otherwise
    STATE = auto()


def sheet(version: ProcedureVersion, day: date) -> list[dict[str, Any]]:
    """Sections with ``title`` and ``lines``: papers, body, process, time, cost, grounds of refusal.

    Legal source: Nghị định 118/2025/NĐ-CP, Điều 16, for what has to be told.
    """
    pack = version.pack
    found = [
        (_("Filled in electronically, without a paper form"), _papers(pack, Whence.FORM)),
        (_("Papers to bring"), _papers(pack, Whence.PERSON)),
        (_("To be brought only where the state has no data of it"), _papers(pack, Whence.EITHER)),
        (_("Not to be brought: the state has it"), _papers(pack, Whence.STATE)),
        (_("Who settles it"), [pack.competent_body.name]),
        (_("How it goes"), list(dict.fromkeys(step.plain for step in pack.steps if step.plain))),
        (_("How long it takes on the sheet"), list(_time(pack, day))),
        (_("Fees and charges"), list(_fees(pack, day))),
        (_("Result"), [result.name for result in pack.results]),
        (_("Where to file it"), list(_channels(pack))),
        (_("Law"), [f"{each.number}: {each.title}" for each in pack.legal_bases]),
    ]
    return [{"title": str(title), "lines": lines} for title, lines in found if lines]


def _papers(pack: Pack, whence: Whence) -> list[str]:
    return [_paper(each, whence) for each in pack.components if _whence(each) is whence]


def _whence(component: Component) -> Whence:
    kinds = {source.kind for source in component.sources}
    if kinds == {SourceKind.FORM}:
        return Whence.FORM
    if not kinds & STATE:
        return Whence.PERSON
    return Whence.EITHER if SourceKind.UPLOAD in kinds else Whence.STATE


def _paper(each: Component, whence: Whence) -> str:
    """Name, how many of which kind unless it is no paper, and in which case."""
    told = "" if whence is Whence.FORM else _counted(each)
    name = f"{each.name} ({told})" if told else each.name
    if each.requirement is Requirement.OPTIONAL:
        name = _("%(paper)s, if there is one") % {"paper": name}
    return f"{name}. {each.condition_text}" if each.condition_text else name


def _counted(each: Component) -> str:
    counts = [
        _("%(count)s original") % {"count": each.original} if each.original else "",
        _("%(count)s copy") % {"count": each.copy} if each.copy else "",
    ]
    return ", ".join(filter(None, counts))


def _time(pack: Pack, day: date) -> Iterator[str]:
    yield pack.time_limit.rule or wording.limit(pack.time_limit.limit)
    yield from (variant.text for variant in pack.time_limit.variants)
    answer = wording.limit(answer_limit(pack, day))
    yield _("The agency answers within %(limit)s whether it takes the dossier in.") % {
        "limit": answer
    }


def _fees(pack: Pack, day: date) -> Iterator[str]:
    statement = rules.fees(pack, {"ngay_nop": day})
    if statement.free:
        yield _("Nothing is to be paid.")
        return
    for fee in pack.fees:
        prices = wording.prices(fee, pack.names)
        for case, amount in prices:
            about = f"{fee.name}, {case}" if case else fee.name
            yield f"{about}: {money(amount)}"
        if not prices:
            yield f"{fee.name}: {fee_text(statement)}"
        yield from (each.text for each in fee.exemptions)


def _channels(pack: Pack) -> Iterator[str]:
    if pack.is_filed_online:
        yield _("Online, with one's own account")
    if "truc_tiep" in pack.channels:
        yield _("At any public service centre of the province")
    if "buu_chinh" in pack.channels:
        yield _("By public post")
