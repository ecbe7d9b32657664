"""What is written about a dossier: among officers, and between the agency and its applicant."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role

from .case import Dossier


class NoteQuerySet(models.QuerySet["Note"]):
    def readable_by(self, account: Account) -> Self:
        """Of the agency they were written at, or the one that took its place, in a post in use;
        never of the applicant as such."""
        theirs = account.agencies_with(Permission.DOSSIER_READ)
        return self.filter(Q(agency__in=theirs) | Q(agency__successor__in=theirs))


class Note(models.Model):
    """One remark among the officers of the agency that handles a dossier, sealed.

    Deliberately absent: changing and deleting. A note that was wrong is followed by another.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="notes")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, help_text=_("Given by the page: two clicks, one row."))
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text_sealed = models.BinaryField(editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key"],
                name="dossiers_note_once",
                violation_error_message=_("This note is already written."),
            ),
        ]

    def __str__(self) -> str:
        return f"note {self.uid} of {self.dossier}"

    @property
    def text(self) -> str:
        return sealing.unwrap(bytes(self.text_sealed), about=f"note-of:{self.uid}").decode()

    @text.setter
    def text(self, text: str) -> None:
        self.text_sealed = sealing.wrap(text.encode(), about=f"note-of:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)


class Side(models.TextChoices):
    APPLICANT = "applicant", _("The applicant's side")
    AGENCY = "agency", _("The agency's side")

    @property
    def other(self) -> Side:
        return Side.AGENCY if self is Side.APPLICANT else Side.APPLICANT


class MessageQuerySet(models.QuerySet["Message"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))

    def unread_by(self, side: Side) -> Self:
        """What the other side wrote and nobody of this side has read."""
        return self.filter(side=side.other, read_at=None)


class Message(models.Model):
    """One message between the applicant and the agency about a dossier, sealed.

    It asks for nothing in the sense of the law: no time stands still, nothing can be corrected by
    it. That is what ``SupplementRequest`` is for. Deliberately absent: changing and deleting, and
    files.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices, help_text=_("Who wrote it."))
    key = models.CharField(max_length=64, help_text=_("Given by the page: two clicks, one row."))
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    read_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody of the other side said to have read it.")
    )
    text_sealed = models.BinaryField(editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["dossier", "side"],
                condition=Q(read_at=None),
                name="dossiers_message_unread",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key"],
                name="dossiers_message_once",
                violation_error_message=_("This message is already sent."),
            ),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="dossiers_message_read_by_someone",
                violation_error_message=_("A message that was read was read by someone."),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.uid} of {self.dossier}"

    @property
    def text(self) -> str:
        return sealing.unwrap(bytes(self.text_sealed), about=f"message:{self.uid}").decode()

    @text.setter
    def text(self, text: str) -> None:
        self.text_sealed = sealing.wrap(text.encode(), about=f"message:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)
