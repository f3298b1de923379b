from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "golive.foundation.registers.tests.sample"
    label = "sample"
