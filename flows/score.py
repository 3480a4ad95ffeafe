"""Readings against gold, kind by kind: precision, recall and F1 over the distinct entries of all documents.

Strict rows ask for the same words (case, white space and outer punctuation aside), lenient ones for a token F1 of 0.8.
Directives pair by their evidence (token F1 of 0.5, best first); "directives.whole" asks for issuer and all addressees too.
The headline is the mean F1 of the rows that a researcher queries.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.progress import track

import extractors
from corpus.gold import gold_pairs
from corpus.readers import read_file
from output.exchange import exchange

HEADLINE = (
    "document",
    "officials.names",
    "officials.titles",
    "officials.roles",
    "units.agency",
    "units.area",
    "dates",
    "directives.found",
    "directives.whole",
    "references",
    "systems",
    "figures",
)
# How far below the floor a row may fall before it counts: a re-trained model is not the same to the last entry.
_GRACE = 0.005

Entry = dict[str, Any]


def plain(text: object) -> str:
    """`text` as strict rows compare it."""
    words = unicodedata.normalize("NFC", str(text or "")).casefold()
    return " ".join(words.split()).strip(" .,;:!?…\"'“”‘’()[]-–—/")


def overlap(a: object, b: object) -> float:
    """Token F1 of two strings; 2 where they are the same."""
    x, y = plain(a), plain(b)
    if x == y:
        return 2.0
    p, q = Counter(re.findall(r"\w+", x)), Counter(re.findall(r"\w+", y))
    common = sum((p & q).values())
    return 2 * common / (sum(p.values()) + sum(q.values())) if common else 0.0


class Scores:
    """True and false positives and false negatives a row, with the entries that were missed or spurious."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.right: Counter[str] = Counter()
        self.spurious: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.misses: list[tuple[str, str, str, str]] = []

    def pair(
        self,
        row: str,
        name: str,
        gold: Sequence[Any],
        found: Sequence[Any],
        fit: Callable[[Any, Any], float],
        least: float,
        show: Callable[[Any], str] = str,
    ) -> list[tuple[int, int]]:
        """Pair `gold` with `found` one to one, best fit first, and count; returns the pairs as indices."""
        fits = sorted(((fit(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), key=lambda x: -x[0])
        pairs: list[tuple[int, int]] = []
        used_gold: set[int] = set()
        used_found: set[int] = set()
        for value, i, j in fits:
            if value < least:
                break
            if i not in used_gold and j not in used_found:
                pairs.append((i, j))
                used_gold.add(i)
                used_found.add(j)
        self.right[row] += len(pairs)
        self.missed[row] += len(gold) - len(pairs)
        self.spurious[row] += len(found) - len(pairs)
        self.misses += [(row, name, "missed", show(g)) for i, g in enumerate(gold) if i not in used_gold]
        self.misses += [(row, name, "spurious", show(f)) for j, f in enumerate(found) if j not in used_found]
        return pairs

    def value(self, row: str, name: str, gold: Any, found: Any, same: Callable[[Any, Any], bool]) -> None:
        """Count one field that either side may leave out."""
        if not gold and not found:
            return
        right = bool(gold and found and same(gold, found))
        self.right[row] += right
        self.missed[row] += bool(gold) and not right
        self.spurious[row] += bool(found) and not right
        if not right:
            self.misses.append((row, name, "field", f"gold {gold!r}, found {found!r}"))

    def f1(self, row: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of a row."""
        right, spurious, missed = self.right[row], self.spurious[row], self.missed[row]
        p = right / (right + spurious) if right + spurious else 0.0
        r = right / (right + missed) if right + missed else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    def rows(self) -> dict[str, tuple[float, float, float]]:
        """All rows, in the order in which they were first counted."""
        names = dict.fromkeys([*self.right, *self.spurious, *self.missed])
        return {n: self.f1(n) for n in names}

    def headline(self) -> float:
        """The mean F1 of the rows in `HEADLINE`."""
        return sum(self.f1(r)[2] for r in HEADLINE) / len(HEADLINE)


def _lenient(a: Any, b: Any) -> bool:
    return overlap(a, b) >= 0.8


def _never(_a: Any, _b: Any) -> bool:
    return False


def _strict(a: Any, b: Any) -> bool:
    return plain(a) == plain(b)


def compare(s: Scores, name: str, gold: Entry, found: Entry) -> None:
    """Count everything of one document."""
    for key in ("kind", "title", "published", "number", "issuer", "place", "issued"):
        s.value(
            "document",
            name,
            gold["document"][key],
            found["document"].get(key),
            _lenient if key in ("title", "issuer", "place") else _strict,
        )
    signers = [(d["document"].get("signer") or {}).get("name") for d in (gold, found)]
    s.value("document", name, signers[0], signers[1], _strict)

    def unique(values: Iterable[Any]) -> list[Any]:
        return sorted(set(values))

    def same(a: Any, b: Any) -> float:
        return float(a == b)

    go, fo = gold["officials"], found["officials"]
    s.pair("officials.names", name, unique(plain(o["name"]) for o in go), unique(plain(o["name"]) for o in fo), same, 1)
    titles = [unique((plain(o["name"]), plain(t)) for o in side for t in o["titles"]) for side in (go, fo)]
    s.pair("officials.titles", name, titles[0], titles[1], lambda a, b: (a[0] == b[0]) * overlap(a[1], b[1]), 0.8)
    roles = [unique((plain(o["name"]), r) for o in side for r in o["roles"]) for side in (go, fo)]
    s.pair("officials.roles", name, roles[0], roles[1], same, 1)
    for kind in ("agency", "area"):
        units = [unique(plain(u["text"]) for u in side["units"] if u["type"] == kind) for side in (gold, found)]
        s.pair(f"units.{kind}", name, units[0], units[1], overlap, 0.8)
    full = [unique(plain(u["full"]) for u in side["units"]) for side in (gold, found)]
    s.pair("units.full", name, full[0], full[1], overlap, 0.8)
    days = [unique(d["value"] for d in side["dates"]) for side in (gold, found)]
    s.pair("dates", name, days[0], days[1], same, 1)
    _directives(s, name, gold["directives"], found["directives"])
    s.pair("references", name, gold["references"], found["references"], _cited, 0.7, lambda r: str(r["text"]))
    s.pair("systems", name, unique(gold["systems"]), unique(found["systems"]), same, 1)
    s.pair(
        "figures",
        name,
        gold["figures"],
        found["figures"],
        lambda a, b: (a["value"] == b["value"]) * overlap(a["text"], b["text"]),
        0.4,
        lambda f: f"{f['text']} = {f['value']}",
    )
    _meetings(s, name, gold.get("meetings", []), found["meetings"])


def _cited(a: Entry, b: Entry) -> float:
    return max(overlap(a["text"], b["text"]), float(bool(a["number"]) and plain(a["number"]) == plain(b["number"])))


def _directives(s: Scores, name: str, gold: list[Entry], found: list[Entry]) -> None:
    pairs = s.pair(
        "directives.found",
        name,
        gold,
        found,
        lambda a, b: overlap(a["evidence"], b["evidence"]),
        0.5,
        lambda d: str(d["evidence"])[:160],
    )
    whole = 0
    for i, j in pairs:
        g, f = gold[i], found[j]
        issuer = (
            _lenient(g["issuer"], f["issuer"]) if g["issuer"] and f["issuer"] else not g["issuer"] and not f["issuer"]
        )
        if issuer:
            s.right["directives.issuer"] += 1
        else:
            s.value("directives.issuer", name, g["issuer"] or "–", f["issuer"] or "–", _never)
        met = s.pair("directives.addressees", name, g["addressees"], f["addressees"], overlap, 0.8)
        s.value("directives.strength", name, g["strength"], f["strength"], _strict)
        s.value("directives.deadline", name, g["deadline"] or "–", f["deadline"] or "–", _strict)
        right = issuer and len(met) == len(g["addressees"]) == len(f["addressees"])
        whole += right
        if not right:
            s.misses.append(
                (
                    "directives.whole",
                    name,
                    "fields",
                    f"issuer {g['issuer']!r}/{f['issuer']!r} addressees {g['addressees']}/{f['addressees']} in {g['evidence'][:80]}",
                )
            )
    s.right["directives.whole"] += whole
    s.missed["directives.whole"] += len(gold) - whole
    s.spurious["directives.whole"] += len(found) - whole


def _meetings(s: Scores, name: str, gold: list[Entry], found: list[Entry]) -> None:
    fields: dict[str, Callable[[Any, Any], bool]] = {
        "date": _strict,
        "chair": _strict,
        "head": _strict,
        "place": lambda a, b: overlap(a, b) >= 0.6,
        "about": lambda a, b: overlap(a, b) >= 0.6,
    }

    def fit(a: Entry, b: Entry) -> float:
        return 0.1 + sum(bool(a[k] and b[k] and f(a[k], b[k])) for k, f in fields.items())

    pairs = dict(s.pair("meetings.found", name, gold, found, fit, 0.1, lambda m: str(m["about"])))
    for i, g in enumerate(gold):
        f = found[pairs[i]] if i in pairs else {}
        for key, equal in fields.items():
            s.value(f"meetings.{key}", name, g[key], f.get(key), equal)
        s.pair("meetings.units", name, g["units"], f.get("units", []), overlap, 0.8)


def scored(folder: Path, progress: Console | None = None) -> Scores:
    """Read every annotated text of `folder` and compare. Raises ReadError for a text that cannot be read."""
    s = Scores()
    pairs = gold_pairs(folder)
    for pair in (
        track(pairs, description="scoring", console=progress, transient=True)
        if progress and progress.is_terminal
        else pairs
    ):
        document = read_file(pair.path)
        compare(s, pair.name, pair.gold, exchange(extractors.read(document), pair.name))
    return s


def report(
    folder: Path,
    misses: str | None,
    floors: Path | None,
    change: Literal["keep", "raise", "lower"],
    out: Console,
    err: Console,
) -> int:
    """Print the table (or the misses); returns the exit code: 1 where a row is below its floor or nothing was scored.

    The floors ratchet: "raise" writes rows that are better than their floor, and only "lower" writes worse ones.
    """
    s = scored(folder, err)
    if not s.right:
        err.print(f"[red]chidao:[/red] no annotated texts in {folder}")
        return 1
    if misses:
        for m in s.misses:
            if m[0].startswith(misses):
                print("\t".join(m))
        return 0
    rows = {name: f1 for name, (_, _, f1) in s.rows().items()} | {"headline": s.headline()}
    print(f"{'':24}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}{'found':>7}")
    for name, (p, r, f1) in s.rows().items():
        print(
            f"{name:24}{p:7.3f}{r:7.3f}{f1:7.3f}{s.right[name] + s.missed[name]:7}{s.right[name] + s.spurious[name]:7}"
        )
    print(f"headline (mean F1 of {len(HEADLINE)}): {s.headline():.3f}")
    if floors is None:
        return 0
    key = folder.name
    pinned: dict[str, dict[str, float]] = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {}
    if change != "keep":
        old = {} if change == "lower" else pinned.get(key, {})
        pinned[key] = {n: max(round(v, 3), old.get(n, 0.0)) for n, v in rows.items()}
        floors.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
    below = [
        f"{n}: {rows.get(n, 0):.3f} is below its floor {least:.3f}"
        for n, least in pinned.get(key, {}).items()
        if rows.get(n, 0.0) < least - _GRACE
    ]
    for line in below:
        err.print(line, highlight=False)
    return 1 if below else 0
