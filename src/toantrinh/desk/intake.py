"""A draft in the hands of an officer at the counter: the whole form on one page, and the papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.drafts import Draft
from toantrinh.forms.checking import Problem
from toantrinh.forms.receiving import Post
from toantrinh.forms.rendering import SectionForm


class Intake(Draft):
    def look(self) -> Intake:
        """Write down that its answers are about to be seen. Not inside a transaction."""
        dossiers.read_content(dossier=self.dossier, by=self.by)
        return self

    def forms(
        self, found: Sequence[Problem] = (), *, rows: Mapping[str, int] | None = None
    ) -> list[SectionForm]:
        """All sections, ready to be drawn; also those that an answer may yet open, hidden."""
        places_url = reverse("portal:places")
        return [
            self.section_form(each, found, places_url=places_url, rows=rows)
            for each in self.form.sections
            if each.key not in self.filled_by_others
        ]

    def saved(
        self, post: Post, sent: Iterable[tuple[str, str, bytes]] = (), *, typing: bool = False
    ) -> tuple[Intake, list[Problem]]:
        """The draft with what was typed and sent (question, name, bytes); the files refused."""
        files, refused = self.attach(sent)
        new = self.received(self.form.sections, post, files=files, typing=typing)
        return self.save(new), refused
