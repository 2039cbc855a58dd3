"""Tags that refer to anything; posts, and pictures of another kind, that have them."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Tag(models.Model):
    word = models.CharField(max_length=20)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey()

    class Meta:
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class Post(models.Model):
    title = models.CharField(max_length=50)
    tags = GenericRelation(Tag, related_query_name="post")


class Draft(Post):
    class Meta:
        proxy = True


class Picture(models.Model):
    name = models.CharField(max_length=50)
    tags = GenericRelation(Tag)
