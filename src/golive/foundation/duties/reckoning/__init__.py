"""From when to when a duty is owed, whose facts count, and what state follows; kept as rows with all of their history."""
