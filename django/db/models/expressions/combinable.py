"""Combinable: Python's operators on expressions."""

from __future__ import annotations

from typing import Any

from django.db.models.conditions import Q
from django.db.models.expressions import makers

_BITWISE = "Use .bitand(), .bitor(), and .bitxor() for bitwise logical operations."


class Combinable:
    """Something that can stand in arithmetic: `F("price") * 2`, `3 - F("stock")`, and with `& | ^ ~` as a condition."""

    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = "/"
    POW = "^"
    # Doubled, for connectors have always been written into SQL templates.
    MOD = "%%"

    BITAND = "&"
    BITOR = "|"
    BITLEFTSHIFT = "<<"
    BITRIGHTSHIFT = ">>"
    BITXOR = "#"

    def _combine(self, other: Any, connector: str, reversed: bool) -> Any:
        operand = other if hasattr(other, "resolve_expression") else makers.value(other)
        left, right = (operand, self) if reversed else (self, operand)
        return makers.combined(left, connector, right)

    def _join(self, other: Any, operator: str) -> Any:
        if not (getattr(self, "conditional", False) and getattr(other, "conditional", False)):
            raise NotImplementedError(_BITWISE)
        return Q(self)._combine(Q(other), operator)

    def __neg__(self) -> Any:
        return self._combine(-1, self.MUL, False)

    def __add__(self, other: Any) -> Any:
        return self._combine(other, self.ADD, False)

    def __radd__(self, other: Any) -> Any:
        return self._combine(other, self.ADD, True)

    def __sub__(self, other: Any) -> Any:
        return self._combine(other, self.SUB, False)

    def __rsub__(self, other: Any) -> Any:
        return self._combine(other, self.SUB, True)

    def __mul__(self, other: Any) -> Any:
        return self._combine(other, self.MUL, False)

    def __rmul__(self, other: Any) -> Any:
        return self._combine(other, self.MUL, True)

    def __truediv__(self, other: Any) -> Any:
        return self._combine(other, self.DIV, False)

    def __rtruediv__(self, other: Any) -> Any:
        return self._combine(other, self.DIV, True)

    def __mod__(self, other: Any) -> Any:
        return self._combine(other, self.MOD, False)

    def __rmod__(self, other: Any) -> Any:
        return self._combine(other, self.MOD, True)

    def __pow__(self, other: Any) -> Any:
        return self._combine(other, self.POW, False)

    def __rpow__(self, other: Any) -> Any:
        return self._combine(other, self.POW, True)

    def bitand(self, other: Any) -> Any:
        """Bitwise AND."""
        return self._combine(other, self.BITAND, False)

    def bitor(self, other: Any) -> Any:
        """Bitwise OR."""
        return self._combine(other, self.BITOR, False)

    def bitxor(self, other: Any) -> Any:
        """Bitwise XOR."""
        return self._combine(other, self.BITXOR, False)

    def bitleftshift(self, other: Any) -> Any:
        """Shift left by a number of bits."""
        return self._combine(other, self.BITLEFTSHIFT, False)

    def bitrightshift(self, other: Any) -> Any:
        """Shift right by a number of bits."""
        return self._combine(other, self.BITRIGHTSHIFT, False)

    def __and__(self, other: Any) -> Any:
        return self._join(other, Q.AND)

    def __or__(self, other: Any) -> Any:
        return self._join(other, Q.OR)

    def __xor__(self, other: Any) -> Any:
        return self._join(other, Q.XOR)

    def __rand__(self, other: Any) -> Any:
        raise NotImplementedError(_BITWISE)

    def __ror__(self, other: Any) -> Any:
        raise NotImplementedError(_BITWISE)

    def __rxor__(self, other: Any) -> Any:
        raise NotImplementedError(_BITWISE)

    def __invert__(self) -> Any:
        return makers.negated(self)
