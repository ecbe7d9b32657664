"""At the counter: an officer who sees the identity card ties its number to an account."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from toantrinh.core import clock
from toantrinh.identity import actions, rules
from toantrinh.identity.errors import NumberKnown, NumberTaken
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import NotPermitted, Permission, may
from toantrinh.identity.requests import AccountRequest
from toantrinh.identity.words import NUMBER_WARNINGS

TEMPLATE = "account/confirm_number.html"


class ConfirmationForm(forms.Form):
    """Whose number, and which. A number that looks wrong is shown again, never refused."""

    email = forms.CharField(
        label=_("E-mail of the account"),
        max_length=254,
        error_messages={"required": _("Enter the e-mail of the account.")},
        widget=forms.EmailInput(attrs={"class": "govuk-input", "autocomplete": "off"}),
    )
    number = forms.CharField(
        label=_("Personal identification number"),
        help_text=_("As on the identity card in front of you."),
        max_length=40,
        error_messages={"required": _("Enter the number on the card.")},
        widget=forms.TextInput(
            attrs={"class": "govuk-input", "autocomplete": "off", "inputmode": "numeric"}
        ),
    )

    def clean_number(self) -> str:
        return rules.normal_number(self.cleaned_data["number"])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def confirm_number(request: HttpRequest) -> HttpResponse:
    """Two steps: enter, then compare name and number with the card and confirm."""
    officer = cast(AccountRequest, request).user
    agency = _agency_of(officer)
    form = ConfirmationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    account = actions.look_up(email=form.cleaned_data["email"], agency=agency, by=officer)
    if account is None or account.party is None:
        form.add_error("email", gettext("There is no account with this e-mail."))
        return _page(request, form)
    if "confirmed" not in request.POST:
        return _page(request, form, account)
    try:
        actions.confirm_number(
            party=account.party,
            number=form.cleaned_data["number"],
            agency=agency,
            by=officer,
            at=clock.now(),
        )
    except (NumberKnown, NumberTaken) as refusal:
        form.add_error("number", f"{refusal} {refusal.what_to_do}")
        return _page(request, form)
    messages.success(request, gettext("The number is tied to the account."))
    return HttpResponseRedirect(request.path)


def _agency_of(officer: Account) -> Agency:
    """Where the officer, in the post chosen, may confirm numbers."""
    for post in officer.posts_in_use:
        if may(officer, Permission.PARTY_CONFIRM, on=post.agency):
            return post.agency
    raise NotPermitted()


def _page(
    request: HttpRequest, form: ConfirmationForm, account: Account | None = None
) -> HttpResponse:
    problems = [
        {"field": form[name].id_for_label, "message": message}
        for name, found in form.errors.items()
        for message in found
    ]
    page: dict[str, object] = {"form": form, "problems": problems, "account": account}
    if account:
        number = form.cleaned_data["number"]
        page["number"] = number
        page["warnings"] = [
            NUMBER_WARNINGS[each] for each in rules.number_warnings(number, today=clock.today())
        ]
    return render(request, TEMPLATE, page, status=422 if problems else 200)
