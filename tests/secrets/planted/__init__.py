"""What is planted, one module a subject."""
