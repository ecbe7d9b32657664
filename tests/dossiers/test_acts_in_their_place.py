"""Acts on a dossier that come when something else has begun: a withdrawal, a decision, an end."""

from __future__ import annotations

import pytest

from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.errors import WrongState
from toantrinh.dossiers.later_errors import AlreadyDecided, AskedAlready
from toantrinh.dossiers.models import AskingState, ExtensionState, PaperKind
from toantrinh.dossiers.states import State
from toantrinh.identity.permissions import Role

from .test_acts_on_time import (  # noqa: F401  # fixtures
    CERTIFICATE,
    HOUSE,
    NAME,
    ask,
    fresh,
    holds,
    processing,
    submitted,
)
from .test_whole_path import at_signature, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def answered(dossier, by, mother):
    request = ask(dossier, by, CERTIFICATE)
    dossiers.correct(request=request, corrections={}, said="Đã gửi", by=mother)
    return dossiers.send_supplement(request=request, by=mother)


def test_nothing_is_asked_of_who_wants_the_dossier_back(processing, officers, mother):  # noqa: F811
    dossiers.ask_withdrawal(dossier=processing, by=mother)
    key = processing.version.pack.refusal_grounds[0].key

    for act in (
        lambda: ask(processing, officers[Role.SPECIALIST]),
        lambda: dossiers.propose_negative(
            task=waiting(processing), grounds_named=[key], note="x", by=officers[Role.SPECIALIST]
        ),
    ):
        with pytest.raises(WrongState):
            act()

    assert fresh(processing).state == State.WITHDRAWAL_ASKED
    assert holds(processing)


def test_who_wants_a_filed_dossier_back_does_not_find_it_accepted(submitted, officers, mother):  # noqa: F811
    dossiers.ask_withdrawal(dossier=submitted, by=mother)

    with pytest.raises(WrongState):
        dossiers.accept(dossier=submitted, by=officers[Role.ONE_STOP])

    assert fresh(submitted).state == State.WITHDRAWAL_ASKED


def test_what_was_accepted_is_not_refused_at_receipt(processing, officers):  # noqa: F811
    ask(processing, officers[Role.SPECIALIST])
    key = processing.version.pack.refusal_grounds[0].key

    with pytest.raises(WrongState):
        dossiers.refuse(dossier=processing, grounds_named=[key], by=officers[Role.ONE_STOP])

    assert fresh(processing).state == State.SUPPLEMENT_ASKED


def test_once_it_is_decided_nothing_is_asked_any_more(
    submitted,  # noqa: F811
    officers,
    mother,
    work,
    population,
):
    at_signature(submitted, officers, mother, work)
    draft = queries.newest_draft(submitted)
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])

    with pytest.raises(AlreadyDecided):
        ask(submitted, officers[Role.HEAD])

    assert fresh(submitted).state == State.PROCESSING


def test_nothing_is_signed_while_the_applicant_owes_papers(
    submitted,  # noqa: F811
    officers,
    mother,
    work,
    population,
):
    at_signature(submitted, officers, mother, work)
    ask(submitted, officers[Role.HEAD])
    draft = queries.newest_draft(submitted)

    with pytest.raises(WrongState):
        dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])

    assert fresh(submitted).state == State.SUPPLEMENT_ASKED


def test_a_further_request_is_proposed_once(processing, officers, mother):  # noqa: F811
    answered(processing, officers[Role.SPECIALIST], mother)
    ask(processing, officers[Role.SPECIALIST], NAME, ground="Mới phát hiện")

    with pytest.raises(AskedAlready):
        ask(processing, officers[Role.SPECIALIST], NAME, ground="Mới phát hiện")

    assert processing.askings.filter(state=AskingState.PROPOSED).count() == 1


def test_with_the_end_nothing_waits_for_the_head_any_more(processing, officers, mother):  # noqa: F811
    answered(processing, officers[Role.SPECIALIST], mother)
    asked = ask(processing, officers[Role.SPECIALIST], NAME, ground="Mới phát hiện")
    drafted = dossiers.draft_extension(dossier=processing, by=HOUSE)
    key = processing.version.pack.refusal_grounds[0].key

    dossiers.stop(
        dossier=fresh(processing), by=officers[Role.HEAD], grounds_named=[key], note="Đã hủy"
    )

    asked.refresh_from_db()
    drafted.refresh_from_db()
    assert asked.state == AskingState.REFUSED
    assert drafted.state == ExtensionState.NEEDLESS
    assert holds(processing)


def test_the_paper_of_every_round_is_listed(processing, officers, mother):  # noqa: F811
    answered(processing, officers[Role.SPECIALIST], mother)
    ask(processing, officers[Role.HEAD], NAME, ground="Mới phát hiện")

    listed = [paper.kind for paper in queries.papers(fresh(processing), mother)]

    assert listed.count(PaperKind.SUPPLEMENT) == 2
