"""One filing for a child: birth here, residence, insurance and identity card elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from tests import make
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import clock, yaml
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.handling import finish
from toantrinh.dossiers.models import Dossier, Task
from toantrinh.dossiers.states import State
from toantrinh.identity.models import Account, Agency, AgencyKind
from toantrinh.identity.permissions import Role
from toantrinh.trail.actions import record_all

GROUP = settings.PACKS / "3.000722-lien-thong-khai-sinh-thuong-tru-bhyt-can-cuoc"
PARTS = {
    "thuong_tru": "1.004222-dang-ky-thuong-tru",
    "bao_hiem_y_te": "1.014137-cap-the-bao-hiem-y-te-tre-em-duoi-6-tuoi",
    "can_cuoc": "1.116410-cap-the-can-cuoc-cho-nguoi-duoi-14-tuoi",
}
BODIES = {
    "cong_an_xa": ("Công an phường Phan Đình Phùng", AgencyKind.UNIT, "05443"),
    "bhxh": ("Bảo hiểm xã hội tỉnh Thái Nguyên", AgencyKind.DEPARTMENT, ""),
    "cong_an_quan_ly_hanh_chinh": ("Phòng Cảnh sát quản lý hành chính", AgencyKind.UNIT, ""),
}
HOUSE = System("test")
NUMBER = "019326000071"


@dataclass(frozen=True)
class Group:
    leading: Dossier
    bodies: dict[str, Agency]

    def task(self, key: str) -> Task:
        task = self.leading.tasks.get(key=key)
        task.dossier = self.leading
        return task

    def open(self, key: str) -> Dossier | None:
        return dossiers.open_linked(task=self.task(key), by=HOUSE)

    def officer(self, function: str, role: Role) -> Account:
        return make.officer(role, agency=self.bodies[function])


def published(*parts: str) -> None:
    """The procedures of the group, and those of these steps."""
    for key in parts:
        make.published(settings.PACKS / PARTS[key])
    make.published(GROUP)


def bodies() -> dict[str, Agency]:
    return {
        function: make.agency(
            code=f"H55.{function}",
            name=name,
            kind=kind,
            function=function,
            administrative_code=unit,
        )
        for function, (name, kind, unit) in BODIES.items()
    }


def born(agency: Agency, owner: Account, **answers: Any) -> Group:
    """The birth is registered and its certificate sealed: the other steps wait now."""
    leading = sealed(agency, owner, **answers)
    return Group(leading, bodies())


def sealed(agency: Agency, owner: Account, **answers: Any) -> Dossier:
    """The same, where the other bodies are there already."""
    sample: Any = yaml.load(sorted(GROUP.glob("samples/*.yaml"))[0])[0]
    owner.party.known = sample["known"]
    owner.party.save()
    leading = make.filed(
        version=ProcedureVersion.objects.current().get(code="3.000722"),
        agency=agency,
        owner=owner.party,
        submitted_by=owner,
    )
    leading.write_content(answers={**sample["answers"], **answers}, known=sample["known"])
    leading.save()
    dossiers.start_process(dossier=leading, by=HOUSE)
    head = make.officer(Role.HEAD, agency=agency)
    dossiers.accept(dossier=leading, by=make.officer(Role.ONE_STOP, agency=agency))
    leading = dossiers.forward(dossier=leading, by=HOUSE)
    dossiers.complete_task(
        task=leading.tasks.open().get(),
        findings={"thuoc_dien_ho_tro": False},
        by=make.officer(Role.SPECIALIST, agency=agency),
    )
    query = leading.tasks.get(kind="query")  # a worker that runs may have been faster
    dossiers.answer_received(task=query, findings={"so_dinh_danh_tre": NUMBER}, by=HOUSE)
    for _step in ("ky", "dong_dau"):
        _done(leading, head)
    leading.refresh_from_db()
    return leading


def _done(leading: Dossier, by: Account) -> None:
    """A step that ends with a signature, without the signature."""
    leading.refresh_from_db()
    task = leading.tasks.open().get()
    task.dossier = leading
    with transaction.atomic():
        events = finish(task, leading, outcome="signed", by=by, at=clock.now())
        record_all(events, by=by, at=clock.now())
    if task.kind == "seal":
        leading.state, leading.settled_at = State.SETTLED, clock.now()
        leading.save(update_fields=["state", "settled_at"])
