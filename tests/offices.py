"""An agency and the people who work there, for tests of what officers do."""

from __future__ import annotations

from datetime import date
from itertools import count

from toantrinh.core import clock
from toantrinh.identity.models import (
    GIVEN,
    Account,
    Agency,
    AgencyKind,
    Delegation,
    DelegationState,
    Party,
    Post,
)
from toantrinh.identity.permissions import Role

_number = count(1)


def commune(name: str = "Ủy ban nhân dân phường Phan Đình Phùng") -> Agency:
    return Agency.objects.create(code=f"H55.9{next(_number)}", name=name, kind=AgencyKind.COMMUNE)


def officer(
    agency: Agency, role: Role, *, name: str = "Lê Minh Đức", title: str = "", capacity: str = ""
) -> Account:
    """Somebody in office; one who signs for the head has the act that says so."""
    account = Account.objects.create_user(
        login=f"officer-{next(_number)}", party=Party.objects.create(name=name)
    )
    post = Post.objects.create(
        account=account,
        agency=agency,
        role=role,
        title=title or role.value,
        capacity=capacity,
        valid_from=date(2025, 7, 1),
    )
    if capacity in GIVEN:
        delegation(post)
    return account


def delegation(post: Post, **fields) -> Delegation:
    """An act by which ``post`` signs for the head, all of it, confirmed and open."""
    given = {
        "agency": post.agency,
        "post": post,
        "given_by": post.agency.posts.of_heads().first(),
        "capacity": post.capacity,
        "title": post.title,
        "valid_from": post.valid_from,
        "act_number": f"{next(_number)}/QĐ-UBND",
        "act_day": post.valid_from,
        "act_issuer": "Chủ tịch Ủy ban nhân dân",
        "state": DelegationState.CONFIRMED,
        "proposed_at": clock.now(),
        "decided_at": clock.now(),
    }
    given |= {"carried_over": True} if given["given_by"] is None else {}
    return Delegation.objects.create(**given | fields)
