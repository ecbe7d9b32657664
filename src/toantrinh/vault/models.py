"""Files and deposits. A file is bytes kept once; a deposit is a document a party owns."""

from __future__ import annotations

import hashlib
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
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


class Uploads:
    """All uploads together: the thing on which the house may tidy up."""

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return frozenset({Role.SYSTEM}) if isinstance(actor, System) else frozenset()


class Upload(models.Model):
    """A file on its way, piece by piece, from one account. Its pieces lie sealed in the store.

    ``about`` is the word of whoever began it for where the file goes. Deliberately absent: the
    token, of which only the hash is known here.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=200)
    name_sealed = models.BinaryField(editable=False)
    data_key = models.BinaryField(editable=False, help_text=_("Wrapped by the installation's key."))
    size = models.PositiveBigIntegerField(help_text=_("Bytes of the whole."))
    offset = models.PositiveBigIntegerField(default=0, help_text=_("Bytes that have come."))
    pieces = models.JSONField(default=list, help_text=_("Bytes of each piece, in order."))
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text=_("When something came last."))
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Taken over or refused; the pieces are gone.")
    )
    refusal = models.CharField(
        max_length=60, blank=True, help_text=_("Code of why the whole was not taken.")
    )

    class Meta:
        indexes = [
            models.Index(fields=["account", "finished_at"], name="vault_upload_open"),
            models.Index(fields=["touched_at"], name="vault_upload_touched"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(offset__lte=models.F("size"), size__gte=1),
                name="vault_upload_within_its_size",
                violation_error_message=_("No more comes than was announced."),
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.uid} {self.offset}/{self.size}"

    @staticmethod
    def digest(token: str) -> str:
        """What is kept of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    @property
    def case(self) -> str:
        """What its sealed parts are bound to."""
        return f"upload:{self.uid}"

    @property
    def key(self) -> bytes:
        return sealing.unwrap(bytes(self.data_key), about=self.case)

    @property
    def name(self) -> str:
        return sealing.unwrap(bytes(self.name_sealed), about=f"{self.case}:name").decode()

    @name.setter
    def name(self, name: str) -> None:
        self.name_sealed = sealing.wrap(name.encode(), about=f"{self.case}:name")

    @property
    def is_whole(self) -> bool:
        return self.offset == self.size

    @property
    def offsets(self) -> list[int]:
        """Where each piece begins."""
        return [sum(self.pieces[:at]) for at in range(len(self.pieces))]

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        return frozenset({Role.OWNER}) if actor == self.account else frozenset()


class LongFile(models.Model):
    """A file the house writes piece by piece and hands out the same way, so that neither takes more
    memory than a piece. Each piece lies sealed in the store before the row counts it.

    It has no name and no owner: those belong to what points here. Unfinished means: not whole.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    data_key = models.BinaryField(editable=False, help_text=_("Wrapped by the installation's key."))
    pieces = models.PositiveIntegerField(default=0, help_text=_("How many have been written."))
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes of the whole."))
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"long file {self.uid}"

    @property
    def case(self) -> str:
        """What its sealed parts are bound to."""
        return f"long-file:{self.uid}"

    @property
    def key(self) -> bytes:
        return sealing.unwrap(bytes(self.data_key), about=self.case)


class DepositQuerySet(models.QuerySet["Deposit"]):
    def readable_by(self, account: Account) -> Self:
        """The account's own documents; officers see a result through its dossier."""
        if account.party_id is None:
            return self.none()
        return self.filter(party=account.party_id)


class Deposit(models.Model):
    """A document issued to a party, to be kept and used again.

    Trust is the highest here: deposits come from an agency's own issue. ``replaced_by`` and
    ``revoked_at`` end it without erasing it. ``procedure`` is that whose result it is; empty for
    any other document.
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
