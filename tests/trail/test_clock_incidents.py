"""A server whose clock goes back: the order holds, and people are told."""

from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers.events import ContentRead
from toantrinh.trail.actions import record
from toantrinh.trail.chain import verify
from toantrinh.trail.models import ChainHead, ClockIncident, TrailEntry
from toantrinh.trail.queries import clock_incidents

pytestmark = pytest.mark.django_db(transaction=True)


def write():
    with transaction.atomic():
        return record(ContentRead(case="d1"), by=System("test"), at=clock.now())


def test_a_clock_that_goes_back_is_told_and_the_order_holds():
    first = write()
    ChainHead.objects.update(last_at=first.recorded_at + timedelta(hours=1))

    write()
    write()

    assert [entry.seq for entry in TrailEntry.objects.order_by("seq")] == [1, 2, 3]
    assert verify("d1") == []
    found = clock_incidents(clock.now() - timedelta(days=1))
    assert {(each.chain, each.seq) for each in found} == {("case:d1", 2), ("case:d1", 3)}
    assert all(each.after < each.before for each in found)


def test_an_honest_clock_makes_no_incident():
    for _number in range(5):
        write()

    assert not ClockIncident.objects.exists()


def test_an_incident_cannot_be_made_unseen():
    write()
    ChainHead.objects.update(last_at=clock.now() + timedelta(hours=1))
    write()

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        ClockIncident.objects.all().delete()
    with pytest.raises((InternalError, ProgrammingError)), connection.cursor() as cursor:
        cursor.execute("UPDATE trail_clockincident SET seq = 0")
