"""Engines: plain Python that would work in a notebook. No Django, no database, no clock, no settings."""
