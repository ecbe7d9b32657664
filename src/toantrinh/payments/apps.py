from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "toantrinh.payments"
    default_auto_field = "django.db.models.BigAutoField"
