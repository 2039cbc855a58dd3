"""The plan room: names of models and fields become a frozen Query, and a Query becomes a statement. Pure: no I/O."""
