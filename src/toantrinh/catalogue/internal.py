"""What a pack says of a procedure that bodies of the state ask of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

Data = Mapping[str, Any]


class Audience(StrEnum):
    """For whom a procedure is."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Owner(StrEnum):
    """Whose the dossier is: the agency that asks, or the officer for whom it asks."""

    AGENCY = "agency"
    OFFICER = "officer"


class Effect(StrEnum):
    """What comes of the result by itself, once it is signed and sealed."""

    PUBLISH_PROCEDURE = "publish_procedure"
    ISSUE_CERTIFICATE = "issue_certificate"


@dataclass(frozen=True)
class Internal:
    """``asked_by``: roles of steps whose offices at the asking agency may ask; empty: any."""

    owner: Owner
    asked_by: tuple[str, ...] = ()
    effect: Effect | None = None


def read(procedure: Data) -> Internal | None:
    """None for a procedure of citizens."""
    if procedure.get("audience", Audience.PUBLIC) != Audience.INTERNAL:
        return None
    told: Data = procedure["internal"]
    return Internal(
        owner=Owner(told["owner"]),
        asked_by=tuple(told.get("asked_by", ())),
        effect=Effect(told["effect"]) if "effect" in told else None,
    )


def wrong(procedure: Data) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What does not fit together, as path, message and remedy."""
    is_internal = procedure.get("audience") == Audience.INTERNAL
    if is_internal != ("internal" in procedure):
        message = _("What is internal says who asks, and only such a procedure does.")
        yield ("internal",), message, _("Write internal together with audience: internal.")
        return
    told = procedure.get("internal", {})
    effect = told.get("effect")
    if effect and procedure["route"]["issuer"] != "here":
        message = _("Only a result that is signed here has an effect by itself.")
        yield ("internal", "effect"), message, _("Remove it, or correct route.issuer.")
    needed = {Effect.PUBLISH_PROCEDURE: Owner.AGENCY, Effect.ISSUE_CERTIFICATE: Owner.OFFICER}
    if effect and told["owner"] != needed[Effect(effect)]:
        message = _("This effect needs “owner: %(owner)s”.") % {"owner": needed[Effect(effect)]}
        yield ("internal", "owner"), message, _("Correct owner or effect.")
    if is_internal and procedure.get("life_events"):
        message = _("An internal procedure belongs to no event of a life.")
        yield ("life_events",), message, _("Remove them.")
