"""A living morning of one commune centre: invented dossiers, made through the real actions.

The only place where the time of an event is given; the trail marks every such entry as invented.
The same seed gives the same morning.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app

from toantrinh.catalogue.queries import in_force
from toantrinh.core import clock, yaml
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.dossiers.queries import newest_draft
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Role
from toantrinh.payments import actions as payments
from toantrinh.payments.queries import charge_of

SEED, FILED = 20_261_124, 44
CODE, PACK = "2.000635", "2.000635-cap-ban-sao-trich-luc-ho-tich"
COMMUNE = "05443"
HOUR = timedelta(hours=1)
Deed = Callable[[Dossier], object]


def make_morning(accounts: Iterable[Account]) -> int:
    """At least forty dossiers of the last hours, in every state that the desk can bring about.

    How many were made; none when there are dossiers already.
    """
    if Dossier.objects.exists():
        return 0
    chance = random.Random(SEED)  # noqa: S311  # a story, not a secret
    agency = Agency.objects.get(administrative_code=COMMUNE, kind="xa")
    staff = _staff(agency)
    begins = clock.now() - 7 * HOUR
    with redirect_stdout(io.StringIO()):  # the notices of invented people
        made = _file(list(accounts), agency, begins, chance)
        deeds: list[tuple[int, Deed]] = [
            (36, lambda d: dossiers.accept(dossier=d, by=staff[Role.ONE_STOP])),
            (28, lambda d: dossiers.complete_task(task=_task(d), by=staff[Role.SPECIALIST])),
            (18, lambda d: _approve(d, staff[Role.HEAD])),
            (12, lambda d: dossiers.seal(task=_task(d), by=staff[Role.CLERK])),
            (7, lambda d: _return(d, staff[Role.ONE_STOP])),
        ]
        for hour, (count, deed) in enumerate(deeds, start=1):
            _at_once(begins + hour * HOUR, made[:count], deed)
    return len(made)


def _staff(agency: Agency) -> dict[Role, Account]:
    posts = Post.objects.held_on(clock.today()).filter(agency=agency).select_related("account")
    return {Role(post.role): post.account for post in posts.order_by("-capacity")}


def _file(
    accounts: list[Account], agency: Agency, begins: datetime, chance: random.Random
) -> list[Dossier]:
    folder = settings.PACKS / PACK / "samples"
    sample: Any = yaml.load(sorted(folder.glob("*.yaml"))[0])[0]
    parties = [(account, account.party) for account in accounts if account.party]
    citizens = [each for each in parties if sample["known"].keys() <= each[1].known.keys()]
    made: list[Dossier] = []
    for number in range(FILED):
        who, party = citizens[number % len(citizens)]
        answers: dict[str, Any] = {**sample["answers"], "so_ban_sao": chance.randint(1, 5)}
        with clock.set_to(begins + number * timedelta(seconds=70)):
            draft = dossiers.begin(
                version=in_force(CODE),
                owner=party,
                key=f"morning-{number}",
                by=who,
                agency=agency,
                another=True,
            )
            dossiers.save_answers(dossier=draft, answers=answers, by=who)
            made.append(dossiers.submit(dossier=draft, by=who))
    _work(begins + HOUR)
    return made


def _at_once(moment: datetime, chosen: list[Dossier], deed: Deed) -> None:
    """One officer's hour: the deed on each, a minute apart; then the worker catches up."""
    for number, dossier in enumerate(chosen):
        with clock.set_to(moment + number * timedelta(seconds=60)):
            deed(dossier)
    _work(moment + HOUR - timedelta(minutes=5))


def _work(moment: datetime) -> None:
    with (
        clock.set_to(moment),
        app.replace_connector(app.connector.get_worker_connector()) as worker,  # type: ignore[attr-defined]
    ):
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def _task(dossier: Dossier) -> Task:
    return dossier.tasks.open().get()


def _approve(dossier: Dossier, head: Account) -> None:
    draft = newest_draft(dossier)
    if draft is not None:
        dossiers.approve(task=_task(dossier), sha256=draft.file.sha256, by=head)


def _return(dossier: Dossier, officer: Account) -> None:
    charge = charge_of(dossier.case)
    if charge is not None:
        payments.record_payment(
            charge=charge,
            receipt_number=f"BL-{charge.pk:05d}",
            procedure=CODE,
            by=officer,
            at=clock.now(),
        )
    dossiers.return_result(task=_task(dossier), by=officer)
