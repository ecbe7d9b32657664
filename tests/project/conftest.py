"""Passwords are checked as everywhere, only not as slowly: no test is about the time it takes."""

import pytest

from tests.town import town, worker  # noqa: F401  fixtures of the walk


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
