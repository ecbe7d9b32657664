"""Which dossiers an account may open, and which are running."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission

from ..states import State
from .helping import SERVES

if TYPE_CHECKING:
    from .case import Dossier  # noqa: F401  # named in a string below

RUNNING = Q(
    state__in=[State.ACCEPTED, State.PROCESSING, State.WITHDRAWAL_ASKED],
    due_at__isnull=False,
    stands_since=None,
)
"""Accepted, not settled, and its time goes. A partial index, so only in these words."""


class DossierQuerySet(models.QuerySet["Dossier"]):
    def readable_by(self, account: Account) -> Self:
        """What ``account`` may open. Every list and every page begins here.

        Their own, those that the agencies of their posts ask of others, those they help with, and,
        through the posts in use that read dossiers, what was filed with the agency of the post or
        is asked of it. A draft is nobody else's business.
        """
        return self.filter(_own(account) | _handled_by(account) | self._asked_of(account))

    def known_to(self, account: Account) -> Self:
        """Those of them that are theirs, or that their agencies handle: whatever is in a dossier,
        not only what another body needs to answer."""
        return self.filter(_own(account) | _handled_by(account))

    def asked_of(self, account: Account) -> Self:
        """What an agency of theirs is, or was, asked about by the one that handles it."""
        return self.filter(self._asked_of(account))

    def _asked_of(self, account: Account) -> Q:
        """A step of it is, or was, done by an agency of theirs that is not the competent body."""
        agencies = account.agencies_with(Permission.DOSSIER_READ)
        if not agencies:
            return Q(pk__in=[])
        asked = self.model.objects.filter(
            tasks__elsewhere=True,
            tasks__state__in=["waiting", "signing", "done"],
            tasks__agency__in=agencies,
        )
        return Q(pk__in=asked.values("pk"))

    def running(self) -> Self:
        """Whose time goes: accepted, not settled, not standing still."""
        return self.filter(RUNNING)

    def unanswered(self) -> Self:
        """Filed, or completed, and neither accepted nor refused."""
        return self.filter(state=State.FILED)

    def taken_in_at(self, account: Account) -> Self:
        """What a centre of the posts in use took in for another body: its receipt, nothing else."""
        centres = account.agencies_with(Permission.RECEIPT_READ)
        return self.filter(taken_in_by__in=centres).exclude(state=State.DRAFT)

    def handled_by(self, account: Account) -> Self:
        """What was filed with an agency where a post in use of ``account`` reads dossiers."""
        return self.filter(_handled_by(account))


def helped_by(account: Account) -> Q:
    """What ``account`` helps with: of what a centre took on, only as long as it serves there. What
    was taken in for another body is that body's business once it is filed."""
    serves = Q(assisted_in=None)
    for assistance, permission in SERVES.items():
        serves |= Q(assistance=assistance, assisted_in__in=account.agencies_with(permission))
    return Q(assisted_by=account) & serves & (Q(taken_in_by=None) | Q(state=State.DRAFT))


def _own(account: Account) -> Q:
    return helped_by(account) | Q(owner__in=account.parties)


def _handled_by(account: Account) -> Q:
    agencies = account.agencies_with(Permission.DOSSIER_READ)
    return Q(agency__in=agencies) & ~Q(state=State.DRAFT)
