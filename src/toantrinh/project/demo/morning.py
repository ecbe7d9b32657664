"""A living morning of one commune centre: invented dossiers, made through the real actions.

The only place where the time of an event is given; the trail marks every such entry as invented.
The same seed gives the same morning, laid into the last two and a half hours of work before now.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from toantrinh.catalogue.queries import in_force
from toantrinh.core import clock, yaml
from toantrinh.core.actor import Actor
from toantrinh.core.calendar import WorkCalendar
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import queries
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Role
from toantrinh.lists.queries import calendar_for
from toantrinh.papers import rendering
from toantrinh.payments import actions as payments
from toantrinh.payments.queries import charge_of
from toantrinh.project import jobs

from .neighbours import MEN, make_neighbours
from .troubles import make_troubles

SEED, COMMUNE, NEIGHBOURS = 20_261_124, "05443", 24
FILING, ACCEPTING, ROUND, PACE = 150, 112, 22, 0.4  # minutes of work before now, apart
LATELY = 35  # what nobody has accepted yet came in last
COPIES, BIRTH, HOUSEHOLD = "2.000635", "1.001193", "1.001612"
CHILDREN = ("Minh Khôi", "Gia Bảo", "Tuấn Kiệt", "Đăng Khoa", "Nhật Nam", "Hoàng Phúc")
TRADES = ("Hộ kinh doanh Phở", "Hộ kinh doanh Cơm bình dân", "Hộ kinh doanh Bún")
PHOTO = """#import "layout.typ": *
#set page(paper: "a5")
#align(center + horizon)[= #get("name")
Ảnh chụp giả định, dùng để trình diễn.]"""
Staff = Mapping[Role, Account]
Deed = Callable[[Dossier, Staff], object]


@dataclass(frozen=True)
class Strand:
    """The dossiers of one procedure: how many are filed, and how many of them get how far."""

    code: str
    sample: str
    filed: int
    drafts: int
    deeds: tuple[tuple[int, Deed], ...]

    @property
    def accepted(self) -> int:
        """How many are accepted, which is the first that is done with them."""
        return self.deeds[0][0]


def make_morning(*, by: Actor) -> int:
    """At least forty dossiers in every state that the desk can bring about.

    How many were made; none when there are dossiers already.
    """
    if Dossier.objects.exists():
        return 0
    chance = random.Random(SEED)  # noqa: S311  # a story, not a secret
    agency = Agency.objects.get(administrative_code=COMMUNE, kind="xa")
    staff, now = _staff(agency), clock.now()
    calendar = calendar_for(agency.code)

    def before(minutes: float) -> datetime:
        return worked_back(calendar, now, minutes)

    def early(number: int) -> datetime:
        return before(FILING - number * PACE)

    def late(number: int) -> datetime:
        return before(LATELY - number * PACE)

    people = make_neighbours(NEIGHBOURS, chance, by=by, at=now)
    with redirect_stdout(io.StringIO()):  # the notices of invented people
        made = {
            strand: _file(strand, range(strand.accepted), people, agency, early, chance)
            for strand in STRANDS
        }
        _work_through(made, staff, before)
        waiting = []
        for strand in STRANDS:
            rest = range(strand.accepted, strand.filed + strand.drafts)
            waiting += _file(strand, rest, people, agency, late, chance)[-1:]
        _work(before(13))
        idle = [each[strand.deeds[1][0]] for strand, each in made.items() if len(each) > 1]
        make_troubles(idle, waiting, staff, before)
        _work(before(1))
    return Dossier.objects.count()


def _work_through(
    made: Mapping[Strand, list[Dossier]], staff: Staff, before: Callable[[float], datetime]
) -> None:
    """Turn by turn, each strand as far as it gets."""
    _work(before(ACCEPTING + 1))
    for turn in range(max(len(strand.deeds) for strand in made)):
        begins, number = ACCEPTING - turn * ROUND, 0
        for strand, filed in made.items():
            count, deed = strand.deeds[turn] if turn < len(strand.deeds) else (0, _wait)
            for dossier in filed[:count]:
                with clock.set_to(before(begins - number * PACE)):
                    deed(dossier, staff)
                number += 1
        _work(before(begins - ROUND + 1))


def worked_back(calendar: WorkCalendar, now: datetime, minutes: float) -> datetime:
    """The moment ``minutes`` of open office before ``now``."""
    left, day = timedelta(minutes=minutes), clock.local_day(now)
    while True:
        for begin, end in reversed(calendar.spans(day)):
            closed = min(end, now)
            if closed - begin >= left:
                return closed - left
            left -= max(closed - begin, timedelta())
        day -= timedelta(days=1)


def _staff(agency: Agency) -> Staff:
    posts = Post.objects.held_on(clock.today()).filter(agency=agency).select_related("account")
    return {Role(post.role): post.account for post in posts.order_by("-capacity")}


def _file(
    strand: Strand,
    numbers: range,
    people: Sequence[tuple[Account, bool]],
    agency: Agency,
    moment: Callable[[int], datetime],
    chance: random.Random,
) -> list[Dossier]:
    (folder,) = settings.PACKS.glob(f"{strand.code}-*")
    sample: Any = yaml.load(folder / "samples" / strand.sample)[0]
    women_first = sorted(people, key=lambda each: not each[1])
    made = []
    for number in numbers:
        account = women_first[(number + len(strand.code)) % len(people)][0]
        with clock.set_to(moment(number)):
            dossier = _draft(strand, sample["answers"], account, agency, number, chance)
            if number < strand.filed:
                made.append(dossiers.submit(dossier=dossier, by=account))
    return made


def _draft(
    strand: Strand,
    answers: Mapping[str, Any],
    account: Account,
    agency: Agency,
    number: int,
    chance: random.Random,
) -> Dossier:
    assert account.party  # noqa: S101  # neighbours are persons
    draft = dossiers.begin(
        version=in_force(strand.code),
        owner=account.party,
        key=f"morning-{strand.code}-{number}",
        by=account,
        agency=agency,
        another=True,
    )
    own = _own_words(strand.code, answers, account, chance)
    dossiers.save_answers(dossier=draft, answers=own, by=account)
    for state in queries.components(Dossier.objects.get(pk=draft.pk)):
        if state.is_asked:
            dossiers.attach(
                dossier=draft,
                component=state.component.key,
                name=f"{state.component.name[:60]}.pdf",
                content=rendering.render(PHOTO, {"name": state.component.name}, at=clock.now()),
                by=account,
            )
    return Dossier.objects.get(pk=draft.pk)


def _own_words(
    code: str, answers: Mapping[str, Any], account: Account, chance: random.Random
) -> dict[str, Any]:
    """The sample's answers, with what differs from dossier to dossier."""
    assert account.party  # noqa: S101  # neighbours are persons
    family = account.party.name.split()[0]
    phone = account.party.known["vneid.dien_thoai"]
    if code == BIRTH:
        born = clock.today() - timedelta(days=chance.randint(5, 40))
        own = {
            "nyc_dien_thoai": phone,
            "ks_ho_ten": f"{family} {chance.choice(CHILDREN)}",
            "ks_ngay_sinh": str(born),
            "cha_ho_ten": f"{family} Văn {chance.choice(MEN[1])}",
        }
    elif code == COPIES:
        own = {"nyc_dien_thoai": phone, "so_ban_sao": chance.randint(1, 5)}
    else:
        trade = chance.choice(TRADES)
        own = {
            "ch_dien_thoai": phone,
            "dien_thoai": phone,
            "ten_hkd": f"{trade} {family} Giả Định",
            "ngay_bat_dau": str(clock.today() + timedelta(days=14)),
        }
    return {**answers, **own}


