"""The demo certificate authority: made at set-up, plainly named, worth nothing in law.

Its key lies in ``var/keys`` (0700, the file 0600) and never in the database, so that whoever reads
the database can neither issue certificates nor pass for an officer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

FILE = "demo-authority.pem"
DEMO = "BẢN TRÌNH DIỄN"
NO_VALUE = f"{DEMO} – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
NAME = f"{DEMO} – Chứng thực thử nghiệm Toàn Trình"
BEGINS = datetime(2025, 1, 1, tzinfo=UTC)  # before the oldest invented dossier
ENDS = datetime(2045, 1, 1, tzinfo=UTC)
BITS = 2048
LONGEST_NAME = 64  # characters of a common name, RFC 5280


@dataclass(frozen=True)
class Authority:
    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def issue(self, *, name: str, organisation: str) -> tuple[x509.Certificate, bytes]:
        """A certificate for signing documents, and its PKCS#12 (no password) with the chain.

        The name in it says that it is a demo, so that every reader of PDF shows it.
        """
        key = rsa.generate_private_key(65537, BITS)
        mark = f" ({DEMO})"
        subject = _named(_cut(name, LONGEST_NAME - len(mark.encode())) + mark, organisation)
        made = (
            _builder(subject, self.certificate.subject, key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_documents=True), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        p12 = pkcs12.serialize_key_and_certificates(
            None, key, made, [self.certificate], serialization.NoEncryption()
        )
        return made, p12


def ensure_demo_authority(folder: Path) -> Authority:
    """The authority in ``folder``, made when it is not there yet; two at once make one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    file = folder / FILE
    if not file.exists():
        _write_once(file, _make())
    return _read(file)


def demo_root(folder: Path) -> x509.Certificate | None:
    """The certificate that demo signatures are checked against; None before set-up."""
    file = folder / FILE
    return _read(file).certificate if file.exists() else None


def _make() -> bytes:
    key = rsa.generate_private_key(65537, BITS)
    subject = _named(NAME, "Toàn Trình")
    certificate = (
        _builder(subject, subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_documents=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _write_once(file: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner only; whoever comes second changes nothing."""
    with NamedTemporaryFile(dir=file.parent) as made:  # 0600 from the first moment
        made.write(content)
        made.flush()
        os.fsync(made.fileno())
        try:
            os.link(made.name, file)
        except FileExistsError:
            return


def _read(file: Path) -> Authority:
    return _understood(file.read_bytes())


@lru_cache(maxsize=4)  # to check a key takes longer than to sign with it
def _understood(content: bytes) -> Authority:
    key = serialization.load_pem_private_key(content, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the demo authority has a key of another kind than this house makes")
    return Authority(key, x509.load_pem_x509_certificate(content))


def _cut(text: str, size: int) -> str:
    """The beginning of ``text`` that fits ``size`` bytes: X.509 counts bytes, not letters."""
    return text.encode()[:size].decode(errors="ignore").strip()


def _named(name: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation, LONGEST_NAME)),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, NO_VALUE),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(name, LONGEST_NAME)),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGINS)
        .not_valid_after(ENDS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )
