"""Backups of the product: made in one step, encrypted, checked after writing, and restored for practice.

No tables here: an app that keeps records of backups and drills calls `archive`, `restore` and `drill`."""
