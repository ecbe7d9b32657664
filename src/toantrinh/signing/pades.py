"""Signing a PDF so that any reader can check it: PAdES B-B, in visible blocks.

A finished paper says in its keywords where its rooms are (``papers/templates/layout.typ``):
``sign`` for the person, ``seal`` for the agency, others for a line of text such as the number.
The first signature brings all of them into the file as form fields; later ones only fill what is
there. That is the one change after a signature that every checker understands as rightful, and
anything else is seen as an alteration.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic, layout
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle

SIGNATURES = ("sign", "seal")
PLACE = re.compile(r"toan-trinh-place:(?P<name>[\w-]+):(?P<align>\w+)=(?P<box>[\d.;]+)")
PRINTED, READ_ONLY = 4, 1  # flags of an annotation, of a field


class CannotSign(Exception):
    """This document will never be signed as asked, however often. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Place:
    """A room on a paper: 1-based page, points from its top left corner."""

    name: str
    align: str
    page: int
    x: float
    y: float
    width: float
    height: float


def places(document: bytes) -> dict[str, Place]:
    """The rooms of a finished paper by name, from its keywords."""
    trailer = PdfFileReader(io.BytesIO(document)).trailer
    info = _at(trailer, "/Info") or {}
    found = {}
    for match in PLACE.finditer(str(info.get("/Keywords", ""))):
        page, x, y, width, height = (float(part) for part in match["box"].split(";"))
        found[match["name"]] = Place(match["name"], match["align"], int(page), x, y, width, height)
    return found


def sign(
    document: bytes,
    signer: Signer,
    *,
    room: str,
    appearance: bytes,
    filled: Mapping[str, tuple[str, bytes]] | None = None,
    name: str,
    at: datetime,
) -> bytes:
    """``document`` with one more signature, as an incremental update.

    Args:
        signer: the key, of whatever kind pyHanko knows (PKCS#12, PKCS#11).
        room: ``sign`` or ``seal``.
        appearance: a PDF of one page of exactly the size of the room.
        filled: other rooms to fill under this signature: the text and its one-page PDF.
        name: who signs, as it stands in the signature.
        at: the time of signing that the signature tells, aware.

    Raises:
        CannotSign: ``no-room`` when the paper has no such room, ``room-taken`` when it is signed.
    """
    rooms = places(document)
    if room not in rooms:
        raise CannotSign("no-room")
    writer = _Writer(io.BytesIO(document))
    existing = _fields(writer)
    if room in existing and "/V" in existing[room].get_object():
        raise CannotSign("room-taken")
    if not existing:
        _bring_in(writer, rooms)
        existing = _fields(writer)
    for key, (text, page) in (filled or {}).items():
        if key not in existing:
            raise CannotSign("no-room")
        _fill(writer, existing[key].get_object(), text, page)
    metadata = PdfSignatureMetadata(
        field_name=room,
        name=name,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    style = StaticStampStyle(
        background=_OnePage(appearance),
        background_opacity=1.0,
        border_width=0,
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MIN,
            margins=layout.Margins.uniform(0),
        ),
    )
    hand = _SignerAt(metadata, signer, stamp_style=style)
    hand.at = at
    signed: bytes = hand.sign_pdf(writer, existing_fields_only=True).getvalue()
    return signed


class _Writer(IncrementalPdfFileWriter):
    """Adds what it is told to, and leaves alone what the paper says about itself.

    pyHanko would write the metadata anew with the time of the machine; the paper keeps those of
    the moment it was set, exactly as they were checked for the archive format.
    """

    def _update_meta(self) -> None:
        return None


class _SignerAt(PdfSigner):
    """A signer that takes the time from its caller: inside the house only the clock reads it."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _OnePage(PdfContent):
    """The first page of another PDF, drawn as it is, fonts and all."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.document = document

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.document)))
        self.set_resource(ResourceType.XOBJECT, pdf_name("/Page"), page)
        return b"/Page Do"


def _fields(writer: IncrementalPdfFileWriter) -> dict[str, generic.IndirectObject]:
    form = _at(writer.root, "/AcroForm")
    present = _at(form, "/Fields") if form else ()
    return {str(reference.get_object()["/T"]): reference for reference in present}


def _at(holder: Any, key: str) -> Any:
    """What a reference under ``key`` leads to; pyHanko's ``get`` would give the reference."""
    return holder[key] if key in holder else None  # noqa: SIM401


def _bring_in(writer: IncrementalPdfFileWriter, rooms: Mapping[str, Place]) -> None:
    for place in rooms.values():
        if place.name in SIGNATURES:
            spec = fields.SigFieldSpec(
                sig_field_name=place.name,
                on_page=place.page - 1,
                box=_outside(_rectangle(writer, place)),
                empty_field_appearance=True,
            )
            fields.append_signature_field(writer, spec)
    for place in rooms.values():
        if place.name not in SIGNATURES:
            _append_text_field(writer, place)


def _append_text_field(writer: IncrementalPdfFileWriter, place: Place) -> None:
    page, _ = writer.find_page_for_modification(place.page - 1)
    rectangle = _rectangle(writer, place)
    nothing = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): _numbers(0, 0, place.width, place.height),
        },
        stream_data=b"",
    )
    field = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Widget"),
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): pdf_string(place.name),
            pdf_name("/Rect"): _numbers(*rectangle),
            pdf_name("/F"): generic.NumberObject(PRINTED),
            pdf_name("/Ff"): generic.NumberObject(READ_ONLY),
            pdf_name("/DA"): pdf_string("0 g"),
            pdf_name("/P"): page,
            pdf_name("/AP"): _appearance(writer.add_object(nothing)),
        }
    )
    reference = writer.add_object(field)
    writer.register_annotation(page, reference)
    form = writer.root["/AcroForm"]
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])


def _fill(
    writer: IncrementalPdfFileWriter, field: generic.DictionaryObject, text: str, page: bytes
) -> None:
    drawn = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
    field[pdf_name("/V")] = pdf_string(text)
    field[pdf_name("/AP")] = _appearance(drawn)
    writer.update_container(field)


def _appearance(drawn: generic.IndirectObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/N"): drawn})


def _rectangle(writer: IncrementalPdfFileWriter, place: Place) -> tuple[float, float, float, float]:
    """As PDF has it: from the bottom left corner of the page."""
    page, _ = writer.find_page_for_modification(place.page - 1)
    box = page.get_object()["/MediaBox"]
    top = float(box[3]) - place.y
    return place.x, top - place.height, place.x + place.width, top


def _outside(rectangle: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """The smallest rectangle of whole points around it."""
    left, bottom, right, top = rectangle
    return math.floor(left), math.floor(bottom), math.ceil(right), math.ceil(top)


def _numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(round(value, 2)) for value in values)
