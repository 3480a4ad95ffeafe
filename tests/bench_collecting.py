"""How much longer the first night with a portal takes than the second, on which nothing has changed.

usage: python tests/bench_collecting.py [PAGES]   (1,000 pages on loopback by default; the ratio is to be 50 at the least)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from portal import OwnPortal, pieces, source

from corpus.archive import Archive
from flows import stages


def main(count: int) -> None:
    """Print requests and seconds of both nights, with the pause that a portal on the network would have been given."""
    given = source("number")
    with tempfile.TemporaryDirectory() as folder, OwnPortal(pieces(count)) as portal:
        archive = Archive(Path(folder) / "archive")
        nights = []
        with stages.open_store(Path(folder) / "store.db") as store:
            for name in ("first", "second"):
                before, began = len(portal.log), time.monotonic()
                stages.collect_source(store, archive, given, base=portal.base)
                seconds, requests = time.monotonic() - began, len(portal.log) - before
                bodies = sum(code == 200 and path.startswith("/t") for _, path, code in portal.log[before:])
                nights.append((seconds, requests))
                print(f"{name} night: {requests} requests, {bodies} bodies of pages, files and lists, {seconds:.2f} s")
            print(f"journal: {(archive.folder / 'journal' / f'{given.name}.jsonl').stat().st_size / 1024:.0f} kB")
    (first, n), (second, m) = nights
    print(
        f"ratio: 1/{first / second:.0f} on loopback; with a second between two requests 1/{(first + n) / (second + m):.0f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
