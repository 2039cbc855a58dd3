"""The signals of the framework itself."""

from __future__ import annotations

from django.dispatch import Signal

request_started = Signal()
request_finished = Signal()
got_request_exception = Signal()
#: A test changed a setting: ``setting``, ``value``, ``enter``.
setting_changed = Signal()
