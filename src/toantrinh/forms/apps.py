from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "toantrinh.forms"
    label = "eforms"  # django.forms has the other name
