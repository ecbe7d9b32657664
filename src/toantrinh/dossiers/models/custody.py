"""Originals that people handed in: where each one is, and the lists by which it changes hands."""

from __future__ import annotations

from typing import Any, ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import OFFICES, Permission, Role
from toantrinh.vault.models import StoredFile

from .case import Dossier
from .inviting import Proof

OF_OFFICE = [(role.value, role.value) for role in OFFICES]


class Destiny(models.TextChoices):
    """What becomes of an original when a result is returned; on any other end it goes back."""

    RETURNED = "returned", _("Goes back to the person")
    WITHDRAWN = "withdrawn", _("Is withdrawn when the result is returned")


class OriginalState(models.TextChoices):
    HELD = "held", _("Kept by the agency")
    RETURNED = "returned", _("Returned to the person")
    WITHDRAWN = "withdrawn", _("Withdrawn for good")


class Evidence(models.TextChoices):
    """What shows that an original was returned."""

    CODE = "code", _("The code that only the applicant is shown")
    SLIP = "slip", _("The signed slip, scanned")


MERGED: Final = 3  # times that a body can have been merged while a paper lies with it


class OriginalQuerySet(models.QuerySet["Original"]):
    def out(self) -> Self:
        """Not yet with the person, nor withdrawn."""
        return self.filter(state=OriginalState.HELD)

    def readable_by(self, account: Account) -> Self:
        """Those of dossiers that are theirs or that they handle, and those that lie with an office
        of a post in use."""
        lies = Q(pk__in=Original.objects.held_by(account))
        return self.filter(Q(dossier__in=Dossier.objects.known_to(account)) | lies)

    def held_by(self, account: Account) -> Self:
        """Those that lie with the offices of the posts in use."""
        return self.out().filter(_in_offices(account, "agency", "office"))


def _in_offices(account: Account, agency: str, office: str) -> Q:
    """Of the offices of the posts in use; of a body that ended, those of its successor."""
    found = Q(pk=None)
    for post in account.posts_in_use:
        here = Q(pk=None)
        for times in range(MERGED + 1):
            here |= Q(**{agency + times * "__successor": post.agency_id})
        found |= here & Q(**{office: post.role})
    return found


def roles_in(agency: Agency, office: str, actor: Actor) -> frozenset[Role]:
    """The role of ``office`` alone, at ``agency`` or at the body that took its place."""
    roles, heir = agency.roles_of(actor), agency.successor
    while heir is not None:
        roles, heir = roles | heir.roles_of(actor), heir.successor
    return roles & {Role(office), Role.SYSTEM}


