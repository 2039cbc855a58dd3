"""Connectors of conditions, and the conditions themselves."""

from django.db.models.plan.conditions import Resolved as WhereNode
from django.db.query.expressions import Everything, Nothing

AND = "AND"
OR = "OR"
XOR = "XOR"
NothingNode = Nothing

__all__ = ["AND", "OR", "XOR", "Everything", "NothingNode", "WhereNode"]
