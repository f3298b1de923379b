"""Systems: the ERP's environments, really installed and watched; backups that are proved by drills.

Serves the IT duties I2 (installation), I10 (backup) and A4 (backup after go-live).
"""
