"""A building permit whose unit asks other bodies, from its filing on, without the worker."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tests import make
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import yaml
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.models import Account, Agency, AgencyKind
from toantrinh.identity.permissions import Role

FOLDER = settings.PACKS / "1.013225-cap-giay-phep-xay-dung-nha-o-rieng-le"
SAMPLE = FOLDER / "samples" / "nha-ba-tang-lay-y-kien.yaml"
HOUSE = System("test")


def body(function: str, name: str, **fields: Any) -> Agency:
    """A body of the province that packs call ``function``."""
    code = f"H55.{function}"
    values = {"name": name, "kind": AgencyKind.DEPARTMENT, "function": function} | fields
    return make.agency(code=code, **values)


def filed(agency: Agency) -> Dossier:
    """The sample, filed with ``agency``; its process has begun."""
    in_force = ProcedureVersion.objects.current().filter(code="1.013225")
    version = in_force.first() or make.published(FOLDER)
    said: Any = yaml.load(SAMPLE)[0]
    dossier = make.filed(version=version, agency=agency)
    dossier.write_content(answers=said["answers"], known=said["known"])
    dossier.save()
    dossiers.start_process(dossier=dossier, by=HOUSE)
    return dossier


def assigning(agency: Agency, officers: dict[Role, Account]) -> Dossier:
    """It is accepted; the head of the unit is to assign it and to say whom to ask."""
    dossier = filed(agency)
    dossiers.accept(dossier=dossier, by=officers[Role.ONE_STOP])
    dossiers.forward(dossier=dossier, by=HOUSE)
    return dossier


def asked(agency: Agency, officers: dict[Role, Account], *bodies: Agency) -> Dossier:
    """Those bodies are asked."""
    dossier = assigning(agency, officers)
    dossiers.complete_task(
        task=dossier.tasks.open().get(),
        findings={"can_lay_y_kien": True},
        bodies=bodies,
        ground="Thửa đất giáp đê và đường tỉnh",
        by=officers[Role.HEAD],
    )
    return dossier


def task_of(dossier: Dossier, agency: Agency) -> Any:
    task = dossier.tasks.get(agency=agency, key="phoi_hop")
    task.dossier = dossier
    return task


def silence(task: Any) -> None:
    """The time of the step is over by the clock of the test."""
    dossiers.take_silence(task=task, by=HOUSE)
