"""Files and deposits. A file is bytes kept once; a deposit is a document a party owns."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Party
from toantrinh.identity.permissions import Role


class StoredFile(models.Model):
    """One content, known by its SHA-256, sealed on disk under a key of its own.

    The row is written only after the bytes are durable (``storage``). It has no name and no owner:
    those belong to what points here. Two who keep the same bytes share a row, and neither learns of
    the other, because rooms open a file only through what they may read.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, help_text=_("Hexadecimal, of the bytes."))
    size = models.PositiveBigIntegerField(help_text=_("Bytes."))
    media_type = models.CharField(max_length=100, help_text=_("Found from the content."))
    pages = models.PositiveIntegerField(null=True, blank=True, help_text=_("Of a PDF."))
    data_key = models.BinaryField(editable=False, help_text=_("Wrapped by the installation's key."))
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1),
                name="vault_file_not_empty",
                violation_error_message=_("An empty file cannot be kept."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} {self.sha256[:12]}"

    @property
    def page_numbers(self) -> range:
        """The pages that can be shown as pictures, from 1; none of what is a picture itself."""
        return range(1, (self.pages or 0) + 1)


class DepositQuerySet(models.QuerySet["Deposit"]):
    def readable_by(self, account: Account) -> Self:
        """The account's own documents; officers see a result through its dossier."""
        if account.party_id is None:
            return self.none()
        return self.filter(party=account.party_id)


class Deposit(models.Model):
    """A document issued to a party, to be kept and used again.

    Trust is the highest here: deposits come from an agency's own issue. ``replaced_by`` and
    ``revoked_at`` end it without erasing it.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="deposits")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="deposits")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=80)
    issuer = models.CharField(max_length=200)
    issued_on = models.DateField()
    case = models.CharField(max_length=80)
    procedure = models.CharField(max_length=40)
    check_code = models.CharField(max_length=40, blank=True)
    deposited_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    objects = DepositQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["party", "-deposited_at"], name="vault_deposit_party")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "file"],
                name="vault_deposit_once",
                violation_error_message=_("This document is already in the repository."),
            ),
        ]

    def __str__(self) -> str:
        return f"deposit {self.uid}"

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        return self.party.roles_of(actor)
