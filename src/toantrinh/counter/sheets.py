"""What a visitor is told about a procedure, on one sheet, out of the version in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from toantrinh.catalogue import rules, wording
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.catalogue.pack import Component, Pack, Requirement, SourceKind
from toantrinh.dossiers.queries import answer_limit
from toantrinh.dossiers.wording import fee_text, money

STATE: Final = {SourceKind.DATABASE, SourceKind.REPOSITORY}


def sheet(version: ProcedureVersion, day: date) -> list[dict[str, Any]]:
    """Sections with ``title`` and ``lines``: papers, body, process, time, cost, grounds of refusal.

    Legal source: Nghị định 118/2025/NĐ-CP, Điều 16, for what has to be told.
    """
    pack = version.pack
    found = [
        (_("Papers to bring"), list(_papers(pack, from_state=False))),
        (_("To be brought only where the state has no data of it"), list(_papers(pack))),
        (_("Not to be brought: the state has it"), list(_papers(pack, from_state=True))),
        (_("Who settles it"), [pack.competent_body.name]),
        (_("How it goes"), list(dict.fromkeys(step.plain for step in pack.steps if step.plain))),
        (_("How long it takes on the sheet"), list(_time(pack, day))),
        (_("Fees and charges"), list(_fees(pack, day))),
        (_("Result"), [result.name for result in pack.results]),
        (_("Where to file it"), list(_channels(pack))),
        (_("Law"), [f"{each.number}: {each.title}" for each in pack.legal_bases]),
    ]
    return [{"title": str(title), "lines": lines} for title, lines in found if lines]


def _papers(pack: Pack, *, from_state: bool | None = None) -> Iterator[str]:
    """``from_state``: whether it comes from the state alone; None: where the state has none of it,
    from the person."""
    for each in pack.components:
        kinds = {source.kind for source in each.sources}
        falls_back = bool(kinds & STATE) and SourceKind.UPLOAD in kinds
        if from_state == (None if falls_back else bool(kinds & STATE)):
            yield _paper(each)


def _paper(each: Component) -> str:
    """Name, how many of which kind, and in which case."""
    counts = [
        _("%(count)s original") % {"count": each.original} if each.original else "",
        _("%(count)s copy") % {"count": each.copy} if each.copy else "",
    ]
    told = ", ".join(filter(None, counts))
    name = f"{each.name} ({told})" if told else each.name
    if each.requirement is Requirement.OPTIONAL:
        name = _("%(paper)s, if there is one") % {"paper": name}
    return f"{name}. {each.condition_text}" if each.condition_text else name


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
