"""What the engine notices by itself: gaps, doubles, overload, conflicts, drift, silence, contradictions."""
