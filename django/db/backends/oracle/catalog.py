"""The questions to Oracle's data dictionary, about the tables of the connection's user."""

from __future__ import annotations

#: The sequence behind an identity column. Parameters: table, column.
IDENTITY_SEQUENCE = """
    SELECT sequence_name
    FROM user_tab_identity_cols
    WHERE table_name = %s AND column_name = %s
"""
