"""A small library that many tests share: authors, publishers, books and their reviews, profiles, categories."""

from __future__ import annotations

from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100)
    age = models.IntegerField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    author = models.OneToOneField(Author, models.CASCADE, related_name="profile")
    biography = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Profile of {self.author}"


class Publisher(models.Model):
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    name = models.CharField(max_length=50)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    publisher = models.ForeignKey(Publisher, models.SET_NULL, null=True, blank=True, related_name="books")
    categories = models.ManyToManyField(Category, related_name="books", blank=True)
    reviewers = models.ManyToManyField(Author, through="Review", related_name="reviewed_books")
    price = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    pages = models.IntegerField(null=True, blank=True)
    published = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(Author, models.CASCADE, related_name="reviews")
    stars = models.PositiveSmallIntegerField(default=3)
    text = models.TextField(blank=True)
    written = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.stars} stars for {self.book}"


class Hall(models.Model):
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    pk = models.CompositePrimaryKey("hall", "number")
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="seats")
    number = models.IntegerField()
    label = models.CharField(max_length=50, blank=True)

    def __str__(self) -> str:
        return f"{self.hall_id}/{self.number}"


class Ticket(models.Model):
    hall = models.ForeignKey(Hall, models.CASCADE, related_name="tickets")
    number = models.IntegerField(null=True)
    seat = models.ForeignObject(
        Seat, models.CASCADE, from_fields=("hall", "number"), to_fields=("hall", "number"), related_name="tickets"
    )

    def __str__(self) -> str:
        return f"Ticket {self.pk}"
