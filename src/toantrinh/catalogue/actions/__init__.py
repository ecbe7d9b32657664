"""What can be done to the catalogue."""

from .calendar import (
    approve_calendar,
    propose_calendar,
    refuse_calendar,
    withdraw_calendar,
)
from .guiding import load_guide
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
    "approve_calendar",
    "begin_end",
    "begin_proposal",
    "change_proposal",
    "discard_proposal",
    "end",
    "end_data",
    "keep_record",
    "load_guide",
    "load_province",
    "propose_calendar",
    "publish",
    "publish_data",
    "publish_proposal",
    "refuse_calendar",
    "send_back_proposal",
    "submit_proposal",
    "withdraw_calendar",
]
