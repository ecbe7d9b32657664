"""What can be done at the counter: numbers, devices, guidance, sittings."""

from .devices import register_device, remove_device
from .guidance import begin_sitting, end_sitting, give_guidance
from .tickets import call_again, call_next, end_ticket, issue_ticket, move_ticket

__all__ = [
    "begin_sitting",
    "call_again",
    "call_next",
    "end_sitting",
    "end_ticket",
    "give_guidance",
    "issue_ticket",
    "move_ticket",
    "register_device",
    "remove_device",
]
