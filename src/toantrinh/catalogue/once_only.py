"""Who brings a component: the state that has it, or the applicant. Values in, values out.

Legal source: Nghị quyết 66.7/2025/NQ-CP: what published data hold is not asked for on paper; only
when the query fails, or its answer is incomplete or wrong, may the paper be asked for, and the
person is invited to have the data corrected.

    >>> published = Published(
    ...     paper="giay_khai_sinh", database="csdl_ho_tich", name="Cơ sở dữ liệu hộ tịch điện tử",
    ...     document="3458/QĐ-BTP", since=date(2025, 12, 10),
    ... )
    >>> [published.holds(day, "1.004222") for day in (date(2025, 12, 9), date(2025, 12, 10))]
    [False, True]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from .pack import Component, Pack, Source, SourceKind
from .rules import Need, NeedKind


@dataclass(frozen=True)
class Published:
    """Data that were published as usable in the place of one kind of paper, between two days.

    ``procedures``: the codes it was published for; empty for all that ask for this paper.
    """

    paper: str
    database: str
    name: str  # of the database, for people
    document: str
    since: date
    until: date | None = None
    clause: str = ""
    procedures: frozenset[str] = field(default_factory=frozenset)

    def holds(self, day: date, procedure: str) -> bool:
        return (
            self.since <= day
            and (self.until is None or day <= self.until)
            and (not self.procedures or procedure in self.procedures)
        )


class Supply(StrEnum):
    """Where a component comes from, as things stand."""

    HELD = "held"  # a result in the repository, or what a register said
    FORM = "form"  # the answers are it
    REGISTER = "register"  # the agency asks a register, nobody has yet
    APPLICANT = "applicant"  # a file


@dataclass(frozen=True)
class Provision:
    """A component that is needed, or may be, and who brings it.

    ``source``: name of the register that has it, or will be asked; empty for the owner's own
    repository. ``failed``: names of the registers that were
    asked and did not have it. ``published``: by what the paper may not be asked for.
    """

    need: Need
    supply: Supply
    source: str = ""
    failed: tuple[str, ...] = ()
    published: Published | None = None

    @property
    def component(self) -> Component:
        return self.need.component

    @property
    def takes_files(self) -> bool:
        """Whether the place for a file is open: nobody else brings it, or a register may be slow.
        Closed where published data replace the paper, until the query fails."""
        if not self.component.may_be_uploaded:
            return False
        return self.supply is Supply.APPLICANT or (
            self.supply is Supply.REGISTER and self.published is None
        )

    def is_new_since(self, day: date) -> bool:
        """Whether the paper was still asked for on ``day``."""
        return self.published is not None and self.published.since > day


def provisions(
    pack: Pack,
    needs: Iterable[Need],
    *,
    known: Mapping[str, Any],
    results: Collection[str] = (),
    published: Iterable[Published] = (),
    day: date,
) -> list[Provision]:
    """Who brings each component that is needed or may be, in the order of the pack.

    Args:
        known: by ``source.path``, as ``rules.facts`` takes it; ``source: False`` for a register
            that was asked and did not have it.
        results: codes of the procedures whose results the owner has in the repository.
        published: the register of published data.
        day: of filing; today for a draft.
    """
    in_force = [each for each in published if each.holds(day, pack.code)]
    return [
        _provision(pack, need, known, results, in_force)
        for need in needs
        if need.need is not NeedKind.NOT_REQUIRED
    ]


def missing(provisions: Iterable[Provision], given: Collection[str]) -> list[Component]:
    """Required components that only the applicant can bring, and did not. Of alternatives, one
    that is given or held is enough; else the first of them stands for all."""
    wanted = [each for each in provisions if each.need.need is NeedKind.REQUIRED]
    settled = {
        each.component.one_of
        for each in wanted
        if each.supply is not Supply.APPLICANT or each.component.key in given
    }
    found: dict[str, Component] = {}
    for each in wanted:
        component = each.component
        if each.supply is Supply.APPLICANT and component.key not in given:
            if not component.one_of:
                found[component.key] = component
            elif component.one_of not in settled:
                found.setdefault(component.one_of, component)
    return list(found.values())


def sources_of(component: Component, published: Sequence[Published]) -> tuple[Source, ...]:
    """The sources of the pack, with the registers that replace this kind of paper before what the
    applicant would do."""
    listed = {source.source for source in component.sources}
    added = tuple(
        Source(SourceKind.DATABASE, source=each.database)
        for each in published
        if component.paper and each.paper == component.paper and each.database not in listed
    )
    state = tuple(source for source in component.sources if source.kind in _OF_THE_STATE)
    rest = tuple(source for source in component.sources if source.kind not in _OF_THE_STATE)
    return state + added + rest


_OF_THE_STATE = frozenset({SourceKind.REPOSITORY, SourceKind.DATABASE})


def _provision(
    pack: Pack,
    need: Need,
    known: Mapping[str, Any],
    results: Collection[str],
    published: Sequence[Published],
) -> Provision:
    component = need.component
    names = {each.database: each.name for each in published} | dict(pack.source_names)
    sources = sources_of(component, published)
    failed = tuple(
        dict.fromkeys(
            names[each.source] for each in _databases(sources) if known.get(each.source) is False
        )
    )
    by_law = next((each for each in published if each.paper == component.paper), None)
    for source in sources:
        if source.kind is SourceKind.REPOSITORY and source.procedure in results:
            return Provision(need, Supply.HELD, "", failed, by_law)
        if source.kind is SourceKind.DATABASE and _says(source, known):
            return Provision(need, Supply.HELD, names[source.source], failed, by_law)
    waiting = [each for each in _databases(sources) if known.get(each.source) is not False]
    if waiting:
        return Provision(need, Supply.REGISTER, names[waiting[0].source], failed, by_law)
    if any(source.kind is SourceKind.FORM for source in sources):
        return Provision(need, Supply.FORM, "", failed, by_law)
    return Provision(need, Supply.APPLICANT, "", failed, None if failed else by_law)


def _databases(sources: Iterable[Source]) -> Iterator[Source]:
    return (source for source in sources if source.kind is SourceKind.DATABASE)


def _says(source: Source, known: Mapping[str, Any]) -> bool:
    """Whether the register already said the very thing; that it said something is not enough."""
    return bool(source.path) and known.get(f"{source.source}.{source.path}") is not None
