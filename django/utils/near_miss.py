"""The likely meaning of a misspelt name, for every error message of the house."""

from __future__ import annotations

from collections.abc import Iterable


def near_miss(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the choice closest to ``word``, or None if none is close.

    Args:
        word: what was written.
        choices: what could have been meant.
        cutoff: likeness that counts as close, from 0 to 1.
    """
    import difflib  # cost: only an error needs it

    candidates = sorted({str(choice) for choice in choices} - {word})
    by_folded = {candidate.casefold(): candidate for candidate in reversed(candidates)}
    if word.casefold() in by_folded:
        return by_folded[word.casefold()]
    found = difflib.get_close_matches(word, candidates, n=1, cutoff=cutoff)
    return found[0] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """Return ``" Did you mean 'x'?"`` (with the leading space, to append to a sentence), or ``""`` if none is close."""
    meant = near_miss(word, choices)
    return "" if meant is None else f" Did you mean {meant!r}?"
