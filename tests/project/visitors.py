"""Who comes to the addresses of the house, and what of whose there is to ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings

from tests import make, offices
from tests.portal.conftest import photo
from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue import loading, storing
from toantrinh.catalogue.models import (
    CalendarChange,
    InventoryChange,
    ProcedureVersion,
    Proposal,
)
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.counter import actions as counter
from toantrinh.counter.models import Guidance, GuidanceChannel
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people
from toantrinh.dossiers.batches import Pair
from toantrinh.dossiers.models import (
    Attachment,
    Batch,
    BulkAct,
    Dossier,
    Invitation,
    OutsideHandling,
    Paper,
    PaperKind,
    Rerouting,
    Task,
)
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Agency, AgencyKind, Delegation
from toantrinh.identity.permissions import OFFICES, Role
from toantrinh.lists.changes import Changes, DayChange
from toantrinh.payments import actions as payments
from toantrinh.process.steps import StepKind
from toantrinh.vault import actions as vault
from toantrinh.vault.models import Deposit

HOUSE = System("set-up")
STEPS = {
    StepKind.RECEIVE: Role.ONE_STOP,
    StepKind.WORK: Role.SPECIALIST,
    StepKind.SIGN: Role.HEAD,
    StepKind.SEAL: Role.CLERK,
    StepKind.RETURN: Role.ONE_STOP,
    StepKind.CONFIRM_DRAFT: Role.OWNER,
}


@dataclass(frozen=True)
class Thing:
    """Something an address can be asked for: a dossier, or a file that hangs on one."""

    name: str
    uid: UUID
    dossier: Dossier | None  # None: it exists nowhere


@dataclass(frozen=True)
class Belongings:
    """What one citizen has here, in every state in which an address can ask for it."""

    account: Account
    helper: Account
    draft: Dossier
    filed: Dossier
    returned: Dossier
    tasks: dict[StepKind, Task]  # of the filed dossier
    attachment: Attachment
    confirmation: Paper
    result: Paper
    deposit: Deposit
    invitation: Invitation  # to GUEST, of the draft
    question: Task | None  # of the filed dossier, that another body answers

    @property
    def dossiers(self) -> list[Thing]:
        cases = {"draft": self.draft, "filed": self.filed, "returned": self.returned}
        return [Thing(name, each.uid, each) for name, each in cases.items()]

    @property
    def invitations(self) -> list[Thing]:
        return [Thing("invitation", self.invitation.uid, self.draft)]

    @property
    def asked(self) -> list[Thing]:
        return [Thing("asked", self.question.uid, self.filed)] if self.question else []

    @property
    def files(self) -> list[Thing]:
        return [
            Thing("attachment", self.attachment.uid, self.draft),
            Thing("confirmation", self.confirmation.uid, self.filed),
            Thing("result", self.result.uid, self.returned),
            Thing("deposit", self.deposit.uid, self.returned),
        ]


GUEST = "019093000002"  # the personal number of whoever is invited to a part of a draft


def delegation(agency: Agency) -> Delegation:
    """An entry of the register of ``agency``: its deputy signs."""
    deputy = offices.officer(agency, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    return Delegation.objects.get(post__account=deputy)


def rerouting(here: Agency, there: Agency, by: Account) -> Rerouting:
    """An order to hand dossiers of ``here`` over."""
    return Rerouting.objects.create(
        key="order",
        from_agency=here,
        to_agency=there,
        ground="Sắp xếp đơn vị",
        act_number="12/QĐ-UBND",
        account=by,
        ordered_at=clock.now(),
    )


def nothing() -> Thing:
    return Thing("nothing", uuid4(), None)


@dataclass(frozen=True)
class Visitor:
    """Someone who comes to the door, signed in or not, in at most one post."""

    name: str
    account: Account | None
    agency: Agency | None = None
    role: Role | None = None

    @property
    def is_officer(self) -> bool:
        return self.role is not None

    def owns(self, dossier: Dossier) -> bool:
        """As the applicant, or as the one who helps them."""
        if self.account is None:
            return False
        return self.account.party_id == dossier.owner_id or (
            self.account.pk == dossier.assisted_by_id
        )

    def handles(self, dossier: Dossier) -> bool:
        """At the desk. Control office, administrators and guides keep their hands off dossiers."""
        return (
            self.agency is not None
            and self.agency.pk == dossier.agency_id
            and self.role not in {Role.DRAFTER, Role.CONTROLLER, Role.ADMINISTRATOR, Role.GUIDE}
            and not dossier.is_draft
        )

    def is_asked(self, dossier: Dossier) -> bool:
        """Works at a body that does a step of it for the agency that handles it."""
        mine = dossier.tasks.filter(elsewhere=True, agency=self.agency)
        return self.agency is not None and mine.exists()

    def is_invited(self, thing: Thing) -> bool:
        """By the number of their party, whoever else's dossier it is."""
        if self.account is None or thing.dossier is None:
            return False
        return thing.dossier.invitations.readable_by(self.account).exists()

    def may_read(self, thing: Thing) -> bool:
        if thing.dossier is None:
            return False
        if thing.name == "deposit":  # officers see the result in the dossier
            return self.account is not None and self.account.party_id == thing.dossier.owner_id
        return self.owns(thing.dossier) or self.handles(thing.dossier)


