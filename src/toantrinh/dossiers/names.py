"""Names that have to be nobody else's: kept when one files, looked for while another fills in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from toantrinh.core import sealing
from toantrinh.core.vietnamese import folded
from toantrinh.forms.checking import name_places
from toantrinh.forms.visibility import visible

from .models import Dossier, NameInUse
from .states import State

_FREE = (State.DRAFT, State.NOT_ACCEPTED, State.STOPPED)  # what was refused uses no name


def lookup(dossier: Dossier) -> Callable[[str, str, str], bool]:
    """Whether another dossier than this one uses a name: ``forms.choices.Taken``.

    It knows the names that dossiers of this system ask for or have got. A register of its own is
    asked elsewhere.
    """
    return partial(_is_taken, dossier)


def _is_taken(dossier: Dossier, source: str, name: str, unit: str) -> bool:
    return (
        NameInUse.objects.filter(index=_index(source, name, unit))
        .exclude(dossier=dossier)
        .exclude(dossier__state__in=_FREE)
        .exists()
    )


def keep(dossier: Dossier) -> None:
    """Write down the names that ``dossier`` asks for; part of filing."""
    NameInUse.objects.filter(dossier=dossier).delete()
    seen = visible(dossier.version.form, dossier.answers)
    NameInUse.objects.bulk_create(
        NameInUse(dossier=dossier, index=_index(*place)) for place in name_places(seen)
    )


def _index(source: str, name: str, unit: str) -> bytes:
    """Equal for names that differ in accents, case and spaces only."""
    return sealing.blind_index(f"{source}:{unit}:{folded(name)}")
