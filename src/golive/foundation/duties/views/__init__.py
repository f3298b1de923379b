"""Pages of duties, one file a group."""
