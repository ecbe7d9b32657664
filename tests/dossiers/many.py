"""Dossiers for what is done to many at once, written straight into the tables."""

from __future__ import annotations

from tests import make
from tests.dossiers.running import step
from tests.portal.conftest import photo
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import batches, tasks
from toantrinh.dossiers.models import Batch, BulkAct, Paper, PaperKind, Task
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role
from toantrinh.papers import actions as papers
from toantrinh.vault import actions as vault

HOUSE = System("set-up")


def to_accept(version, agency, count) -> list[Task]:
    """Steps of as many dossiers that wait to be accepted."""
    return [
        step(
            make.filed(version=version, agency=agency), "tiep_nhan", role=Role.ONE_STOP,
            kind="receive",
        )
        for _each in range(count)
    ]  # fmt: skip


def to_sign(version, agency, count) -> list[Task]:
    """Steps of as many dossiers that wait for the signature, each with its draft."""
    made = []
    for _each in range(count):
        dossier = make.filed(version=version, agency=agency, state=State.PROCESSING)
        task = step(dossier, "ky", role=Role.HEAD, kind="sign")
        draft(dossier)
        made.append(task)
    return made


def draft(dossier, content: bytes | None = None) -> Paper:
    """A draft of the result of it, as if the worker had set it."""
    at = clock.now()
    issued = papers.reserve(
        kind=PaperKind.RESULT, title="Trích lục", case=dossier.case, agency=dossier.agency,
        demo=True, procedure=dossier.version.code, subject="", by=HOUSE, at=at,
    ) if content is None else dossier.papers.latest("pk").issued  # fmt: skip
    file = vault.keep(content=content or photo(), name="draft.jpg", on=dossier, by=HOUSE, at=at)
    return Paper.objects.create(
        dossier=dossier, kind=PaperKind.DRAFT, title="Trích lục", file=file, issued=issued,
        made_at=at,
    )  # fmt: skip


def batch_of(steps, act, by, *, key="key") -> Batch:
    """A batch of these steps, made and not looked through yet."""
    return dossiers.make_batch(
        act=act,
        agency=steps[0].agency,
        pairs=[batches.Pair(each.dossier_id, each.pk) for each in steps],
        key=key,
        by=by,
    )


def looked_through(steps, act, by, *, key="key") -> Batch:
    """The same, ready to be confirmed."""
    batch = batch_of(steps, act, by, key=key)
    tasks.check_batch(batch=str(batch.uid))
    return fresh(batch)


def carried_out(batch, by) -> Batch:
    """Confirmed, and done as far as it can be."""
    dossiers.confirm_batch(batch=batch, unseen_too=True, by=by)
    tasks.work_batch(batch=str(batch.uid))
    return fresh(batch)


def fresh(batch) -> Batch:
    return Batch.objects.select_related("agency", "account", "post").get(pk=batch.pk)


def states(batch) -> list[str]:
    return list(batch.items.order_by("id").values_list("state", flat=True))


ACCEPT, APPROVE = BulkAct.ACCEPT, BulkAct.APPROVE
