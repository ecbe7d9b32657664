"""Which browsers are the house's."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from toantrinh.core import clock, sealing
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, require
from toantrinh.trail.actions import record

from ..errors import NameMissing
from ..events import DeviceRegistered, DeviceRemoved
from ..models import Device


@transaction.atomic
def register_device(
    *, agency: Agency, name: str, by: Account, at: datetime | None = None
) -> tuple[Device, str]:
    """Make a browser a device of ``agency``; the row, and the token that its cookie shall hold.

    Raises:
        NotPermitted: ``by`` does not administer ``agency``. NameMissing.
    """
    require(by, Permission.DEVICE_MANAGE, on=agency)
    at = at or clock.now()
    if not (clean := " ".join(name.split())[:120]):
        raise NameMissing
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        agency=agency,
        name=clean,
        token_index=sealing.blind_index(token),
        registered_by=by,
        registered_at=at,
    )
    event = DeviceRegistered(case=_case(device), agency=agency.code, device=str(device.uid))
    record(event, by=by, at=at)
    return device, token


@transaction.atomic
def remove_device(*, device: Device, by: Account, at: datetime | None = None) -> Device:
    """From now on its browser is one like any other. A second time changes nothing.

    Raises:
        NotPermitted: ``by`` does not administer its agency.
    """
    require(by, Permission.DEVICE_MANAGE, on=device)
    at = at or clock.now()
    device = (
        Device.objects.select_for_update(of=["self"]).select_related("agency").get(pk=device.pk)
    )
    if device.removed_at is None:
        device.removed_at = at
        device.save(update_fields=["removed_at"])
        event = DeviceRemoved(case=_case(device), agency=device.agency.code, device=str(device.uid))
        record(event, by=by, at=at)
    return device


def _case(device: Device) -> str:
    return f"device:{device.uid}"
