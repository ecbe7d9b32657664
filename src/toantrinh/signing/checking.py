"""Is this file as it was signed? What its signatures say, and what was done to it since."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_der_x509_certificate
from django.conf import settings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from toantrinh.core import clock

from .authority import demo_root


@dataclass(frozen=True)
class SignatureReport:
    """One signature of a file, in the order they were made.

    ``intact``: the signed bytes are the ones signed, and nothing but filling and signing came
    after. ``trusted``: the certificate comes from an authority this installation knows.
    ``covers_whole``: nothing was added to the file after it.
    """

    room: str
    signer: str
    organisation: str
    at: datetime | None
    intact: bool
    trusted: bool
    demo: bool
    covers_whole: bool


@dataclass(frozen=True)
class Verdict:
    """``intact`` only when there are signatures, all hold, and the last covers the whole file."""

    signatures: tuple[SignatureReport, ...]
    intact: bool

    @property
    def demo(self) -> bool:
        return any(each.demo for each in self.signatures)


NOTHING = Verdict((), intact=False)


def check(document: bytes) -> Verdict:
    """What holds for a file from anywhere. Never raises: what cannot be read is not intact."""
    try:
        reader = PdfFileReader(io.BytesIO(document))
        made = sorted(reader.embedded_regular_signatures, key=lambda each: each.signed_revision)
        reports = tuple(_report(each) for each in made)
    except Exception:  # whatever a hostile file does to the parser, it is not a sound signed file
        return NOTHING
    whole = bool(reports) and reports[-1].covers_whole
    return Verdict(reports, intact=whole and all(report.intact for report in reports))


def _report(signature: EmbeddedPdfSignature) -> SignatureReport:
    root = demo_root(settings.KEYS)
    roots = [x509.Certificate.load(root.public_bytes(Encoding.DER))] if root else []
    context = ValidationContext(
        trust_roots=roots,
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=clock.now(),
    )
    status: PdfSignatureStatus = validate_pdf_signature(signature, context)
    names = signature.signer_cert.subject.native
    return SignatureReport(
        room=signature.field_name,
        signer=names.get("common_name", ""),
        organisation=names.get("organization_name", ""),
        at=signature.self_reported_timestamp,
        intact=bool(status.intact and status.valid and status.docmdp_ok and _is_tight(signature)),
        trusted=status.trusted,
        demo=root is not None and _is_issued_by(root, signature),
        covers_whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
    )


def _is_tight(signature: EmbeddedPdfSignature) -> bool:
    """Whether the place of the signature holds the signature and zeros, nothing hidden behind it.

    The bytes there are the only ones of a file that its signatures do not cover.
    """
    content = bytes(signature.pkcs7_content)
    used = len(cms.ContentInfo.load(content).dump())
    return not content[used:].strip(b"\0")


def _is_issued_by(root: Certificate, signature: EmbeddedPdfSignature) -> bool:
    """Whatever the time: a demo stays one after its certificate has ended."""
    own = load_der_x509_certificate(signature.signer_cert.dump())
    try:
        own.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
