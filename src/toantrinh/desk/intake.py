"""A draft in the hands of an officer at the counter: the whole form on one page, and the papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.urls import reverse

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import names, people, queries
from toantrinh.dossiers.knowing import facts, known_fields, known_values
from toantrinh.dossiers.models import Dossier
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.forms import persons
from toantrinh.forms.checking import Problem, problems
from toantrinh.forms.reading import Group, groups
from toantrinh.forms.receiving import Post, filled, receive, rows_shown
from toantrinh.forms.rendering import SectionForm, section_form
from toantrinh.forms.shape import Form, Section
from toantrinh.forms.visibility import Visible, visible
from toantrinh.identity.models import Account
from toantrinh.lists import queries as lists
from toantrinh.lists.queries import Lists


class Intake:
    """Reads once, is asked often."""

    def __init__(self, dossier: Dossier, by: Account) -> None:
        self.dossier = dossier
        self.by = by

    def look(self) -> Intake:
        """Write down that its answers are about to be seen. Not inside a transaction."""
        dossiers.read_content(dossier=self.dossier, by=self.by)
        return self

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.dossier.answers

    @cached_property
    def form(self) -> Form:
        return self.dossier.version.form

    @cached_property
    def known(self) -> Mapping[str, Mapping[str, Any]]:
        return known_fields(self.dossier)

    @cached_property
    def facts(self) -> dict[str, Any]:
        return facts(self.dossier, at=clock.now())

    @cached_property
    def lists(self) -> Lists:
        return lists.current()

    @cached_property
    def seen(self) -> Visible:
        return visible(self.form, self.answers, self.facts, known=self.known)

    @cached_property
    def sections(self) -> list[Section]:
        """What is asked now and is the applicant's to answer."""
        others = people.filled_by_others(self.dossier, self.facts)
        return [each for each in self.seen.sections if each.key not in others]

    @cached_property
    def problems(self) -> list[Problem]:
        found = problems(
            self.form,
            self.answers,
            self.facts,
            known=self.known,
            choices=self.lists,
            taken=names.lookup(self.dossier),
        )
        return people.of_applicant(self.dossier, self.facts, found)

    def forms(
        self, found: Sequence[Problem] = (), *, rows: Mapping[str, int] | None = None
    ) -> list[SectionForm]:
        """All sections, ready to be drawn."""
        files, told = queries.file_names(self.dossier), known_values(self.dossier)
        return [
            section_form(
                self.form,
                each.key,
                self.answers,
                facts=self.facts,
                known=self.known,
                problems=found,
                choices=self.lists,
                files=files,
                places_url=reverse("portal:places"),
                rows=rows,
                taken=names.lookup(self.dossier),
                people=persons.offers(self.form, each, told),
                seen=self.seen,
            )
            for each in self.sections
        ]

    def groups(self) -> list[Group]:
        """Questions and answers, to be read over with the person."""
        return groups(
            self.form,
            self.answers,
            self.lists,
            facts=self.facts,
            known=self.known,
            files=queries.file_names(self.dossier),
        )

    @cached_property
    def components(self) -> list[queries.ComponentState]:
        return queries.components(self.dossier)

    def received(
        self, post: Post, *, files: Mapping[str, Sequence[str]] | None = None, typing: bool = False
    ) -> dict[str, Any]:
        """Answers out of what a browser sent, section after section."""
        new: dict[str, Any] = {}
        for each in self.form.sections:
            so_far = {**self.answers, **new}
            new |= receive(
                self.form,
                each.key,
                post,
                so_far,
                files=files,
                choices=self.lists,
                typing=typing,
            )
        if not typing and (person := filled(post)):
            new |= persons.fill(self.form, *person, known_values(self.dossier), clock.today())
        return new

    def saved(
        self, post: Post, sent: Iterable[tuple[str, str, bytes]] = (), *, typing: bool = False
    ) -> tuple[Intake, list[Problem]]:
        """The draft with what was typed and sent (question, name, bytes); the files refused."""
        stored: dict[str, list[str]] = {}
        refused = []
        for key, name, content in sent:
            try:
                file = dossiers.attach(
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
        new = self.received(post, files=stored, typing=typing)
        dossier = dossiers.save_answers(dossier=self.dossier, answers=new, by=self.by)
        return Intake(dossier, self.by), refused

    @staticmethod
    def rows(post: Post) -> dict[str, int]:
        return rows_shown(post)
