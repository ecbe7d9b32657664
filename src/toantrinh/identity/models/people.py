"""Who there is. A party is someone in the world; an account is a way to sign in.

They are kept apart because the world does: a citizen who walks in has no account, an officer is
a citizen too, and the one who presses the button is not always the one the dossier belongs to.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from toantrinh.core import clock, sealing
from toantrinh.core.actor import Actor, System
from toantrinh.core.ids import new_id

from ..permissions import PERMISSIONS, Permission, Role

if TYPE_CHECKING:
    from .posts import Post


class PartyKind(models.TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class PartyQuerySet(models.QuerySet["Party"]):
    def with_number(self, number: str) -> Self:
        """The party of this personal or enterprise number, if known here."""
        return self.filter(number_index=sealing.blind_index(number))


class Party(models.Model):
    """A person or an organisation, whether or not they ever sign in.

    The number is kept twice, and readable in neither: sealed to be shown again, and as a blind
    index to be found by. What the state knows about the party beyond its name (birth, residence,
    telephone …) is one sealed document, ``known``, used to prefill; it is refreshed from the
    population database and never typed here.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"name", "number_sealed", "number_index", "known_sealed"}
    )

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=PartyKind.choices, default=PartyKind.PERSON)
    name = models.CharField(max_length=200)
    number_sealed = models.BinaryField(null=True, editable=False)
    number_index = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    known_sealed = models.BinaryField(null=True, editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number_sealed=None, number_index=None)
                | Q(number_sealed__isnull=False, number_index__isnull=False),
                name="identity_party_number_sealed_and_indexed",
                violation_error_message=_("A number is kept sealed and indexed, or not at all."),
            ),
        ]

    def __str__(self) -> str:
        return f"party {self.uid}"

    @property
    def subject_id(self) -> str:
        """How the trail calls the one an entry is about."""
        return f"party:{self.uid}"

    @property
    def number(self) -> str:
        """The number in clear, empty when unknown. Who reads it records an access."""
        if self.number_sealed is None:
            return ""
        return sealing.unwrap(bytes(self.number_sealed), about=self.subject_id).decode()

    @number.setter
    def number(self, number: str) -> None:
        self.number_sealed = sealing.wrap(number.encode(), about=self.subject_id)
        self.number_index = sealing.blind_index(number)

    @property
    def known(self) -> dict[str, object]:
        """What the state knows, by ``source.path`` such as ``csdlqg_dan_cu.ngay_sinh``."""
        if self.known_sealed is None:
            return {}
        return sealing.open_json(bytes(self.known_sealed), about=f"known:{self.uid}")

    @known.setter
    def known(self, known: dict[str, object]) -> None:
        self.known_sealed = sealing.close_json(known, about=f"known:{self.uid}")

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        if not isinstance(actor, Account):
            return frozenset()
        acts_for = self.kind == PartyKind.ORGANISATION and self.pk in actor.parties
        return frozenset({Role.OWNER} if acts_for or actor.party_id == self.pk else ())


