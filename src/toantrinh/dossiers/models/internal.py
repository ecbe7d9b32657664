"""What an agency asks of another: for which officer, about which proposal, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.catalogue.models import Proposal
from toantrinh.identity.models import Account, Agency

from .case import Dossier


class EffectState(models.TextChoices):
    """What the signed result brought about by itself."""

    NONE = "", _("Nothing came of it yet")
    DONE = "done", _("Took effect")
    FAILED = "failed", _("Could not take effect")


class InternalRequest(models.Model):
    """What a dossier of an internal procedure has besides those of citizens.

    ``asked_by`` is the agency for which it was filed, whoever owns the dossier. ``digest`` is that
    of ``proposal`` when it was handed in; the signed document names it. ``trouble`` says why the
    result could not take effect.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="internal")
    asked_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For whom it was asked, where that is one officer."),
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True)
    effect = models.CharField(max_length=10, choices=EffectState, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    effected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_by", "-id"], name="dossiers_internal_of_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest="") | Q(proposal__isnull=False),
                name="dossiers_internal_digest_of_a_proposal",
                violation_error_message=_("A digest is that of a proposal."),
            ),
            models.CheckConstraint(
                condition=Q(effect="failed") & ~Q(trouble="") | ~Q(effect="failed") & Q(trouble=""),
                name="dossiers_internal_failed_says_why",
                violation_error_message=_("What could not take effect says why."),
            ),
            models.CheckConstraint(
                condition=Q(effect="done", effected_at__isnull=False)
                | ~Q(effect="done") & Q(effected_at=None),
                name="dossiers_internal_done_with_time",
                violation_error_message=_("What took effect has the time of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"internal request {self.dossier_id}"
