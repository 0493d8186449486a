"""Registers letters with Django."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "lifecourse.kernel.letters"
    label = "letters"
