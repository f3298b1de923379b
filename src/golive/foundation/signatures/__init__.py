"""Signatures: who put his name under exactly which text. Invalid as soon as the text differs."""
