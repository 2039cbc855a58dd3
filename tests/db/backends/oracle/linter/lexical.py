"""Rules that look at tokens alone: characters, names, words, strings and binds."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.db.backends.oracle.linter.report import Findings
from tests.db.backends.oracle.linter.tokens import Token
from tests.db.backends.oracle.linter.vocabulary import LACKING, RESERVED

#: Bytes of a name, before and since version 12.2.
SHORT_NAME, LONG_NAME = 30, 128
#: Bytes of a string in SQL.
LONGEST_STRING = 4000
MOST_BINDS = 65535

_BIND = re.compile(r"[A-Za-z][A-Za-z0-9_$#]*\Z")
_LITERALS = ("TRUE", "FALSE", "UNKNOWN")


def check(findings: Findings) -> None:
    """Apply the rules of this room."""
    for number, token in enumerate(findings.flat):
        # A password is no name, though it is written like one.
        if [each.word for each in findings.flat[max(0, number - 2) : number]] != ["IDENTIFIED", "BY"]:
            _check_token(findings, token)
    _check_end(findings)
    check_binds(findings)
    if not findings.is_block:
        _check_words(findings)


def _check_token(findings: Findings, token: Token) -> None:
    if token.kind == "stray":
        findings.add("character", f"{token.text!r} begins nothing in Oracle's SQL (ORA-00911)", token)
    elif token.kind in ("name", "word"):
        _check_name(findings, token)
    elif token.kind == "string" and len(token.value.encode()) > LONGEST_STRING:
        findings.add("string-length", "a string of more than 4000 bytes (ORA-01704)", token)


def _check_name(findings: Findings, token: Token) -> None:
    longest = LONG_NAME if findings.version >= (12, 2) else SHORT_NAME
    length = len(token.name.encode())
    if length > longest:
        findings.add("name-length", f"{token} has {length} bytes, {longest} are allowed (ORA-00972)", token)
    if token.kind != "name":
        return
    if not token.name:
        findings.add("empty-name", 'the name "" is empty (ORA-01741)', token)
    elif token.name != token.name.upper():
        findings.add("upper-case", f"{token} is quoted in lower case: it names something else than {token.name}", token)
    if "\0" in token.name:
        findings.add("empty-name", f"{token} holds a zero byte (ORA-03001)", token)


def _check_end(findings: Findings) -> None:
    for number, token in enumerate(findings.flat):
        if token.text == ";" and not findings.is_block:
            findings.add("semicolon", "a statement is sent without its semicolon (ORA-00933)", token)
        elif token.text == "." and number + 1 == len(findings.flat):
            findings.add("character", "the statement ends with a dot", token)
    if findings.is_block and findings.flat[-1].text != ";":
        findings.add("semicolon", "a block ends with a semicolon (PLS-00103)", findings.flat[-1])


def check_binds(findings: Findings) -> None:
    """Check the names of binds, and that what is sent is what the statement names."""
    named = []
    for token in findings.flat:
        if token.kind != "bind":
            continue
        name = token.text[1:].strip()
        named.append(name)
        if not _BIND.match(name) and not name.isdigit():
            findings.add("bind-name", f"{token} is no legal name of a bind (ORA-01036)", token)
        elif name.upper() in RESERVED:
            findings.add("bind-name", f"{token} is a reserved word (ORA-01745)", token)
        elif findings.is_definition:
            findings.add("bind-in-ddl", f"{token}: a definition takes no binds (ORA-01027)", token)
    if len(named) > MOST_BINDS:
        findings.add("bind-count", f"{len(named)} binds, {MOST_BINDS} are allowed")
    _check_sent(findings, named)


def _check_sent(findings: Findings, named: list[str]) -> None:
    sent = findings.binds
    if isinstance(sent, Mapping):
        for name in sorted(set(named) - set(sent)):
            findings.add("bind-missing", f":{name} is sent no value (DPY-4010)")
        for name in sorted(set(sent) - set(named)):
            findings.add("bind-extra", f"a value is sent for :{name}, which is not in the statement (ORA-01036)")
    elif sent is not None and len(sent) != len(named) and len(sent) != len(set(named)):
        findings.add("bind-missing", f"{len(named)} binds, but {len(sent)} values are sent (DPY-4009)")


def _check_words(findings: Findings) -> None:
    words = [token.word for token in findings.flat]
    for number, token in enumerate(findings.flat):
        if token.kind != "word" or _is_named(findings, number):
            continue
        _check_literal(findings, number, token, words)
        for phrase in _phrases(words[number : number + 3]):
            if phrase in LACKING and not (findings.is_definition and phrase in ("REGEXP",)):
                findings.add("lacking", f"{phrase}: Oracle has {LACKING[phrase]} instead", token)


def _is_named(findings: Findings, number: int) -> bool:
    """Whether a word is a part of a dotted name."""
    return number > 0 and findings.flat[number - 1].text == "."


def _phrases(words: list[str]) -> list[str]:
    return [" ".join(words[:length]) for length in (1, 2, 3)]


def _check_literal(findings: Findings, number: int, token: Token, words: list[str]) -> None:
    """TRUE and FALSE are no values; behind them ON ERROR or ON EMPTY says what JSON_EXISTS answers."""
    if token.word in _LITERALS and words[number + 1 : number + 2] != ["ON"] and findings.version < (23,):
        findings.add("boolean-literal", f"{token}: there are no boolean values before version 23 (ORA-00904)", token)
