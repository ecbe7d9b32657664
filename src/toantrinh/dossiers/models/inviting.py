"""Other persons in a dossier: who was asked for which part, and what they said."""

from __future__ import annotations

import base64
import hashlib
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Role

from .case import Dossier


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("Not opened yet")
    OPENED = "opened", _("Opened, not answered yet")
    FILLED = "filled", _("Filled in")
    CONFIRMED = "confirmed", _("Confirmed")
    SILENT = "silent", _("Taken as agreed: no answer in time")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("No answer in time")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed without an answer")


OPEN = (InvitationState.WAITING, InvitationState.OPENED)
AGREED = (InvitationState.FILLED, InvitationState.CONFIRMED, InvitationState.SILENT)


UNANSWERED = (InvitationState.DECLINED, InvitationState.EXPIRED)


class Proof(models.TextChoices):
    """By which document an officer knew the person who came to the desk."""

    CARD = "the_can_cuoc", _("Identity card")
    VNEID = "can_cuoc_dien_tu", _("Electronic identity on VNeID")
    PASSPORT = "ho_chieu", _("Passport")
    OTHER = "giay_to_khac", _("Another document with a photo")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def live(self) -> Self:
        """Open, or agreed to: there is at most one a part and person."""
        return self.filter(state__in=(*OPEN, *AGREED))

    def readable_by(self, account: Account) -> Self:
        """Those addressed to the person who is signed in, by their personal number alone."""
        number = account.party.number_index if account.party else None
        return self.filter(person_index=number) if number else self.none()


class Invitation(models.Model):
    """One person asked for one part of one dossier. The newest row of a person and part counts.

    The person is known by the blind index of their number (``index_of``), because they may have no
    account and no party here yet. The link carries a secret that is calculated, never stored: only
    its digest is kept, and it opens nothing for anybody but that person. What they fill in lies
    among the sealed answers of the dossier; ``confirmed_digest`` tells whether what they agreed to
    still stands there. ``at_desk``: both come to the desk instead, where ``answered_by`` is the
    officer and ``proof`` the document the person was known by.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"person_index", "reason_sealed", "confirmed_digest"}
    )

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="invitations")
    part = models.CharField(max_length=60, help_text=_("Key of the part in the pack."))
    person_index = models.BinaryField(max_length=32, editable=False)
    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.WAITING
    )
    at_desk = models.BooleanField(default=False)
    invited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The last moment to answer; none when not limited.")
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it ended, however it ended.")
    )
    answered_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proof = models.CharField(max_length=20, choices=Proof.choices, blank=True)
    lapsed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When what was agreed to changed, so that it is asked.")
    )
    confirmed_digest = models.BinaryField(max_length=32, null=True, editable=False)
    reason_sealed = models.BinaryField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person_index", "-invited_at"], name="dossiers_invitation_person"),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "opened"], due_at__isnull=False),
                name="dossiers_invitation_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "part", "person_index"],
                condition=Q(state__in=["waiting", "opened", "filled", "confirmed", "silent"]),
                name="dossiers_invitation_once",
                violation_error_message=_("This person is already asked for this part."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "opened"], answered_at=None)
                | (~Q(state__in=["waiting", "opened"]) & Q(answered_at__isnull=False)),
                name="dossiers_invitation_ended_with_time",
                violation_error_message=_("An invitation that ended has the time of its end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.dossier}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_agreed(self) -> bool:
        return self.state in AGREED

    @property
    def token(self) -> str:
        """The secret of the link, the same each time it is shown."""
        secret = sealing.blind_index(f"invitation:{self.uid}")
        return base64.urlsafe_b64encode(secret).decode().rstrip("=")

    @staticmethod
    def digest_of(token: str) -> bytes:
        return hashlib.sha256(token.encode()).digest()

    @property
    def reason(self) -> str:
        if self.reason_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.reason_sealed), about=f"reason:{self.uid}").decode()

    @reason.setter
    def reason(self, reason: str) -> None:
        sealed = sealing.wrap(reason.encode(), about=f"reason:{self.uid}") if reason else None
        self.reason_sealed = sealed

    def is_for(self, account: Account) -> bool:
        number = account.party.number_index if account.party else None
        return number is not None and bytes(number) == bytes(self.person_index)

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        own = isinstance(actor, Account) and self.is_for(actor)
        return self.dossier.roles_of(actor) | ({Role.PARTICIPANT} if own else frozenset())
