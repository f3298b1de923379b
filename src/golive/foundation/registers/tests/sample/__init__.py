"""A register that exists only in tests: pebbles, which somebody collects and weighs."""
