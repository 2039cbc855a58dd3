"""The engine of MySQL and MariaDB."""
