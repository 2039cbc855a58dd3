"""The questions to PostgreSQL's system catalogs. A bare table name means what it would mean in a query."""

from __future__ import annotations

#: Name, kind (t, v, p) and comment of what can be selected from: materialised views and foreign tables included.
TABLES = """
    SELECT
        r.relname,
        CASE WHEN r.relispartition THEN 'p' WHEN r.relkind IN ('v', 'm') THEN 'v' ELSE 't' END,
        obj_description(r.oid, 'pg_class')
    FROM pg_catalog.pg_class r
    WHERE r.relkind IN ('r', 'p', 'f', 'v', 'm')
        AND r.relnamespace NOT IN (
            SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN ('pg_catalog', 'pg_toast', 'information_schema')
        )
        AND pg_catalog.pg_table_is_visible(r.oid)
"""

#: Name, type (of a domain: the one it is made of), its length in bytes and its modifier, may be NULL, default (none for
#: generated columns), collation, numbers itself, comment. Parameter: the table. Nothing is selected from the table: a
#: view may take long, and a foreign server may be away.
COLUMNS = """
    SELECT
        a.attname,
        CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END,
        a.attlen,
        CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
        NOT (a.attnotnull OR (t.typtype = 'd' AND t.typnotnull)),
        CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END,
        CASE WHEN c.collname = 'default' THEN NULL ELSE c.collname END,
        a.attidentity IN ('a', 'd'),
        col_description(a.attrelid, a.attnum)
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class r ON r.oid = a.attrelid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
    WHERE r.relname = %s
        AND r.relkind IN ('r', 'p', 'f', 'v', 'm')
        AND a.attnum > 0
        AND NOT a.attisdropped
        AND pg_catalog.pg_table_is_visible(r.oid)
    ORDER BY a.attnum
"""

#: Column, expression, whether its value is kept. Parameter: the table.
GENERATED = """
    SELECT a.attname, pg_get_expr(d.adbin, d.adrelid), a.attgenerated = 's'
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class r ON r.oid = a.attrelid
    JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE r.relname = %s
        AND a.attgenerated <> ''
        AND NOT a.attisdropped
        AND pg_catalog.pg_table_is_visible(r.oid)
    ORDER BY a.attnum
"""

#: Sequence, table, column. Parameter: the table.
SEQUENCES = """
    SELECT s.relname, r.relname, a.attname
    FROM pg_catalog.pg_class s
    JOIN pg_catalog.pg_depend d
        ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
    JOIN pg_catalog.pg_class r ON r.oid = d.refobjid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = d.refobjsubid
    WHERE s.relkind = 'S'
        AND r.relname = %s
        AND pg_catalog.pg_table_is_visible(r.oid)
"""

#: Column, column referred to, table referred to. Parameter: the table.
RELATIONS = """
    SELECT own.attname, other.attname, target.relname
    FROM pg_catalog.pg_constraint c
    JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
    JOIN pg_catalog.pg_class target ON target.oid = c.confrelid
    CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS pair(own, other, place)
    JOIN pg_catalog.pg_attribute own ON own.attrelid = c.conrelid AND own.attnum = pair.own
    JOIN pg_catalog.pg_attribute other ON other.attrelid = c.confrelid AND other.attnum = pair.other
    WHERE c.contype = 'f'
        AND r.relname = %s
        AND pg_catalog.pg_table_is_visible(r.oid)
    ORDER BY c.oid, pair.place
"""

#: Name, kind, columns, table and columns referred to, storage options, definition. Parameter: the table.
CONSTRAINTS = """
    SELECT
        c.conname,
        c.contype::text,
        ARRAY(
            SELECT a.attname::text
            FROM unnest(c.conkey) WITH ORDINALITY AS k(number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number
            ORDER BY k.place
        ),
        target.relname,
        ARRAY(
            SELECT a.attname::text
            FROM unnest(c.confkey) WITH ORDINALITY AS k(number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number
            ORDER BY k.place
        ),
        i.reloptions,
        pg_get_constraintdef(c.oid)
    FROM pg_catalog.pg_constraint c
    JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
    LEFT JOIN pg_catalog.pg_class target ON target.oid = c.confrelid
    LEFT JOIN pg_catalog.pg_class i ON i.oid = c.conindid AND c.contype IN ('p', 'u', 'x')
    WHERE c.contype IN ('p', 'u', 'f', 'c', 'x')
        AND r.relname = %s
        AND pg_catalog.pg_table_is_visible(r.oid)
"""

#: Name, columns (NULL for an expression, those included last), which of them descend, unique, primary, method,
#: definition, storage options, whether it leaves rows out. Parameter: the table.
INDEXES = """
    SELECT
        i.relname,
        ARRAY(
            SELECT a.attname::text
            FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, place)
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.number
            ORDER BY k.place
        ),
        ARRAY(
            SELECT (o.bits & 1) = 1 FROM unnest(x.indoption::int2[]) WITH ORDINALITY AS o(bits, place) ORDER BY o.place
        ),
        x.indisunique,
        x.indisprimary,
        m.amname,
        pg_get_indexdef(x.indexrelid),
        i.reloptions,
        x.indpred IS NOT NULL
    FROM pg_catalog.pg_index x
    JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    JOIN pg_catalog.pg_class r ON r.oid = x.indrelid
    JOIN pg_catalog.pg_am m ON m.oid = i.relam
    WHERE r.relname = %s
        AND pg_catalog.pg_table_is_visible(r.oid)
"""
