import pytest
from django.db import IntegrityError, transaction

from tests import make
from tests.parallel import at_once
from toantrinh.core import clock
from toantrinh.core.actor import System
from toantrinh.identity.permissions import NotPermitted, Role
from toantrinh.payments import actions, queries, vietqr
from toantrinh.payments.errors import AlreadyPaid, ReceiptMissing, ReceiptTooLong, ReceiptUsed
from toantrinh.payments.models import Charge, PaymentState
from toantrinh.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
HOUSE = System("test")
PROCEDURE = "2.000635"


def owe(case="case-1", amounts=(8000, 8000), **fields):
    values = {"owner": fields.pop("owner", None) or make.party(), "agency": make.agency()} | fields
    return actions.owe(
        case=case,
        procedure=PROCEDURE,
        lines=[{"name": "Bản sao", "amount": amount} for amount in amounts],
        by=HOUSE,
        at=clock.now(),
        **values,
    )


def pay(charge, by, receipt="BL-1"):
    return actions.record_payment(
        charge=charge, receipt_number=receipt, procedure=PROCEDURE, by=by, at=clock.now()
    )


def paid_entries():
    return TrailEntry.objects.filter(kind="fee.paid")


@pytest.fixture
def cashier():
    return make.officer(Role.ONE_STOP)


def test_what_is_owed_is_the_sum_of_its_lines():
    charge = owe(amounts=(8000, 12_000, 500))

    assert charge.amount == 20_500
    assert charge.state == PaymentState.UNPAID
    assert not charge.is_paid
    assert queries.charge_of("case-1") == charge
    assert queries.charge_of("case-2") is None


def test_only_the_house_sets_what_is_owed(cashier):
    party = make.party()

    with pytest.raises(NotPermitted):
        actions.owe(
            case="case-1", owner=party, agency=make.agency(), procedure=PROCEDURE,
            lines=[{"name": "Bản sao", "amount": 1}], by=cashier, at=clock.now(),
        )  # fmt: skip

    assert not Charge.objects.exists()


def test_a_case_owes_once():
    owe()

    with pytest.raises(IntegrityError), transaction.atomic():
        owe()


def test_a_fee_of_nothing_is_no_fee():
    with pytest.raises(IntegrityError), transaction.atomic():
        owe(amounts=(0,))


def test_a_payment_is_kept_with_its_receipt_and_who_took_it(cashier):
    charge = owe()

    pay(charge, cashier, receipt="  BL-001   A ")

    charge.refresh_from_db()
    assert charge.is_paid
    assert (charge.receipt_number, charge.recorded_by) == ("BL-001 A", cashier)
    (entry,) = paid_entries()
    assert (entry.case, entry.data["amount"], entry.data["receipt"]) == (
        "case-1",
        16_000,
        "BL-001 A",
    )


@pytest.mark.parametrize("receipt", ["", "   ", "\t\n"])
def test_a_payment_without_a_receipt_is_refused(cashier, receipt):
    charge = owe()

    with pytest.raises(ReceiptMissing):
        pay(charge, cashier, receipt=receipt)

    charge.refresh_from_db()
    assert not charge.is_paid


def test_the_same_receipt_twice_is_one_payment(cashier):
    charge = owe()

    pay(charge, cashier)
    pay(charge, cashier)

    assert paid_entries().count() == 1


def test_another_receipt_for_what_is_paid_is_refused_and_names_the_first(cashier):
    charge = owe()
    pay(charge, cashier, receipt="BL-1")

    with pytest.raises(AlreadyPaid, match="BL-1"):
        pay(charge, cashier, receipt="BL-2")

    charge.refresh_from_db()
    assert charge.receipt_number == "BL-1"


def test_a_receipt_of_another_dossier_is_refused(cashier):
    pay(owe("case-1"), cashier, receipt="BL-1")
    other = owe("case-2")

    with pytest.raises(ReceiptUsed, match="BL-1"):
        pay(other, cashier, receipt="BL-1")

    other.refresh_from_db()
    assert not other.is_paid


