"""A draft in the hands of who fills it in: an applicant page by page, an officer all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.forms import checking, persons, reading, rendering
from toantrinh.forms.checking import Problem
from toantrinh.forms.choices import Taken
from toantrinh.forms.reading import Group
from toantrinh.forms.receiving import Post, filled, receive
from toantrinh.forms.rendering import SectionForm
from toantrinh.forms.shape import Form, Section
from toantrinh.forms.visibility import Visible, visible
from toantrinh.identity.models import Account
from toantrinh.lists import queries as lists
from toantrinh.lists.queries import Lists

from . import actions, knowing, names, people, queries
from .merging import Seen
from .models import Dossier
from .rules import OF_FORM


class Draft:
    """Reads once, is asked often."""

    def __init__(self, dossier: Dossier, by: Account) -> None:
        self.dossier = dossier
        self.by = by

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.dossier.answers

    @cached_property
    def form(self) -> Form:
        return self.dossier.version.form

    @cached_property
    def known(self) -> Mapping[str, Mapping[str, Any]]:
        """What the state has, by the key of the field, with the name of its source."""
        return knowing.known_fields(self.dossier)

    @cached_property
    def known_values(self) -> Mapping[str, Any]:
        """All that sources have told of the applicant and their people, by ``source.path``."""
        return knowing.known_values(self.dossier)

    @cached_property
    def taken(self) -> Taken:
        """Whether a name is used by another dossier."""
        return names.lookup(self.dossier)

    @cached_property
    def choices(self) -> Lists:
        """The national lists as they are today."""
        return lists.current()

    @cached_property
    def files(self) -> dict[str, str]:
        """Names of the files that answer questions, by their uid."""
        return queries.file_names(self.dossier)

    @cached_property
    def facts(self) -> dict[str, Any]:
        return knowing.facts(self.dossier, at=clock.now())

    @cached_property
    def seen(self) -> Visible:
        return visible(self.form, self.answers, self.facts, known=self.known)

    @cached_property
    def filled_by_others(self) -> frozenset[str]:
        """Keys of the sections that are not the applicant's to fill in."""
        return people.filled_by_others(self.dossier, self.facts)

    @property
    def sections(self) -> list[Section]:
        """What is asked now and is the applicant's to answer."""
        return [each for each in self.seen.sections if each.key not in self.filled_by_others]

    @cached_property
    def components(self) -> list[queries.ComponentState]:
        return queries.components(self.dossier)

    def problems(self, section: str | None = None) -> list[Problem]:
        """What is missing or wrong in what the applicant fills in."""
        found = checking.problems(
            self.form,
            self.answers,
            self.facts,
            section,
            known=self.known,
            choices=self.choices,
            taken=self.taken,
        )
        return people.of_applicant(self.dossier, self.facts, found)

    def groups(self) -> list[Group]:
        """Questions and answers, section by section, to be read over."""
        return reading.groups(
            self.form,
            self.answers,
            self.choices,
            facts=self.facts,
            known=self.known,
            files=self.files,
        )

    def section_form(
        self,
        section: Section,
        found: Sequence[Problem] = (),
        *,
        places_url: str,
        rows: Mapping[str, int] | None = None,
    ) -> SectionForm:
        """A section ready to be drawn; ``rows`` of its tables that the page shows."""
        return rendering.section_form(
            self.form,
            section.key,
            self.answers,
            facts=self.facts,
            known=self.known,
            problems=found,
            choices=self.choices,
            files=self.files,
            places_url=places_url,
            rows=rows,
            taken=self.taken,
            people=persons.offers(self.form, section, self.known_values),
            seen=self.seen,
        )

    def attach(
        self, sent: Iterable[tuple[str, str, bytes]]
    ) -> tuple[dict[str, list[str]], list[Problem]]:
        """Keep files (question, name, bytes): their uids by question, and those refused."""
        stored: dict[str, list[str]] = {}
        refused = []
        for key, name, content in sent:
            try:
                file = actions.attach(
                    dossier=self.dossier,
                    component=OF_FORM + key,
                    name=name,
                    content=content,
                    by=self.by,
                )
            except Refusal as refusal:
                told = f"{refusal} {refusal.what_to_do}".strip()
                refused.append(Problem(key, refusal.code, told))
            else:
                stored.setdefault(key, []).append(str(file.uid))
        return stored, refused

    def received(
        self,
        sections: Iterable[Section],
        post: Post,
        *,
        under: Form | None = None,
        files: Mapping[str, Sequence[str]] | None = None,
        typing: bool = False,
    ) -> dict[str, Any]:
        """Answers out of what a browser sent, section after section; ``under`` the form of a
        former version when the page was of that."""
        form = under or self.form
        new: dict[str, Any] = {}
        for each in sections:
            so_far = {**self.answers, **new}
            new |= receive(
                form, each.key, post, so_far, files=files, choices=self.choices, typing=typing
            )
        if not typing and (person := filled(post)):
            new |= persons.fill(form, *person, self.known_values, clock.today())
        return new

    def save(
        self,
        answers: Mapping[str, Any],
        *,
        seen: Seen | None = None,
        under: ProcedureVersion | None = None,
    ) -> Self:
        """The draft with these answers merged in, to be asked anew; see ``save_answers``."""
        saved = actions.save_answers(
            dossier=self.dossier, answers=answers, by=self.by, seen=seen, under=under
        )
        return type(self)(saved, self.by)
