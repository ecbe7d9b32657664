"""What the agency asked to complete, in the hands of the applicant: fields, files, a word to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import names, queries
from toantrinh.dossiers.actions.answering import NEW
from toantrinh.dossiers.knowing import facts, known_fields
from toantrinh.dossiers.models import Attachment, Dossier, SupplementRequest
from toantrinh.dossiers.rules import OF_FORM
from toantrinh.forms.checking import Problem
from toantrinh.forms.controls import Control
from toantrinh.forms.reading import answer_text
from toantrinh.forms.receiving import Post, receive
from toantrinh.forms.rendering import SectionForm, section_form
from toantrinh.forms.shape import Kind
from toantrinh.forms.visibility import RAW
from toantrinh.identity.models import Account
from toantrinh.lists import queries as lists

FILES: Final = "file-"  # before the target, in the names of controls
SAID: Final = "giai_trinh"


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for, with the control of its question or the place of its files.

    ``before`` is the answer as it was filed, or the names of the files given then.
    """

    item: Mapping[str, str]
    id: str
    control: Control | None
    files: Sequence[Attachment]
    before: str
    error: str = ""


class Completing:
    """A request to complete, open or over. Reads once; what is kept goes through the actions."""

    def __init__(self, request: SupplementRequest, dossier: Dossier, by: Account) -> None:
        self.request = request
        self.dossier = dossier
        self.by = by
        request.dossier = dossier

    @cached_property
    def form(self) -> Any:
        return self.dossier.version.form

    @cached_property
    def content(self) -> dict[str, Any]:
        return self.request.content

    @property
    def said(self) -> str:
        return str(self.content.get("said", ""))

    @property
    def items(self) -> Sequence[Mapping[str, str]]:
        found: Sequence[Mapping[str, str]] = self.content["items"]
        return found

    @cached_property
    def questions(self) -> dict[str, str]:
        """The questions asked again that are answered by typing: key and section, in order."""
        keys = (each["target"].removeprefix(OF_FORM) for each in self.items if _of_form(each))
        return {
            key: self.form.section_of[key].key
            for key in keys
            if key in self.form.field_by_key and self.form.field_by_key[key].kind is not Kind.FILE
        }

    @cached_property
    def filed(self) -> dict[str, Any]:
        """The answers as they were filed."""
        return dossiers.read_content(dossier=self.dossier, by=self.by)["answers"]

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The answers as they would be, with what was typed and not understood."""
        found: dict[str, Any] = {**self.filed, **self.content.get("corrections", {})}
        return found

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Files that were given before, and those that are not sent yet, oldest first."""
        rows = self.dossier.attachments.present().select_related("file", "dossier")
        return list(rows.order_by("added_at", "id"))

    def files(self, target: str) -> list[Attachment]:
        """What is kept for a target and not sent yet."""
        return [each for each in self.attachments if each.component == NEW + target]

    @property
    def unsent(self) -> list[Attachment]:
        return [file for item in self.items for file in self.files(item["target"])]

    def received(self, post: Post) -> dict[str, Any]:
        """Corrections out of what a browser sent: of the questions asked again, no others."""
        answers, raw = dict(self.answers), dict(self.answers.get(RAW) or {})
        new: dict[str, Any] = {}
        for section in dict.fromkeys(self.questions.values()):
            came = receive(self.form, section, post, answers, choices=self.lists)
            raw = dict(came.pop(RAW, raw) or {})
            answers = {**answers, RAW: raw}
            new |= {key: value for key, value in came.items() if key in self.questions}
        if new:
            kept = {path: text for path, text in raw.items() if _key(path) in self.questions}
            new[RAW] = kept
        return new

    @cached_property
    def lists(self) -> lists.Lists:
        return lists.current()

    def asked(self, problems: Iterable[Problem] = (), *, places_url: str = "") -> list[Asked]:
        """Everything that is asked for, ready to be drawn."""
        found = list(problems)
        errors = {each.field: str(each.message) for each in found}
        controls = self._controls(found, places_url)
        return [self._asked(item, controls, errors) for item in self.items]

    def _asked(
        self, item: Mapping[str, str], controls: Mapping[str, Control], errors: Mapping[str, str]
    ) -> Asked:
        target = item["target"]
        control = controls.get(target.removeprefix(OF_FORM)) if _of_form(item) else None
        place = control.path if control else FILES + target
        return Asked(
            item=item,
            id=place,
            control=control,
            files=self.files(target),
            before=self._before(target),
            error=errors.get(place, ""),
        )

    def _before(self, target: str) -> str:
        key = target.removeprefix(OF_FORM)
        if key in self.questions:
            value = self.filed.get(key)
            if value is None or isinstance(value, list):
                return ""
            return answer_text(self.form.field_by_key[key], value, self.lists)
        return "; ".join(each.name for each in self.attachments if each.component == target)

    def _controls(self, problems: Sequence[Problem], places_url: str) -> dict[str, Control]:
        """The controls of the questions asked again, as the section they come from draws them."""
        found: dict[str, Control] = {}
        for section in dict.fromkeys(self.questions.values()):
            drawn = self._section(section, problems, places_url)
            found |= {c.field.key: c for c in drawn.controls if c.field.key in self.questions}
        return found

    def _section(self, key: str, problems: Sequence[Problem], places_url: str) -> SectionForm:
        """What a register says is asked too, where the agency says that it is wrong."""
        known = {k: v for k, v in known_fields(self.dossier).items() if k not in self.questions}
        at = self.dossier.submitted_at or self.dossier.begun_at
        return section_form(
            self.form,
            key,
            self.answers,
            facts=facts(self.dossier, at=at, answers=self.answers),
            known=known,
            problems=problems,
            choices=self.lists,
            files=queries.file_names(self.dossier),
            places_url=places_url,
            taken=names.lookup(self.dossier),
        )

    @cached_property
    def datalists(self) -> list[tuple[str, Sequence[tuple[str, str]]]]:
        sections = dict.fromkeys(self.questions.values())
        found = dict(pair for key in sections for pair in self._section(key, (), "").datalists)
        return list(found.items())

    def typed(self, post: Post | None = None) -> list[tuple[str, str]]:
        """Question and answer of what was corrected, to read: also of what came too late."""
        corrections = self.content.get("corrections", {})
        if post is not None:
            corrections = {**corrections, **self.received(post)}
        raw = corrections.get(RAW) or {}
        lines = []
        for key in self.questions:
            field = self.form.field_by_key[key]
            value = corrections.get(key)
            if value is not None and not isinstance(value, list):
                lines.append((str(field.label), answer_text(field, value, self.lists)))
            elif key in raw:
                lines.append((str(field.label), str(raw[key])))
        return lines


def _of_form(item: Mapping[str, str]) -> bool:
    return item["target"].startswith(OF_FORM)


def _key(path: str) -> str:
    return path.partition(".")[0]
