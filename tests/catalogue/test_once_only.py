"""Who brings a paper, and what published data change about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from toantrinh.catalogue import once_only, packs, reading
from toantrinh.catalogue.once_only import Published, Supply
from toantrinh.catalogue.pack import Component, Requirement, Source, SourceKind
from toantrinh.catalogue.rules import Need, NeedKind

from . import folders

DAY = date(2026, 10, 5)
REGISTER = Source(SourceKind.DATABASE, source="csdl_ho_tich", path="so_ket_hon")
LOOKED_UP = Source(SourceKind.DATABASE, source="csdl_ho_tich")
RESULT = Source(SourceKind.REPOSITORY, procedure="1.000894")
UPLOAD = Source(SourceKind.UPLOAD)
MARRIAGES = Published(
    paper="giay_ket_hon",
    database="csdl_ho_tich",
    name="Cơ sở dữ liệu hộ tịch điện tử",
    document="3458/QĐ-BTP",
    since=date(2025, 12, 10),
)


@pytest.fixture(scope="module")
def pack():
    return reading.read(packs.compile(folders.real(folders.BIRTH)))


def component(*sources, key="ket_hon", paper="giay_ket_hon", one_of=""):
    return Component(
        key=key,
        name="Giấy chứng nhận kết hôn",
        kind="copy",
        original=0,
        copy=1,
        requirement=Requirement.REQUIRED,
        condition=None,
        condition_text="",
        sources=sources,
        defects=(),
        paper=paper,
        one_of=one_of,
    )


def provisions(pack, *components, need=NeedKind.REQUIRED, **said):
    needs = [Need(each, need, "") for each in components]
    return once_only.provisions(pack, needs, **{"known": {}, "day": DAY} | said)


def provision(pack, *sources, **said):
    (found,) = provisions(pack, component(*sources), **said)
    return found


@pytest.mark.parametrize(
    ("said", "supply", "takes_files"),
    [
        ({}, Supply.REGISTER, True),
        ({"known": {"csdl_ho_tich.so_ket_hon": "00/2022"}}, Supply.HELD, False),
        ({"known": {"csdl_ho_tich.ngay": "2020-01-01"}}, Supply.REGISTER, True),
        ({"known": {"csdl_ho_tich": False}}, Supply.APPLICANT, True),
        ({"results": {"1.000894"}}, Supply.HELD, False),
        ({"results": {"1.000656"}}, Supply.REGISTER, True),
        ({"published": [MARRIAGES]}, Supply.REGISTER, False),
        ({"published": [MARRIAGES], "known": {"csdl_ho_tich": False}}, Supply.APPLICANT, True),
    ],
)
def test_the_first_source_that_has_it_brings_it(pack, said, supply, takes_files):
    found = provision(pack, RESULT, REGISTER, UPLOAD, **said)

    assert (found.supply, found.takes_files) == (supply, takes_files)


def test_that_a_register_said_something_else_is_not_the_paper(pack):
    found = provision(pack, LOOKED_UP, UPLOAD, known={"csdl_ho_tich.so_ket_hon": "00/2022"})

    assert found.supply is Supply.REGISTER


def test_a_failed_query_is_told_with_the_name_of_the_register(pack):
    found = provision(pack, REGISTER, UPLOAD, known={"csdl_ho_tich": False})

    assert found.failed == ("Cơ sở dữ liệu hộ tịch điện tử",)


def test_published_data_replace_a_paper_the_pack_only_knew_to_ask_for(pack):
    before = provision(pack, UPLOAD, published=[MARRIAGES], day=date(2025, 12, 9))
    after = provision(pack, UPLOAD, published=[MARRIAGES], day=date(2025, 12, 10))

    assert (before.supply, before.takes_files) == (Supply.APPLICANT, True)
    assert (after.supply, after.takes_files) == (Supply.REGISTER, False)
    assert after.source == "Cơ sở dữ liệu hộ tịch điện tử"
    assert after.is_new_since(date(2025, 12, 9))
    assert not after.is_new_since(date(2025, 12, 10))


def test_when_the_publication_ends_the_paper_is_asked_for_again(pack):
    ended = replace(MARRIAGES, until=date(2026, 9, 30))

    assert provision(pack, UPLOAD, published=[ended]).supply is Supply.APPLICANT


def test_a_publication_for_other_procedures_changes_nothing_here(pack):
    other = replace(MARRIAGES, procedures=frozenset({"1.004222"}))

    assert provision(pack, UPLOAD, published=[other]).supply is Supply.APPLICANT


def test_a_publication_of_another_paper_changes_nothing_here(pack):
    found = provision(pack, UPLOAD, published=[replace(MARRIAGES, paper="giay_khai_sinh")])

    assert found.supply is Supply.APPLICANT


def test_what_is_not_needed_is_brought_by_nobody(pack):
    assert provisions(pack, component(UPLOAD), need=NeedKind.NOT_REQUIRED) == []


def test_of_alternatives_one_is_enough(pack):
    both = [component(UPLOAD, key=key, paper="", one_of="ket_hon") for key in ("a", "b")]

    nothing = once_only.missing(provisions(pack, *both), [])
    one = once_only.missing(provisions(pack, *both), ["b"])

    assert [each.key for each in nothing] == ["a"]
    assert one == []


def test_an_alternative_that_the_state_brings_is_enough(pack):
    own = component(UPLOAD, key="a", paper="", one_of="ket_hon")
    held = component(REGISTER, key="b", one_of="ket_hon")

    found = once_only.missing(
        provisions(pack, own, held, known={"csdl_ho_tich.so_ket_hon": "00/2022"}), []
    )

    assert found == []