def _work(moment: datetime) -> None:
    with clock.set_to(moment):
        jobs.worker().run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


# -- what officers and applicants do


def _task(dossier: Dossier) -> Task:
    return dossier.tasks.open().get()


def _wait(dossier: Dossier, staff: Staff) -> None:
    """Nothing more happens in this strand."""


def _accept(dossier: Dossier, staff: Staff) -> None:
    dossiers.accept(dossier=dossier, by=staff[Role.ONE_STOP])


def _examine(dossier: Dossier, staff: Staff) -> None:
    task = _task(dossier)
    asked = dossier.version.pack.step(task.key).findings
    dossiers.complete_task(
        task=task, by=staff[Role.SPECIALIST], findings=dict.fromkeys(asked, False)
    )


def _agree(dossier: Dossier, staff: Staff) -> None:
    by = Account.objects.get(party=dossier.owner)
    dossiers.confirm_draft(task=_task(dossier), by=by, agree=True)


def _approve(dossier: Dossier, staff: Staff) -> None:
    draft = queries.newest_draft(dossier)
    if draft is not None:
        dossiers.approve(task=_task(dossier), sha256=draft.file.sha256, by=staff[Role.HEAD])


def _seal(dossier: Dossier, staff: Staff) -> None:
    dossiers.seal(task=_task(dossier), by=staff[Role.CLERK])


def _hand_over(dossier: Dossier, staff: Staff) -> None:
    dossiers.hand_over_outside(task=_task(dossier), by=staff[Role.SPECIALIST])


def _return(dossier: Dossier, staff: Staff) -> None:
    charge = charge_of(dossier.case)
    if charge is not None:
        payments.record_payment(
            charge=charge,
            receipt_number=f"BL-{charge.pk:05d}",
            procedure=dossier.version.code,
            by=staff[Role.ONE_STOP],
            at=clock.now(),
        )
    dossiers.return_result(task=_task(dossier), by=staff[Role.ONE_STOP])


STRANDS = (
    Strand(
        code=COPIES,
        sample="01-ba-ban-cho-ban-than.yaml",
        filed=22,
        drafts=1,
        deeds=((18, _accept), (15, _examine), (11, _approve), (8, _seal), (6, _return)),
    ),
    Strand(
        code=BIRTH,
        sample="don-gian.yaml",
        filed=14,
        drafts=2,
        deeds=((11, _accept), (8, _examine), (4, _agree)),
    ),
    Strand(
        code=HOUSEHOLD,
        sample="01-ca-nhan-tu-nop.yaml",
        filed=9,
        drafts=1,
        deeds=((7, _accept), (5, _examine), (3, _hand_over)),
    ),
)
