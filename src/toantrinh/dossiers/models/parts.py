"""What is in a dossier besides its answers: files given, papers made, handling elsewhere."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, Role
from toantrinh.papers.house import KINDS, Signed
from toantrinh.papers.models import IssuedPaper, PaperState
from toantrinh.process.steps import StepKind
from toantrinh.vault.models import Deposit, StoredFile

from ..states import State
from .asking import AskingState, SupplementRequest
from .case import Dossier


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def present(self) -> Self:
        return self.filter(removed_at=None)

    def given(self) -> Self:
        """Those that count, and those whose place others took when the dossier was completed."""
        completed = SupplementRequest.objects.filter(
            dossier=OuterRef("dossier"), ended_at=OuterRef("removed_at"), state=AskingState.ANSWERED
        )
        return self.filter(Q(removed_at=None) | Exists(completed))

    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.readable_by(account))


class Attachment(models.Model):
    """A file given for one component of a dossier. Taken away, the row stays, and only what was
    replaced when the dossier was completed can still be opened.

    The name people gave the file may say who they are, so it is sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    component = models.CharField(max_length=60, help_text=_("Key in the pack."))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name_sealed = models.BinaryField(editable=False)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "component", "file"],
                condition=Q(removed_at=None),
                name="dossiers_attachment_once",
                violation_error_message=_("This file is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component} {self.uid}"

    @property
    def name(self) -> str:
        return sealing.unwrap(bytes(self.name_sealed), about=f"name:{self.uid}").decode()

    @name.setter
    def name(self, name: str) -> None:
        self.name_sealed = sealing.wrap(name.encode(), about=f"name:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class PaperKind(models.TextChoices):
    CONFIRMATION = "confirmation", _("Confirmation of filing")
    FORM01 = "form01", _("Receipt and appointment (form 01)")
    SUPPLEMENT = "supplement", _("Request to complete the dossier (form 02)")
    REFUSAL = "refusal", _("Refusal of receipt (form 03)")
    APOLOGY = "apology", _("Apology and extension (form 04)")
    STOP = "stop", _("Notice of stopping (form 05)")
    CONTROL = "control", _("Control slip (form 06)")
    PAYMENT = "payment", _("Payment notice")
    DRAFT = "draft", _("Draft of the result")
    RESULT = "result", _("Result")
    OUTSIDE_RESULT = "outside-result", _("Result issued by another system")


SIGNED_BY_HEAD = frozenset(
    kind
    for kind in PaperKind
    if kind in KINDS and KINDS[kind].signed is Signed.HEAD and kind is not PaperKind.RESULT
)
"""Papers about the handling that go out with the signature of the head (forms 04, 05)."""


class PaperQuerySet(models.QuerySet["Paper"]):
    def readable_by(self, account: Account) -> Self:
        """Papers of dossiers that are theirs or that they handle; the applicant sees a result only
        once it is returned or in their repository, a draft of it only if they are asked about it
        and until it is decided, and a paper that the head signs only once it is signed."""
        results = Q(kind__in=[PaperKind.RESULT, PaperKind.OUTSIDE_RESULT])
        returned = Q(dossier__state=State.RESULT_RETURNED)
        given = Exists(
            Deposit.objects.filter(file=OuterRef("file"), party=OuterRef("dossier__owner"))
        )
        asked = Dossier.objects.filter(tasks__kind=StepKind.CONFIRM_DRAFT, settled_at=None)
        shown = ~Q(kind=PaperKind.DRAFT) | Q(dossier__in=asked)
        unsigned = Q(kind__in=SIGNED_BY_HEAD, issued__state=PaperState.RESERVED)
        agencies = account.agencies_with(Permission.DOSSIER_READ)
        return self.filter(
            (~results | returned | given) & shown & ~unsigned | Q(dossier__agency__in=agencies),
            dossier__in=Dossier.objects.known_to(account),
        )


class Paper(models.Model):
    """One document of a dossier as it was made: kept, and known to ``papers`` when it was issued.

    A draft of the result is made again when it is corrected; the newest row of a kind counts.
    Papers 02 and 04 may come more than once, one for each round.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=PaperKind.choices)
    title = models.CharField(max_length=300)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    issued = models.ForeignKey(
        IssuedPaper, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["dossier", "kind", "-made_at"], name="dossiers_paper_new")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                condition=~Q(kind__in=["draft", "supplement", "apology", "payment", "control"]),
                name="dossiers_paper_once",
                violation_error_message=_("This paper is already made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.dossier}"

    @property
    def waits_for_signature(self) -> bool:
        is_reserved = self.issued is not None and self.issued.state == PaperState.RESERVED
        return self.kind in SIGNED_BY_HEAD and is_reserved

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class OutsideHandling(models.Model):
    """A dossier whose result another system issues: handed over, waited for, answered.

    Number, day and file are the other system's; this installation can issue none of its own.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="outside")
    system = models.CharField(max_length=200, help_text=_("Name, for people."))
    handed_over_at = models.DateTimeField()
    handed_over_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    outside_code = models.CharField(
        max_length=80, blank=True, help_text=_("Of the dossier in the other system.")
    )
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["outside_code"],
                condition=~Q(outside_code=""),
                name="dossiers_outside_code",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_at=None, number="", issued_on=None)
                | (Q(recorded_at__isnull=False, issued_on__isnull=False) & ~Q(number="")),
                name="dossiers_outside_result_whole",
                violation_error_message=_("A result from elsewhere has its number and its day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} at {self.system}"