def belongings(
    version: ProcedureVersion, agency: Agency, name: str, *, asked: Agency | None = None
) -> Belongings:
    """A citizen, the helper of their draft, and their dossiers at ``agency``; the body that is
    ``asked`` does a step of the filed one."""
    account = make.account(party=make.party(name=name))
    helper = make.account(party=make.party(name=f"Người giúp {name}"))
    common = {"version": version, "agency": agency, "owner": account.party}
    draft = make.dossier(**common, assisted_by=helper)
    filed = make.filed(**common, submitted_by=account, assisted_by=helper)
    returned = make.filed(**common, submitted_by=account, state=State.RESULT_RETURNED)
    component = version.pack.components[0].key
    result = _paper(returned, PaperKind.OUTSIDE_RESULT)
    _issued_elsewhere(returned)
    payments.owe(
        case=filed.case,
        owner=filed.owner,
        agency=agency,
        procedure=version.code,
        lines=[{"name": "Lệ phí", "amount": 8000, "ground": "Nghị quyết"}],
        by=HOUSE,
        at=clock.now(),
    )
    return Belongings(
        account=account,
        helper=helper,
        draft=draft,
        filed=filed,
        returned=returned,
        tasks=_tasks(filed),
        attachment=dossiers.attach(
            dossier=draft, component=component, name="ảnh.jpg", content=photo(), by=account
        ),
        confirmation=_paper(filed, PaperKind.CONFIRMATION),
        result=result,
        deposit=_deposit(returned, result),
        invitation=_invitation(draft, account, GUEST if name == "Lan" else "019085000005"),
        question=_question(filed, asked) if asked else None,
    )


def _question(dossier: Dossier, body: Agency) -> Task:
    (step,) = [each for each in dossier.version.pack.steps if each.kind == StepKind.WORK][:1]
    return Task.objects.create(
        dossier=dossier,
        agency=body,
        elsewhere=True,
        key=step.key,
        token="token-asked",
        kind=StepKind.WORK,
        role=Role.SPECIALIST,
        name="Cho ý kiến",
        opened_at=clock.now(),
    )


def _invitation(draft: Dossier, by: Account, number: str) -> Invitation:
    part = draft.version.pack.part("cha")
    other = people.Other(part, number, "Trần Văn Dũng", part.blocks)
    return people.invited(draft, other, by=by, at=clock.now())[0]


def _tasks(dossier: Dossier) -> dict[StepKind, Task]:
    keys = {step.kind: step.key for step in dossier.version.pack.steps}
    return {
        kind: Task.objects.create(
            dossier=dossier,
            agency=dossier.settling_agency,
            key=keys[kind],
            token=f"token-{kind}",
            kind=kind,
            role=role,
            name=f"Việc {kind}",
            opened_at=clock.now(),
        )
        for kind, role in STEPS.items()
    }


def _paper(dossier: Dossier, kind: PaperKind) -> Paper:
    file = vault.keep(content=photo("PNG"), name="giay.png", on=dossier, by=HOUSE, at=clock.now())
    return Paper.objects.create(
        dossier=dossier, kind=kind, title=kind.label, file=file, made_at=clock.now()
    )


def _issued_elsewhere(dossier: Dossier) -> None:
    OutsideHandling.objects.create(
        dossier=dossier,
        system="Hệ thống của Bộ",
        handed_over_at=clock.now(),
        handed_over_by=dossier.submitted_by,
        number="1/2026",
        issued_on=clock.today(),
        recorded_at=clock.now(),
    )


