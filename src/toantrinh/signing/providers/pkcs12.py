"""Keys that rest in the database as sealed PKCS#12."""

from __future__ import annotations

from datetime import datetime

from pyhanko.sign.signers import SimpleSigner

from ..blocks import sign_with
from ..models import SigningRequest


class Pkcs12Signer:
    def sign(self, request: SigningRequest, *, at: datetime) -> bytes:
        key = SimpleSigner.load_pkcs12_data(request.certificate.p12, other_certs=[])
        key.embed_roots = False  # who checks knows the root; a copy would lie there unsigned
        return sign_with(key, request, at=at)
