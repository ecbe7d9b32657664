"""Who may sign for the head: by the office itself, or under an act valid when it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import make, offices
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions, authority
from toantrinh.identity.actions import ActOfDelegation, Given, Scope
from toantrinh.identity.authority import Wanted
from toantrinh.identity.errors import (
    ActMissing,
    ActTooLate,
    DelegateUnfit,
    DelegationDecided,
    DelegationKnown,
    DelegationNotBegun,
    DelegationNotConfirmed,
    DelegationNotHeld,
    DelegationOver,
    LastDayMissing,
    NoDelegation,
    NotPassedOn,
    NotTheirsToGive,
    OutsideDelegation,
    PassingOnForbidden,
    ReasonMissing,
)
from toantrinh.identity.models import Account, Delegation, DelegationState, Matter
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

HOUSE = System("test")
BIRTH = Wanted("1.001193", "ho_tich", Matter.RESULT)
TRADE = Wanted("1.001612", "kinh_doanh", Matter.RESULT)
NOON = clock.now().astimezone(clock.ZONE).replace(hour=12, minute=0)
TODAY = NOON.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _day_that_does_not_end():
    with clock.set_to(NOON):
        yield


@pytest.fixture
def agency():
    """A commune with its head and a deputy, to whom nothing is delegated yet."""
    made = offices.commune()
    made.head = offices.officer(made, Role.HEAD, name="Đỗ Minh", title="Chủ tịch", capacity="TM.")
    made.deputy = offices.officer(made, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    Delegation.objects.all().delete()
    return made


def afresh(account):
    return Account.objects.get(pk=account.pk)


def post(account):
    return account.posts.select_related("agency", "account__party").get()


def entered(agency, *, by=None, to=None, act=None, **fields):
    """The act of the head by which the deputy signs, entered by the head."""
    values = {"capacity": "KT.", "first_day": TODAY, "given_by": post(agency.head)}
    return actions.propose_delegation(
        agency=agency,
        given=Given(post=post(to or agency.deputy), **(values | fields)),
        act=act or ActOfDelegation("12/QĐ-UBND", YESTERDAY, "Chủ tịch"),
        by=by or agency.head,
        at=clock.now(),
    )


def right_of(account, agency, wanted=BIRTH):
    return authority.right(afresh(account), agency, wanted, at=clock.now())


def kinds(delegation):
    rows = TrailEntry.objects.filter(case=delegation.case).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def test_the_head_signs_by_the_office(agency):
    found = right_of(agency.head, agency)

    assert found.delegation is None
    assert found.lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


def test_what_the_head_decides_in_person_is_not_signed_on_behalf_of_the_committee(agency):
    entered(agency, to=agency.deputy)
    in_person = replace(BIRTH, of_head=True)

    assert right_of(agency.head, agency, in_person).lines == ("CHỦ TỊCH",)
    assert right_of(agency.deputy, agency, in_person).lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_who_signs_for_the_head_has_an_act_that_says_so(agency):
    with pytest.raises(NoDelegation):
        right_of(agency.deputy, agency)

    made = entered(agency)

    found = right_of(agency.deputy, agency)
    assert found.delegation == made
    assert found.lines == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert kinds(made) == ["delegation.proposed", "delegation.confirmed"]


def test_what_an_administrator_enters_holds_once_the_head_confirms_it(agency):
    keeper = make.officer(Role.ADMINISTRATOR, agency=agency)
    made = entered(agency, by=keeper)
    with pytest.raises(DelegationNotConfirmed):
        right_of(agency.deputy, agency)

    with pytest.raises(NotPermitted):
        actions.confirm_delegation(delegation=made, by=keeper, at=clock.now())
    with pytest.raises(NotPermitted):
        actions.confirm_delegation(delegation=made, by=agency.deputy, at=clock.now())
    actions.confirm_delegation(delegation=made, by=afresh(agency.head), at=clock.now())

    assert right_of(agency.deputy, agency).delegation == made
    with pytest.raises(DelegationDecided):
        actions.refuse_delegation(delegation=made, by=afresh(agency.head), at=clock.now())


def test_an_entry_that_is_not_confirmed_may_be_entered_again(agency):
    keeper = make.officer(Role.ADMINISTRATOR, agency=agency)
    made = entered(agency, by=keeper)

    actions.refuse_delegation(delegation=made, by=agency.head, at=clock.now())

    assert entered(agency).state == DelegationState.CONFIRMED


def test_the_same_act_twice_is_refused(agency):
    entered(agency)

    with pytest.raises(DelegationKnown):
        entered(agency)


def test_one_that_ended_yesterday_names_the_act_who_and_when(agency):
    entered(agency, first_day=YESTERDAY, last_day=YESTERDAY)

    with pytest.raises(DelegationOver) as refused:
        right_of(agency.deputy, agency)

    said = str(refused.value)
    for word in ("12/QĐ-UBND", "Lê Minh Đức", f"hết ngày {YESTERDAY:%d/%m/%Y}"):
        assert word in said


def test_revoked_it_ends_at_once(agency):
    made = entered(agency)

    with pytest.raises(ReasonMissing):
        actions.revoke_delegation(delegation=made, why=" ", by=agency.head, at=clock.now())
    actions.revoke_delegation(delegation=made, why="15/QĐ-UBND", by=agency.head, at=clock.now())

    with pytest.raises(DelegationOver) as refused:
        right_of(agency.deputy, agency)
    now = clock.now().astimezone(clock.ZONE)
    assert f"{now:%H:%M ngày %d/%m/%Y} ({agency.head.name} thu hồi)" in str(refused.value)
    with pytest.raises(DelegationNotHeld):
        actions.revoke_delegation(delegation=made, why="nữa", by=agency.head, at=clock.now())


def test_a_deputy_revokes_nothing_of_others(agency):
    other = offices.officer(agency, Role.HEAD, title="Phó Chủ tịch", capacity="KT.")
    made = entered(agency)

    with pytest.raises(NotPermitted):
        actions.revoke_delegation(delegation=made, why="x", by=other, at=clock.now())


def test_it_ends_with_the_office_of_who_signs(agency):
    made = entered(agency)

    actions.end_post(post=made.post, by=HOUSE, at=clock.now())

    assert not Delegation.objects.get(pk=made.pk).holds_at(clock.now())
    with pytest.raises(DelegationOver):
        right_of(agency.deputy, agency)


def test_it_begins_on_its_day(agency):
    entered(agency, first_day=TOMORROW)

    with pytest.raises(DelegationNotBegun) as refused:
        right_of(agency.deputy, agency)

    assert f"{TOMORROW:%d/%m/%Y}" in str(refused.value)


@pytest.mark.parametrize(
    ("scope", "birth", "trade"),
    [
        (Scope(), True, True),
        (Scope(procedures=["1.001193"]), True, False),
        (Scope(fields=["kinh_doanh"]), False, True),
        (Scope(procedures=["1.001193"], fields=["kinh_doanh"]), False, False),
        (Scope(matters=[Matter.STOP]), False, False),
    ],
)
def test_it_covers_what_the_act_names(agency, scope, birth, trade):
    entered(agency, scope=scope)

    for wanted, covered in ((BIRTH, birth), (TRADE, trade)):
        if covered:
            assert right_of(agency.deputy, agency, wanted).delegation
        else:
            with pytest.raises(OutsideDelegation):
                right_of(agency.deputy, agency, wanted)


def test_of_two_that_overlap_the_narrowest_is_used(agency):
    entered(agency)
    narrow = entered(
        agency,
        act=ActOfDelegation("13/QĐ-UBND", YESTERDAY),
        scope=Scope(procedures=["1.001193"]),
    )

    assert right_of(agency.deputy, agency).delegation == narrow
    assert right_of(agency.deputy, agency, TRADE).delegation != narrow


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"act": ActOfDelegation("", TODAY)}, ActMissing),
        ({"act": ActOfDelegation("12/QĐ-UBND", None)}, ActMissing),
        ({"act": ActOfDelegation("12/QĐ-UBND", TOMORROW)}, ActTooLate),
        ({"capacity": "TUQ."}, LastDayMissing),
        ({"capacity": "TUQ.", "last_day": TOMORROW, "passes_on": True}, PassingOnForbidden),
        ({"capacity": "TM."}, DelegateUnfit),
    ],
)
def test_an_act_that_cannot_be_is_refused(agency, fields, refusal):
    with pytest.raises(refusal):
        entered(agency, **fields)


def test_nobody_gives_what_they_do_not_have(agency):
    other = offices.officer(agency, Role.HEAD, title="Chánh Văn phòng", capacity="TL.")

    with pytest.raises(NotTheirsToGive):
        entered(agency, by=HOUSE, to=other, given_by=post(agency.deputy), capacity="TL.")


def test_who_only_examines_is_given_no_signature(agency):
    specialist = offices.officer(agency, Role.SPECIALIST)

    with pytest.raises(DelegateUnfit):
        entered(agency, to=specialist)


@pytest.fixture
def office_head(agency):
    """Who signs by order of the head."""
    return offices.officer(agency, Role.HEAD, title="Chánh Văn phòng", capacity="TL.")


@pytest.fixture
def office_deputy(agency):
    made = offices.officer(agency, Role.HEAD, title="Phó Chánh Văn phòng", capacity="KT.")
    Delegation.objects.filter(post__account=made).delete()
    return made


def passed_on(agency, whole, giver, to, **fields):
    values = {"given_by": post(giver), "under": whole, "act": ActOfDelegation("03/QĐ-VP", TODAY)}
    return entered(agency, by=giver, to=to, **(values | fields))


def test_it_is_passed_on_only_where_the_act_allows_it(agency, office_head, office_deputy):
    Delegation.objects.filter(post__account=office_head).delete()
    whole = entered(agency, to=office_head, capacity="TL.")

    with pytest.raises(NotPassedOn):
        passed_on(agency, whole, office_head, office_deputy)


def test_what_is_passed_on_lies_within_and_ends_with_it(agency, office_head, office_deputy):
    Delegation.objects.filter(post__account=office_head).delete()
    births = Scope(procedures=["1.001193"])
    whole = entered(agency, to=office_head, capacity="TL.", passes_on=True, scope=births)
    with pytest.raises(NotTheirsToGive):
        passed_on(agency, whole, office_head, office_deputy)

    passed_on(agency, whole, office_head, office_deputy, scope=births)

    found = right_of(office_deputy, agency)
    assert found.lines == ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    actions.revoke_delegation(delegation=whole, why="15/QĐ", by=agency.head, at=clock.now())
    with pytest.raises(DelegationOver) as refused:
        right_of(office_deputy, agency)
    assert "12/QĐ-UBND" in str(refused.value)


def test_a_row_without_its_act_cannot_be(agency):
    with pytest.raises(IntegrityError), transaction.atomic():
        offices.delegation(post(agency.deputy), act_number="", act_day=None)


def test_the_post_chosen_for_the_session_is_the_one_that_signs(agency):
    entered(agency)
    deputy = afresh(agency.deputy)
    second = offices.Post.objects.create(
        account=deputy,
        agency=agency,
        role=Role.SPECIALIST,
        title="Thụ lý",
        valid_from=date(2025, 7, 1),
    )

    deputy.acting_as = second

    with pytest.raises(NoDelegation):
        authority.right(deputy, agency, BIRTH, at=clock.now())
