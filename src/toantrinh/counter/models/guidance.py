"""Help that is no filing: what was shown to a visitor, and the sittings of those who guide."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Permission, Role


class GuidanceChannel(models.TextChoices):
    DESK = "tai_quay", _("At the counter")
    PHONE = "dien_thoai", _("By telephone")
    NETWORK = "mang_xa_hoi", _("By a social network")
    POST = "buu_chinh", _("By letter")
    COMMUNITY = "cong_dong", _("In the neighbourhood")


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def readable_by(self, account: Account) -> Self:
        """What was given in the name of an agency of a post that gives guidance."""
        return self.filter(agency__in=account.agencies_with(Permission.GUIDANCE_GIVE))


class Guidance(models.Model):
    """What somebody was told about a procedure, word for word, and under which version.

    ``shown`` is the text of the sheet: a version never changes, but what is published beside it
    does. ``party`` only where the visitor wants it to be found under their name.

    Legal source: Nghị định 118/2025/NĐ-CP, Điều 16.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True, help_text=_("On the sheet, for people."))
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=GuidanceChannel.choices)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown = models.JSONField(help_text=_("Sections with title and lines."))
    key = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "-given_at"], name="counter_guidance_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "key"],
                name="counter_guidance_once",
                violation_error_message=_("This guidance is already kept."),
            )
        ]

    def __str__(self) -> str:
        return self.code

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)


class Outcome(models.TextChoices):
    FILED_ALONE = "tu_nop", _("They filed it themselves")
    LEARNED = "tu_lam", _("They did something else themselves")
    TO_COUNTER = "den_quay", _("They were sent to the counter")
    LEFT = "chua_xong", _("Not finished")


class Sitting(models.Model):
    """One time that a member of a community digital team helped somebody who acts for themself.

    Who was helped is deliberately absent: sittings are counted, people are not.

    Legal source: Thông tư 03/2025/TT-VPCP (centres work with community digital teams).
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    guide = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=120, help_text=_("Such as the culture house of a hamlet."))
    procedure = models.CharField(max_length=40, blank=True, help_text=_("Code; empty for none."))
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["agency", "-began_at"], name="counter_sitting_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["guide"],
                condition=Q(ended_at=None),
                name="counter_one_sitting_at_a_time",
                violation_error_message=_("A sitting is going on already."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__gte=F("began_at")) & ~Q(outcome=""),
                name="counter_sitting_ends_with_outcome",
                violation_error_message=_("A sitting that is over says how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"sitting {self.uid}"

    @property
    def minutes(self) -> int:
        """Whole minutes it took; 0 while it goes on."""
        return int((self.ended_at - self.began_at).total_seconds() // 60) if self.ended_at else 0

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)
