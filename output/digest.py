"""A digest of what a store says, by which two stores are told to say the same."""

from __future__ import annotations

import hashlib
import json

from sqlite_utils import Database

from output.derived import TABLES

# What says when something was done here, or numbers rows as they came, and nothing about what was published.
_PASSING = {
    "runs": None,
    "problems": {"id", "run", "happened"},
    "fetches": {"id"},
}
_TIMES = {
    "documents": {"fetched", "gone"},
    "items": {"announced", "fetched", "checked", "tried", "gone"},
    "versions": {"fetched"},
    "fetches": None,
}
# What SQLite keeps for itself, and what follows from the other tables and numbers its rows as they come.
_OTHERS = ("sqlite_", "_sqlite_", *TABLES)


def digest(db: Database, *, times: bool = True) -> str:
    """SHA-256 over all rows of all tables, whatever order they stand in.

    Without `times` neither does it count when something was fetched, nor how often it was asked for.
    """
    left_out: dict[str, set[str] | None] = dict(_PASSING) if times else {**_PASSING, **_TIMES}
    whole = hashlib.sha256()
    for name in sorted(db.table_names()):
        if name.startswith(_OTHERS) or left_out.get(name, set()) is None:
            continue
        columns = sorted(c for c in db[name].columns_dict if c not in (left_out.get(name) or ()))
        listed = ", ".join(f'"{c}"' for c in columns)
        rows = sorted(
            hashlib.sha256(
                json.dumps(row, ensure_ascii=False, default=_bytes).encode("utf-8", "surrogatepass")
            ).digest()
            for row in db.execute(f'select {listed} from "{name}"')
        )
        whole.update(f"{name}({listed})".encode())
        for row in rows:
            whole.update(row)
    return whole.hexdigest()


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"no cell of a table holds {type(value).__name__}")
