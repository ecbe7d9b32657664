"""What can be done to the catalogue."""

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
from .publishing import end, publish

__all__ = [
    "adopt_layer",
    "begin_end",
    "begin_proposal",
    "change_proposal",
    "discard_proposal",
    "end",
    "load_province",
    "publish",
    "publish_proposal",
    "send_back_proposal",
    "submit_proposal",
]
