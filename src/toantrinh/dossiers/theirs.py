"""What another person is shown of a dossier: their sections, those the part lets them see, no more.

Of a table of people everyone sees the row that is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from toantrinh.core import clock
from toantrinh.forms import checking, reading, receiving
from toantrinh.forms.checking import Problem
from toantrinh.forms.reading import Group
from toantrinh.forms.receiving import Post
from toantrinh.forms.rendering import SectionForm, section_form
from toantrinh.forms.shape import Section
from toantrinh.forms.visibility import Visible, visible
from toantrinh.lists import queries as lists
from toantrinh.lists.queries import Lists

from . import people
from .knowing import facts, known_fields
from .models import Dossier, Invitation
from .people import Other


class Theirs:
    """One part in the hands of the person it asks. Made by ``actions.read_part``; reads once."""

    def __init__(self, dossier: Dossier, other: Other) -> None:
        self.dossier = dossier
        self.other = other
        self.part = other.part

    @classmethod
    def of(cls, invitation: Invitation) -> Theirs | None:
        """The part of an invitation; None when it is not asked any more."""
        found = people.standing_of(invitation)
        return None if found is None else cls(invitation.dossier, found.other)

    @property
    def seen(self) -> str:
        """What they are about to agree to, in short: another text once anything in it changed."""
        return people.digest(self.dossier, self.other).hex()

    @cached_property
    def sections(self) -> list[Section]:
        """Their own sections, as far as they are asked."""
        return [each for each in self.visible.sections if each.key in self.part.sections]

    def groups(self, *, own: bool) -> list[Group]:
        """Questions and answers to read: of their sections, or of those they may see besides."""
        keys = self.part.sections if own else self.part.sees
        found = reading.groups(
            self.dossier.version.form,
            self._answers_shown,
            self._lists,
            facts=self._facts,
            known=self._known,
        )
        return [group for group in found if group.section_key in keys]

    def form_of(
        self, section: str, problems: Sequence[Problem] = (), *, places_url: str = ""
    ) -> SectionForm:
        """One of their sections to be filled in."""
        return section_form(
            self.dossier.version.form,
            section,
            self._answers,
            facts=self._facts,
            known=self._known,
            problems=problems,
            choices=self._lists,
            places_url=places_url,
        )

    def problems(self, section: str | None = None) -> list[Problem]:
        """What is missing or wrong in their sections."""
        form = self.dossier.version.form
        found = checking.problems(
            form,
            self._answers,
            self._facts,
            section,
            known=self._known,
            choices=self._lists,
        )
        own = self.part.sections
        return [each for each in found if form.section_of[each.field.partition(".")[0]].key in own]

    def received(self, section: str, post: Post) -> dict[str, Any]:
        """New answers of a section out of what a browser sent, for ``actions.save_part``."""
        return receiving.receive(self.dossier.version.form, section, post, self._answers)

    @property
    def with_known(self) -> dict[str, Any]:
        """The answers of their sections, with what the state knows of them: from now on their own
        words in this dossier."""
        own = set(people.fields_of(self.dossier, self.part))
        said = {key: each["value"] for key, each in self._known.items() if key in own}
        return {**said, **{key: each for key, each in self._answers.items() if key in own}}

    @cached_property
    def _answers(self) -> dict[str, Any]:
        return self.dossier.answers

    @property
    def _answers_shown(self) -> dict[str, Any]:
        if self.other.row is None:
            return self._answers
        table = self.part.person.group
        return {**self._answers, table: [self._answers[table][self.other.row]]}

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return facts(self.dossier, at=self.dossier.submitted_at or clock.now())

    @cached_property
    def _lists(self) -> Lists:
        return lists.current()

    @cached_property
    def visible(self) -> Visible:
        return visible(
            self.dossier.version.form, self._answers_shown, self._facts, known=self._known
        )

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, Any]]:
        """What the state knows: of the applicant as ever, and of this person in their sections."""
        known = known_fields(self.dossier)
        if not self.part.is_filled:
            return known
        own = set(people.fields_of(self.dossier, self.part))
        mine = {key: each for key, each in known.items() if key not in own}
        party = people.party_of(self.other)
        said = party.known if party else {}
        pack = self.dossier.version.pack
        for key in own:
            place = self.dossier.version.form.field_by_key[key].prefill
            if place is None or place.person != self.part.person.number:
                continue
            value = said.get(f"{place.source}.{place.path}")
            if value is not None:
                source = pack.source_names[place.source]
                mine[key] = {"value": value, "source": source, "source_key": place.source}
        return mine
