"""What every engine shares: the compiler of standard SQL and the hooks by which engines differ."""
