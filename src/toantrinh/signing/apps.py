from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "toantrinh.signing"
    default_auto_field = "django.db.models.BigAutoField"
