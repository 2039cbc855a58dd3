"""Signals: one part of a program tells others that something happened. The room is ``dispatcher``."""

from __future__ import annotations

from django.dispatch.dispatcher import Signal, receiver

__all__ = ["Signal", "receiver"]
