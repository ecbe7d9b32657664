from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "toantrinh.portal"
    default_auto_field = "django.db.models.BigAutoField"
