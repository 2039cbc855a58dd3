"""What only PostgreSQL has: arrays, ranges, hstore, full-text search, its indexes, constraints and aggregates."""
