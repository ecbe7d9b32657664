"""What can be done to the catalogue."""

from .announcing import announce_proposal, publish_announced, release_proposal
from .calendar import (
    approve_calendar,
    propose_calendar,
    refuse_calendar,
    withdraw_calendar,
)
from .guiding import load_guide
from .inventory import (
    approve_inventory,
    load_inventory,
    propose_inventory,
    refuse_inventory,
    withdraw_inventory,
)
from .proposing import (
    begin_end,
    begin_proposal,
    change_proposal,
    discard_proposal,
    publish_proposal,
    send_back_proposal,
    submit_proposal,
)
from .province import adopt_layer, load_province
from .published_data import end_data, publish_data
from .publishing import end, publish
from .recording import keep_record

__all__ = [
    "adopt_layer",
    "announce_proposal",
    "approve_calendar",
    "approve_inventory",
    "begin_end",
    "begin_proposal",
    "change_proposal",
    "discard_proposal",
    "end",
    "end_data",
    "keep_record",
    "load_guide",
    "load_inventory",
    "load_province",
    "propose_calendar",
    "propose_inventory",
    "publish",
    "publish_announced",
    "publish_data",
    "publish_proposal",
    "refuse_calendar",
    "refuse_inventory",
    "release_proposal",
    "send_back_proposal",
    "submit_proposal",
    "withdraw_calendar",
    "withdraw_inventory",
]
