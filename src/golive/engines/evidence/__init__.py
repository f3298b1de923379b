"""Evidence that stands by itself: one canonical form of JSON, hash chains, and the seal of an installation.

Shared by the engines (like `worktime`), because certificates and the audit chain must be hashed in the same way."""
