"""What can be done to the catalogue."""

from .province import adopt_layer, load_province
from .publishing import end, publish

__all__ = [
    "adopt_layer",
    "end",
    "load_province",
    "publish",
]
