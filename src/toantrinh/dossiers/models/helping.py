"""How the house helped with a dossier, and how the person stood by what was written for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account
from toantrinh.identity.permissions import Permission, Role


class Assistance(models.TextChoices):
    """How the house had a hand in a filing. Once it had, it had: the database keeps it so.

    ``AGENCY`` is no help to a citizen: in an internal procedure an agency asks, for itself or for
    one of its officers, and an officer prepares it.
    """

    NONE = "", _("By the applicant alone")
    OFFICER = "can_bo", _("Filled in by an officer at the counter")
    DEVICE = "thiet_bi", _("On a device of a public service centre")
    SESSION = "phien_can_bo", _("In a browser in which an officer was signed in")
    AGENCY = "co_quan", _("Asked for by the agency of an officer")


SERVES: Final = {
    Assistance.OFFICER: Permission.DOSSIER_ASSIST,
    Assistance.AGENCY: Permission.INTERNAL_ASK,
}
"""What an officer who helps must go on being allowed where they did."""
HELP_IS_WHOLE: Final = models.CheckConstraint(
    condition=Q(assisted_by=None) & ~Q(assistance__in=list(SERVES))
    | Q(assisted_by__isnull=False, assistance__in=list(SERVES)),
    name="dossiers_help_is_whole",
    violation_error_message=_("An officer who helps is named, and no other help is."),
)


class Means(models.TextChoices):
    """How a person without an account at hand says that it is theirs."""

    CODE = "ma", _("By a code sent to them")
    SIGNATURE = "chu_ky", _("By signature on the printed declaration")


class ConfirmationState(models.TextChoices):
    SENT = "sent", _("Code sent")
    GIVEN = "given", _("Confirmed")
    DECLINED = "declined", _("Not confirmed")


class FilingConfirmation(models.Model):
    """What the person said to one declaration, as it stood when they were asked.

    ``digest`` is of that declaration (``declaring.digest``): one more letter typed afterwards, and
    it confirms nothing. The code itself is nowhere: it is computed from the row. ``scan`` is the
    sheet with the signature.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    MINUTES: ClassVar[timedelta] = timedelta(minutes=10)
    AGAIN: ClassVar[timedelta] = timedelta(seconds=60)  # until another code can be sent
    MOST_TRIES: ClassVar[int] = 5
    MOST_CODES: ClassVar[int] = 5  # of one filing within a day

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(
        "dossiers.Dossier", on_delete=models.CASCADE, related_name="confirmations"
    )
    means = models.CharField(max_length=10, choices=Means.choices)
    state = models.CharField(max_length=10, choices=ConfirmationState.choices)
    digest = models.BinaryField(max_length=32, editable=False)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    scan = models.ForeignKey(
        "dossiers.Attachment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConfirmationState.SENT, answered_at=None)
                | ~Q(state=ConfirmationState.SENT) & Q(answered_at__isnull=False),
                name="dossiers_confirmation_answered_with_time",
                violation_error_message=_("An answer has its time."),
            ),
            models.CheckConstraint(
                condition=~Q(means=Means.SIGNATURE, state=ConfirmationState.GIVEN)
                | Q(scan__isnull=False),
                name="dossiers_signature_is_scanned",
                violation_error_message=_("A signature is there to be looked at."),
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.uid}"

    @property
    def again_at(self) -> datetime:
        """When another code can be sent, if this one has not arrived."""
        return self.asked_at + self.AGAIN

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)
