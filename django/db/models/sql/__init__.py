"""Names at the path where programs look for them; a question is planned in `django.db.models.plan`.

What plays the part of a name here may offer less than the name suggests: a Query is frozen, a statement is a node.
"""

from django.db.models.plan.query import Query
from django.db.query.statements import Delete as DeleteQuery
from django.db.query.statements import Insert as InsertQuery
from django.db.query.statements import Update as UpdateQuery

__all__ = ["DeleteQuery", "InsertQuery", "Query", "UpdateQuery"]
