"""The register of delegations: who may sign what for which agency, how long, by which act."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id

from ..permissions import Permission, Role
from .people import Account, Agency
from .posts import Capacity, Post

GIVEN: Final = (Capacity.KT, Capacity.TL, Capacity.TUQ)
"""The capacities that come from a delegation; the others go with the office of the head."""


class Matter(models.TextChoices):
    """What there is to sign in a dossier."""

    RESULT = "ket_qua", _("Results")
    NEGATIVE = "khong_giai_quyet", _("Refusals after examination")
    APOLOGY = "xin_loi_gia_han", _("Apologies and more time (form 04)")
    STOP = "dung_giai_quyet", _("Notices of stopping (form 05)")


class DelegationState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def readable_by(self, account: Account) -> Self:
        """The entries of agencies whose register ``account`` keeps."""
        kept = Agency.objects.managed_by(account, Permission.DELEGATION_PROPOSE)
        return self.filter(agency__in=kept)

    def waiting_for(self, account: Account) -> Self:
        """What this account, in the posts it uses, has to confirm."""
        posts = [post.pk for post in account.posts_in_use]
        return self.filter(state=DelegationState.PROPOSED, given_by__in=posts)

    def holding_on(self, day: date) -> Self:
        """Confirmed, begun, neither over nor revoked, and the post that signs is still held.

        Whether the one it was passed on from still holds, ``Delegation.holds_at`` says.
        """
        held = Post.objects.held_on(day)
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            state=DelegationState.CONFIRMED,
            revoked_at=None,
            valid_from__lte=day,
            post__in=held,
        )

    def current(self, day: date) -> Self:
        """Not over, not revoked, not refused: in force, to come, or waiting for confirmation."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=day),
            Q(post__valid_to=None) | Q(post__valid_to__gte=day),
            revoked_at=None,
            post__ended_at=None,
        ).exclude(state=DelegationState.REFUSED)

    def with_all(self) -> Self:
        """With whatever it takes to say who signs for whom, in one query."""
        return self.select_related(
            "agency",
            "post__account__party",
            "post__agency",
            "given_by__account__party",
            "under__post",
            "under__given_by",
            "under__under",
        )


class Delegation(models.Model):
    """One right to sign for the head of an agency, given by an act on paper, between two days.

    ``post`` may sign; ``given_by`` is the post of the head, or, where it was passed on ``under``
    another delegation, of whoever passed it on. Empty lists mean all. A delegation ends after its
    last day, at once when it is revoked, with the post that signs, and with the one it is under.
    Nothing of it is changed once it is confirmed: another act makes another row.

    ``carried_over``: it stood in the list of posts before there was a register, without its act.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="delegations")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations")
    given_by = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations_given"
    )
    under = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="passed_on"
    )
    capacity = models.CharField(max_length=4, choices=[(each.value, each.label) for each in GIVEN])
    title = models.CharField(max_length=120, help_text=_("What stands under the signature."))
    procedures = models.JSONField(default=list, blank=True, help_text=_("Codes; all when empty."))
    fields = models.JSONField(
        default=list, blank=True, help_text=_("Keys of fields of procedures; all when empty.")
    )
    matters = models.JSONField(default=list, blank=True, help_text=_("All when empty."))
    passes_on = models.BooleanField(
        default=False, help_text=_("Whether the act allows passing it on.")
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last day; empty while open."))
    act_number = models.CharField(max_length=60, blank=True, help_text=_("Such as 12/QĐ-UBND."))
    act_day = models.DateField(null=True, blank=True)
    act_issuer = models.CharField(max_length=200, blank=True)
    act_file = models.UUIDField(
        null=True, blank=True, help_text=_("Of the scanned act among the kept files.")
    )
    carried_over = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=DelegationState.choices, default=DelegationState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=300, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "post", "valid_from"], name="identity_delegation_list")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "capacity", "act_number", "valid_from"],
                condition=~Q(state="refused"),
                name="identity_delegation_once",
                violation_error_message=_("This act already gives this right from that day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="identity_delegation_dates_in_order",
                violation_error_message=_("A delegation ends on or after the day it began."),
            ),
            models.CheckConstraint(
                condition=Q(carried_over=True)
                | (~Q(act_number="") & Q(act_day__isnull=False, given_by__isnull=False)),
                name="identity_delegation_by_an_act",
                violation_error_message=_("A delegation names its act and who gave it."),
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="identity_delegation_decided_with_time",
                violation_error_message=_("A delegation that was decided says when."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_why="")
                | (Q(revoked_at__isnull=False, state="confirmed") & ~Q(revoked_why="")),
                name="identity_delegation_revoked_with_reason",
                violation_error_message=_("A revocation says when and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} {self.act_number or self.uid}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"delegation:{self.uid}"

    @property
    def line(self) -> list[Delegation]:
        """Itself and those it was passed on from, up to what the head gave."""
        found = [self]
        while found[-1].under is not None:
            found.append(found[-1].under)
        return found

    @property
    def ended_on(self) -> date | None:
        """The local day on which it was over, if that is said: revoked, or its last day."""
        ends = [self.valid_to, self.post.valid_to]
        ends += [clock.local_day(at) for at in (self.revoked_at, self.post.ended_at) if at]
        return min((day for day in ends if day), default=None)

    def covers(self, procedure: str, field: str, matter: str) -> bool:
        """Whether it speaks of this, with all it was passed on from."""
        return all(each._covers_alone(procedure, field, matter) for each in self.line)

    def _covers_alone(self, procedure: str, field: str, matter: str) -> bool:
        """Limits to procedures and to fields hold together."""
        return (
            (not self.procedures or procedure in self.procedures)
            and (not self.fields or field in self.fields)
            and (not self.matters or matter in self.matters)
        )

    def holds_at(self, moment: datetime) -> bool:
        """Whether it may be signed under at ``moment``, with all it was passed on from."""
        return all(each._holds_alone(moment) for each in self.line)

    def _holds_alone(self, moment: datetime) -> bool:
        day = clock.local_day(moment)
        return (
            self.state == DelegationState.CONFIRMED
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
            and (self.revoked_at is None or moment < self.revoked_at)
            and self.post.is_held_at(moment)
        )

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)
