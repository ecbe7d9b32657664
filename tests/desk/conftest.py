"""The ward of the dossiers' tests, seen from the desks of its officers."""

from tests.dossiers.conftest import (  # noqa: F401  # fixtures
    a_monday_morning,
    birth,
    draft,
    filed,
    filled,
    folders,
    mother,
    officers,
    population,
    sample,
    ward,
    with_papers,
)
