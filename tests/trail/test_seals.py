"""What was sealed is found changed, even where a chain and its head fit each other again."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.conftest import as_owner
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.dossiers.events import ContentRead
from toantrinh.trail import chain, seals
from toantrinh.trail.actions import record, record_access
from toantrinh.trail.chain import Fault
from toantrinh.trail.models import Seal, TrailEntry

BY = System("test")


def write(case="d1"):
    with transaction.atomic():
        return record(ContentRead(case=case), by=BY, at=clock.now())


def behind_its_back(*statements):
    """As someone would who owns the database: without the triggers."""
    tables = ("trail_trailentry", "trail_accessentry", "trail_seal")
    with as_owner(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for sql, values in statements:
            cursor.execute(sql, values)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def write_anew(case):
    """Forge the whole chain of ``case`` and its head, so that they fit."""
    previous, statements = "", []
    for entry in TrailEntry.objects.filter(case=case).order_by("seq"):
        entry.actor, entry.previous_hash = "system:forged", previous
        previous = chain.digest(entry)
        statements.append(
            (
                "UPDATE trail_trailentry SET actor = %s, previous_hash = %s, hash = %s"
                " WHERE id = %s",
                [entry.actor, entry.previous_hash, previous, entry.id],
            )
        )
    head = ("UPDATE trail_chainhead SET hash = %s WHERE chain = %s", [previous, f"case:{case}"])
    behind_its_back(*statements, head)


@pytest.mark.django_db
def test_what_was_sealed_and_went_on_still_fits():
    for case in ("d1", "d2", "d1"):
        write(case)
    record_access(ContentRead(case="d1"), by=BY)
    seals.seal_heads()
    write("d1")
    seals.seal_heads()

    assert [len(seal.heads) for seal in Seal.objects.order_by("id")] == [3, 1]
    assert list(seals.verify()) == []


@pytest.mark.django_db
def test_nothing_is_sealed_twice():
    write()

    assert seals.seal_heads() is not None
    assert seals.seal_heads() is None


@pytest.mark.django_db
def test_a_chain_written_anew_with_its_head_is_found_by_its_seal():
    write("d1")
    write("d1")
    write("d2")
    seals.seal_heads()

    write_anew("d1")

    assert chain.verify("d1") == []
    assert list(seals.verify()) == [Fault("case:d1", 2, "unsealed")]


@pytest.mark.django_db
def test_a_case_that_is_gone_with_its_head_is_found_by_its_seal():
    write("d1")
    write("d2")
    seals.seal_heads()

    behind_its_back(
        ("DELETE FROM trail_feed", []),
        ('DELETE FROM trail_trailentry WHERE "case" = %s', ["d1"]),
        ("DELETE FROM trail_chainhead WHERE chain = %s", ["case:d1"]),
    )

    assert list(chain.verify_all()) == []
    assert list(seals.verify()) == [Fault("case:d1", 1, "unsealed")]


@pytest.mark.django_db
def test_looks_that_are_gone_with_their_head_are_found_by_their_seal():
    record_access(ContentRead(case="d1"), by=BY)
    seal = seals.seal_heads()

    behind_its_back(
        ("DELETE FROM trail_accessentry", []),
        ("DELETE FROM trail_chainhead WHERE chain LIKE %s", ["access:%"]),
    )

    assert list(chain.verify_all()) == []
    assert list(seals.verify()) == [Fault(seal.heads[0][0], 1, "unsealed")]


@pytest.mark.django_db
def test_a_seal_that_was_changed_itself_is_found():
    write()
    seal = seals.seal_heads()

    behind_its_back(("UPDATE trail_seal SET heads = %s", ['[["case:d1", 1, "1:0"]]']))

    assert list(seals.verify()) == [Fault("seal", seal.pk, "altered")]


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE trail_seal SET root = ''", "DELETE FROM trail_seal"])
def test_not_even_the_owner_changes_a_seal_by_accident(sql):
    write()
    seals.seal_heads()

    with (
        pytest.raises(ProgrammingError, match="append-only"),
        as_owner(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
