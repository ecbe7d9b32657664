"""A root over the heads of all chains that moved, so that a rewritten chain is found afterwards.

Who owns the database can rewrite a chain and its head so that they fit. They cannot make an old
root fit: it stands in an append-only table, in backups, and can be given to an outside time stamp
service (RFC 3161) without telling it anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from django.db import transaction
from django.db.models import DateTimeField, F, Func

from .models import ChainHead, Seal


def merkle_root(leaves: Sequence[str]) -> str:
    """The root of ``leaves`` in the given order; a level's odd last node is carried up.

    Leaves and inner nodes are hashed with different first bytes (RFC 6962, 2.1), so that no inner
    node can be passed off as a leaf.

    >>> merkle_root(["a"]) == sha256(b"\\x00a").hexdigest()
    True
    >>> merkle_root(["a", "b"]) == merkle_root(["b", "a"])
    False
    >>> merkle_root([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    level = [sha256(b"\x00" + leaf.encode()).digest() for leaf in leaves]
    if not level:
        return sha256().hexdigest()
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            sha256(b"\x01" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return level[0].hex()


@transaction.atomic
def seal_heads(*, limit: int = 50_000) -> Seal | None:
    """Seal the heads that moved since they were last sealed; None when none did.

    Heads that a running transaction holds are passed over and sealed the next time.
    """
    moved = ChainHead.objects.filter(seq__gt=F("sealed_seq")).order_by("chain")
    heads = list(moved.select_for_update(skip_locked=True)[:limit])
    if not heads:
        return None
    leaves = [[head.chain, head.seq, head.hash] for head in heads]
    for head in heads:
        head.sealed_seq = head.seq
    ChainHead.objects.bulk_update(heads, ["sealed_seq"], batch_size=1000)
    clock = Func(function="clock_timestamp", output_field=DateTimeField())
    return Seal.objects.create(sealed_at=clock, heads=leaves, root=_root(leaves))


def broken_seals() -> Iterator[tuple[Seal, str]]:
    """Seals whose root does not fit their heads, and chains shorter than when they were sealed."""
    now = dict(ChainHead.objects.values_list("chain", "seq"))
    for seal in Seal.objects.order_by("id").iterator(chunk_size=50):
        if seal.root != _root(seal.heads):
            yield seal, "root"
        for chain, seq, _ in seal.heads:
            if now.get(chain, 0) < seq:
                yield seal, chain


def _root(leaves: Sequence[Sequence[object]]) -> str:
    return merkle_root([" ".join(map(str, leaf)) for leaf in leaves])
