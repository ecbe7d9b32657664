"""One request of one party under one version of one procedure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate, Reverse
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.models import ProcedureVersion
from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency, Party
from toantrinh.identity.permissions import Permission, Role

from ..states import TRANSITIONS, State
from .helping import HELP_IS_WHOLE, SERVES, Assistance
from .reach import RUNNING, DossierQuerySet

if TYPE_CHECKING:
    from ..meanwhile import Seen

VERDICTS = [("early", _("Early")), ("on_time", _("On time")), ("late", _("Late"))]
PARTS = ("answers", "known", "findings", "devices", "aside")
"""``devices``: who changed which answer of a draft last, and what is disputed (``merging``);
``aside``: what had no place any more under a new version (``renewal``). Both end at filing."""


class Channel(models.TextChoices):
    """By which door a dossier came in. All doors lead to the same action."""

    ONLINE = "truc_tuyen", _("Online")
    DESK = "truc_tiep", _("At the desk")
    POST = "buu_chinh", _("By public post")
    NATIONAL = "cong_quoc_gia", _("Through the national portal")
    PROACTIVE = "chu_dong", _("Proposed by the agency")

    @property
    def in_rules(self) -> str:
        """What the rules of a version call it: whoever files on the national portal files online,
        and pays and waits as such."""
        return Channel.ONLINE.value if self is Channel.NATIONAL else self.value


class Dossier(models.Model):
    """One request, from draft to archive.

    Keys: ``id`` is for foreign keys only; ``uid`` is for URLs; ``reference`` is for people.
    People: the dossier is the ``owner``'s; ``submitted_by`` pressed the button; ``assisted_by``
    is the officer who filled it in at the counter. ``assistance`` says how the house helped, if it
    did, and ``assisted_in`` where; the database refuses to take either back.

    Answers, what sources said, and the findings of officers hold personal data of several people,
    so they are one sealed document with a data key of its own; no query looks inside. What lists
    and search need is written in columns beside it when the dossier is submitted.

    Deliberately absent: whether it is paid (``payments``), delivered or synchronised: other facts.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"content_sealed", "name_search", "name_sort", "phone_index"}
    )

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="dossiers")
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="dossiers",
        help_text=_("The competent body; a draft may not have one yet."),
    )
    taken_in_by = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The centre that took it in, when it is not the competent body."),
    )
    counted_by = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who accepted it, by whose hours its time counts, when it was handed over."),
    )
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="dossiers")
    submitted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assisted_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assistance = models.CharField(
        max_length=20, choices=Assistance.choices, default=Assistance.NONE, blank=True
    )
    assisted_in = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(
        max_length=20, choices=Channel.choices, default=Channel.ONLINE, editable=False
    )
    leading = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="linked",
        help_text=_("The dossier by whose filing it was opened, when it was not filed itself."),
    )
    linked_step = models.CharField(
        max_length=60,
        blank=True,
        db_default="",
        default="",
        help_text=_("Of the leading dossier, that waits for this one."),
    )
    key = models.CharField(
        max_length=64, help_text=_("Given by the page, so that two clicks begin one draft.")
    )
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.DRAFT)
    data_key = models.BinaryField(editable=False, help_text=_("Wrapped by the installation's key."))
    content_sealed = models.BinaryField(editable=False)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    reference = models.CharField(max_length=60, blank=True, help_text=_("By the pattern in force."))
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_on = models.DateField(
        null=True, blank=True, help_text=_("Local day of submission, by which dossiers count.")
    )
    answer_due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The latest moment to accept or refuse.")
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    original_due_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The current due time; none before acceptance.")
    )
    limit = models.JSONField(
        null=True, blank=True, help_text=_("The limit that holds: kind, amount, ground.")
    )
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the filing, or what completed it, was answered.")
    )
    edition = models.PositiveBigIntegerField(
        default=0, help_text=_("Of the lists by whose calendar its time counts.")
    )
    stands_since = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when time stands still; none while it goes.")
    )
    promised_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Told with an apology for being late; heals nothing.")
    )
    verdict = models.CharField(
        max_length=10, choices=VERDICTS, blank=True, help_text=_("Computed when it ended.")
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was refused at receipt, or stopped.")
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    progress = models.JSONField(
        null=True, blank=True, editable=False, help_text=_("State of its process.")
    )
    name_search = SearchVectorField(null=True, editable=False)
    name_sort = models.CharField(max_length=250, blank=True, editable=False)
    phone_index = models.BinaryField(
        max_length=32, null=True, editable=False, help_text=_("Blind, of the last four digits.")
    )

    objects = DossierQuerySet.as_manager()
    seen: Seen | None = None
    """Set by a page that asks for an act: how far it saw. An act asked for otherwise has none."""

    class Meta:
        indexes = [
            models.Index(fields=["agency", "state", "due_at"], name="dossiers_agency_list"),
            models.Index(
                fields=["agency", "answer_due_at"],
                condition=Q(state=State.FILED),
                name="dossiers_unanswered",
            ),
            models.Index(
                fields=["agency", "due_at"],
                condition=RUNNING,
                name="dossiers_running",
            ),
            models.Index(
                fields=["due_at"],
                condition=RUNNING,
                name="dossiers_running_anywhere",
            ),
            models.Index(
                fields=["answer_due_at"],
                condition=Q(state=State.FILED),
                name="dossiers_unanswered_anywhere",
            ),
            models.Index(
                fields=["agency", "stands_since"],
                condition=Q(stands_since__isnull=False),
                name="dossiers_standing",
            ),
            models.Index(
                fields=["agency", "accepted_at"],
                condition=Q(accepted_at__isnull=False),
                name="dossiers_accepted",
            ),
            models.Index(fields=["owner", "-changed_at"], name="dossiers_owner_list"),
            models.Index(
                fields=["taken_in_by", "-id"],
                condition=Q(taken_in_by__isnull=False),
                name="dossiers_taken_in",
            ),
            models.Index(
                fields=["agency", "submitted_on"],
                condition=Q(taken_in_by__isnull=False),
                name="dossiers_taken_in_for",
            ),
            GinIndex(fields=["name_search"], name="dossiers_name_search"),
            models.Index(
                F("agency"),
                Collate(Reverse("reference"), "C"),
                condition=~Q(reference=""),
                name="dossiers_reference_end",
            ),
            models.Index(
                fields=["version", "settled_at"],
                condition=Q(settled_at__isnull=False),
                name="dossiers_settled_of_version",
            ),
            models.Index(
                fields=["submitted_on", "assistance"],
                condition=Q(submitted_on__isnull=False),
                name="dossiers_by_whose_hands",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=~Q(reference=""),
                name="dossiers_reference_once",
                violation_error_message=_("This dossier code is already taken."),
            ),
            models.UniqueConstraint(
                fields=["owner", "key"],
                name="dossiers_begun_once",
                violation_error_message=_("This draft is already begun."),
            ),
            models.UniqueConstraint(
                fields=["leading", "linked_step"],
                condition=Q(leading__isnull=False),
                name="dossiers_linked_once",
                violation_error_message=_("This step has already opened its dossier."),
            ),
            models.CheckConstraint(
                condition=Q(leading=None, linked_step="")
                | Q(leading__isnull=False) & ~Q(linked_step="") & ~Q(leading=F("pk")),
                name="dossiers_linked_by_a_step_of_another",
                violation_error_message=_("A linked dossier names the step of another one."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values),
                name="dossiers_state_known",
                violation_error_message=_("The state of a dossier is a national status."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.DRAFT, submitted_at=None, submitted_on=None, submitted_by=None
                )
                & Q(reference="")
                | ~Q(state=State.DRAFT)
                & Q(submitted_at__isnull=False, submitted_on__isnull=False)
                & Q(submitted_by__isnull=False, agency__isnull=False)
                & ~Q(reference=""),
                name="dossiers_draft_or_numbered",
                violation_error_message=_("A submitted dossier has a code, a date and an agency."),
            ),
            models.CheckConstraint(
                condition=Q(taken_in_by=None) | ~Q(taken_in_by=F("agency")),
                name="dossiers_taken_in_for_another",
                violation_error_message=_("A body takes nothing in for itself."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, due_at=None, original_due_at=None)
                | Q(accepted_at__isnull=False, due_at__isnull=False, original_due_at__isnull=False),
                name="dossiers_due_only_when_accepted",
                violation_error_message=_("There is no due time before acceptance."),
            ),
            HELP_IS_WHOLE,
        ]

    def __str__(self) -> str:
        return self.reference or f"draft {self.uid}"

    @property
    def case(self) -> str:
        """How the trail and the capabilities call this dossier."""
        return str(self.uid)

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_assisted(self) -> bool:
        return self.assistance not in (Assistance.NONE, Assistance.AGENCY)

    @property
    def settling_agency(self) -> Agency:
        """The agency of a dossier that has one. Errors: ValueError for a draft without."""
        if self.agency is None:
            raise ValueError(f"{self} has no agency yet")
        return self.agency

    @property
    def counting_code(self) -> str:
        """The code of the agency by whose hours its time counts."""
        return (self.counted_by or self.settling_agency).code

    @property
    def content(self) -> dict[str, dict[str, Any]]:
        """Answers, what sources said, findings and what goes with a draft, in clear."""
        plain = sealing.unseal(bytes(self.content_sealed), key=self._key(), about=self.case)
        found: dict[str, dict[str, Any]] = json.loads(plain)
        return {part: found.get(part, {}) for part in PARTS}

    @property
    def answers(self) -> dict[str, Any]:
        """The answers in clear. For others than the owner, ask ``actions.read_content``."""
        return self.content["answers"]

    def write_content(self, **parts: Mapping[str, Any]) -> None:
        """Replace the named parts of the content; the caller saves ``CONTENT_FIELDS``."""
        content = self.content if self.content_sealed else {key: {} for key in PARTS}
        if not self.data_key:
            self.data_key = sealing.wrap(sealing.new_key(), about=self.case)
        plain = json.dumps({**content, **parts}, cls=DjangoJSONEncoder, ensure_ascii=False)
        self.content_sealed = sealing.seal(plain.encode(), key=self._key(), about=self.case)

    def _key(self) -> bytes:
        return sealing.unwrap(bytes(self.data_key), about=self.case)

    def can_become(self, state: State) -> bool:
        return state in TRANSITIONS[State(self.state)]

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        roles = self.owner.roles_of(actor)
        if isinstance(actor, Account):
            roles |= self._roles_of_helper(actor)
        if self.agency is not None and not self.is_draft:
            offices = self.agency.roles_of(actor)
            roles |= offices or self._roles_elsewhere(actor)
        return roles

    def _roles_of_helper(self, actor: Account) -> frozenset[Role]:
        """Of whoever filled it in, and of the centre that took it in for another body."""
        is_elsewhere = self.taken_in_by_id is not None and not self.is_draft
        if not is_elsewhere:
            helps = actor.pk == self.assisted_by_id and (
                self.assisted_in_id is None
                or self.assisted_in_id in actor.agencies_with(SERVES[Assistance(self.assistance)])
            )
            return frozenset({Role.HELPER} if helps else ())
        here = [post for post in actor.posts_in_use if post.agency_id == self.taken_in_by_id]
        at_desk = any(post.role == Role.ONE_STOP for post in here)
        return frozenset({Role.RECEIVER} if at_desk else ())

    def _roles_elsewhere(self, actor: Actor) -> frozenset[Role]:
        """Whoever works at a body that a step of it is, or was, asked of."""
        agencies = (
            actor.agencies_with(Permission.DOSSIER_READ) if isinstance(actor, Account) else set()
        )
        asked = bool(agencies) and self.tasks.elsewhere().filter(agency__in=agencies).exists()
        return frozenset({Role.CONSULTED} if asked else ())
