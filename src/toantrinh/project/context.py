"""What every page may know without asking: whose installation this is, and of what kind."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, object]:
    """``province_name``; ``mode``; ``is_demo``: whether nothing given here has legal value."""
    return {
        "province_name": settings.PROVINCE_NAME,
        "mode": settings.MODE,
        "is_demo": settings.MODE != "production",
    }
