"""Many dossiers at once: what one officer ordered, and what became of each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency, Post
from toantrinh.identity.permissions import Permission, Role

from ..states import State
from .case import Dossier
from .work import Task


class BulkAct(models.TextChoices):
    """What can be done to many at once; each is the act that is also done to one."""

    ACCEPT = "accept", _("Accept many")
    ASSIGN = "assign", _("Assign many")
    COMPLETE = "complete", _("Finish the step of many")
    APPROVE = "approve", _("Approve and sign many")
    SEAL = "seal", _("Number and seal many")
    RETURN = "return", _("Return many results")
    REMIND = "remind", _("Urge many answers")


class BatchState(models.TextChoices):
    CHECKING = "checking", _("Being looked through")
    READY = "ready", _("Waits for your confirmation")
    CONFIRMED = "confirmed", _("Being carried out")
    ENDED = "ended", _("Carried out")
    RECALLED = "recalled", _("Stopped")
    DROPPED = "dropped", _("Dropped before anything happened")


class ItemState(models.TextChoices):
    NEW = "new", _("Not looked at yet")
    WAITING = "waiting", _("Can be done")
    IMPOSSIBLE = "impossible", _("Cannot be done")
    OUT = "out", _("Put aside")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Recalled")


class BatchQuerySet(models.QuerySet["Batch"]):
    def readable_by(self, account: Account) -> Self:
        """Their own at the agencies where they work now, and all of those they head."""
        at_work = account.agencies_with(Permission.BATCH_RUN)
        headed = account.agencies_with(Permission.BATCH_OVERSEE)
        return self.filter(Q(account=account, agency__in=at_work) | Q(agency__in=headed))


class Batch(models.Model):
    """One act on many dossiers of one agency, ordered by one officer in one post.

    It is looked through first (``CHECKING``), shown (``READY``), and done only when its maker has
    confirmed it, not before ``begins_at``. A note to the next officer may speak of people, so what
    was typed for the act is sealed.

    Deliberately absent: counts while it is under way; the items are counted. ``done`` and
    ``refused``, when its turn came or already in the preview, are written when it is over.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"parameters_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    key = models.CharField(
        max_length=64, help_text=_("Given by the page, so that two clicks make one batch.")
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", help_text=_("In which it was ordered.")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=BulkAct.choices)
    parameters_sealed = models.BinaryField(null=True, editable=False)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.CHECKING)
    total = models.PositiveIntegerField()
    not_theirs = models.PositiveIntegerField(
        default=0, help_text=_("Marked on the page, and no business of this officer any more.")
    )
    has_more = models.BooleanField(
        default=False, help_text=_("More matched than one batch may hold.")
    )
    again_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeated"
    )
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    begins_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Until then nothing of it is done.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who stopped or dropped it."),
    )
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    objects = BatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "-id"], name="dossiers_batch_of_agency"),
            models.Index(fields=["account", "-id"], name="dossiers_batch_of_account"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "key"],
                name="dossiers_batch_once",
                violation_error_message=_("This batch was already made."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, begins_at=None)
                | Q(confirmed_at__isnull=False, begins_at__isnull=False),
                name="dossiers_batch_confirmed_with_begin",
                violation_error_message=_("What is confirmed has a time from which it is done."),
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.uid}"

    @property
    def case(self) -> str:
        """How the trail calls it."""
        return f"batch:{self.uid}"

    @property
    def is_open(self) -> bool:
        """Not confirmed yet, and neither dropped."""
        return self.state in (BatchState.CHECKING, BatchState.READY)

    @property
    def parameters(self) -> dict[str, Any]:
        """What was typed for the act, such as ``{"note": …}``."""
        if self.parameters_sealed is None:
            return {}
        return sealing.open_json(bytes(self.parameters_sealed), about=self.case)

    @parameters.setter
    def parameters(self, parameters: Mapping[str, Any]) -> None:
        sealed = sealing.close_json(parameters, about=self.case) if parameters else None
        self.parameters_sealed = sealed

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Of others than its maker only the head of the agency has a say."""
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        roles = self.agency.roles_of(actor)
        is_mine = isinstance(actor, Account) and actor.pk == self.account_id
        return roles if is_mine else roles & {Role.HEAD}


class BatchItem(models.Model):
    """One dossier of a batch: what was seen of it, and what became of it.

    ``seen_state`` and ``sha256`` are what the preview saw: the state of the dossier and the draft
    that would be signed. What is another one when its turn comes is refused. ``told_sealed`` is
    why, in every language of the house; it may name people.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"told_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.NEW)
    seen_state = models.PositiveSmallIntegerField(choices=State.choices, null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the draft was looked through in the series.")
    )
    code = models.CharField(max_length=60, blank=True, help_text=_("Of the refusal."))
    told_sealed = models.BinaryField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "state", "id"], name="dossiers_batchitem_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "dossier", "task"],
                nulls_distinct=False,
                name="dossiers_batchitem_once",
                violation_error_message=_("This dossier is already in the batch."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "refused"]) | Q(done_at__isnull=False),
                name="dossiers_batchitem_done_with_time",
                violation_error_message=_("What was done or refused has its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} of batch {self.batch_id}"

    @property
    def told(self) -> dict[str, str]:
        """``text`` and ``advice`` of the refusal, in the language of the reader; empty for none."""
        if self.told_sealed is None:
            return {}
        said = sealing.open_json(bytes(self.told_sealed), about=f"item:{self.uid}")
        found: dict[str, str] = said.get(translation.get_language() or "") or next(
            iter(said.values())
        )
        return found

    def tell(self, code: str, said: Mapping[str, Mapping[str, str]]) -> None:
        """Keep why it was refused, by language."""
        self.code = code
        self.told_sealed = sealing.close_json(said, about=f"item:{self.uid}")
