"""What every page of filling in knows about a draft, and the way through it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from toantrinh.catalogue.once_only import Supply
from toantrinh.catalogue.parts import Blocks
from toantrinh.catalogue.rules import NeedKind
from toantrinh.core import clock
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import declaring, drafts, people
from toantrinh.dossiers.merging import Answer, Disputes, of
from toantrinh.dossiers.people import Standing
from toantrinh.forms.shape import Section

PEOPLE = "people"
PAPERS = "papers"
CHECK = "check"


@dataclass(frozen=True)
class Step:
    """One page of filling in; ``key`` of a section, or ``PEOPLE``, ``PAPERS`` or ``CHECK``."""

    key: str
    title: str
    href: str
    state: str = "todo"  # done, now, todo


@dataclass(frozen=True)
class Tally:
    """How much the state brings to a draft, and how much the applicant: questions and papers."""

    known: int
    asked: int


class Draft(drafts.Draft):
    """A draft in the hands of the one whose it is, or who helps them; a look is written down."""

    @cached_property
    def content(self) -> dict[str, dict[str, Any]]:
        return dossiers.read_content(dossier=self.dossier, by=self.by)

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.content["answers"]

    @property
    def disputes(self) -> Disputes:
        """What two devices answered differently, by key of the question."""
        found: Disputes = self.content["devices"].get("disputes", {})
        return found

    @property
    def last_sent(self) -> str:
        """The number, given by a page, of what arrived last."""
        return str(self.content["devices"].get("last", ""))

    @property
    def aside(self) -> list[dict[str, Any]]:
        """What had no place any more under a new version."""
        found: list[dict[str, Any]] = self.content["aside"].get("entries", [])
        return found

    @cached_property
    def filing_code(self) -> str:
        """The code on its way to the owner, for what an officer wrote; shown to the owner alone."""
        if self.dossier.assisted_by_id is None or self.by.party_id != self.dossier.owner_id:
            return ""
        sent = declaring.code_on_its_way(self.dossier, clock.now())
        return declaring.code(sent) if sent else ""

    @cached_property
    def others(self) -> list[Standing]:
        """Everyone the version asks besides the applicant."""
        return people.standings(self.dossier, self.facts)

    @cached_property
    def tally(self) -> Tally:
        """A table counts as one question. A paper that nobody is known to need counts for none."""
        questions = {path: each for path, each in self.seen.questions.items() if "." not in path}
        known = sum(1 for each in questions.values() if each.known)
        supplies = Counter(
            each.provision.supply
            for each in self.components
            if each.provision and each.need.need is NeedKind.REQUIRED
        )
        return Tally(
            known=known + supplies[Supply.HELD] + supplies[Supply.REGISTER],
            asked=len(questions) - known + supplies[Supply.APPLICANT],
        )

    def is_current(self) -> bool:
        """Whether the version may be filed under today; if not, the draft waits to be renewed."""
        return self.dossier.version.is_in_force(clock.today())

    def marks(self, section: str) -> dict[str, str]:
        """Marks of the answers on the page of ``section``."""
        fields = self.form.section_by_key[section].fields
        return {each.key: of(self.answers, each.key).mark for each in fields if not each.computed}

    def beforehand(self, section: str) -> dict[str, set[str]]:
        """Marks of what stands in the controls of ``section`` before anybody has answered."""
        found = {}
        for each in self.form.section_by_key[section].fields:
            told = self.known.get(each.key, {}).get("value")
            shown = [value for value in (told, each.constraints.default) if value is not None]
            found[each.key] = {Answer(value).mark for value in shown}
        return found

    def disputed_by(self, page: str) -> list[str]:
        """The questions that ``page`` answered differently than another."""
        told = self.disputes.items()
        return [key for key, waiting in told if any(each["page"] == page for each in waiting)]

    def section(self, key: str) -> Section | None:
        """The section that is asked, or None."""
        return next((each for each in self.seen.sections if each.key == key), None)

    def steps(self, now: str = "") -> list[Step]:
        """The pages in order; ``now`` is the key of the one that is shown."""
        uid = self.dossier.uid
        pages = [
            (each.key, str(each.title), reverse("portal:section", args=[uid, each.key]))
            for each in self.sections
        ]
        if self.others:
            pages.append((PEOPLE, _("Other people"), reverse("portal:others", args=[uid])))
        pages.append((PAPERS, _("Papers"), reverse("portal:papers", args=[uid])))
        pages.append((CHECK, _("Check your answers"), reverse("portal:check", args=[uid])))
        at = next((i for i, (key, _t, _h) in enumerate(pages) if key == now), len(pages))
        return [
            Step(key, title, href, "done" if i < at else "now" if i == at else "todo")
            for i, (key, title, href) in enumerate(pages)
        ]

    def around(self, now: str) -> dict[str, Any]:
        """What the head of a page of filling in shows: steps, number, the ways back and on."""
        steps = self.steps(now)
        at = next(i for i, step in enumerate(steps) if step.key == now)
        return {
            "draft": self,
            "filling_for": signing.Signer(salt="portal.filling").signature(str(self.by.uid))[:16],
            "dossier": self.dossier,
            "steps": steps,
            "number": at + 1,
            "before": steps[at - 1] if at else None,
            "after": steps[at + 1] if at + 1 < len(steps) else None,
        }

    def first_unfinished(self) -> Step:
        """Where one goes on: the first page with something missing, the check when all is there."""
        steps = self.steps()
        open_fields = {problem.field.partition(".")[0] for problem in self.problems()}
        open_sections = {self.form.section_of[key].key for key in open_fields}
        for step in steps:
            if step.key in open_sections:
                return step
            if step.key == PEOPLE and people.waiting(self.others, Blocks.FILING):
                return step
            if step.key == PAPERS and any(c.is_missing for c in self.components):
                return step
        return steps[-1]
