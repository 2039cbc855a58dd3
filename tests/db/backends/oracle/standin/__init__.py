"""A stand-in for an Oracle server: the driver's connections and cursors over another database, with Oracle's rules.

It refuses what the linter finds before anything is sent. What the other database says in its own way is rewritten; what
it cannot do at all fails with ORA-03001 and says so.
"""

from __future__ import annotations

import os
from pathlib import Path


def jar() -> Path:
    """Return where H2 is: where H2_JAR says, or where Debian puts it."""
    return Path(os.environ.get("H2_JAR") or "/usr/share/java/h2.jar")
