"""Migrations: changes of the schema, step by step. So far only what single steps are made of: `operations`."""
