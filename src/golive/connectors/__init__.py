"""Connectors: how GoLive talks to other programs. No Django."""
