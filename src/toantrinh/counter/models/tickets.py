"""The queue: numbers, not people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Final, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from toantrinh.core.actor import Actor
from toantrinh.core.ids import new_id
from toantrinh.identity.models import Account, Agency, DailyCount
from toantrinh.identity.permissions import Role


class TicketState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    CALLED = "called", _("Called to a counter")
    SERVED = "served", _("Served")
    ABSENT = "absent", _("Did not come")


IN_TURN: Final = ("is_ordinary", "issued_at", "pk")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of_day(self, agency: Agency, day: date) -> Self:
        return self.filter(agency=agency, day=day)

    def waiting(self) -> Self:
        """Those who wait, in the order in which they are called: who has priority first, then
        whoever came first."""
        rows = self.filter(state=TicketState.WAITING)
        return rows.annotate(
            is_ordinary=models.Case(
                models.When(priority="", then=1), default=0, output_field=models.IntegerField()
            )
        ).order_by(*IN_TURN)

    def waiting_for(self, account: Account) -> Self:
        """As ``waiting``; what ``account`` has handed on comes last, colleagues have it before."""
        handed_on = models.Case(models.When(called_by=account, then=1), default=0)
        return self.waiting().order_by(handed_on, *IN_TURN)


class Ticket(models.Model):
    """One number of one centre on one day. Whose it is, nobody asks.

    ``matter`` and ``priority`` are codes of the lists ``counter-matter`` and ``counter-priority``.
    ``called_at`` is the first call, so that time of waiting is that of the person; a ticket that is
    handed to another matter (``moved_to``) keeps its number and its place.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    place = models.PositiveIntegerField(help_text=_("Counts the tickets of the day."))
    matter = models.CharField(max_length=50)
    moved_to = models.CharField(max_length=50, blank=True)
    priority = models.CharField(max_length=50, blank=True)
    key = models.CharField(max_length=64, help_text=_("Of the page, so that two clicks take one."))
    state = models.CharField(
        max_length=10, choices=TicketState.choices, default=TicketState.WAITING
    )
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    last_called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    called_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    window = models.CharField(max_length=40, blank=True, help_text=_("The counter, such as 3."))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "day", "state"], name="counter_ticket_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day", "place"],
                name="counter_ticket_once",
                violation_error_message=_("This number is already given today."),
            ),
            models.UniqueConstraint(
                fields=["agency", "day", "key"],
                name="counter_ticket_taken_once",
                violation_error_message=_("This ticket is already taken."),
            ),
            models.UniqueConstraint(
                fields=["called_by"],
                condition=Q(state="called"),
                name="counter_one_ticket_at_a_time",
                violation_error_message=_("An officer serves one ticket at a time."),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(called_at__isnull=False, called_by__isnull=False),
                name="counter_ticket_called_by_somebody",
                violation_error_message=_("A called ticket has its time and its officer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.day}"

    @property
    def number(self) -> str:
        """As it is printed and called: the letter of the matter it was taken for, and its place."""
        return f"{self.matter}{self.place:03}"

    @property
    def asks_for(self) -> str:
        """The matter for which it is called now."""
        return self.moved_to or self.matter

    @property
    def waited(self) -> timedelta | None:
        """From taking the number to the first call; None while that has not come."""
        return self.called_at - self.issued_at if self.called_at else None

    def roles_of(self, actor: Actor) -> frozenset[Role]:
        return self.agency.roles_of(actor)


class DailyTickets(DailyCount):
    """The last number given in one centre on one local day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day"],
                name="counter_daily_tickets_once",
                violation_error_message=_("One count a centre and day."),
            )
        ]
