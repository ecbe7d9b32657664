from django.utils.translation import gettext_lazy as _

from toantrinh.core.errors import Refusal


class AlreadyPaid(Refusal):
    code = "payment-already-recorded"
    message = _("This fee is already recorded as paid, with receipt %(receipt)s.")
    advice = _("If the receipt is wrong, tell the accountant; a payment is corrected, not erased.")


class ReceiptUsed(Refusal):
    code = "payment-receipt-used"
    message = _("Receipt number %(receipt)s is already used for another dossier.")
    advice = _("Read the number on the receipt again.")


class ReceiptMissing(Refusal):
    code = "payment-receipt-missing"
    message = _("A payment is recorded with the number of its receipt.")
    advice = _("Type the number printed on the receipt.")


class ReceiptTooLong(Refusal):
    code = "payment-receipt-too-long"
    message = _("A receipt number has at most %(most)s characters.")
    advice = _("Type only the number printed on the receipt.")
