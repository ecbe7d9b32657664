"""Addresses of the built styles, script and fonts: hashed names, kept by browsers for ever."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings

register = template.Library()
BUILD = Path(__file__).resolve().parent.parent / "static" / "build"


@cache
def built() -> dict[str, str]:
    """The built name of each plain one, such as ``app.css`` → ``app.0f3a….css``."""
    manifest = json.loads((BUILD / "manifest.json").read_text())
    return {name: entry["file"] for name, entry in manifest["files"].items()}


@register.simple_tag
def asset(name: str) -> str:
    """The address of the built file called ``name``; KeyError when the build has none."""
    return f"{settings.STATIC_URL}build/{built()[name]}"
