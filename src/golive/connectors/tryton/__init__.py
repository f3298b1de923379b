"""Tryton: a JSON-RPC client of our own, the embedded ERP's life from installation to drill, and the migration target.

Nothing of Tryton (GPL) is imported here: it runs in its own process, in its own virtual environment.
"""
