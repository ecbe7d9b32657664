"""People are kept, open accounts, and sign in; nobody gets another's number by typing it."""

import pytest

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity import actions
from toantrinh.identity.errors import EmailTaken, NumberKnown, NumberTaken
from toantrinh.identity.models import Account, Party
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.identity.queries import find_account, find_party
from toantrinh.trail.models import AccessEntry, TrailEntry

pytestmark = pytest.mark.django_db

NUMBER = "019190000001"
HOUSE = System("test")


def register(**fields):
    values = {"name": "Nguyễn An", "email": "an@vi-du.example", "password": "một cụm từ dài"}
    return actions.register(**(values | fields), by=HOUSE, at=clock.now())


def test_a_party_is_kept_with_what_the_state_knows():
    known = {"csdlqg_dan_cu.ngay_sinh": "1990-01-02"}

    party = actions.register_party(
        name=" Nguyễn  Văn A", number="019 190 000 001", known=known, by=HOUSE, at=clock.now()
    )

    again = find_party(NUMBER)
    assert (again, again.name, again.number, again.known) == (
        party,
        "Nguyễn Văn A",
        NUMBER,
        known,
    )


def test_the_trail_of_a_new_party_names_nobody():
    actions.register_party(name="Nguyễn Văn A", number=NUMBER, by=HOUSE, at=clock.now())

    entry = TrailEntry.objects.get(kind="party.registered")
    assert entry.data == {"party_kind": "person", "with_number": True}
    assert not any(text in str(vars(entry)) for text in (NUMBER, "Nguyễn"))


def test_a_number_has_one_party():
    make.party(number=NUMBER)

    with pytest.raises(NumberTaken):
        actions.register_party(name="B", number=NUMBER, by=HOUSE, at=clock.now())

    assert Party.objects.count() == 1


def test_an_officer_registers_people_at_their_own_agency_only():
    officer, elsewhere = make.officer(), make.agency(code="H55.101")

    with pytest.raises(NotPermitted):
        actions.register_party(name="B", agency=elsewhere, by=officer, at=clock.now())


def test_whoever_registers_gets_no_number_and_signs_in_by_e_mail():
    account = register(email=" An@Vi-Du.Example ")

    assert account.party.number == ""
    assert account.check_password("một cụm từ dài")
    assert find_account("AN@vi-du.example") == account


def test_an_e_mail_has_one_account():
    register()

    with pytest.raises(EmailTaken):
        register(email="AN@VI-DU.example")

    assert (Account.objects.count(), Party.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_register_make_one_account():
    def click(_):
        try:
            return register()
        except EmailTaken as refusal:
            return refusal

    results = at_once(click, range(4))

    assert sum(isinstance(result, Account) for result in results) == 1
    assert (Account.objects.count(), Party.objects.count()) == (1, 1)


def test_an_account_is_found_by_the_number_of_its_party_however_it_is_typed():
    account = make.account(party=make.party(number=NUMBER))

    assert find_account(" 019 190 000 001 ") == account


def test_a_login_that_nobody_has_finds_nobody():
    make.account()

    assert [find_account(each) for each in ("", "019190000009", "x@y.example", "x")] == [None] * 4


def test_a_confirmed_number_signs_in_and_is_told_to_the_trail_without_the_number():
    officer, account = make.officer(), register()

    actions.confirm_number(
        party=account.party, number=NUMBER, agency=make.agency(), by=officer, at=clock.now()
    )

    entry = TrailEntry.objects.get(kind="party.number-confirmed")
    assert find_account(NUMBER) == account
    assert (entry.actor, entry.data) == (officer.actor_id, {})


def test_a_number_is_not_replaced_in_passing():
    party = make.party(number=NUMBER)

    with pytest.raises(NumberKnown):
        actions.confirm_number(party=party, number="019190000002", by=HOUSE, at=clock.now())


def test_anothers_number_is_not_confirmed():
    make.party(number=NUMBER)

    with pytest.raises(NumberTaken):
        actions.confirm_number(party=make.party(), number=NUMBER, by=HOUSE, at=clock.now())


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD, Role.CLERK, Role.ADMINISTRATOR])
def test_only_the_counter_confirms_numbers(role):
    with pytest.raises(NotPermitted):
        actions.confirm_number(
            party=make.party(),
            number=NUMBER,
            agency=make.agency(),
            by=make.officer(role),
            at=clock.now(),
        )


def test_a_citizen_confirms_no_number_not_even_their_own():
    account = make.account()

    with pytest.raises(NotPermitted):
        actions.confirm_number(party=account.party, number=NUMBER, by=account, at=clock.now())


def test_looking_for_a_person_by_e_mail_is_written_down():
    officer, account = make.officer(), register()

    found = actions.look_up(email="an@vi-du.example", agency=make.agency(), by=officer)

    look = AccessEntry.objects.get()
    assert (found, look.kind, look.subject) == (
        account,
        "party.looked-up",
        account.party.subject_id,
    )


def test_an_administrator_opens_accounts_at_their_agency_and_below():
    top = make.agency(code="H55", name="UBND tỉnh")
    commune = make.agency(code="H55.101", parent=top)
    above = make.officer(Role.ADMINISTRATOR, agency=top)

    opened = actions.open_account(party=make.party(), agency=commune, by=above, at=clock.now())

    assert opened.has_usable_password() is False
    with pytest.raises(NotPermitted):
        below = make.officer(Role.ADMINISTRATOR, agency=commune)
        actions.open_account(party=make.party(), agency=top, by=below, at=clock.now())


def test_a_login_that_is_taken_is_refused():
    make.account()
    taken = Account.objects.get().login

    with pytest.raises(EmailTaken):
        actions.open_account(party=make.party(), login=taken, by=HOUSE, at=clock.now())


def test_an_administrator_closes_accounts_of_their_agency_and_no_others():
    administrator = make.officer(Role.ADMINISTRATOR, agency=make.agency(code="H55.101"))
    own = make.officer(agency=make.agency(code="H55.101"))
    foreign = make.officer(agency=make.agency(code="H55.102"))

    actions.close_account(account=own, by=administrator, at=clock.now())

    assert not Account.objects.get(pk=own.pk).is_active
    with pytest.raises(NotPermitted):
        actions.close_account(account=foreign, by=administrator, at=clock.now())


def test_nobody_writes_down_a_sign_in_of_another():
    with pytest.raises(NotPermitted):
        actions.note_sign_in(
            account=make.account(), means="password", by=make.account(), at=clock.now()
        )
