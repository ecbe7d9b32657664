from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Role


class PaymentState(models.IntegerChoices):
    """National codes: 0 unpaid, 1 paid. A fee nobody owes has no row at all."""

    UNPAID = 0, _("Not paid yet")
    PAID = 1, _("Paid")


class Charge(models.Model):
    """One sum owed for one case to one agency, with its ground, and its payment.

    Later providers, callbacks and reconciliation work on the same rows. ``reference`` is what the
    payer's bank carries: unguessable enough not to be mixed up, without personal data.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    case = models.CharField(max_length=80)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="charges")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="charges")
    amount = models.PositiveBigIntegerField(help_text=_("Whole đồng, 1 or more."))
    lines = models.JSONField(help_text=_("Name, amount and ground of each fee in it."))
    reference = models.CharField(max_length=25, unique=True)
    state = models.PositiveSmallIntegerField(
        choices=PaymentState.choices, default=PaymentState.UNPAID
    )
    owed_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    receipt_number = models.CharField(max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["case"], name="payments_charge_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="payments_charge_once",
                violation_error_message=_("The fee of this dossier is already set."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1),
                name="payments_charge_positive",
                violation_error_message=_("A fee of nothing is not a fee."),
            ),
            models.CheckConstraint(
                condition=Q(state=0, paid_at=None, receipt_number="")
                | (Q(state=1, paid_at__isnull=False) & ~Q(receipt_number="")),
                name="payments_charge_paid_with_receipt",
                violation_error_message=_("A paid fee has the number of its receipt."),
            ),
            models.UniqueConstraint(
                fields=["agency", "receipt_number"],
                condition=~Q(receipt_number=""),
                name="payments_receipt_once",
                violation_error_message=_("This receipt number is already used."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.amount}"

    @property
    def is_paid(self) -> bool:
        return self.state == PaymentState.PAID

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.owner.roles_of(actor) | self.agency.roles_of(actor)
