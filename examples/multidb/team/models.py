"""The people. No router names this app: it lives on ``default``."""

from django.db import models


class Member(models.Model):
    name = models.CharField(max_length=80, unique=True)

    def __str__(self):
        return self.name
