"""What SQL needs for Vietnamese: functions of every connection that Datasette opens.

None of them raises for anything that is typed: what is no date gives null, what holds no word matches nothing.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from itertools import islice, product
from zoneinfo import ZoneInfo

from corpus import canonical
from corpus.provinces import province_of
from output import days, ledger, query, search
from output.questions import VALUES

# Every directive has the one or the other word among its facets (see output/search.py).
_ANY_DIRECTIVE = "facets : (dueset OR dueopen)"
_NOTHING = '""'
_WAYS = 12
# Characters that a word with what stands around it takes at most, in a text that is not made to mislead.
_LONGEST = 14
# The largest whole number of SQLite.
_LARGEST = (1 << 63) - 1
_HERE = ZoneInfo("Asia/Ho_Chi_Minh")


def register(connection: sqlite3.Connection) -> None:
    """Make all functions known to `connection`."""
    for name, (arguments, function, pure) in _FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=pure)


def fold(text: object) -> str:
    """`text` in lower case with đ as d and all other marks dropped."""
    return _folded(str(text or ""))


@lru_cache(20_000)
def _folded(text: str) -> str:
    return canonical.fold(canonical.canonical(text))


def fts(table: str, text: object) -> str:
    """A full-text query of `table` for all words of `text`, folded; nothing in it can be a syntax error."""
    return search.expression(table, str(text or ""), canonical.fold)


def fts_exact(table: str, text: object) -> str:
    """A full-text query of `table` for all words of `text` as they are spelt."""
    return search.expression(table, str(text or ""), canonical.spelling)


def fts_in(table: str, column: str, text: object) -> str:
    """A full-text query for `text` as one phrase of a column, folded, abbreviations with their long forms.

    Nothing typed asks nothing of directives; documents have no word that all of them hold, so that there it finds none.
    """
    typed = str(text or "").strip()
    if not typed:
        return _ANY_DIRECTIVE if table == "directives_fts" else _NOTHING
    phrase = query.phrase(typed, canonical.fold)
    return f"({column}_folded : ({phrase}))" if phrase else _NOTHING


def fts_system(table: str, text: object) -> str:
    """A full-text query for what speaks of an e-government system, given by its code or by words; of nothing, of any."""
    typed = str(text or "").strip()
    if not typed:
        return f"facets : ({' OR '.join(search.word('system', code) for code in VALUES['system'])})"
    column = "evidence" if table == "directives_fts" else "text"
    code = search.word("system", typed)
    return f'((facets : "{code}") OR {fts_in(table, column, typed)})' if code else fts_in(table, column, typed)


def fts_facet(name: str, value: object) -> str:
    """What narrows a full-text query to rows whose facet `name` is `value`, to be put behind it; empty for no value."""
    word = search.word(name, str(value or "").strip())
    return f' AND (facets : "{word}")' if word else ""


def says(text: object, words: object) -> int:
    """1 if `words`, however abbreviated, stand together in `text`, or if there are none to look for; else 0."""
    typed = str(words or "").strip()
    if not typed:
        return 1
    ways = _ways(typed)
    if not ways:
        return 0
    said = _plain(str(text or ""))
    return int(any(way in said for way in ways))


@lru_cache(20_000)
def _plain(text: str) -> str:
    return f" {' '.join(query.words(_folded(text)))} "


@lru_cache(500)
def _ways(typed: str) -> tuple[str, ...]:
    ways = islice(product(*query.slots(typed, canonical.fold)), _WAYS)
    return tuple(f" {' '.join(sum(way, ()))} " for way in ways if way)


def day_from(typed: object) -> str | None:
    """The first day that is meant, ISO; of nothing the first of all; null for what is no date."""
    found = days.span(str(typed or ""))
    return found[0] if found else None


def day_until(typed: object) -> str | None:
    """The last day that is meant, ISO; of nothing the last of all; null for what is no date."""
    found = days.span(str(typed or ""))
    return found[1] if found else None


def number_from(first: object, last: object) -> int | None:
    """The first number in `ledger` and `catalogue` of documents dated from `first` to `last` (0 if both are empty, so that
    undated ones count); null for what is no date.
    """
    found = _numbers(first, last)
    return found[0] if found else None


def number_until(first: object, last: object) -> int | None:
    """The last number in `ledger` and `catalogue` of documents dated from `first` to `last`; null for what is no date."""
    found = _numbers(first, last)
    return found[1] if found else None


def _numbers(first: object, last: object) -> tuple[int, int] | None:
    since, until = (str(t or "").strip() for t in (first, last))
    low, high = day_from(since), day_until(until)
    if not low or not high:
        return None
    a, b = ledger.numbers(low if since else None, high if until else None)
    return min(a, _LARGEST), min(b, _LARGEST)


def period_first(period: str, day: object) -> str | None:
    """The first day of the period around a day (today in Vietnam if none is given): see `output.days.around`."""
    found = _period(period, day)
    return found[0].isoformat() if found else None


def period_last(period: str, day: object) -> str | None:
    """The last day of the period around a day (today in Vietnam if none is given): see `output.days.around`."""
    found = _period(period, day)
    return found[1].isoformat() if found else None


def _period(period: str, day: object) -> tuple[date, date] | None:
    typed = str(day or "").strip()
    first = day_from(typed)
    if not first:
        return None
    return days.around(period, date.fromisoformat(first) if typed else datetime.now(_HERE).date())


def province(name: object) -> str:
    """The province of which the name of a place or unit speaks; empty if of none or several."""
    return province_of(str(name or ""))


def leading(text: object, n: object) -> str:
    """The first `n` words of `text`, folded, without its numbers: what tells of a task that is told again."""
    wanted = int(str(n)) if re.fullmatch(r"\d{1,2}", str(n)) else 8
    begin = canonical.fold(canonical.canonical(str(text or "")[: wanted * _LONGEST]))
    return " ".join(re.findall(r"[^\W\d_]+", begin)[:wanted])


_FUNCTIONS: dict[str, tuple[int, Callable[..., str | int | None], bool]] = {
    "fold": (1, fold, True),
    "fts": (2, fts, True),
    "fts_exact": (2, fts_exact, True),
    "fts_in": (3, fts_in, True),
    "fts_system": (2, fts_system, True),
    "fts_facet": (2, fts_facet, True),
    "says": (2, says, True),
    "day_from": (1, day_from, True),
    "day_until": (1, day_until, True),
    "number_from": (2, number_from, True),
    "number_until": (2, number_until, True),
    "period_first": (2, period_first, False),
    "period_last": (2, period_last, False),
    "province": (1, province, True),
    "leading": (2, leading, True),
}
