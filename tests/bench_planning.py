"""Which documents the big store has: how many of each day, with how many directives, from which sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

import bench_words as words

FIRST, LAST = date(2006, 11, 1), date(2026, 10, 31)
# Share of texts that stand at several places: so 5 % of the documents are copies.
COPIES = 0.031
# Documents whose text gives no date, and documents many times as long as the others.
_UNDATED, _LONG = 0.01, 0.004


class Planned(NamedTuple):
    """One document to be made: how many directives it has, of how many places it is published at."""

    directives: int
    places: int


def plan(documents: int, directives: int, seed: int) -> dict[date | None, list[Planned]]:
    """The documents of each day (None: undated), with `directives` in all; more of the later years than of the earlier."""
    rng = Random(f"plan/{seed}")
    places = [1] * documents
    kept = 0
    while kept + places[kept] < documents:
        if rng.random() < COPIES:
            places[kept] = min(rng.choice((2, 2, 2, 3, 4)), documents - kept)
        kept = kept + 1
        documents -= places[kept - 1] - 1
    places = places[:documents]
    told = _told(rng, places, directives)
    days = (LAST - FIRST).days + 1
    ascending = sorted(int(days * rng.random() ** 0.6) for _ in places)
    found: dict[date | None, list[Planned]] = {}
    for day, n, p in zip(ascending, told, places, strict=True):
        undated = rng.random() < _UNDATED
        found.setdefault(None if undated else FIRST + timedelta(day), []).append(Planned(n, p))
    return found


def _told(rng: Random, places: Sequence[int], directives: int) -> list[int]:
    """How many directives each text has, so that all its places together have `directives`: none to dozens."""
    mean = directives / sum(places)
    told = [int(rng.expovariate(1 / mean) * (12 if rng.random() < _LONG else 1)) for _ in places]
    single = [i for i, p in enumerate(places) if p == 1]
    missing = directives - sum(n * p for n, p in zip(told, places, strict=True))
    while missing:
        i = rng.choice(single)
        if missing > 0 or told[i]:
            told[i] += 1 if missing > 0 else -1
            missing += -1 if missing > 0 else 1
    return told


class Source(NamedTuple):
    """A source that publishes: a province's portal, a ministry's or a newspaper."""

    name: str
    title: str
    unit: str
    place: str


@cache
def sources() -> tuple[Source, ...]:
    """All sources: provinces first, then ministries, then newspapers."""
    found = [
        Source(f"tinh-{n + 1:02}", f"Cổng thông tin {p.area.full}", p.units[0].full, p.name)
        for n, p in enumerate(words.provinces())
    ]
    found += [Source(f"bo-{n + 1:02}", f"Cổng thông tin {m.full}", m.full, "") for n, m in enumerate(words.MINISTRIES)]
    return tuple(found + [Source(f"bao-{n + 1:02}", f"Báo số {n + 1}", "", "") for n in range(18)])
