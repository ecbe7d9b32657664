"""How a dossier came from another portal: what it said, and what it said differently later."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from toantrinh.core import sealing
from toantrinh.core.actor import Actor
from toantrinh.identity.models import Party
from toantrinh.identity.permissions import Role

from .case import Dossier


class Arrival(models.Model):
    """The coming of one dossier by a gateway. One code of a gateway is one dossier for ever.

    ``filed_at`` is what the gateway tells; the clock of the law here runs from ``received_at``.
    ``content`` has the document as it came, without the bytes of files, and the remarks made on
    reading it: both may name people. Deliberately absent: what is missing, which changes as it is
    brought (``completeness``); only the number of things on the day stands here.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"content_sealed"})

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="arrival")
    gateway = models.CharField(max_length=40, help_text=_("Key of the gateway."))
    gateway_name = models.CharField(max_length=200, help_text=_("Name, for people."))
    code = models.CharField(max_length=80, help_text=_("Of the dossier there, in capitals."))
    submitter = models.ForeignKey(
        Party,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who filed it there, where told apart from the owner."),
    )
    filed_at = models.DateTimeField(null=True, blank=True, help_text=_("As the gateway tells it."))
    received_at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, help_text=_("Keyed, of all that was told."))
    content_sealed = models.BinaryField(editable=False)
    missing = models.PositiveSmallIntegerField(default=0, help_text=_("Things, when it came."))

    class Meta:
        indexes = [models.Index(fields=["code"], name="dossiers_arrival_code")]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "code"],
                name="dossiers_arrival_once",
                violation_error_message=_("This dossier has already come."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.code}"

    @property
    def content(self) -> dict[str, Any]:
        """``document`` and ``remarks``, in clear. Whoever shows it records an access."""
        return sealing.open_json(bytes(self.content_sealed), about=f"arrival:{self}")

    @content.setter
    def content(self, content: dict[str, Any]) -> None:
        self.content_sealed = sealing.close_json(content, about=f"arrival:{self}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.dossier.roles_of(actor)


class ParkedArrival(models.Model):
    """What came again under a code that was taken, and says something else: kept, applied to
    nothing, until a person has compared the two."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"content_sealed"})

    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="parked")
    received_at = models.DateTimeField()
    digest = models.BinaryField(max_length=32, help_text=_("Keyed, of all that was told."))
    content_sealed = models.BinaryField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "digest"],
                name="dossiers_parked_arrival_once",
                violation_error_message=_("This content has already been put aside."),
            ),
        ]

    def __str__(self) -> str:
        return f"parked {self.arrival}"

    @property
    def document(self) -> dict[str, Any]:
        return sealing.open_json(bytes(self.content_sealed), about=f"parked:{self.arrival}")

    @document.setter
    def document(self, document: dict[str, Any]) -> None:
        self.content_sealed = sealing.close_json(document, about=f"parked:{self.arrival}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.arrival.roles_of(actor)
