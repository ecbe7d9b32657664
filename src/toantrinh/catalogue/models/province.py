"""What the province laid over national procedures, state after state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account

from ..packs import Layer
from ..packs.province import of_text


class ProvincialLayer(models.Model):
    """One state of what the province adds to one procedure; the newest of a code is the one used.

    ``text`` is an entry of the file of the province: dated fees of the council, shorter limits,
    units, hours. It says for itself from when each of its parts holds, so a state has no dates of
    its own but the moment it was adopted. Never changed or deleted; ``digest`` is of what it says,
    not of how it is written. Without people where a file was loaded by command.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, help_text=_("Of the procedure, such as 1.001193."))
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    proposed_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="catalogue_layer_of_code")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_by=None)
                | ~models.Q(proposed_by=models.F("approved_by")),
                name="catalogue_layer_by_two_people",
                violation_error_message=_("Another person checks what one person proposed."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.digest[:12]}"

    @property
    def layer(self) -> Layer:
        """What it says, with the places in its text."""
        return of_text(self.text, f"{self.code}.yaml")[0]