@pytest.mark.django_db(transaction=True)
def test_one_receipt_on_many_dossiers_at_the_same_moment_pays_one(cashier):
    charges = [owe(f"case-{number}") for number in range(8)]

    def record(charge):
        try:
            return pay(charge, cashier).case
        except ReceiptUsed:
            return None

    done = at_once(record, charges, people=8)

    assert len([case for case in done if case]) == 1
    assert paid_entries().count() == 1


def test_a_receipt_number_longer_than_any_is_refused(cashier):
    charge = owe()

    with pytest.raises(ReceiptTooLong, match="60"):
        pay(charge, cashier, receipt="9" * 61)

    pay(charge, cashier, receipt="9" * 60)


def test_two_agencies_may_number_their_receipts_alike(cashier):
    there = make.agency(code="000.00.00.H04", name="UBND xã Hòa Bình")
    pay(owe("case-1"), cashier, receipt="BL-1")

    pay(owe("case-2", agency=there), make.officer(Role.ONE_STOP, agency=there), receipt="BL-1")

    assert Charge.objects.filter(receipt_number="BL-1").count() == 2


@pytest.mark.parametrize("who", ["owner", "stranger", "elsewhere", "clerk"])
def test_who_does_not_take_money_here_records_none(who):
    payer = make.account()
    charge = owe(owner=payer.party)
    somebody = {
        "owner": lambda: payer,
        "stranger": make.account,
        "elsewhere": lambda: make.officer(
            Role.ONE_STOP, agency=make.agency(code="000.00.00.H04", name="UBND xã Hòa Bình")
        ),
        "clerk": lambda: make.officer(Role.CLERK),
    }[who]()

    with pytest.raises(NotPermitted):
        pay(charge, somebody)

    charge.refresh_from_db()
    assert not charge.is_paid
    assert not paid_entries().exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_record_one_payment(cashier):
    charge = owe()

    def record(receipt):
        try:
            return pay(charge, cashier, receipt=receipt).receipt_number
        except AlreadyPaid:
            return None

    done = at_once(record, [f"BL-{number}" for number in range(8)])

    charge.refresh_from_db()
    assert [each for each in done if each] == [charge.receipt_number]
    assert paid_entries().count() == 1


def test_a_database_of_its_own_will_keeps_no_payment_without_a_receipt():
    charge = owe()

    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=charge.pk).update(state=PaymentState.PAID, paid_at=clock.now())


def fields(text):
    """The fields of an EMVCo code, one level deep."""
    found = {}
    while text:
        tag, length, text = text[:2], int(text[2:4]), text[4:]
        found[tag], text = text[:length], text[length:]
    return found


def test_the_code_of_a_charge_pays_exactly_this_charge(settings):
    settings.PAYMENT_BANK_BIN, settings.PAYMENT_ACCOUNT = "970436", "0011223344"
    first, second = owe("case-1", amounts=(8000,)), owe("case-2", amounts=(45_000,))

    read, other = fields(queries.qr_text(first)), fields(queries.qr_text(second))

    assert (read["53"], read["54"], read["58"]) == ("704", "8000", "VN")
    assert other["54"] == "45000"
    assert fields(fields(read["38"])["01"]) == {"00": "970436", "01": "0011223344"}
    assert fields(read["62"])["08"] == first.reference != second.reference
    assert "Nguyễn" not in queries.qr_text(first)


def test_the_code_carries_its_own_checksum():
    text = vietqr.payload(bank_bin="970436", account="1", amount=1, purpose="x")

    assert text[-4:] == f"{vietqr.crc16(text[:-4].encode()):04X}"


@pytest.mark.parametrize(
    "wrong", [{"amount": 0}, {"amount": -5}, {"amount": 1, "purpose": "x" * 26}]
)
def test_a_code_that_no_bank_would_read_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"đồng|longer"):
        vietqr.payload(**{"bank_bin": "970436", "account": "1", "purpose": "x"} | wrong)
