"""QuerySet by what its methods do: refine the question, read, write; the class itself stands in `models.query`."""
