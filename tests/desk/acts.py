"""Dossiers on which officers act besides the step that waits, and the addresses of those acts."""

from django.urls import reverse

from tests import make
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers import actions as dossiers
from toantrinh.dossiers.models import Dossier
from toantrinh.identity.permissions import Role
from toantrinh.payments import actions as payments

CERTIFICATE = {"t-giay_chung_sinh": "co", "d-giay_chung_sinh": "anh_khong_ro"}
NAME = {
    "t-form.ks_ho_ten": "co",
    "r-form.ks_ho_ten": "Thiếu chữ đệm",
    "l-form.ks_ho_ten": "Điều 6 Thông tư 04/2020/TT-BTP",
}


def page(dossier, act):
    return reverse(f"desk:{act}", args=[dossier.uid])


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def here(client, officers, role):
    client.force_login(officers[role])
    return client


def stranger(role=Role.HEAD):
    """An officer of another agency, with every right there."""
    return make.officer(role, agency=make.agency(code="H55.999", name="Nơi khác"))


def answered_once(dossier, officers, mother):
    """She was asked for her certificate once, and said where it is."""
    request = dossiers.ask_supplement(
        dossier=dossier,
        items=[{"target": "giay_chung_sinh", "reason": "Mờ", "legal_source": "Điều 16"}],
        by=officers[Role.SPECIALIST],
    )
    dossiers.correct(request=request, corrections={}, said="Tôi chỉ có bản này", by=mother)
    return dossiers.send_supplement(request=request, by=mother)


def owed(dossier):
    """A fee of her dossier that is not paid."""
    return payments.owe(
        case=dossier.case,
        owner=dossier.owner,
        agency=dossier.agency,
        procedure=dossier.version.code,
        lines=[{"name": "Lệ phí đăng ký", "amount": 8000, "ground": "Nghị quyết 05"}],
        by=System("test"),
        at=clock.now(),
    )


def paid(dossier, officers):
    charge = owed(dossier)
    payments.record_payment(
        charge=charge,
        receipt_number="0000123",
        procedure=dossier.version.code,
        by=officers[Role.ONE_STOP],
        at=clock.now(),
    )
    return charge
