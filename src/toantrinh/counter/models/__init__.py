"""What happens at a counter and is no dossier. No row here says who stood there."""

from .devices import Device
from .guidance import Guidance, GuidanceChannel, Outcome, Sitting
from .tickets import DailyTickets, Ticket, TicketState

__all__ = [
    "DailyTickets",
    "Device",
    "Guidance",
    "GuidanceChannel",
    "Outcome",
    "Sitting",
    "Ticket",
    "TicketState",
]
