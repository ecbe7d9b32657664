"""The only modules that reach a key; an installation chooses one by dotted path (``SIGNER``).

The key may lie in the database (``pkcs12``), in a card or a security module (PKCS#11, by
``pyhanko.sign.pkcs11.PKCS11Signer``), or with a remote signing service. A provider turns a request
into key material and hands it to ``pades.sign``; everything else stays the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from ..models import SigningRequest


class DocumentSigner(Protocol):
    """Something that has keys."""

    def sign(self, request: SigningRequest, *, at: datetime) -> bytes:
        """The signed document of ``request``: its bytes, and the signature behind them.

        Called again with the same request after a break-down; ``request.uid`` is the idempotency
        key for services that count.

        Raises:
            CannotSign: this request will never be signed, and why, as a code.
        """
        ...


def signer() -> DocumentSigner:
    """The signer of this installation.

    Errors: RuntimeError inside a transaction, which would stay open as long as the other side
    keeps silent.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a key is never asked inside a transaction: queue a task")
    chosen: DocumentSigner = import_string(settings.SIGNER)()
    return chosen