def _deposit(dossier: Dossier, paper: Paper) -> Deposit:
    return vault.deposit(
        party=dossier.owner,
        file=paper.file,
        title="Giấy khai sinh",
        number="1/2026",
        issuer=dossier.settling_agency.name,
        issued_on=clock.today(),
        case=dossier.case,
        procedure=dossier.version.code,
        check_code="",
        by=HOUSE,
        at=clock.now(),
    )


def proposal(version: ProcedureVersion, everybody: dict[str, Visitor]) -> Proposal:
    """What the control office prepares: the version in force once more."""
    controller = everybody[f"{Role.CONTROLLER} here"].account
    return catalogue.begin_proposal(
        key="walk", files=storing.read(version.files), by=controller, at=clock.now()
    )


def guidance(version: ProcedureVersion, everybody: dict[str, Visitor]) -> Guidance:
    """What somebody was told here."""
    visitor = everybody[f"{Role.ONE_STOP} here"]
    return counter.give_guidance(
        version=version,
        shown=[{"title": "Giấy tờ", "lines": ["Giấy chứng sinh"]}],
        agency=visitor.agency,
        channel=GuidanceChannel.DESK,
        key="walk",
        by=visitor.account,
    )


def calendar_change(everybody: dict[str, Visitor]) -> CalendarChange:
    """What the control office proposes: a day off."""
    day = DayChange(date(2029, 3, 1), False, "Ngày truyền thống", "Quyết định")
    return catalogue.propose_calendar(
        key="walk",
        changes=Changes(days=(day,)),
        ground="Ngày truyền thống của tỉnh",
        by=everybody[f"{Role.CONTROLLER} here"].account,
        at=clock.now(),
    )


def batch(of: Belongings, everybody: dict[str, Visitor]) -> Batch:
    """What the one-stop desk put together to be accepted."""
    return dossiers.make_batch(
        act=BulkAct.ACCEPT,
        agency=of.filed.settling_agency,
        pairs=[Pair(of.filed.pk, of.tasks[StepKind.RECEIVE].pk)],
        key="walk",
        by=everybody[f"{Role.ONE_STOP} here"].account,
        at=clock.now(),
    )


def inventory_change(everybody: dict[str, Visitor], code: str) -> InventoryChange:
    """What the control office proposes of an internal procedure that is listed already."""
    make.agency(code="H55.1", name="Văn phòng")
    entries = [
        each
        for each in loading.inventory(settings.PACKS / "lists" / "internal-procedures.csv")
        if each.code == code
    ]
    catalogue.load_inventory(entries=entries, by=System("set-up"))
    return catalogue.propose_inventory(
        key="walk",
        entries=[replace(entries[0], per_year=7)],
        ground="Rà soát",
        by=everybody[f"{Role.CONTROLLER} here"].account,
    )


def elsewhere() -> Agency:
    return Agency.objects.create(
        code="H55.102",
        name="Ủy ban nhân dân phường Tích Lương",
        kind=AgencyKind.COMMUNE,
        administrative_code="05500",
    )


def body() -> Agency:
    """A body of the province that is asked about a dossier of the ward."""
    return Agency.objects.create(
        code="H55.8", name="Sở Xây dựng", kind=AgencyKind.DEPARTMENT, function="so_xay_dung"
    )


PLACES = ("here", "elsewhere")
CITIZENS = ("anonymous", "owner", "helper", "other citizen", "invited")
ABOVE = "administrator of the province"
ASKED = f"{Role.SPECIALIST} of a body that is asked"
NAMES = (*CITIZENS, *(f"{role} {place}" for place in PLACES for role in OFFICES), ABOVE, ASKED)


def everybody(
    of_here: Belongings, here: Agency, there: Agency, asked: Agency
) -> dict[str, Visitor]:
    """All who may come, by ``NAMES``; ``of_here`` is the citizen's who owns, and whom one helps."""
    province = make.agency(code="H55", name="UBND tỉnh", kind=AgencyKind.PROVINCE)
    invited = make.account(party=make.party(name="Trần Văn Dũng", number=GUEST))
    citizens = (None, of_here.account, of_here.helper, make.account(), invited)
    posts = [(agency, role) for agency in (here, there) for role in OFFICES]
    posts += [(province, Role.ADMINISTRATOR), (asked, Role.SPECIALIST)]
    come = [(account, None, None) for account in citizens]
    come += [(make.officer(role, agency=agency), agency, role) for agency, role in posts]
    return {name: Visitor(name, *who) for name, who in zip(NAMES, come, strict=True)}
