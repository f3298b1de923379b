"""Foundation: what every app needs. Django, but knows nothing of ERP projects."""
