"""The engine for PostgreSQL 14 and later, on psycopg 3 or psycopg2."""
