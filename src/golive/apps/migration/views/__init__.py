"""Pages of the data migration."""
