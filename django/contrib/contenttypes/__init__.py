"""Content types: one row per model, and relations to rows of any model."""
