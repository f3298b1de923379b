# This file is part of trytond-golive, GPL-3.0-or-later: see LICENSE.
from contextlib import contextmanager

from trytond import backend
from trytond.transaction import Transaction


@contextmanager
def savepoint(name):
    "What happens inside is taken back when it raises; the transaction itself goes on."
    transaction = Transaction()
    cursor = transaction.connection.cursor()
    if backend.name == "sqlite" and not transaction.connection.in_transaction:
        cursor.execute("BEGIN IMMEDIATE")  # else releasing an outermost savepoint would commit
    cursor.execute("SAVEPOINT " + name)
    try:
        yield
    except Exception:
        for cache in transaction.cache.values():
            cache.clear()
        cursor.execute("ROLLBACK TO SAVEPOINT " + name)
        raise
    finally:
        cursor.execute("RELEASE SAVEPOINT " + name)
