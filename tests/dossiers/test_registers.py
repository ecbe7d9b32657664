"""What a register says, and what it does not: nothing is put in the place of an answer."""

import pytest

from tests.exchange.conftest import answering  # noqa: F401  # fixture
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.errors import FeeUnpaid
from toantrinh.dossiers.states import State
from toantrinh.exchange import actions as exchange
from toantrinh.exchange.models import Question
from toantrinh.identity.permissions import Role
from toantrinh.payments import actions as payments
from toantrinh.vault.models import Deposit

from .test_whole_path import at_signature, submitted, waiting  # noqa: F401  # fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"{}"), (200, b'{"number": "abc"}'), (404, b"<html>no such page</html>")],
)
def test_what_is_no_answer_brings_nobody_to_the_signature(
    submitted,  # noqa: F811
    officers,
    mother,
    work,
    settings,
    answering,  # noqa: F811
    status,
    body,
):
    wrong = {**settings.CONNECTORS["population"], "url": answering(status, body)}
    settings.CONNECTORS = {"population": wrong}

    at_signature(submitted, officers, mother, work)

    submitted.refresh_from_db()
    assert waiting(submitted).kind == "query"
    assert "so_dinh_danh_tre" not in submitted.content["findings"]
    assert Question.objects.get().tries == 1


def test_an_answer_that_lacks_what_the_pack_wants_ends_no_step(
    submitted,  # noqa: F811
    officers,
    mother,
    work,
    settings,
):
    """Of whatever connector: the step waits, and the failed job is there for an operator."""
    nobody = {**settings.CONNECTORS["population"], "url": "http://127.0.0.1:1"}
    settings.CONNECTORS = {"population": nobody}
    at_signature(submitted, officers, mother, work)

    exchange.answered(
        question=Question.objects.get(), answer={"else": 1}, by=System("test"), at=clock.now()
    )
    work()

    submitted.refresh_from_db()
    assert waiting(submitted).kind == "query"
    assert "so_dinh_danh_tre" not in submitted.content["findings"]


def test_what_is_not_paid_is_not_returned(submitted, officers, mother, work, population):  # noqa: F811
    at_signature(submitted, officers, mother, work)
    payments.owe(
        case=submitted.case, owner=submitted.owner, agency=submitted.agency,
        procedure="1.001193", lines=[{"name": "Lệ phí", "amount": 8000}],
        by=System("test"), at=clock.now(),
    )  # fmt: skip
    draft = queries.newest_draft(submitted)
    dossiers.approve(task=waiting(submitted), sha256=draft.file.sha256, by=officers[Role.HEAD])
    work()
    dossiers.seal(task=waiting(submitted), by=officers[Role.CLERK])
    work()

    with pytest.raises(FeeUnpaid, match=r"8\.000"):
        dossiers.return_result(task=waiting(submitted), by=officers[Role.ONE_STOP])

    submitted.refresh_from_db()
    assert submitted.state != State.RESULT_RETURNED
    assert not Deposit.objects.exists()
