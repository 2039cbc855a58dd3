"""The compliance suite: what every engine must do, asked by its feature flags and never by its name.

An engine runs it from a test module of its own::

    from django.test.compliance.suite import *

    @pytest.fixture(scope="module")
    def engine_settings():
        return {"ENGINE": "duck", "NAME": "compliance"}

and ``python -m pytest`` does the rest; see ``docs/engines/writing_an_engine.rst``.
"""
