"""Which app lives where."""

# The alias that an app is read from and written to. What is not named here lives on "default".
HOMES = {"shop": "catalog", "journal": "audit"}

# Aliases that may have a copy of an app's tables besides.
COPIES = {"shop": {"default"}}


class AppRouter:
    """Sends every app to its home; an app without one is left to the next router, and in the end to ``default``."""

    def db_for_read(self, model, **hints):
        return HOMES.get(model._meta.app_label)

    def db_for_write(self, model, **hints):
        return HOMES.get(model._meta.app_label)

    def allow_migrate(self, db, app_label, model_name=None, **hints):
        home = HOMES.get(app_label, "default")
        return db == home or db in COPIES.get(app_label, ())
