from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "toantrinh.papers"
    default_auto_field = "django.db.models.BigAutoField"
