"""What is known of a dossier: answers, what sources said, findings; and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from toantrinh.catalogue import once_only
from toantrinh.catalogue import queries as catalogue
from toantrinh.catalogue import rules as catalogue_rules
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock
from toantrinh.vault import queries as vault

from .models import Channel, Dossier


def known_values(dossier: Dossier) -> dict[str, Any]:
    """What sources said, by ``source.path``: of a draft as they say now, else as they said."""
    return dossier.owner.known if dossier.submitted_at is None else dossier.content["known"]


def known_fields(
    dossier: Dossier, version: ProcedureVersion | None = None
) -> dict[str, dict[str, Any]]:
    """What the state already knows for fields of the form: value and source, by key."""
    return catalogue_rules.prefill((version or dossier.version).pack, known_values(dossier))


def complete_answers(dossier: Dossier) -> dict[str, Any]:
    """The answers, with what sources said in the fields that are not asked because of it."""
    said = {key: each["value"] for key, each in known_fields(dossier).items()}
    return {**said, **dossier.answers}


def facts(
    dossier: Dossier,
    *,
    at: datetime,
    version: ProcedureVersion | None = None,
    answers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Everything the rules of the version may ask about, by name; what is unknown is absent.

    ``version`` and ``answers`` in place of the dossier's own tell how it would be.
    """
    content, pack = dossier.content, (version or dossier.version).pack
    unit = catalogue_rules.of_unit(pack, dossier.agency.code if dossier.agency else "")
    return catalogue_rules.facts(
        pack,
        content["answers"] if answers is None else answers,
        known={**known_values(dossier), **unit},
        findings=content["findings"],
        system={
            "kenh": Channel(dossier.channel).in_rules,
            "ngay_nop": dossier.submitted_on or clock.local_day(at),
        },
    )


def provisions(
    dossier: Dossier, told: Mapping[str, Any], *, at: datetime
) -> list[once_only.Provision]:
    """Who brings each component, as things stood when the dossier was filed; of a draft, now."""
    pack = dossier.version.pack
    day = dossier.submitted_on or clock.local_day(at)
    return once_only.provisions(
        pack,
        catalogue_rules.components(pack, told),
        known=known_values(dossier),
        results=vault.results_of(dossier.owner),
        published=catalogue.published_data(day),
        day=day,
    )


def limit_in_words(choice: catalogue_rules.LimitChoice) -> dict[str, str]:
    """What a dossier keeps of the limit that holds for it."""
    return {
        "kind": choice.limit.kind.value,
        "amount": str(choice.limit.amount),
        "cutoff": f"{choice.limit.cutoff:%H:%M}" if choice.limit.cutoff else "",
        "rule": choice.rule,
        "ground": choice.legal_basis,
    }
