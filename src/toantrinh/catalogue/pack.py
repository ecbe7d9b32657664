"""A procedure as data: what the compiled folder of a pack says, read into frozen values.

``read`` makes a ``Pack`` of the JSON that ``packs.compile`` wrote; nothing here looks at a file or
a database. Texts of a pack are Vietnamese or maps by language; ``read`` chooses one language, so
that whoever uses a pack holds plain text. Amounts are whole đồng.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from toantrinh.core.calendar import Limit
from toantrinh.core.expressions import Expression, Type
from toantrinh.forms.definition import Form
from toantrinh.process.steps import StepKind as StepKind

from .bodies import DONE, Body, Outcome
from .internal import Internal
from .kinds import Origin as Origin
from .kinds import Place as Place
from .kinds import Requirement as Requirement
from .kinds import SourceKind as SourceKind
from .kinds import StepRole as StepRole
from .linking import Opening
from .parts import Part
from .presence import Presence
from .pricing import Fee


@dataclass(frozen=True)
class LegalBasis:
    number: str
    title: str
    date: str = ""  # ISO, empty where it was not found
    note: str = ""


@dataclass(frozen=True)
class Competence:
    """Who settles a case. ``by`` is ``applicant`` (they choose among those of this level), the key
    of an address of the form (that unit's), or ``department`` (the one body of the province)."""

    level: str  # xa or tinh
    name: str
    by: str
    department: str = ""  # what packs call a body that is not the committee, such as so_y_te
    among: tuple[str, ...] = ()  # kinds of agencies among which is chosen; empty: of the level
    when: Expression | None = None

    @property
    def is_chosen(self) -> bool:
        return self.by == "applicant"


@dataclass(frozen=True)
class CompetentBody:
    """The ordinary competence; ``rules`` come first, each where its condition holds."""

    ordinary: Competence
    rules: tuple[Competence, ...] = ()

    @property
    def name(self) -> str:
        return self.ordinary.name


@dataclass(frozen=True)
class SheetField:
    """A field of the other system's form; ``label`` empty where it is called as here."""

    field: str
    label: str = ""


@dataclass(frozen=True)
class Route:
    """``sheet``: the form of the other system in its order, where the version tells it."""

    system: Place
    issuer: Place
    system_name: str = ""
    sheet: tuple[SheetField, ...] = ()

    @property
    def issued_here(self) -> bool:
        return self.issuer is Place.HERE


@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True)
class Fact:
    """Something the rules depend on that is not already an answer of the form.

    Of origin ``source``: the value at ``path`` of ``source``; without a path, whether the source
    answered at all (true, false after a failed or empty query, unknown before one).
    """

    key: str
    label: str
    type: str  # boolean choice number integer money text date
    origin: Origin
    choices: tuple[Choice, ...] = ()
    source: str = ""
    path: str = ""
    help: str = ""
    legal_source: str = ""


@dataclass(frozen=True)
class Source:
    kind: SourceKind
    source: str = ""  # a database declared under ``sources``
    path: str = ""  # what in it is the paper; without it a person looks it up
    procedure: str = ""  # whose earlier result serves
    fields: tuple[str, ...] = ()  # of the form


@dataclass(frozen=True)
class Defect:
    """What is often wrong with a component, with its ground: feeds papers 02 and 03. ``fields``:
    the questions it is about, of a component that is answered; none for any of them."""

    key: str
    text: str
    remedy: str
    legal_source: str
    fields: tuple[str, ...] = ()

    def is_about(self, field: str) -> bool:
        return not self.fields or field in self.fields


@dataclass(frozen=True)
class Component:
    key: str
    name: str
    kind: str  # original copy present data
    original: int
    copy: int
    requirement: Requirement
    condition: Expression | None
    condition_text: str
    sources: tuple[Source, ...]
    defects: tuple[Defect, ...]
    note: str = ""
    one_of: str = ""  # components with one such name are alternatives: one of them is enough
    paper: str = ""  # what kind of paper it is, by which published data replace it everywhere
    custody: str = (
        ""  # of the original: returned or withdrawn at the end; empty: it stays in the file
    )

    @property
    def may_be_uploaded(self) -> bool:
        return any(source.kind is SourceKind.UPLOAD for source in self.sources)

    @property
    def is_answered(self) -> bool:
        """Whether it is nothing but answers of the form: no file of it is ever given."""
        return not self.may_be_uploaded and any(s.kind is SourceKind.FORM for s in self.sources)

    def is_answered_by(self, field: str) -> bool:
        """Whether the answer to ``field`` is a part of it."""
        of_form = [source for source in self.sources if source.kind is SourceKind.FORM]
        return any(not source.fields or field in source.fields for source in of_form)


