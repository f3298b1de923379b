"""One OpenAPI service, /api/v1/, that gathers each part's api.py: the same reads and use cases as the pages."""
