"""Whoever signs in a dossier has the right to, at that moment; two heads decide once."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests import offices
from tests.dossiers.test_whole_path import at_signature, waiting
from tests.papers import reading
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.core.errors import Refusal
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Closing, PaperKind, TaskState
from toantrinh.dossiers.states import State
from toantrinh.identity import actions as identity
from toantrinh.identity.errors import DelegationOver, OutsideDelegation
from toantrinh.identity.models import Delegation, Matter
from toantrinh.identity.permissions import Role
from toantrinh.signing import actions as signing
from toantrinh.signing.models import SigningRequest
from toantrinh.vault import queries as vault

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def deputy(ward):
    made = offices.officer(ward, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    signing.issue_demo_certificate(agency=ward, account=made, by=System("test"), at=clock.now())
    return made


@pytest.fixture
def to_sign(with_papers, officers, mother, work, population):
    """Everything done up to the signature."""
    dossier = dossiers.submit(dossier=with_papers, by=mother)
    at_signature(dossier, officers, mother, work)
    return dossier


def approve(dossier, by):
    sha256 = queries.newest_draft(dossier).file.sha256
    return dossiers.approve(task=waiting(dossier), sha256=sha256, by=by)


def test_the_deputy_signs_as_the_act_says_and_a_revocation_stops_the_signature(
    to_sign, deputy, officers, work
):
    entry = Delegation.objects.get()
    limited = {"matters": [Matter.STOP]}
    Delegation.objects.filter(pk=entry.pk).update(**limited)
    with pytest.raises(OutsideDelegation):
        approve(to_sign, deputy)
    Delegation.objects.filter(pk=entry.pk).update(matters=[])

    approve(to_sign, deputy)
    identity.revoke_delegation(
        delegation=entry, why="15/QĐ", by=officers[Role.HEAD], at=clock.now()
    )
    work()

    assert waiting(to_sign).state == TaskState.WAITING
    with pytest.raises(DelegationOver):
        approve(to_sign, deputy)
    renewed = offices.delegation(deputy.posts.get(), act_number="16/QĐ")
    approve(to_sign, deputy)
    work()
    dossiers.seal(task=waiting(to_sign), by=officers[Role.CLERK])
    work()
    paper = to_sign.papers.get(kind=PaperKind.RESULT)
    said = reading.words(vault.content(paper.file))
    assert "PHÓ CHỦ TỊCH" in said
    assert paper.issued.signer_title.endswith("PHÓ CHỦ TỊCH")
    assert SigningRequest.objects.get(purpose="decision").delegation == renewed


def test_two_heads_who_decide_otherwise_at_the_same_instant_decide_once(to_sign, deputy, officers):
    def decide(head):
        with suppress(Refusal):
            if head is deputy:
                return approve(to_sign, deputy)
            return dossiers.stop(
                dossier=to_sign,
                by=head,
                grounds_named=[to_sign.version.pack.refusal_grounds[0].key],
                note="Không còn căn cứ giải quyết.",
                refund="none",
            )

    done = [each for each in at_once(decide, [deputy, officers[Role.HEAD]]) if each]

    to_sign.refresh_from_db()
    stopped = to_sign.state == State.STOPPED
    signing_it = to_sign.tasks.filter(state=TaskState.SIGNING).exists()
    assert len(done) == 1
    assert stopped != signing_it
    assert Closing.objects.exists() == stopped
