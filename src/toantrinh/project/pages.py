"""Pages for what went wrong outside a view: calm, in the language of the person, with a way on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from toantrinh.core.ids import new_id


def _problem(request: HttpRequest, status: HTTPStatus, **words: Any) -> HttpResponse:
    return render(request, "problem.html", words, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        HTTPStatus.BAD_REQUEST,
        title=_("This request could not be read"),
        text=_("What arrived was incomplete or too large."),
        todo=_("Go back and send it again. What was saved before is still there."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        HTTPStatus.FORBIDDEN,
        title=_("You are not allowed to do this"),
        text=_("The account you signed in with has no right to this page."),
        todo=_("If this is your task, choose the post in which you act, or ask your head of unit."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _problem(
        request,
        HTTPStatus.NOT_FOUND,
        title=_("We could not find this page"),
        text=_("The address may be mistyped, or what was here is not yours to see."),
        todo=_(
            "Check the address. If you look for a dossier of yours, sign in and open it from"
            " your list of dossiers."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The apology for a bug. Asks nothing of the database or the session: they may be the cause."""
    page = render_to_string(
        "problem.html",
        {
            "province_name": settings.PROVINCE_NAME,
            "is_demo": settings.MODE != "production",
            "title": _("Something went wrong on our side"),
            "text": _("The mistake is ours, not yours. What you saved before is still there."),
            "todo": _(
                "Wait a minute and try again. If it happens again, tell the public service"
                " centre the reference below."
            ),
            "reference": str(new_id()),
            "again": request.path if request.method == "GET" else "",
        },
    )
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the browser's cookie, or came from elsewhere."""
    return _problem(
        request,
        HTTPStatus.FORBIDDEN,
        title=_("This page was open for too long"),
        text=_("For your safety, what was sent from it was not carried out."),
        todo=_("Open the page again and send once more. Drafts are kept."),
        again=request.path,
    )
