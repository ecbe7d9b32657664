"""The national population database, asked through the province's integration platform (LGSP).

The contract of the real platform is not public (DOMAIN K-9 of our notes names the gap); what is
known of the style: bearer token, JSON, one call a question, agency and purpose in each call. The
simulator (``simulators/population.py``) speaks the same contract, and one test holds both to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from . import Unreachable

PATHS = {"new-number": "/v1/personal-numbers", "person": "/v1/persons/query"}


class Population:
    """Operations: ``new-number`` gives a newborn child its number, ``person`` finds a person."""

    def __init__(self, *, url: str, token: str, seconds: float = 10.0) -> None:
        self.url, self.token, self.seconds = url, token, seconds

    def ask(
        self, *, key: str, operation: str, asked: Mapping[str, Any], purpose: str
    ) -> dict[str, Any] | None:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json",
            "Idempotency-Key": key,
            "X-Purpose": purpose.encode("ascii", "xmlcharrefreplace").decode(),
        }
        try:
            response = httpx.post(
                self.url + PATHS[operation], json=dict(asked), headers=headers, timeout=self.seconds
            )
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        if response.status_code == httpx.codes.NOT_FOUND:
            return None
        if not response.is_success:
            raise Unreachable(f"HTTP {response.status_code}")
        try:
            answer = response.json()
        except ValueError as error:
            raise Unreachable("not JSON") from error
        if not isinstance(answer, dict):
            raise Unreachable("not an object")
        return answer
