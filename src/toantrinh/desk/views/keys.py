"""What can be done by a single key, and the switch that turns the keys off."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from toantrinh.identity.requests import AccountRequest

from ..opening import officer

KEYS: Final = (
    (
        _("Everywhere at the desk"),
        (
            ("?", _("this page")),
            ("v", _("to the list of what waits")),
            ("Esc", _("leave the field one types in, so that the keys work again")),
        ),
    ),
    (
        _("In a list of dossiers"),
        (
            ("j", _("the next row")),
            ("k", _("the row before")),
            ("Enter", _("open the dossier")),
            ("x", _("mark the row, or take the mark away")),
            ("X", _("mark all from the row marked last to this one")),
            ("a", _("mark the whole page, or take all marks away")),
            ("h", _("to what can be done with the marked ones")),
            ("/", _("find a dossier")),
        ),
    ),
    (
        _("Many at once"),
        (
            ("1", _("what is to be done now")),
            ("j", _("the next row")),
            ("k", _("the row before")),
        ),
    ),
    (
        _("At a dossier"),
        (
            ("1", _("what is to be done now")),
            ("2", _("papers and checklist")),
            ("3", _("answers")),
            ("4", _("messages with the applicant")),
            ("5", _("internal notes")),
            ("6", _("story of the dossier")),
            ("j", _("the next dossier of the list")),
            ("k", _("the dossier before in the list")),
            ("t", _("the next file beside the answers")),
            ("T", _("the file before")),
            ("b", _("ask to complete the dossier (form 02)")),
            ("n", _("write a message to the applicant")),
            ("g", _("write an internal note")),
            ("i", _("summary to print")),
            ("c", _("sheet to copy from, field by field")),
        ),
    ),
)


@officer
@require_safe
def keys(request: AccountRequest) -> HttpResponse:
    """The page of the keys. The switch, like the keys, needs the script."""
    return render(request, "desk/keys.html", {"groups": KEYS})
