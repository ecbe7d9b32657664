"""Certificates, and every signature asked for: by whom, in which capacity, over which bytes."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.authority import Right, lines_of
from toantrinh.identity.models import Account, Agency, Capacity, Delegation, Post
from toantrinh.identity.permissions import Role


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_at(self, moment: datetime) -> Self:
        return self.filter(valid_from__lte=moment, valid_to__gt=moment)


class Certificate(models.Model):
    """A key and its certificate: of one officer, or of an agency itself.

    The key rests here only as PKCS#12 sealed under the installation's key; for a key in a card or
    a security module ``p12_sealed`` is empty and the provider knows where it is.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"subject", "p12_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="certificates",
        help_text=_("Whose seal it is, or where the officer serves."),
    )
    subject = models.CharField(max_length=200, help_text=_("Common name in the certificate."))
    serial = models.CharField(max_length=50, unique=True, help_text=_("Hexadecimal."))
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    demo = models.BooleanField(help_text=_("Of the demo authority: no legal value."))
    p12_sealed = models.BinaryField(null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "account", "-valid_from"], name="signing_certificate_of")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=models.F("valid_from")),
                name="signing_certificate_dates_in_order",
                violation_error_message=_("A certificate ends after it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.serial}"

    @property
    def p12(self) -> bytes:
        """PKCS#12 without a password. Errors: ValueError when the key is not kept here."""
        if self.p12_sealed is None:
            raise ValueError(f"the key of certificate {self.serial} is not kept here")
        return sealing.unwrap(bytes(self.p12_sealed), about=f"certificate:{self.uid}")

    @p12.setter
    def p12(self, p12: bytes) -> None:
        self.p12_sealed = sealing.wrap(p12, about=f"certificate:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)


class Purpose(models.TextChoices):
    DECISION = "decision", _("Signature of the person who decides")
    SEAL = "seal", _("Signature of the agency")


class SigningState(models.TextChoices):
    ASKED = "asked", _("Being signed")
    SIGNED = "signed", _("Signed")
    FAILED = "failed", _("Could not be signed")


class SigningRequest(models.Model):
    """One signature, from the wish to the signed file.

    ``uid`` is the idempotency key of the call to whatever holds the key. Both files are here,
    sealed under a key of this row: what was to be signed, and what came back.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"signer_name", "document_sealed", "signed_sealed"}
    )

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    case = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    procedure = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="signatures",
        help_text=_("Who signs, or who has the agency's signature put."),
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signatures")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="signatures"
    )
    signer_name = models.CharField(max_length=200)
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "The office in which it is signed; empty in rows from before offices stood here."
        ),
    )
    delegation = models.ForeignKey(
        Delegation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        help_text=_("Under which it is signed; empty where the office itself gives the right."),
    )
    capacity = models.CharField(max_length=4, choices=Capacity.choices, blank=True)
    title = models.CharField(max_length=120, blank=True)
    filled = models.JSONField(
        default=dict, help_text=_("Lines of text put on the paper by room, such as the number.")
    )
    state = models.CharField(
        max_length=10, choices=SigningState.choices, default=SigningState.ASKED
    )
    trouble = models.CharField(max_length=60, blank=True, help_text=_("Code, when it failed."))
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    document_sha256 = models.CharField(max_length=64)
    signed_sha256 = models.CharField(max_length=64, blank=True)
    data_key = models.BinaryField(editable=False, help_text=_("Wrapped by the installation's key."))
    document_sealed = models.BinaryField(editable=False)
    signed_sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["case"], name="signing_request_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose", "document_sha256"],
                name="signing_request_once",
                violation_error_message=_("This signature has already been asked for."),
            ),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False, signed_sealed__isnull=False)
                | (~Q(state="signed") & Q(signed_at=None, signed_sealed=None, signed_sha256="")),
                name="signing_signed_with_file",
                violation_error_message=_("A signature that was made has its file and its time."),
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(trouble=""))
                | (~Q(state="failed") & Q(trouble="")),
                name="signing_failed_with_reason",
                violation_error_message=_("A signature that failed says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"

    @property
    def demo(self) -> bool:
        return self.certificate.demo

    @property
    def lines(self) -> tuple[str, ...]:
        """Capacity and office, as they stand above the signature."""
        return lines_of(self.agency, self.capacity, self.title, self.delegation)

    @property
    def signed_as(self) -> str:
        """The same in one line, such as ``KT. CHỦ TỊCH, PHÓ CHỦ TỊCH``."""
        return ", ".join(self.lines)

    @property
    def right(self) -> Right | None:
        """By what it is signed; None in rows from before offices stood here."""
        return Right(self.post, self.delegation) if self.post else None

    @property
    def document(self) -> bytes:
        """What is to be signed."""
        return self._unseal(self.document_sealed, "document")

    @document.setter
    def document(self, document: bytes) -> None:
        key = sealing.new_key()
        self.data_key = sealing.wrap(key, about=self._about("key"))
        self.document_sealed = sealing.seal(document, key=key, about=self._about("document"))

    @property
    def signed(self) -> bytes:
        """What came back. Errors: ValueError before it is signed."""
        if self.signed_sealed is None:
            raise ValueError(f"{self} is not signed")
        return self._unseal(self.signed_sealed, "signed")

    @signed.setter
    def signed(self, signed: bytes) -> None:
        self.signed_sealed = sealing.seal(signed, key=self._key(), about=self._about("signed"))

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)

    def _about(self, part: str) -> str:
        return f"signing:{self.uid}:{part}"

    def _key(self) -> bytes:
        return sealing.unwrap(bytes(self.data_key), about=self._about("key"))

    def _unseal(self, sealed: bytes | memoryview, part: str) -> bytes:
        return sealing.unseal(bytes(sealed), key=self._key(), about=self._about(part))
