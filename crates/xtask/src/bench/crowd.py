"""Copies one claim of a Claimdesk database until so many wait for a reviewer.

python3 crowd.py FILE REFERENCE COUNT. What is unique gets values of its own; the database's own
triggers keep its counts right. The log of changes knows nothing of the copies: only for measuring.
"""

import sqlite3
import sys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BATCH = 20_000


def reference(number):
    digits = []
    for _ in range(8):
        number, digit = divmod(number, 32)
        digits.append(ALPHABET[digit])
    text = "".join(reversed(digits))
    return f"CD-{text[:4]}-{text[4:]}"


def guid(number):
    return f"{number * 2654435761 % 2**32:08x}-0000-4000-8000-{number:012x}"


def main(file, template, count):
    db = sqlite3.connect(file, isolation_level=None)
    db.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY")
    columns = [row[1] for row in db.execute("PRAGMA table_info(claims)") if row[1] != "id"]
    own = {
        "reference": "?1",
        "queue_at": "queue_at + ?2",
        "changed_at": "changed_at + ?2",
        "subscription_id": "?3",
        "customer_tenant": "?4",
        "customer_folded": "customer_folded || ?2",
    }
    chosen = ", ".join(own.get(column, column) for column in columns)
    insert = f"INSERT INTO claims ({', '.join(columns)}) SELECT {chosen} FROM claims WHERE reference = ?5"
    there = db.execute("SELECT count(*) FROM claims WHERE state = 'submitted'").fetchone()[0]
    for begin in range(there, count, BATCH):
        rows = ((reference(n), n, guid(n), guid(n + 2**30), template) for n in range(begin, min(begin + BATCH, count)))
        db.execute("BEGIN")
        db.executemany(insert, rows)
        db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
