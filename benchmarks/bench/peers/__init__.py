"""One module for each peer: how it says each workload in its own words."""
