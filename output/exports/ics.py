"""Deadlines as an iCalendar file (RFC 5545): an all-day event on the last day that each deadline leaves.

The UID of an event is the directive's id and "@chidao": it stays though the deadline moves. SEQUENCE counts what has changed
since: versions of the document's text, corrections and undone corrections; LAST-MODIFIED is when the last of them came.
So a calendar program that meets the file again moves the event instead of making another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

from output.exports import telling
from output.exports._words import for_lines, shortened
from output.exports.choosing import Order
from output.exports.telling import Told

_SUMMARY = 140


def calendar(told: Iterable[Told], *, base: str = "", name: str = "") -> Iterator[bytes]:
    """The file in pieces, as its events come. `told` are rows of `telling.due`; `base` is the desk's address, `name` the unit's."""
    whole = Calendar()
    whole.add("prodid", "-//chidao//so chi dao//VI")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    title = " ".join(for_lines(name).split())
    whole.add("x-wr-calname", vText(f"Việc phải xong – {title or 'sổ chỉ đạo'}"))
    whole.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    whole.add_component(_timezone())
    head, end, _ = whole.to_ical().partition(b"END:VCALENDAR\r\n")
    yield head
    for one in told:
        yield event(one, base).to_ical()
    yield end


def event(told: Told, base: str = "") -> Event:
    """One directive as an event. `told` is a row of `telling.due`."""
    found = Event()
    found.add("uid", f"{told['directive']}@chidao")
    at = telling.changed(told)
    found.add("dtstamp", at)
    found.add("last-modified", at)
    found.add("sequence", max(told["changes"], 0))
    found.add("dtstart", telling.day_of(told))
    found.add("summary", shortened(for_lines(telling.headline(told)), _SUMMARY))
    found.add("description", for_lines(telling.body(told)))
    found.add("categories", [telling.strength(told)])
    # A deadline does not keep anyone busy for a day.
    found.add("transp", "TRANSPARENT")
    url = telling.link(told, base)
    if url:
        found.add("url", url)
    return found


def _timezone() -> Timezone:
    """Vietnam's; there is always one, since a calendar without any component would be none."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Asia/Ho_Chi_Minh")
    standard.add("dtstart", datetime(1975, 6, 13))
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone.add_component(standard)
    return zone


def parts(db: sqlite3.Connection, order: Order) -> Iterator[bytes]:
    """The chosen directives that have a deadline."""

    def counted() -> Iterator[Told]:
        for one in telling.due(db, order.chosen, order.limit):
            order.counted["directives"] += 1
            yield one

    return calendar(counted(), base=order.base, name=name_of(db, order.chosen.unit))


def name_of(db: sqlite3.Connection, unit: str) -> str:
    """The name of a unit by its key, as most documents have it; empty for none."""
    named = db.execute(
        "select name from appearances where key = ? and copied = 0 group by name order by count(*) desc, name limit 1",
        [unit],
    ).fetchone()
    return str(named[0]) if named else unit
