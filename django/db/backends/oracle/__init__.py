"""The engine for Oracle Database 19c and later, on python-oracledb."""
