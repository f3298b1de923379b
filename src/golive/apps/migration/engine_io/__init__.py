"""Rows into the engine's dataclasses and back. No other part of the app touches the engine or a connector."""