class Original(models.Model):
    """One paper that belongs to a person and lies with the agency until it goes back.

    ``code`` stands on the slip, to be scanned or typed. ``agency``, ``office`` and ``holder`` say
    who has it now; who had it before is in the trail. What it is called, its number and its
    condition may say who somebody is, so they are sealed; so is who came to fetch it.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"details_sealed", "receiver_sealed"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True, help_text=_("Stands on the slip."))
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="originals")
    key = models.CharField(
        max_length=64, help_text=_("Given by the page, so that two clicks take in one paper.")
    )
    component = models.CharField(
        max_length=60, blank=True, help_text=_("Key in the pack; empty for another paper.")
    )
    sheets = models.PositiveSmallIntegerField()
    destiny = models.CharField(max_length=10, choices=Destiny.choices)
    state = models.CharField(
        max_length=10, choices=OriginalState.choices, default=OriginalState.HELD
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=20, choices=OF_OFFICE)
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=10, choices=Evidence.choices, blank=True)
    proof = models.CharField(
        max_length=20, choices=Proof.choices, blank=True, help_text=_("Of who fetched it.")
    )
    slip = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    authority = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The written authorisation of whoever fetched it for the applicant."),
    )
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    details_sealed = models.BinaryField(editable=False)
    receiver_sealed = models.BinaryField(null=True, editable=False)

    objects = OriginalQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["agency", "office", "taken_at"],
                condition=Q(state="held"),
                name="dossiers_original_held",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "key"],
                name="dossiers_original_once",
                violation_error_message=_("This paper is already taken in."),
            ),
            models.CheckConstraint(
                condition=Q(sheets__gte=1),
                name="dossiers_original_has_sheets",
                violation_error_message=_("A paper has at least one sheet."),
            ),
            models.CheckConstraint(
                condition=Q(state="held", ended_at=None, ended_by=None)
                | Q(state__in=["returned", "withdrawn"], ended_at__isnull=False)
                & Q(ended_by__isnull=False),
                name="dossiers_original_ended_by_someone",
                violation_error_message=_("What is not kept any more says since when and by whom."),
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(evidence="") & ~Q(proof=""),
                name="dossiers_original_returned_with_evidence",
                violation_error_message=_("What was returned has its evidence."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.dossier}"

    @property
    def is_out(self) -> bool:
        return self.state == OriginalState.HELD

    @property
    def details(self) -> dict[str, Any]:
        """``name`` of the paper, its ``number`` and ``condition``, in clear."""
        return sealing.open_json(bytes(self.details_sealed), about=f"original:{self.uid}")

    @details.setter
    def details(self, details: dict[str, Any]) -> None:
        self.details_sealed = sealing.close_json(details, about=f"original:{self.uid}")

    @property
    def receiver(self) -> dict[str, Any]:
        """``name`` and ``number`` of who fetched it; empty while nobody has."""
        if self.receiver_sealed is None:
            return {}
        return sealing.open_json(bytes(self.receiver_sealed), about=f"receiver:{self.uid}")

    @receiver.setter
    def receiver(self, receiver: dict[str, Any]) -> None:
        self.receiver_sealed = sealing.close_json(receiver, about=f"receiver:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Of the offices only the one it lies with, at the agency where it lies."""
        roles = self.dossier.roles_of(actor) - frozenset(OFFICES)
        return roles | roles_in(self.agency, self.office, actor)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def readable_by(self, account: Account) -> Self:
        """Those from and to the agencies where a post in use keeps originals."""
        agencies = account.agencies_with(Permission.ORIGINAL_KEEP)
        return self.filter(Q(from_agency__in=agencies) | Q(to_agency__in=agencies))

    def to_offices_of(self, account: Account) -> Self:
        return self.filter(_in_offices(account, "to_agency", "to_office"))

    def from_offices_of(self, account: Account) -> Self:
        return self.filter(_in_offices(account, "from_agency", "from_office"))


class Transfer(models.Model):
    """A list of originals that go from one office to another, printed and accepted item by item.

    Until an item is accepted it is the giver's to answer for.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    from_office = models.CharField(max_length=20, choices=OF_OFFICE)
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_office = models.CharField(max_length=20, choices=OF_OFFICE)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When nothing on it waited any more.")
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["to_agency", "to_office", "made_at"],
                condition=Q(ended_at=None),
                name="dossiers_transfer_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "key"],
                name="dossiers_transfer_once",
                violation_error_message=_("This list is already made."),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Those of the giver's office at the agency it comes from."""
        return roles_in(self.from_agency, self.from_office, actor)


class TransferState(models.TextChoices):
    WAITING = "waiting", _("On the way")
    ACCEPTED = "accepted", _("Accepted by the receiver")
    MISSING = "missing", _("Did not arrive")
    KEPT = "kept", _("Stayed with the giver")


class TransferItem(models.Model):
    """One original on a list. Missing, it stays with the giver until it is found or arrives."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    handover = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="items")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(
        max_length=10, choices=TransferState.choices, default=TransferState.WAITING
    )
    at = models.DateTimeField(null=True, blank=True, help_text=_("When it got this state."))
    by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["original"],
                condition=Q(state__in=["waiting", "missing"]),
                name="dossiers_item_open_once",
                violation_error_message=_("This paper is already on a list."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", at=None, by=None)
                | ~Q(state="waiting") & Q(at__isnull=False, by__isnull=False),
                name="dossiers_item_by_someone",
                violation_error_message=_("What became of an item says when and by whom."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_id} on {self.handover}"

    @property
    def is_open(self) -> bool:
        return self.state in (TransferState.WAITING, TransferState.MISSING)

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        """Those of the office it goes to, at the agency it goes to."""
        return roles_in(self.handover.to_agency, self.handover.to_office, actor)
