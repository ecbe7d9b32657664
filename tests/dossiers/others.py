"""Birth registration whose parts by other persons a test writes itself, and the people in it."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

from tests import make
from tests.catalogue import folders
from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers import people
from toantrinh.dossiers.models import Dossier, Invitation
from toantrinh.dossiers.theirs import Theirs
from toantrinh.identity.models import Account

FATHER = "019093000002"
CONFIRMS: dict[str, Any] = {
    "key": "cha",
    "label": "Người cha của trẻ",
    "does": "confirm",
    "sections": ["tre_em", "cha"],
    "person": {"number": "cha_so_dinh_danh", "name": "cha_ho_ten"},
    "declaration": "Tôi thống nhất.",
    "blocks": "filing",
    "legal_source": "Điều 4",
    "within": {"kind": "working_days", "amount": 3},
}
FILLS = CONFIRMS | {"does": "fill", "sections": ["loi_khai_cua_cha"]}
SECTION = """\
- key: loi_khai_cua_cha
  title: Lời khai của người cha
  fields:
  - {key: lk_ghi_nhan, label: Anh ghi nhận gì?, type: text, required: true}
  - key: lk_dan_toc
    label: Dân tộc của anh
    type: ethnicity
    prefill: {source: csdlqg_dan_cu, path: dan_toc, person: cha_so_dinh_danh}

- key: nhan_ket_qua
"""


def version(to: Path, part: dict[str, Any]) -> ProcedureVersion:
    """Birth registration with exactly this part, and one more section for those who fill in."""
    folder = folders.copy(folders.BIRTH, to)
    procedure = folder / "procedure.yaml"
    before, _parts, after = procedure.read_text("utf-8").partition("\nparts:\n")
    after = after.partition("\ncomponents:\n")[2]
    written = textwrap.indent(_yaml(part), "  ")
    procedure.write_text(f"{before}\nparts:\n-{written[1:]}\n\ncomponents:\n{after}", "utf-8")
    if part["does"] == "fill":
        folders.edit(folder, "form.yaml", "- key: nhan_ket_qua\n", SECTION)
    for sample in folder.glob("samples/*.yaml"):
        lines = sample.read_text("utf-8").splitlines()
        kept = [line for line in lines if not line.startswith("  others:")]
        if part["does"] == "fill":
            kept.insert(kept.index("expect:") + 1, "  problems: [lk_ghi_nhan]")
        sample.write_text("\n".join(kept) + "\n", "utf-8")
    return make.published(folder, by=System("set-up"))


def _yaml(part: dict[str, Any]) -> str:
    return "\n".join(f"{key}: {_flow(value)}" for key, value in part.items())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return f'"{value}"' if isinstance(value, str) and value.isdigit() else str(value)


def asked(dossier: Dossier) -> people.Other:
    (only,) = people.standings(Dossier.objects.get(pk=dossier.pk))
    return only.other


def invited(dossier: Dossier, by: Account, **options: Any) -> Invitation:
    return dossiers.invite(dossier=dossier, other=asked(dossier).key, by=by, **options)


def seen(invitation: Invitation) -> str:
    """What the page would carry that the person reads now."""
    fresh = Dossier.objects.get(pk=invitation.dossier_id)
    return Theirs(fresh, asked(fresh)).seen


def agreed(invitation: Invitation, by: Account) -> Invitation:
    dossiers.open_part(invitation=invitation, by=by)
    return dossiers.confirm_part(invitation=invitation, seen=seen(invitation), by=by)