@dataclass(frozen=True)
class Question:
    """What a step of kind ``query`` asks a register, and which of its answer is kept.

    ``ask``: name in the question to name of an answer or fact, ``field.part`` for a part of a
    place. ``found``: name under which a value is kept among the findings to its name in the answer.
    """

    connector: str
    operation: str
    ask: Mapping[str, str]
    found: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One step of the path. ``plain`` tells the applicant what is happening.

    ``body``: another body does it. ``outcomes``: with what it may end; none: it is done or not.
    ``opening``: the dossier of another procedure that it opens and waits for.
    """

    key: str
    role: StepRole
    kind: StepKind
    agency: str
    action: str
    plain: str
    hours: Limit | None
    parallel_group: str
    counts_toward_limit: bool
    legal_source: str
    when: Expression | None
    silence: str  # agree or none
    query: Question | None
    findings: tuple[str, ...]  # keys of facts of origin officer that may be recorded here
    procedure: str = ""  # of an interlinked group, that this step settles
    body: Body | None = None
    outcomes: tuple[Outcome, ...] = ()
    opening: Opening | None = None

    @property
    def ends_with(self) -> dict[str, Outcome]:
        """With what somebody may end it, by value."""
        known = self.outcomes or (Outcome(DONE, ""),)
        return {each.value: each for each in known}


@dataclass(frozen=True)
class Variant:
    """Another limit in some cases. ``amount`` is given where the limit is calculated; ``limit``
    then only says of which kind it is."""

    when: Expression
    text: str
    limit: Limit
    legal_basis: str
    amount: Expression | None = None


@dataclass(frozen=True)
class TimeLimit:
    limit: Limit
    rule: str
    legal_basis: str
    answer_limit: Limit | None
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Validity:
    """For how many months a result is valid from its day of issue; 0 is without end."""

    months: int
    when: Expression | None
    text: str


@dataclass(frozen=True)
class Result:
    key: str
    name: str
    code: str  # national code of the kind of result, such as KQ.G15.000031
    kind: str
    validity: str
    template: str  # file name in the pack; empty: the common one, or issued elsewhere
    register: str  # kind of register it gets its number from; empty when issued elsewhere
    valid_for: tuple[Validity, ...] = ()
    step: str = ""  # of an interlinked group, which gives this result
    symbol: str = ""  # behind the stroke of its number, such as QĐ-UBND; empty: the year
    of_head: bool = False  # the head decides it in their own right, not on behalf of the agency


@dataclass(frozen=True)
class Interlinked:
    """One of the procedures that one filing opens, and the step that settles it."""

    name: str
    agency: str
    step: str
    code: str = ""  # empty where no national code is known
    when: Expression | None = None


@dataclass(frozen=True)
class RefusalGround:
    key: str
    text: str
    legal_source: str


@dataclass(frozen=True)
class LifeEvent:
    key: str
    name: str


@dataclass(frozen=True)
class Condition:
    text: str
    verified: bool


@dataclass(frozen=True)
class Notice:
    """A short message about a step, without personal data."""

    key: str
    subject: str
    text: str


@dataclass(frozen=True)
class Pack:
    """One version of one procedure. ``fallback``: some text was missing in ``language``."""

    code: str
    name: str
    summary: str
    field_key: str
    field_name: str
    level: tuple[str, ...]
    service_level: str
    service_level_reason: str
    in_force_from: date
    in_force_to: date | None
    legal_bases: tuple[LegalBasis, ...]
    competent_body: CompetentBody
    route: Route
    applicants: tuple[Choice, ...]
    channels: tuple[str, ...]
    conditions: tuple[Condition, ...]
    source_names: Mapping[str, str]
    facts: tuple[Fact, ...]
    components: tuple[Component, ...]
    steps: tuple[Step, ...]
    time_limit: TimeLimit
    fees: tuple[Fee, ...]
    results: tuple[Result, ...]
    refusal_grounds: tuple[RefusalGround, ...]
    life_events: tuple[LifeEvent, ...]
    synonyms: tuple[str, ...]
    related: tuple[str, ...]
    sets: int  # how many sets of the papers are handed in on paper
    interlinked: tuple[Interlinked, ...]
    internal: Internal | None  # asked by bodies of the state, not by citizens
    parts: tuple[Part, ...]  # of other persons
    presence: tuple[Presence, ...]
    form: Mapping[str, Any]  # in one language; ``questions`` is the same, read
    questions: Form
    names: Mapping[str, Type]
    notices: Mapping[str, Notice]
    samples: tuple[Mapping[str, Any], ...]
    cost: Mapping[str, Any]  # in one language; ``cost.now`` and ``cost.before`` read it
    language: str
    fallback: bool
    contact: str = ""  # of the province, where its layer says it
    hours: str = ""
    unit_facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of the layer

    def component(self, key: str) -> Component:
        """Errors: KeyError for a key the pack does not have."""
        return {component.key: component for component in self.components}[key]

    def part(self, key: str) -> Part:
        """Errors: KeyError for a key the pack does not have."""
        return {part.key: part for part in self.parts}[key]

    def step(self, key: str) -> Step:
        """Errors: KeyError for a key the pack does not have."""
        return {step.key: step for step in self.steps}[key]

    @property
    def has_national_code(self) -> bool:
        return self.code[:1].isdigit()

    @property
    def is_filed_online(self) -> bool:
        return "truc_tuyen" in self.channels and self.service_level != "thong_tin"

    def is_in_force(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)
