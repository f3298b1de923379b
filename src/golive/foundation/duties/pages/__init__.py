"""What the larger pages show, gathered for their templates."""
