"""What is sold. Lives on ``catalog``."""

from django.db import models
from django.db.models import F


class ProductManager(models.Manager):
    def raise_prices(self, percent):
        """Raise all prices on the manager's database; returns how many products that were."""
        return self.update(price=F("price") + F("price") * percent / 100)


class Category(models.Model):
    name = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.name


class Product(models.Model):
    name = models.CharField(max_length=80)
    price = models.IntegerField(help_text="in cents")
    category = models.ForeignKey(Category, models.CASCADE, related_name="products")

    objects = ProductManager()

    def __str__(self):
        return self.name
