"""Who did what. Lives on ``audit``, and refers to nothing on another database."""

from django.db import models


class Entry(models.Model):
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self):
        return f"{self.actor}: {self.action}"
