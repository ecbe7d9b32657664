"""What was signed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from toantrinh.identity import authority
from toantrinh.identity.models import Account, Agency

from . import pades
from .models import Certificate, SigningRequest, SigningState


def signed_document(request: SigningRequest) -> bytes:
    """The signed PDF. Errors: ValueError before it is signed."""
    return request.signed


def certificate_of(agency: Agency, account: Account | None, moment: datetime) -> Certificate | None:
    """The newest certificate valid at ``moment``: of the account there, or of the agency itself."""
    owner = Q(account=account) if account else Q(account=None)
    found = Certificate.objects.valid_at(moment).filter(owner, agency=agency)
    return found.order_by("-valid_from", "-pk").first()


def request(uid: str) -> SigningRequest:
    """With all that a reaction needs. Errors: SigningRequest.DoesNotExist."""
    rows = SigningRequest.objects.select_related(
        "account__party", "agency", "certificate", "post__account__party", "delegation"
    )
    return rows.get(uid=uid)


def refuse_without_right(request: SigningRequest, moment: datetime) -> None:
    """Before a key is asked: that whoever asked may still sign it.

    Errors: DelegationOver, OfficeOver.
    """
    if (right := request.right) is not None:
        authority.refuse_over(right, at=moment)


def signed(case: str, purpose: str) -> SigningRequest:
    """The newest signature of this purpose in a case. Errors: SigningRequest.DoesNotExist."""
    made = SigningRequest.objects.filter(case=case, purpose=purpose, state=SigningState.SIGNED)
    return made.select_related("agency", "certificate").latest("signed_at")


def rooms(document: bytes) -> frozenset[str]:
    """The rooms a document has for signatures and for lines that come with them."""
    return frozenset(pades.places(document))
