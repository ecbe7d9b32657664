"""What can happen to certificates and signatures."""

from dataclasses import dataclass

from toantrinh.trail.events import Event


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    kind = "certificate.issued"
    certificate: str
    serial: str
    demo: bool


@dataclass(frozen=True, kw_only=True)
class SignatureAsked(Event):
    kind = "signature.asked"
    request: str
    purpose: str
    sha256: str
    delegation: str = ""


@dataclass(frozen=True, kw_only=True)
class SignatureMade(Event):
    kind = "signature.made"
    request: str
    purpose: str
    sha256: str
    certificate: str


@dataclass(frozen=True, kw_only=True)
class SignatureFailed(Event):
    kind = "signature.failed"
    request: str
    purpose: str
    trouble: str
