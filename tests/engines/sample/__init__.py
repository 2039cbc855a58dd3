"""A sample engine: DuckDB, on what `django.db.backends.base` documents and nothing else."""
