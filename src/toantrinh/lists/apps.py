from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "toantrinh.lists"
    default_auto_field = "django.db.models.BigAutoField"
