"""The invented people and dossiers with which an installation shows itself."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command

from toantrinh.catalogue import actions as catalogue
from toantrinh.catalogue import loading as published
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions as identity
from toantrinh.identity import loading as agencies
from toantrinh.identity.models import Agency
from toantrinh.lists import loading as lists
from toantrinh.signing import actions as signing

from . import morning, people

HOUSE = System("set-up")


def prepare() -> list[str]:
    """The house, its invented people and their morning; again changes nothing.

    Returns the lines that tell a visitor how to sign in.
    """
    prepare_house()
    morning.make_morning(by=HOUSE)
    return [f"{settings.PUBLIC_URL}/dang-nhap/thu"]


def prepare_house() -> None:
    """Load the lists, the agencies, the packs and the invented people; again changes nothing."""
    at = clock.now()
    call_command("createcachetable", verbosity=0)
    lists.load_national(folder=settings.PACKS / "lists", by=HOUSE, at=at)
    catalogue.load_guide(folder=settings.PACKS / "lists", by=HOUSE, at=at)
    rows = agencies.read(settings.PACKS / "agencies" / "thai-nguyen.yaml")
    identity.load_agencies(rows=rows, by=HOUSE, at=at)
    for data in published.read(settings.PACKS / "lists" / "published-data.csv"):
        catalogue.publish_data(data=data, by=HOUSE, at=at)
    internal = published.inventory(settings.PACKS / "lists" / "internal-procedures.csv")
    catalogue.load_inventory(entries=internal, by=HOUSE, at=at)
    catalogue.load_province(path=settings.PACKS / "province" / "thai-nguyen.yaml", by=HOUSE, at=at)
    for folder in sorted(settings.PACKS.glob("*/procedure.yaml")):
        catalogue.publish(folder=folder.parent, by=HOUSE, at=at)
    accounts = people.make_people(by=HOUSE, at=at)
    without = {each.key for each in people.read().people if not each.has_certificate}
    for account in accounts:
        for post in account.posts_today:
            certify(post.agency)
            if account.login not in without:
                signing.issue_demo_certificate(agency=post.agency, account=account, by=HOUSE, at=at)


def certify(agency: Agency) -> None:
    """The certificate with which the clerk of ``agency`` seals."""
    signing.issue_demo_certificate(agency=agency, by=HOUSE, at=clock.now())
