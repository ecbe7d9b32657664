from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "toantrinh.counter"
    default_auto_field = "django.db.models.BigAutoField"
