"""What officers found about the papers of a dossier, as it counts now."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder

from toantrinh.core import sealing

from .models import ComponentCheck, Dossier
from .queries import ComponentState
from .rules import OF_FORM


@dataclass(frozen=True)
class Checked:
    """A component with the newest check of it. ``is_outdated``: other files, or other answers, have
    come since, so that it is to be looked at again."""

    state: ComponentState
    check: ComponentCheck | None
    is_outdated: bool = False

    @property
    def key(self) -> str:
        return self.state.component.key

    @property
    def counts(self) -> bool:
        return self.check is not None and not self.is_outdated

    @property
    def is_right(self) -> bool:
        return self.check is not None and self.counts and self.check.is_right

    @property
    def is_wrong(self) -> bool:
        return self.check is not None and self.counts and not self.check.is_right

    @property
    def targets(self) -> list[str]:
        """What is to be asked for because of it, as ``grounds.items`` calls it."""
        if self.check is None or not self.is_wrong:
            return []
        if not self.state.component.is_answered:
            return [self.key]
        return [OF_FORM + field for field in self.check.content.get("fields", [])]


def of(dossier: Dossier, components: Iterable[ComponentState]) -> list[Checked]:
    """Each component with its newest check. One query, however many there are."""
    rows = dossier.checks.order_by("id").select_related("checked_by__party")
    newest = {each.component: each for each in rows}
    return [
        Checked(
            state,
            check := newest.get(state.component.key),
            is_outdated=check is not None and check.about != about(dossier, state),
        )
        for state in components
    ]


def about(dossier: Dossier, state: ComponentState) -> str:
    """A blind digest of what an officer looks at: the files, or the answers it is made of."""
    if not state.component.is_answered:
        looked_at: object = sorted(str(file.uid) for file in state.files)
    else:
        answers = dossier.answers
        looked_at = {
            key: answers[key]
            for key in dossier.version.form.field_by_key
            if key in answers and state.component.is_answered_by(key)
        }
    text = json.dumps(looked_at, cls=DjangoJSONEncoder, sort_keys=True)
    return sealing.blind_index(f"check:{dossier.uid}:{text}").hex()
