"""What is logged unless a program says otherwise."""

from __future__ import annotations

import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest

from django.utils.log import DEFAULT_LOGGING, configure_logging


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """The package's logger, as it was before when the test is over."""
    logger = logging.getLogger("django")
    handlers, level = logger.handlers[:], logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def described(logger: logging.Logger) -> Any:
    """What can be seen of a logger."""
    handlers = [(type(handler), handler.level, [type(f) for f in handler.filters]) for handler in logger.handlers]
    return logger.level, logger.propagate, logger.disabled, handlers


def test_the_default_is_what_default_logging_says(logger: logging.Logger) -> None:
    """It is set up by hand, because the standard way is slow to load."""
    logging.config.dictConfig(DEFAULT_LOGGING)
    expected = described(logger)
    logger.handlers.clear()
    configure_logging("logging.config.dictConfig", None)
    assert described(logger) == expected


def test_configuring_again_leaves_one_handler(logger: logging.Logger) -> None:
    """Settings may be applied more than once."""
    configure_logging("logging.config.dictConfig", None)
    configure_logging("logging.config.dictConfig", None)
    assert len(logger.handlers) == 1


def test_a_program_s_logging_comes_after_the_default(logger: logging.Logger) -> None:
    """The setting LOGGING has the last word."""
    wanted = {"version": 1, "disable_existing_loggers": False, "loggers": {"django": {"level": "ERROR"}}}
    configure_logging("logging.config.dictConfig", wanted)
    assert logger.level == logging.ERROR
