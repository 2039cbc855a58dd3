"""Who takes part: which module speaks for a peer, what its virtual environment holds, which driver it uses."""

from __future__ import annotations

import hashlib
import subprocess
import venv
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).resolve().parent / "worker.py"
PSYCOPG2, PSYCOPG, MYSQL = "psycopg2-binary>=2.9", "psycopg[binary]>=3.2", "mysqlclient>=2.2"

#: Our own label in results.
OURS = "django-multidb"


class Contestant(NamedTuple):
    """One column of the results.

    Args:
        label: what it is called.
        module: the module in `bench.peers`.
        packages: what its environment holds; the environment is shared by contestants with equal packages.
        engines: where it takes part.
        driver: engine to the module of the driver; the peer's own choice where nothing is said.
        is_raw: it is one of the plain drivers; the faster one is `raw`.
    """

    label: str
    module: str
    packages: tuple[str, ...]
    engines: tuple[str, ...] = ("sqlite", "postgresql", "mysql")
    driver: dict[str, str] = {}
    is_raw: bool = False


CONTESTANTS = (
    Contestant("raw", "raw", (PSYCOPG2, PSYCOPG, MYSQL), driver={"postgresql": "psycopg2"}, is_raw=True),
    Contestant(
        "raw psycopg 3",
        "raw",
        (PSYCOPG2, PSYCOPG, MYSQL),
        ("postgresql",),
        {"postgresql": "psycopg"},
        is_raw=True,
    ),
    Contestant(OURS, "django_orm", (str(CHECKOUT), PSYCOPG, MYSQL)),
    Contestant(f"{OURS}, psycopg2", "django_orm", (str(CHECKOUT), PSYCOPG2), ("postgresql",)),
    Contestant("Django", "django_orm", ("django==5.2.*", PSYCOPG, MYSQL)),
    Contestant("Django, psycopg2", "django_orm", ("django==5.2.*", PSYCOPG2), ("postgresql",)),
    Contestant(
        "SQLAlchemy",
        "sqlalchemy_orm",
        ("sqlalchemy==2.1.*", PSYCOPG2, PSYCOPG, MYSQL),
        driver={"postgresql": "psycopg2"},
    ),
    Contestant(
        "SQLAlchemy Core",
        "sqlalchemy_core",
        ("sqlalchemy==2.1.*", PSYCOPG2, PSYCOPG, MYSQL),
        driver={"postgresql": "psycopg2"},
    ),
    Contestant("peewee", "peewee_orm", ("peewee==4.*", PSYCOPG2, MYSQL)),
    Contestant("Pony", "pony_orm", ("pony==0.7.*", PSYCOPG2, MYSQL)),
    Contestant("Tortoise", "tortoise_orm", ("tortoise-orm[asyncpg,asyncmy]==1.*", PSYCOPG2, MYSQL)),
)


def environment(contestant: Contestant, folder: Path) -> Path:
    """Return the interpreter of the contestant's virtual environment; make it if it is not there.

    Args:
        contestant: whose environment.
        folder: holds all environments.
    """
    digest = hashlib.sha256(repr(contestant.packages).encode()).hexdigest()[:8]
    home = folder / f"{contestant.module}-{digest}"
    interpreter = home / "bin" / "python"
    if not (home / "complete").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *contestant.packages], check=True)
        (home / "complete").touch()
    elif str(CHECKOUT) in contestant.packages and home not in _renewed:
        # Installed as peers are, since what makes a checkout editable costs time at every start; hence anew each time.
        anew = ("--force-reinstall", "--no-deps", str(CHECKOUT))
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *anew], check=True)
    _renewed.add(home)
    return interpreter


#: The environments whose copy of the checkout is that of this run.
_renewed: set[Path] = set()
