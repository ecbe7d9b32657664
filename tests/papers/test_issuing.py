"""Reserving, numbering, issuing, ending; what anyone may know of a paper."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import offices
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.papers import actions, queries
from toantrinh.papers.errors import (
    AlreadyIssued,
    NotInForce,
    TemplateNotInForce,
    TemplateRefused,
)
from toantrinh.papers.models import IssuedPaper, PaperState, PaperTemplate
from toantrinh.papers.queries import Standing
from toantrinh.trail.chain import verify
from toantrinh.trail.models import TrailEntry

HOUSE = System("dossiers")


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def reserved(agency=None, *, case="d-1", **fields):
    given = {"kind": "result", "title": "Giấy khai sinh", "demo": True} | fields
    return actions.reserve(
        case=case, agency=agency or offices.commune(), by=HOUSE, at=clock.now(), **given
    )


def issued(text="một", **fields):
    return actions.issue(paper=reserved(**fields), sha256=sha(text), by=HOUSE, at=clock.now())


def numbered(paper, by, *, suffix="", at=None):
    return actions.next_number(
        paper=paper, series="1.001193", suffix=suffix, by=by, at=at or clock.now()
    )


@pytest.mark.django_db
def test_a_reserved_paper_has_a_code_and_is_unknown_to_the_public():
    paper = reserved()

    assert len(paper.code) == 19
    assert queries.by_code(paper.code) is None
    assert queries.standing(queries.by_code(paper.code)) == Standing.UNKNOWN


@pytest.mark.django_db
def test_codes_do_not_follow_each_other():
    agency = offices.commune()

    codes = {reserved(agency, case=str(i)).code for i in range(50)}

    assert len({code[:4] for code in codes}) > 40


@pytest.mark.django_db
def test_an_issued_paper_is_found_by_its_code_however_written_and_by_its_file():
    paper = issued("một")

    spoken = paper.code.lower().replace("-", " ")
    assert queries.by_code(spoken) == paper
    assert queries.by_hash(sha("một").upper()) == paper
    assert queries.by_code("K7QX") is None
    assert queries.by_hash("") is None


@pytest.mark.django_db
def test_a_file_held_against_its_paper_is_genuine_or_altered():
    paper = issued("một")

    assert queries.standing(paper) == Standing.GENUINE
    assert queries.standing(paper, sha("một")) == Standing.GENUINE
    assert queries.standing(paper, sha("một ")) == Standing.ALTERED
    assert queries.standing(None, sha("một")) == Standing.UNKNOWN


@pytest.mark.django_db
def test_a_revoked_paper_stays_known_as_revoked():
    paper = actions.revoke(paper=issued("một"), ground="QĐ 12", by=HOUSE, at=clock.now())

    assert queries.standing(queries.by_code(paper.code), sha("một")) == Standing.REVOKED
    with pytest.raises(NotInForce):
        actions.revoke(paper=paper, ground="QĐ 13", by=HOUSE, at=clock.now())


@pytest.mark.django_db
def test_a_replaced_paper_leads_to_the_new_one():
    old, new = issued("một"), issued("hai")

    actions.replace(paper=old, by_paper=new, by=HOUSE, at=clock.now())

    found = queries.by_code(old.code)
    assert queries.standing(found) == Standing.REPLACED
    assert found.replaced_by == new


@pytest.mark.django_db
@pytest.mark.parametrize("replacement", ["itself", "reserved", "revoked"])
def test_only_a_paper_in_force_takes_the_place_of_another(replacement):
    old = issued("một")
    new = {
        "itself": lambda: old,
        "reserved": reserved,
        "revoked": lambda: actions.revoke(
            paper=issued("hai"), ground="QĐ", by=HOUSE, at=clock.now()
        ),
    }[replacement]()

    with pytest.raises(NotInForce):
        actions.replace(paper=old, by_paper=new, by=HOUSE, at=clock.now())


@pytest.mark.django_db
def test_issuing_the_same_file_twice_is_one_issue_and_another_file_is_refused():
    paper = issued("một")

    again = actions.issue(paper=paper, sha256=sha("một"), by=HOUSE, at=clock.now())

    assert again.issued_at == paper.issued_at
    with pytest.raises(AlreadyIssued):
        actions.issue(paper=paper, sha256=sha("hai"), by=HOUSE, at=clock.now())
    assert TrailEntry.objects.filter(kind="paper.issued").count() == 1


@pytest.mark.django_db
def test_one_file_is_one_paper():
    issued("một")
    other = reserved()

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.issue(paper=other, sha256=sha("một"), by=HOUSE, at=clock.now())


@pytest.mark.django_db
def test_numbers_begin_with_one_for_each_agency_and_each_local_year():
    here, there = offices.commune(), offices.commune()
    clerks = {place: offices.officer(place, Role.CLERK) for place in (here, there)}
    late_2025 = datetime(2025, 12, 31, 16, 59, tzinfo=UTC)
    early_2026 = late_2025 + timedelta(minutes=1)  # midnight in Viet Nam

    numbers = []
    for place, at in [(here, late_2025), (here, late_2025), (there, late_2025), (here, early_2026)]:
        with clock.set_to(at):
            numbers.append(numbered(reserved(place), clerks[place]).number)

    assert numbers == ["01/2025", "02/2025", "01/2025", "01/2026"]


@pytest.mark.django_db
def test_a_paper_keeps_its_number_and_may_have_letters_behind_it():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)

    paper = numbered(reserved(agency), clerk, suffix="TLKS-BS")

    assert paper.number == "01/TLKS-BS"
    assert numbered(paper, clerk).number == "01/TLKS-BS"
    assert numbered(reserved(agency), clerk, suffix="TLKS-BS").number == "02/TLKS-BS"


@pytest.mark.django_db
def test_a_paper_that_went_out_is_not_numbered_afterwards():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)

    with pytest.raises(AlreadyIssued):
        numbered(issued(agency=agency), clerk)


@pytest.mark.django_db(transaction=True)
def test_many_clerks_at_once_leave_no_gap_and_give_no_number_twice():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)
    papers = [reserved(agency, case=f"d-{i}") for i in range(40)]

    given = at_once(lambda paper: numbered(paper, clerk).number, papers, people=8)

    year = clock.today().year
    assert sorted(int(number.partition("/")[0]) for number in given) == list(range(1, 41))
    assert {number.partition("/")[2] for number in given} == {str(year)}


@pytest.mark.django_db(transaction=True)
def test_a_number_whose_paper_failed_is_given_again():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)
    papers = [reserved(agency, case=f"d-{i}") for i in range(20)]

    def give(paper):
        with transaction.atomic():
            number = numbered(paper, clerk).number
            if int(paper.case[2:]) % 3 == 0:
                transaction.set_rollback(True)
                return None
        return number

    given = [number for number in at_once(give, papers, people=8) if number]

    assert sorted(int(number.partition("/")[0]) for number in given) == list(range(1, 14))


@pytest.mark.django_db
def test_nobody_but_the_house_issues_and_only_a_clerk_there_numbers():
    agency, elsewhere = offices.commune(), offices.commune()
    head = offices.officer(agency, Role.HEAD)
    paper = reserved(agency)
    at = clock.now()

    with pytest.raises(NotPermitted):
        actions.issue(paper=paper, sha256=sha("một"), by=head, at=at)
    with pytest.raises(NotPermitted):
        actions.reserve(kind="x", title="X", case="d", agency=agency, demo=True, by=head, at=at)
    for by in (head, offices.officer(elsewhere, Role.CLERK)):
        with pytest.raises(NotPermitted):
            numbered(paper, by)
    with pytest.raises(NotPermitted):
        actions.revoke(paper=issued(), ground="QĐ", by=head, at=at)


@pytest.mark.django_db
def test_the_story_of_a_paper_is_in_the_trail_without_its_code():
    agency = offices.commune()
    clerk = offices.officer(agency, Role.CLERK)
    paper = numbered(reserved(agency, case="d-7", subject="party:x", procedure="1.001193"), clerk)

    actions.issue(paper=paper, sha256=sha("một"), by=HOUSE, at=clock.now())

    entries = TrailEntry.objects.filter(case="d-7").order_by("seq")
    assert [entry.kind for entry in entries] == ["paper.reserved", "paper.numbered", "paper.issued"]
    assert {(e.agency, e.subject, e.procedure) for e in entries} == {
        (agency.code, "party:x", "1.001193")
    }
    assert not any(paper.code in str(entry.data) for entry in entries)
    assert verify("d-7") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"state": PaperState.GENUINE},
        {"sha256": "0" * 64},
        {"state": PaperState.REVOKED, "sha256": "0" * 64, "issued_at": datetime.now(UTC)},
        {
            "state": PaperState.REPLACED,
            "sha256": "0" * 64,
            "issued_at": datetime.now(UTC),
            "ended_at": datetime.now(UTC),
        },
    ],
)
def test_half_a_paper_cannot_be_kept(broken):
    paper = reserved()

    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.filter(pk=paper.pk).update(**broken)


@pytest.mark.django_db
def test_the_form_in_force_is_the_one_of_the_day():
    assert "mẫu 01" in queries.template("form01", date(2026, 3, 1)).lower()
    with pytest.raises(TemplateNotInForce):
        queries.template("form01", date(2019, 1, 5))
    with pytest.raises(TemplateNotInForce):
        queries.template("form99", date(2026, 3, 1))


@pytest.mark.django_db
def test_an_adopted_form_takes_the_place_from_its_day_on():
    at = clock.now()
    for day, text in [(date(2026, 4, 1), "Mẫu mới"), (date(2026, 7, 1), "Mẫu mới hơn")]:
        for _twice in range(2):
            actions.adopt_template(kind="form01", source=text, valid_from=day, by=HOUSE, at=at)

    sources = {day: queries.template("form01", day) for day in _days()}

    assert [sources[day][:11] for day in _days()] == [
        "// Mẫu số 0",
        "Mẫu mới",
        "Mẫu mới",
        "Mẫu mới hơn",
    ]
    assert PaperTemplate.objects.count() == 2


def _days():
    return [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)]


@pytest.mark.django_db
def test_a_form_that_cannot_be_set_is_not_adopted():
    with pytest.raises(TemplateRefused) as refused:
        actions.adopt_template(
            kind="form01",
            source="Một\n#nope()",
            valid_from=date(2026, 4, 1),
            by=HOUSE,
            at=clock.now(),
        )

    assert refused.value.details["line"] == 2
    assert not PaperTemplate.objects.exists()
