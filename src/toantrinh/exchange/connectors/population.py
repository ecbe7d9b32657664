"""The national population database, asked through the province's integration platform (LGSP).

The contract of the real platform is not public; what is
known of the style: bearer token, JSON, one call a question, agency and purpose in each call. The
simulator (``simulators/population.py``) speaks the same contract, and one test holds both to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import httpx

from . import Unreachable

PATHS: Final = {"new-number": "/v1/personal-numbers"}
UNKNOWN: Final = {"error": "unknown"}  # with 404: it looked, and there is nothing
NUMBER: Final = re.compile(r"[0-9]{12}")


class Population:
    """Operations: ``new-number`` gives a newborn child its number.

    What is not an answer by the contract is none: a page of a gateway, an empty object, a number
    that is not twelve digits. The question then stays open, and is asked again.
    """

    def __init__(self, *, url: str, token: str, seconds: float = 10.0) -> None:
        self.url, self.token, self.seconds = url, token, seconds

    def ask(
        self, *, key: str, operation: str, asked: Mapping[str, Any], purpose: str
    ) -> dict[str, Any] | None:
        if operation not in PATHS:
            raise Unreachable(f"no operation {operation}")
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
        return _read(response)


def _read(response: httpx.Response) -> dict[str, Any] | None:
    """The answer; None when the register says that it knows nothing. Errors: Unreachable."""
    known = response.is_success or response.status_code == httpx.codes.NOT_FOUND
    if not known:
        raise Unreachable(f"HTTP {response.status_code}")
    try:
        answer = response.json()
    except ValueError as error:
        raise Unreachable(f"HTTP {response.status_code}, not JSON") from error
    if not response.is_success:
        if answer != UNKNOWN:
            raise Unreachable("HTTP 404, not from the register")
        return None
    number = answer.get("number") if isinstance(answer, dict) else None
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise Unreachable("an answer without a personal number")
    return dict(answer)
