"""A linter of SQL for Oracle: it finds what an Oracle server refuses and other servers let through."""
