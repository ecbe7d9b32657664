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

from .chain import Fault
from .models import AccessEntry, ChainHead, Seal, TrailEntry

BATCH = 1000  # heads of a seal that are looked up at a time


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


def verify() -> Iterator[Fault]:
    """Every seal that was changed itself, and every entry that is not what was sealed.

    Finds what ``chain.verify`` cannot: a chain written anew together with its head, and a case
    that is gone with both. Streams: memory grows with one seal, not with the trail.
    """
    for seal in Seal.objects.order_by("id").iterator(chunk_size=1):
        if seal.root != _root(seal.heads):
            yield Fault("seal", seal.pk, "altered")
            continue  # what it says is no proof any more
        for start in range(0, len(seal.heads), BATCH):
            yield from _unsealed(seal.heads[start : start + BATCH])


def _unsealed(heads: Sequence[Sequence[object]]) -> Iterator[Fault]:
    sealed = [(str(name), int(str(seq)), str(hash_)) for name, seq, hash_ in heads]
    names = [name for name, _, _ in sealed]
    days = [name.removeprefix("access:") for name in names if name.startswith("access:")]
    ids = [name.removeprefix("case:") for name in names if name.startswith("case:")]
    numbers = {seq for _, seq, _ in sealed}
    cases = TrailEntry.objects.filter(case__in=ids, seq__in=numbers)
    looks = AccessEntry.objects.filter(day__in=days, seq__in=numbers)
    there = {(f"case:{case}", *rest) for case, *rest in cases.values_list("case", "seq", "hash")}
    there |= {(f"access:{day}", *rest) for day, *rest in looks.values_list("day", "seq", "hash")}
    for link in sealed:
        if link not in there:
            yield Fault(link[0], link[1], "unsealed")


def _root(leaves: Sequence[Sequence[object]]) -> str:
    return merkle_root([" ".join(map(str, leaf)) for leaf in leaves])
