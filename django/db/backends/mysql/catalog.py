"""The questions to MySQL's and MariaDB's information_schema. All are about the database that is in use.

Where both differ, the constant's name says whose it is.
"""

from __future__ import annotations

#: Name, kind (t, v) and comment of tables and views. MariaDB's sequences are in the same list, but hold no rows.
TABLES = """
    SELECT
        table_name,
        CASE WHEN table_type LIKE '%%VIEW' THEN 'v' ELSE 't' END,
        CASE WHEN table_type LIKE '%%VIEW' THEN '' ELSE table_comment END
    FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type <> 'SEQUENCE'
"""

#: Name, type's name, whole type, length in characters, precision, scale, may be NULL, default, collation (NULL if it is
#: the table's), extra, comment, expression of a generated column. Parameter: the table.
COLUMNS = """
    SELECT
        c.column_name,
        c.data_type,
        c.column_type,
        c.character_maximum_length,
        c.numeric_precision,
        c.numeric_scale,
        c.is_nullable = 'YES',
        c.column_default,
        CASE WHEN c.collation_name = t.table_collation THEN NULL ELSE c.collation_name END,
        LOWER(c.extra),
        c.column_comment,
        c.generation_expression
    FROM information_schema.columns c
    LEFT JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = DATABASE() AND c.table_name = %s
    ORDER BY c.ordinal_position
"""

#: Columns that number themselves. Parameter: the table.
NUMBERED = """
    SELECT column_name
    FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = %s AND extra LIKE '%%auto_increment%%'
"""

#: Constraint, column, table and column referred to; references to other databases are left out. Parameter: the table.
REFERENCES = """
    SELECT constraint_name, column_name, referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND table_name = %s AND referenced_table_schema = DATABASE()
    ORDER BY constraint_name, ordinal_position
"""

#: Name, column (NULL for an expression), whether it descends, unique, method. Parameter: the table.
INDEXES = """
    SELECT index_name, column_name, collation = 'D', non_unique = 0, index_type
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name = %s
    ORDER BY index_name, seq_in_index
"""

#: Name, condition, whether it belongs to a column's definition. Parameter: the table.
CHECKS_OF_MARIADB = """
    SELECT constraint_name, check_clause, level = 'Column'
    FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() AND table_name = %s
"""

#: As above, for MariaDB before 10.5.10, which did not say where a check stands.
CHECKS_OF_OLD_MARIADB = """
    SELECT constraint_name, check_clause, 0
    FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() AND table_name = %s
"""

#: As above: names are unique in the whole database, and every check belongs to its table.
CHECKS_OF_MYSQL = """
    SELECT c.constraint_name, c.check_clause, 0
    FROM information_schema.check_constraints c
    JOIN information_schema.table_constraints t
        ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
    WHERE c.constraint_schema = DATABASE() AND t.constraint_type = 'CHECK' AND t.table_name = %s
"""

#: How a table is stored. Parameter: the table.
STORAGE_ENGINE = """
    SELECT engine
    FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name = %s
"""
