"""Large files over a bad line: the core of tus 1.0 and its creation (https://tus.io/protocols).

POST announces a file of a draft and is answered with an address that carries a token; HEAD on it
says how much has come; PATCH sends on from there, in as many parts as the line allows. The token
needs no session: a file that began to come goes on after the session has ended and after the
server was started anew. What has come wholly is attached as any other file is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from toantrinh.core import clock
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.identity.requests import AccountRequest
from toantrinh.vault import actions as vault
from toantrinh.vault import queries
from toantrinh.vault.errors import FileTooLarge, UploadGone, UploadOffsetWrong
from toantrinh.vault.models import Upload

from ..opening import applicant, own

VERSION: Final = "1.0.0"
PIECE: Final = 512 * 1024  # bytes in memory, and lost at most when the server dies
STREAM: Final = "application/offset+octet-stream"
LONGEST: Final = 12  # digits of a number in a header
BAD, NOT_FOUND, CONFLICT, GONE, OTHER_VERSION, TOO_LARGE, WRONG_TYPE, UNPROCESSABLE = (
    400, 404, 409, 410, 412, 413, 415, 422,
)  # fmt: skip


@applicant
@require_POST
def begin(request: AccountRequest, uid: UUID) -> HttpResponse:
    """Announce a file: ``Upload-Length``, and in ``Upload-Metadata`` its ``filename`` and
    ``component``. 201 with the address to send it to."""
    dossier = own(request, uid)
    if wrong := _wrong_version(request):
        return wrong
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    size = _number(request.headers.get("Upload-Length", ""))
    if size is None or told is None or not {"filename", "component"} <= told.keys():
        return _answer(BAD)
    try:
        _upload, token = dossiers.begin_upload(
            dossier=dossier,
            component=told["component"],
            name=told["filename"],
            size=size,
            by=request.user,
        )
    except Refusal as refusal:
        return _refused(refusal)
    return _answer(201, Location=reverse("portal:upload", args=[token]))


@csrf_exempt  # the token in the address is what no other site can know
@require_http_methods(["HEAD", "PATCH", "OPTIONS"])
def upload(request: HttpRequest, token: str) -> HttpResponseBase:
    """HEAD: how much has come. PATCH: more of it, from ``Upload-Offset`` on."""
    if request.method == "OPTIONS":
        most = str(settings.UPLOAD_MAX_BYTES)
        more = {"Tus-Version": VERSION, "Tus-Extension": "creation", "Tus-Max-Size": most}
        return _answer(204, **more)
    if wrong := _wrong_version(request):
        return wrong
    found = queries.upload_of(token)
    if found is None:
        return _answer(NOT_FOUND)
    if found.refusal:
        return _answer(GONE)
    if request.method == "HEAD":
        return _answer(200, **_offset(found.offset), **{"Upload-Length": str(found.size)})
    return _take(request, found)


def _take(request: HttpRequest, found: Upload) -> HttpResponse:
    offset = _number(request.headers.get("Upload-Offset", ""))
    length = _number(request.headers.get("Content-Length", "") or "0")
    if request.content_type != STREAM:
        return _answer(WRONG_TYPE)
    if offset is None or length is None:
        return _answer(BAD)
    if offset != found.offset:
        return _answer(CONFLICT, **_offset(found.offset))
    if offset + length > found.size:
        return _answer(TOO_LARGE, **_offset(found.offset))
    try:
        found = _received(request, found)
        if found.is_whole:
            dossiers.finish_upload(upload=found, by=found.account)
    except Refusal as refusal:
        return _refused(refusal)
    return _answer(204, **_offset(found.offset))


def _received(request: HttpRequest, found: Upload) -> Upload:
    """The upload with what came, also when the line was lost in the middle. A last PATCH without
    content only asks to finish."""
    if found.finished_at is not None:
        return found
    for piece in _pieces(request):
        found = vault.take_piece(
            upload=found, offset=found.offset, content=piece, by=found.account, at=clock.now()
        )
    return found


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """Pieces of at most ``PIECE`` bytes, read as they come."""
    waiting = b""
    while True:
        try:
            chunk = request.read(PIECE - len(waiting))
        except OSError:  # the line is lost: what came is kept
            chunk = b""
        waiting += chunk
        if waiting and (not chunk or len(waiting) == PIECE):
            yield waiting
            waiting = b""
        if not chunk:
            return


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(OTHER_VERSION, **{"Tus-Version": VERSION})


def _metadata(text: str) -> dict[str, str] | None:
    """Pairs of a key and a value in base64; None when they cannot be read.

    >>> _metadata("filename YS5wZGY=,component Z2lheQ==")
    {'filename': 'a.pdf', 'component': 'giay'}
    """
    found = {}
    for pair in text.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except ValueError:  # no base64, or no text in it
            return None
        if "\x00" in found[key]:
            return None
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def _offset(offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset)}


def _refused(refusal: Refusal) -> HttpResponse:
    if isinstance(refusal, UploadOffsetWrong):
        return _answer(CONFLICT, **_offset(refusal.offset))
    status = {FileTooLarge: TOO_LARGE, UploadGone: GONE}.get(type(refusal), UNPROCESSABLE)
    answer = JsonResponse(
        {"message": f"{refusal} {refusal.what_to_do}".strip(), "code": refusal.code}, status=status
    )
    return _dressed(answer)


def _answer(status: int, **headers: str) -> HttpResponse:
    return _dressed(HttpResponse(status=status, headers=headers))


def _dressed(answer: HttpResponse) -> HttpResponse:
    answer["Tus-Resumable"] = VERSION
    answer["Cache-Control"] = "private, no-store"
    return answer
