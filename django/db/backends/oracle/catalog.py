"""The questions to Oracle's data dictionary, about what belongs to the connection's user.

Names stand there in upper case unless they were written otherwise in quotes.
"""

from __future__ import annotations

#: Name, kind (t, v) and comment of what can be selected from. A materialised view is kept in a table of its name.
TABLES = """
    SELECT t.table_name, 't', c.comments
    FROM user_tables t
    LEFT OUTER JOIN user_tab_comments c ON c.table_name = t.table_name
    WHERE NOT EXISTS (SELECT 1 FROM user_mviews m WHERE m.mview_name = t.table_name)
    UNION ALL
    SELECT v.view_name, 'v', c.comments
    FROM user_views v
    LEFT OUTER JOIN user_tab_comments c ON c.table_name = v.view_name
    UNION ALL
    SELECT m.mview_name, 'v', c.comments
    FROM user_mviews m
    LEFT OUTER JOIN user_mview_comments c ON c.mview_name = m.mview_name
"""

#: Name, type, length in characters, precision, scale, may be NULL, default (or expression), is computed, collation,
#: numbers itself, holds JSON, comment. Parameter: the table.
COLUMNS = """
    SELECT
        c.column_name,
        c.data_type,
        CASE WHEN c.char_length > 0 THEN c.char_length ELSE c.data_length END,
        c.data_precision,
        c.data_scale,
        c.nullable,
        c.data_default,
        c.virtual_column,
        c.collation,
        c.identity_column,
        (SELECT COUNT(*) FROM user_json_columns j WHERE j.table_name = c.table_name AND j.column_name = c.column_name),
        k.comments
    FROM user_tab_cols c
    LEFT OUTER JOIN user_col_comments k ON k.table_name = c.table_name AND k.column_name = c.column_name
    WHERE c.table_name = %s AND c.hidden_column = 'NO'
    ORDER BY c.column_id
"""

#: Name and expression of columns that are computed. Parameter: the table.
GENERATED = """
    SELECT c.column_name, c.data_default
    FROM user_tab_cols c
    WHERE c.table_name = %s AND c.virtual_column = 'YES' AND c.hidden_column = 'NO'
"""

#: What columns of a user are compared by that name no collation.
USUAL_COLLATION = "USING_NLS_COMP"

#: Name, kind (P, U, C, R), column, condition, table and column referred to. Parameter: the table.
CONSTRAINTS = """
    SELECT
        c.constraint_name,
        c.constraint_type,
        k.column_name,
        c.search_condition_vc,
        o.table_name,
        o.column_name
    FROM user_constraints c
    LEFT OUTER JOIN user_cons_columns k ON k.constraint_name = c.constraint_name AND k.table_name = c.table_name
    LEFT OUTER JOIN user_cons_columns o ON o.constraint_name = c.r_constraint_name AND o.position = k.position
    WHERE c.table_name = %s AND c.constraint_type IN ('P', 'U', 'C', 'R')
    ORDER BY c.constraint_name, k.position
"""

#: Name, kind (NORMAL, BITMAP, FUNCTION-BASED NORMAL), UNIQUE or NONUNIQUE, column, DESC or ASC, place, expression of
#: a column that is none; indexes of primary keys and unique constraints left out. Parameter: the table.
INDEXES = """
    SELECT
        i.index_name,
        i.index_type,
        i.uniqueness,
        k.column_name,
        k.descend,
        k.column_position,
        e.column_expression
    FROM user_indexes i
    JOIN user_ind_columns k ON k.index_name = i.index_name
    LEFT OUTER JOIN user_ind_expressions e
        ON e.index_name = k.index_name AND e.column_position = k.column_position
    WHERE i.table_name = %s
        AND NOT EXISTS (
            SELECT 1 FROM user_constraints c WHERE c.index_name = i.index_name AND c.constraint_type IN ('P', 'U')
        )
    ORDER BY i.index_name, k.column_position
"""

#: Column, column referred to, table referred to. Parameter: the table.
RELATIONS = """
    SELECT k.column_name, o.column_name, o.table_name
    FROM user_constraints c
    JOIN user_cons_columns k ON k.constraint_name = c.constraint_name
    JOIN user_cons_columns o ON o.constraint_name = c.r_constraint_name AND o.position = k.position
    WHERE c.table_name = %s AND c.constraint_type = 'R'
    ORDER BY c.constraint_name, k.position
"""

#: Column of the primary key. Parameter: the table.
PRIMARY_KEY = """
    SELECT k.column_name
    FROM user_constraints c
    JOIN user_cons_columns k ON k.constraint_name = c.constraint_name
    WHERE c.table_name = %s AND c.constraint_type = 'P'
    ORDER BY k.position
"""

#: Sequence, column. Parameter: the table.
IDENTITIES = "SELECT sequence_name, column_name FROM user_tab_identity_cols WHERE table_name = %s"

#: The sequence behind an identity column. Parameters: table, column.
IDENTITY_SEQUENCE = f"{IDENTITIES} AND column_name = %s"

#: Table that refers, table referred to.
REFERRING = """
    SELECT c.table_name, o.table_name
    FROM user_constraints c
    JOIN user_constraints o ON o.constraint_name = c.r_constraint_name
    WHERE c.constraint_type = 'R'
"""
