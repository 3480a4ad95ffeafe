"""Two writers of one store take turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

# Seconds that a writer waits for another one.
PATIENCE = 60.0


class Serial(Database):  # type: ignore[misc]
    """A store's database whose transactions take their turn when they begin.

    One that reads first and writes later would fail, not wait, if another writer had been in between.
    """

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        """A transaction, or a part of the one that is open; what it wrote is undone if it raises."""
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("begin immediate")
        try:
            yield self
            self.conn.execute("commit")
        except BaseException:
            if self.conn.in_transaction:
                self.conn.execute("rollback")
            raise
