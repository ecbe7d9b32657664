"""An agency and the people who work there, for tests of what officers do."""

from __future__ import annotations

from datetime import date
from itertools import count

from toantrinh.identity.models import Account, Agency, AgencyKind, Party, Post
from toantrinh.identity.permissions import Role

_number = count(1)


def commune(name: str = "Ủy ban nhân dân phường Phan Đình Phùng") -> Agency:
    return Agency.objects.create(code=f"H55.9{next(_number)}", name=name, kind=AgencyKind.COMMUNE)


def officer(
    agency: Agency, role: Role, *, name: str = "Lê Minh Đức", title: str = "", capacity: str = ""
) -> Account:
    account = Account.objects.create_user(
        login=f"officer-{next(_number)}", party=Party.objects.create(name=name)
    )
    Post.objects.create(
        account=account,
        agency=agency,
        role=role,
        title=title or role.value,
        capacity=capacity,
        valid_from=date(2025, 7, 1),
    )
    return account
