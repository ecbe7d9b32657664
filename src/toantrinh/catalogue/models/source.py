"""What a version was made of, and by which decisions it came into force or ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .version import ProcedureVersion


class PackFile(models.Model):
    """The content of a file of some pack, once, by its SHA-256.

    Which name it has in which pack stands in ``ProcedureVersion.files`` and ``Proposal.files``, so
    that a pack can be taken out again, byte for byte.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256


class DecisionKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", _("Decision announcing the procedure")
    PROCESS = "process", _("Decision approving the internal process")
    REPEAL = "repeal", _("Decision repealing the procedure")


class Decision(models.Model):
    """A document by which a version came into force, its process was approved, or it was ended.

    The document itself is not kept here: it is published by its agency.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"signer"})

    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(max_length=20, choices=DecisionKind)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    signer = models.CharField(max_length=120)
    agency = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"],
                name="catalogue_decision_once",
                violation_error_message=_("A version has one decision of each kind."),
            )
        ]

    def __str__(self) -> str:
        return self.number
