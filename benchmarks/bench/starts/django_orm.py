"""Starting with Django's interface."""

from __future__ import annotations


def start(models: int) -> None:
    """Set up a program of so many models, and build one query."""
    from django.conf import settings

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["bench"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    import django

    django.setup()
    from django.db import models as m

    previous = None
    for number in range(models):
        fields = {
            "__module__": __name__,
            "Meta": type("Meta", (), {"app_label": "bench"}),
            "name": m.CharField(max_length=100),
            "price": m.DecimalField(max_digits=10, decimal_places=2),
            "moment": m.DateTimeField(),
            "flag": m.BooleanField(default=False),
        }
        if previous is not None:
            fields["parent"] = m.ForeignKey(previous, m.CASCADE)
        previous = type(f"Model{number}", (m.Model,), fields)
    str(previous.objects.filter(name="x", parent__flag=True).query)
