"""Directives as an Atom feed (RFC 4287), those of the newest documents first.

An entry's id is a UUID that follows from the directive's id: it stays wherever the feed is served from, and though the
deadline moves; `updated` is when the document's text, or what is put right in it, last changed.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from feedgen.entry import FeedEntry  # type: ignore[import-untyped]
from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]

from output.exports import telling
from output.exports._words import for_xml, full_day, page, shortened, urn
from output.exports.choosing import Chosen, Order
from output.exports.ics import name_of
from output.exports.telling import Told

# Entries that are made at once: a feed of any length takes no more memory than these.
_AT_ONCE = 200
_TITLE = 160
_HERE = timezone(timedelta(hours=7))


def feed(
    told: Iterable[Told], *, ident: str, updated: datetime, base: str = "", name: str = "", address: str = ""
) -> Iterator[bytes]:
    """The feed in pieces, as its entries come. `told` are rows of `telling.newest`.

    `ident` is the feed's own id, `updated` when the last of its entries changed, `base` the desk's address, `name` the
    unit's, `address` that of the feed itself, if it has one.
    """
    them = iter(told)
    first = True
    while True:
        some = list(itertools.islice(them, _AT_ONCE))
        if not some and not first:
            break
        head, entries, end = _cut(_feed(some, ident, updated, base, name, address))
        yield head + entries if first else entries
        first = False
    yield end


def _feed(some: list[Told], ident: str, updated: datetime, base: str, name: str, address: str) -> bytes:
    found = FeedGenerator()
    found.id(ident)
    found.title(for_xml(f"Chỉ đạo – {name}" if name else "Chỉ đạo – sổ chỉ đạo"))
    found.updated(updated)
    found.author({"name": "chidao"})
    found.generator("chidao")
    found.language("vi")
    if address:
        found.link(href=address, rel="self", type="application/atom+xml")
    if base:
        found.link(href=f"{base}/", rel="alternate", type="text/html")
    for one in some:
        found.add_entry(entry(one, base), order="append")
    return bytes(found.atom_str())


def entry(told: Told, base: str = "") -> FeedEntry:
    """One directive as an entry. `told` is a row of `telling.newest`."""
    found = FeedEntry()
    found.id(urn("directive", told["directive"]))
    found.title(shortened(for_xml(telling.headline(told)), _TITLE) or "(không rõ)")
    found.updated(telling.changed(told))
    if full_day(told["dated"]):
        found.published(datetime.fromisoformat(told["dated"]).replace(tzinfo=_HERE))
    found.content(for_xml(telling.body(told)), type="text")
    strength = for_xml(told["strength"])
    if strength:
        found.category(term=strength, label=for_xml(telling.strength(told)))
    author = for_xml(told["body"]).strip()
    if author:
        found.author({"name": author})
    url = telling.link(told, base)
    if url:
        found.link(href=url, rel="alternate")
    return found


def _cut(whole: bytes) -> tuple[bytes, bytes, bytes]:
    """A feed's head, its entries, its end. In its text no "<" stands but as &lt;."""
    end = whole.rindex(b"</feed>")
    start = whole.find(b"<entry>")
    return whole[: start if start >= 0 else end], whole[start:end] if start >= 0 else b"", whole[end:]


def parts(db: sqlite3.Connection, order: Order, address: str = "") -> Iterator[bytes]:
    """The chosen directives, at most `order.limit` if that is not 0."""

    def counted() -> Iterator[Told]:
        for one in telling.newest(db, order.chosen, order.limit):
            order.counted["directives"] += 1
            yield one

    chosen, base = order.chosen, order.base
    updated = max(
        map(telling.changed, telling.newest(db, chosen, order.limit)), default=datetime(1970, 1, 1, tzinfo=UTC)
    )
    name = name_of(db, chosen.unit)
    return feed(counted(), ident=_ident(chosen), updated=updated, base=base, name=name, address=address)


def _ident(chosen: Chosen) -> str:
    return urn("feed", "\n".join((chosen.unit, *sorted(chosen.sources), chosen.since, chosen.until)))


def address_of(base: str, unit: str) -> str:
    """Where the desk serves the feed of a unit, by its key; empty without a `base`."""
    there = page(base, "feed", unit)
    return f"{there}.atom" if there else ""
