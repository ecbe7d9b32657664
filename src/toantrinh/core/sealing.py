"""Sealing: what a stolen backup must not tell.

Two levels (an envelope): a document is sealed with a data key of its own, and the data key is
wrapped with the key of the installation. Forgetting one data key forgets one document; changing
the installation's key re-wraps a few bytes a document and touches no document.

``about`` binds a sealed text to its place, so that nobody can move it to another row unseen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

__all__ = [
    "InvalidTag",
    "blind_index",
    "close_json",
    "new_key",
    "open_json",
    "seal",
    "unseal",
    "unwrap",
    "wrap",
]

NONCE = 12  # bytes, new for every sealing, in front of the sealed text


def new_key() -> bytes:
    """A data key: 32 random bytes."""
    return AESGCM.generate_key(bit_length=256)


def seal(plain: bytes, *, key: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(sealed: bytes, *, key: bytes, about: str) -> bytes:
    """Errors: cryptography's InvalidTag for a wrong key, a wrong ``about`` or a changed byte."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())


def wrap(plain: bytes, *, about: str) -> bytes:
    """Seal with the newest key of the installation; the first byte is the number of that key."""
    number = max(settings.SEALING_KEYS)
    return bytes([number]) + seal(plain, key=settings.SEALING_KEYS[number], about=about)


def unwrap(wrapped: bytes, *, about: str) -> bytes:
    return unseal(wrapped[1:], key=settings.SEALING_KEYS[wrapped[0]], about=about)


def blind_index(text: str) -> bytes:
    """The same 32 bytes for the same text: find a sealed number without being able to read it."""
    return hmac.digest(settings.BLIND_INDEX_KEY, text.encode(), hashlib.sha256)


def close_json(document: Mapping[str, Any], *, about: str) -> bytes:
    """A small document under a data key of its own: wrapped key, then sealed text."""
    key = new_key()
    wrapped = wrap(key, about=about)
    plain = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    return bytes([len(wrapped)]) + wrapped + seal(plain, key=key, about=about)


def open_json(closed: bytes, *, about: str) -> dict[str, Any]:
    """The document of ``close_json``. Errors: as ``unseal``."""
    end = 1 + closed[0]
    key = unwrap(closed[1:end], about=about)
    document: dict[str, Any] = json.loads(unseal(closed[end:], key=key, about=about))
    return document
