"""Dated templates, registers of numbers, and papers that anyone can check."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency
from toantrinh.identity.permissions import Role


class Forms:
    """All forms of papers together: the thing on which one may or may not replace a form.

    As with procedures, whoever controls them in any post of the province does.
    """

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        posts = actor.posts_in_use if isinstance(actor, Account) else []
        return frozenset(Role(post.role) for post in posts)


class PaperTemplateQuerySet(models.QuerySet["PaperTemplate"]):
    def in_force_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class PaperTemplate(models.Model):
    """One version of a form that this installation adopted, between two dates; never changed.

    The forms that come with the house are files (``templates/``, with their dates in
    ``house.FORMS_OF_THE_HOUSE``); a row takes their place from the day it is in force.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    kind = models.CharField(max_length=40, help_text=_("Such as form01."))
    version = models.PositiveIntegerField(help_text=_("1, 2, 3 … of its kind."))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last day; empty while open."))
    ground = models.CharField(
        max_length=300, blank=True, help_text=_("The document that prescribes the form.")
    )
    source = models.TextField(help_text=_("Of typst."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the source, hexadecimal."))

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="papers_template_version_once",
                violation_error_message=_("This version of the form is already there."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="papers_template_dates_in_order",
                violation_error_message=_("A form ends on or after the day it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Register(models.Model):
    """The numbers an agency gave to one kind of paper in one year: 1, 2, 3 … without a gap.

    The row is locked from the moment a number is taken to the end of the transaction, so that a
    number whose paper fails is given again.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="registers")
    series = models.CharField(max_length=60, help_text=_("Kind of paper or code of procedure."))
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "series", "year"],
                name="papers_register_once",
                violation_error_message=_("This register is already open."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class PaperState(models.TextChoices):
    RESERVED = "reserved", _("Being prepared")
    GENUINE = "genuine", _("Genuine")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


class IssuedPaper(models.Model):
    """One paper that went out, as anyone may know of it by its check code or its file.

    Deliberately without whom it is about: the page that checks papers is public. ``subject`` is
    the trail's name of the party, and means nothing outside. A paper is reserved first, because
    its check code is printed on it; it is known to the public from the moment it is issued.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    code = models.CharField(max_length=19, unique=True, help_text=_("Such as K7QX-2M4D-9RTF-WC3H."))
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300, help_text=_("Of the kind of paper, nobody's name."))
    number = models.CharField(max_length=80, blank=True)
    case = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    procedure = models.CharField(max_length=40, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="papers")
    agency_name = models.CharField(max_length=200, help_text=_("As it was then."))
    signer_name = models.CharField(max_length=200, blank=True)
    signer_title = models.CharField(max_length=200, blank=True)
    demo = models.BooleanField(help_text=_("Signed with a demo certificate: no legal value."))
    state = models.CharField(max_length=10, choices=PaperState.choices, default=PaperState.RESERVED)
    sha256 = models.CharField(
        max_length=64, blank=True, help_text=_("Of the final file, hexadecimal.")
    )
    reserved_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        indexes = [models.Index(fields=["case"], name="papers_issued_case")]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~Q(sha256=""),
                name="papers_issued_file_once",
                violation_error_message=_("This file is already issued as another paper."),
            ),
            models.CheckConstraint(
                condition=Q(state="reserved", sha256="", issued_at=None)
                | (~Q(state="reserved") & ~Q(sha256="") & Q(issued_at__isnull=False)),
                name="papers_issued_with_file",
                violation_error_message=_("An issued paper has its file and its time."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reserved", "genuine"], ended_at=None, replaced_by=None)
                | Q(state="revoked", ended_at__isnull=False, replaced_by=None)
                | Q(state="replaced", ended_at__isnull=False, replaced_by__isnull=False),
                name="papers_issued_end_told",
                violation_error_message=_("A paper that ended says when and by what."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number} {self.code}"

    @property
    def agency_code(self) -> str:
        return self.agency.code

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)
