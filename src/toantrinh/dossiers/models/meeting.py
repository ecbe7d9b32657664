"""Presence that the law demands: when people come or a site is inspected, and who was there."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Permission, Role

from .case import Dossier
from .inviting import Proof


class AppointmentState(models.TextChoices):
    SET = "set", _("Agreed on")
    MET = "met", _("Took place")
    MISSED = "missed", _("Somebody did not come")
    CANCELLED = "cancelled", _("Called off")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def readable_by(self, account: Account) -> Self:
        return self.filter(dossier__in=Dossier.objects.known_to(account))

    def handled_by(self, account: Account) -> Self:
        """Those at the agencies where a post in use reads dossiers."""
        return self.filter(agency__in=account.agencies_with(Permission.DOSSIER_READ))


class Appointment(models.Model):
    """One time for one presence of one dossier, and the record of it once it is over.

    Without a time agreed on before, the record is the whole row: people came. ``held_on`` is the
    day of a visit. What was found may speak of people, so it is sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"finding_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="appointments")
    presence = models.CharField(max_length=60, help_text=_("Key in the pack."))
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices, default=AppointmentState.SET
    )
    made_by = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Nobody: proposed by the system."),
    )
    made_at = models.DateTimeField()
    changes = models.PositiveSmallIntegerField(
        default=0, help_text=_("How often the applicant chose another time.")
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    finding_sealed = models.BinaryField(null=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "starts_at"], name="dossiers_appointment_day"),
            models.Index(
                fields=["starts_at"],
                condition=Q(state="set", reminded_at=None),
                name="dossiers_appointment_remind",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "presence"],
                condition=Q(state="set"),
                name="dossiers_appointment_one_set",
                violation_error_message=_("A time for this is already set."),
            ),
            models.UniqueConstraint(
                fields=["dossier", "presence"],
                condition=Q(state="met"),
                name="dossiers_appointment_met_once",
                violation_error_message=_("This is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="dossiers_appointment_takes_time",
                violation_error_message=_("An appointment ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["met", "missed"])
                | Q(recorded_at__isnull=False, recorded_by__isnull=False, held_on__isnull=False),
                name="dossiers_appointment_recorded_by_someone",
                violation_error_message=_("A record says when and by whom it was made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.presence} of {self.dossier}"

    @property
    def is_set(self) -> bool:
        return self.state == AppointmentState.SET

    @property
    def finding(self) -> str:
        if self.finding_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.finding_sealed), about=f"finding:{self.uid}").decode()

    @finding.setter
    def finding(self, finding: str) -> None:
        about = f"finding:{self.uid}"
        self.finding_sealed = sealing.wrap(finding.encode(), about=about) if finding else None

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class Attendance(models.Model):
    """That one person of an appointment came, known by which document, or did not come.

    ``person_index`` is of the person who was expected, so that nobody else counts for them when the
    answers change; what was read from the document is sealed.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"person_index", "seen_sealed"})

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="attendances"
    )
    person = models.CharField(max_length=60, help_text=_("Key in the pack."))
    person_index = models.BinaryField(max_length=32, editable=False)
    came = models.BooleanField()
    proof = models.CharField(max_length=20, choices=Proof.choices, blank=True)
    seen_sealed = models.BinaryField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "person"],
                name="dossiers_attendance_once",
                violation_error_message=_("This person is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(came=False) | ~Q(proof=""),
                name="dossiers_attendance_known",
                violation_error_message=_("Who came was known by a document."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.appointment_id}"

    @property
    def seen(self) -> dict[str, Any]:
        """``name`` and ``number`` as the document said them; empty for who did not come."""
        if self.seen_sealed is None:
            return {}
        return sealing.open_json(bytes(self.seen_sealed), about=self._about())

    @seen.setter
    def seen(self, seen: dict[str, Any]) -> None:
        self.seen_sealed = sealing.close_json(seen, about=self._about())

    def _about(self) -> str:
        return f"attendance:{self.appointment.uid}:{self.person}"