class AgencyQuerySet(models.QuerySet["Agency"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def managed_by(self, account: Account, permission: Permission) -> Self:
        """Where a post in use gives ``permission``, and, if it is an administrator's, all below."""
        over: set[int] = set()
        if permission in PERMISSIONS[Role.ADMINISTRATOR]:
            over = {p.agency_id for p in account.posts_in_use if p.role == Role.ADMINISTRATOR}
        below = Q(parent__in=over) | Q(parent__parent__in=over) | Q(parent__parent__parent__in=over)
        return self.filter(below | Q(pk__in=account.agencies_with(permission)))

    def of_unit(self, administrative_code: str) -> Self:
        """What governs a commune or province, or serves it there, by the code of the unit."""
        return self.filter(administrative_code=administrative_code)


class AgencyKind(models.TextChoices):
    PROVINCE = "tinh", _("Provincial people's committee")
    DEPARTMENT = "so", _("Provincial department")
    PROVINCE_CENTRE = "trung_tam_tinh", _("Provincial public service centre")
    COMMUNE = "xa", _("Commune people's committee")
    COMMUNE_CENTRE = "trung_tam_xa", _("Commune public service centre")
    UNIT = "don_vi", _("Unit within an agency")


class Agency(models.Model):
    """A body of the state, between two dates. Merged bodies stay, with their successor.

    ``code`` is the electronic identifier (Quyết định 20/2020/QĐ-TTg), such as H55.101; for the
    example province a placeholder where the real one was not found.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    code = models.CharField(max_length=35, unique=True, help_text=_("Such as H55.101."))
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AgencyKind.choices, default=AgencyKind.COMMUNE)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    function = models.CharField(
        max_length=60,
        blank=True,
        help_text=_("What packs call a body of this kind in any province, such as so_y_te."),
    )
    administrative_code = models.CharField(
        max_length=5, blank=True, help_text=_("Of the unit it governs or serves, such as 05710.")
    )
    valid_from = models.DateField(default=date(2025, 7, 1))
    valid_to = models.DateField(null=True, blank=True, help_text=_("Last day; empty while open."))
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    party = models.OneToOneField(
        Party, on_delete=models.PROTECT, null=True, blank=True, help_text=_("As which it asks.")
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="identity_agency_dates_in_order",
                violation_error_message=_("An agency ends on or after the day it began."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        if not isinstance(actor, Account):
            return frozenset()
        offices = actor.offices_at(self)
        if actor.administers_above(self):
            return offices | {Role.ADMINISTRATOR}
        return offices

    def line(self) -> list[Agency]:
        """Itself and the bodies above it, up to the province."""
        agencies = [self]
        while agencies[-1].parent is not None:
            agencies.append(agencies[-1].parent)
        return agencies


class Installation:
    """What belongs to no agency in particular: to keep people and agencies as a whole.

    An officer has here the roles held at the province's own committee.
    """

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        posts = actor.posts_in_use if isinstance(actor, Account) else []
        return frozenset(Role(p.role) for p in posts if p.agency.kind == AgencyKind.PROVINCE)


class AccountManager(BaseUserManager["Account"]):
    def create_user(
        self,
        login: str,
        password: str | None = None,
        *,
        party: Party | None = None,
        email: str = "",
    ) -> Account:
        account = self.model(login=login, party=party, email=email)
        account.set_password(password)  # None: this account signs in by other means
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in, and nothing else: the name and the number are the party's.

    ``login`` is never a personal number in clear: a person who signs in with their number is found
    by the blind index of their party. ``acting_as`` is the post chosen for this session (set by
    the middleware of the rooms); without one an officer has all the posts held today.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"email", "login"})

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    login = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    is_active = models.BooleanField(default=True)

    objects = AccountManager()
    acting_as: Post | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="identity_account_email_once",
                violation_error_message=_("Another account already signs in with this e-mail."),
            ),
        ]

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"account {self.uid}"

    @property
    def name(self) -> str:
        """For the page of this person and of who works with them; never for a log."""
        return self.party.name if self.party else self.login

    @property
    def actor_id(self) -> str:
        return f"account:{self.uid}"

    @cached_property
    def posts_today(self) -> list[Post]:
        """Posts held today, the agency at hand; one query an account object."""
        return list(self.posts.held_on(clock.today()).select_related("agency"))

    @property
    def posts_in_use(self) -> list[Post]:
        """The post chosen for the session if it is still held, otherwise all of today's."""
        if self.acting_as is None:
            return self.posts_today
        return [post for post in self.posts_today if post.pk == self.acting_as.pk]

    def offices_at(self, agency: Agency) -> frozenset[Role]:
        """The roles this account has at ``agency`` itself (not below or above it)."""
        return frozenset(Role(p.role) for p in self.posts_in_use if p.agency_id == agency.pk)

    def agencies_with(self, permission: Permission) -> set[int]:
        """Keys of the agencies at which a post in use gives ``permission``."""
        return {p.agency_id for p in self.posts_in_use if permission in PERMISSIONS[Role(p.role)]}

    @property
    def parties(self) -> set[int]:
        """Keys of the parties it acts as: its own, and those of the agencies for which it asks."""
        asking = self.agencies_with(Permission.INTERNAL_ASK)
        found = {p.agency.party_id for p in self.posts_in_use if p.agency_id in asking}
        agencies = {key for key in found if key is not None}
        return agencies | ({self.party_id} if self.party_id else set())

    @property
    def confirms_numbers(self) -> bool:
        """Whether pages show the way to where numbers are tied to accounts."""
        return bool(self.agencies_with(Permission.PARTY_CONFIRM))

    @property
    def works_at_desk(self) -> bool:
        """Whether dossiers wait for this account in one of its posts."""
        return bool(self.agencies_with(Permission.DOSSIER_READ))

    @property
    def keeps_delegations(self) -> bool:
        """Whether pages show the way to the register of delegations."""
        return bool(self.agencies_with(Permission.DELEGATION_PROPOSE))

    @property
    def serves_counter(self) -> bool:
        """Whether pages show the way to the counter."""
        return bool(self.agencies_with(Permission.DOSSIER_ASSIST))

    @property
    def guides_people(self) -> bool:
        """Whether pages show the way to the sittings of a community digital team."""
        return bool(self.agencies_with(Permission.SITTING_KEEP))

    @property
    def manages_devices(self) -> bool:
        """Whether pages show the way to the devices of the centres."""
        return bool(self.agencies_with(Permission.DEVICE_MANAGE))

    @property
    def designs_procedures(self) -> bool:
        """Whether pages show the way to where procedures are designed."""
        return bool(self.agencies_with(Permission.PROCEDURE_DESIGN))

    def administers_above(self, agency: Agency) -> bool:
        """Whether this account administers a body that stands above ``agency``.

        The one role that reaches down the tree, because the first administrator of an agency has
        to come from somewhere; it carries no right on any dossier.
        """
        over = {p.agency_id for p in self.posts_in_use if p.role == Role.ADMINISTRATOR}
        return bool(over) and any(each.pk in over for each in agency.line()[1:])

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        if isinstance(actor, System):
            return frozenset({Role.SYSTEM})
        if not isinstance(actor, Account):
            return frozenset()
        if actor.pk == self.pk:
            return frozenset({Role.OWNER})
        at_posts = frozenset[Role]().union(*(p.agency.roles_of(actor) for p in self.posts_today))
        above = Installation().roles_of(actor) & {Role.ADMINISTRATOR}
        return above | at_posts & {Role.ADMINISTRATOR, Role.HEAD}
