"""A result with its rooms, keys to sign it, and hands that tamper with it."""

from __future__ import annotations

import io
import os
import subprocess
from pathlib import Path

from cryptography import x509
from pyhanko.sign.signers import SimpleSigner
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from tests.papers.reading import AT, RESULTS, SAMPLE
from toantrinh.papers.rendering import render
from toantrinh.signing import pades
from toantrinh.signing.authority import ensure_demo_authority

AGENCY = "Ủy ban nhân dân phường Phan Đình Phùng"


def unsigned(code: str = "1.001193", **changes: object) -> bytes:
    return render(RESULTS[code].read_text(), SAMPLE | {"number": "", **changes}, at=AT)


def key(folder: Path, name: str = "Lê Minh Đức") -> SimpleSigner:
    made = SimpleSigner.load_pkcs12_data(certificate(folder, name)[1], other_certs=[])
    made.embed_roots = False
    return made


def certificate(folder: Path, name: str = "Lê Minh Đức") -> tuple[x509.Certificate, bytes]:
    return ensure_demo_authority(folder).issue(name=name, organisation=AGENCY)


def block(document: bytes, room: str) -> bytes:
    """A plain page of the size of a room."""
    place = pades.places(document)[room]
    size = f"#set page(width: {place.width}pt, height: {place.height}pt, margin: 0pt)\n"
    return render(size + '#set text(font: "Toan Trinh Serif")\n' + room, {}, at=AT, tagged=False)


def signed(document: bytes, signer: SimpleSigner, room: str = "sign", **filled: str) -> bytes:
    return pades.sign(
        document,
        signer,
        room=room,
        appearance=block(document, room),
        filled={name: (text, block(document, name)) for name, text in filled.items()},
        name="Lê Minh Đức",
        at=AT,
    )


def twice(folder: Path) -> bytes:
    """Signed by the person, then numbered and sealed by the agency."""
    by_person = signed(unsigned(), key(folder))
    return signed(by_person, key(folder, AGENCY), "seal", number="Số: 15/2026")


def pdfsig(document: bytes, folder: Path) -> str:
    file = folder / "checked.pdf"
    file.write_bytes(document)
    command, environment = ["pdfsig", str(file)], os.environ | {"TZ": "UTC"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def with_flipped_byte(document: bytes, at: int) -> bytes:
    return document[:at] + bytes([document[at] ^ 1]) + document[at + 1 :]


def with_name_overlaid(document: bytes, name: str) -> bytes:
    """What a forger does: an incremental save that draws another name over the page."""
    writer = PdfWriter(io.BytesIO(document), incremental=True)
    page = writer.pages[0]
    drawing = DecodedStreamObject()
    drawing.set_data(f"1 g 150 590 300 20 re f 0 g BT /F0 14 Tf 150 594 Td ({name}) Tj ET".encode())
    parts = [page.raw_get("/Contents"), writer._add_object(drawing)]
    page[NameObject("/Contents")] = ArrayObject(parts)
    return _saved(writer)


def with_note_on_top(document: bytes, text: str) -> bytes:
    """Another: a comment that looks like part of the paper."""
    writer = PdfWriter(io.BytesIO(document), incremental=True)
    note = FreeText(text=text, rect=(150, 590, 450, 612), font_size="14pt", border_color=None)
    writer.add_annotation(0, note)
    return _saved(writer)


def with_field_filled_anew(document: bytes, number: str) -> bytes:
    """Another: the number, an honest form field, gets another value."""
    writer = PdfWriter(io.BytesIO(document), incremental=True)
    writer.update_page_form_field_values(writer.pages[0], {"number": number}, auto_regenerate=False)
    return _saved(writer)


def pages_only(document: bytes) -> bytes:
    """Another: everything written anew, without the signatures."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(document)).pages:
        writer.add_page(page)
    return _saved(writer)


def _saved(writer: PdfWriter) -> bytes:
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()
