"""What a proposal would look like to an applicant: the public page and the questions of the form.

It stands here because it shows a page of one room to the people of another.
"""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toantrinh.catalogue import proposed
from toantrinh.forms.rendering import section_form
from toantrinh.identity.requests import AccountRequest
from toantrinh.lists import queries as lists
from toantrinh.portal.views.find import about
from toantrinh.studio.opening import designer, opened


@designer
@require_safe
def preview(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Marked as a preview; nothing of it can be filed or is kept.

    Errors: Http404 while the proposal does not pass its checks.
    """
    proposal = opened(uid)
    version = proposed.version_of(proposal, proposed.examined(proposal)[0])
    if version is None:
        raise Http404
    choices = lists.current()
    sections = [
        section_form(version.form, section.key, {}, choices=choices)
        for section in version.form.sections
    ]
    page = {**about(version), "proposal": proposal, "sections": sections}
    return render(request, "preview.html", page)
