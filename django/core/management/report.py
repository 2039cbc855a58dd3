"""The text that tells a user what the system checks found."""

from __future__ import annotations

from django.core import checks

GROUPS = (
    ("CRITICALS", checks.CRITICAL, "ERROR"),
    ("ERRORS", checks.ERROR, "ERROR"),
    ("WARNINGS", checks.WARNING, "WARNING"),
    ("INFOS", checks.INFO, "NOTICE"),
    ("DEBUGS", 0, "NOTICE"),
)


def check_report(messages, style, with_count=False):
    """Return the report of `messages`, worst first; empty when there is nothing to say.

    Args:
        messages: what ``checks.run_checks`` returned.
        style: colours by role.
        with_count: end with the number of messages shown and silenced.
    """
    shown = [message for message in messages if not message.is_silenced()]
    parts = []
    if shown:
        parts.append("System check identified some issues:\n" + "".join(_groups(shown, style)))
    if with_count:
        parts.append(_count(len(shown), len(messages) - len(shown)))
    return "\n".join(parts)


def _groups(shown, style):
    rest = list(shown)
    for title, level, role in GROUPS:
        members = [message for message in rest if message.level >= level]
        rest = [message for message in rest if message.level < level]
        if members:
            paint = getattr(style, role)
            lines = sorted(str(message) for message in members)
            yield f"\n{title}:\n" + "".join(f"{paint(line)}\n" for line in lines)


def _count(shown, silenced):
    issues = {0: "no issues", 1: "1 issue"}.get(shown, f"{shown} issues")
    return f"System check identified {issues} ({silenced} silenced)."
