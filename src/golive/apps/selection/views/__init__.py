"""Pages beyond the registers."""
