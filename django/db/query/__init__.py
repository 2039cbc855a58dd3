"""The tree: a query as frozen data, with no connection, no settings and no model in it."""
