"""Of which province a name speaks: "Sở Nội vụ tỉnh Hoà Bình" → "Hòa Bình". The list is provinces.tsv beside this file."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from corpus.canonical import canonical, spelling

# What a province's name stands behind; a name behind the second of them is that of a smaller place.
_RANK = r"(?:tỉnh|thành phố|tp|t\.p)\s*\.?\s*"
_SMALLER = r"(?:huyện|quận|xã|phường|thị trấn|thôn|ấp|khóm|buôn|khu phố|tổ dân phố|đường|phố)\s+"


@cache
def today() -> dict[str, str]:
    """Province → the province of today that holds its land; those of today stand for themselves."""
    return {name.lstrip("*"): now for name, now, _ in _lines() if now != "-"}


@lru_cache(maxsize=50_000)
def province_of(name: str | None) -> str:
    """The province, as provinces.tsv writes it, that the name of a unit or place speaks of; empty if none or several.

    A name behind `tỉnh` or `thành phố` decides; else the last one that is written as a name or ends the text. That of a
    smaller place with the same name ("xã Hòa Bình") does not count.
    """
    text = re.sub(r"\s+", " ", canonical(name or ""))
    capitals = text == text.upper()
    ranked: list[str] = []
    plain: list[str] = []
    for m in _pattern().finditer(spelling(text)):
        entry, only_ranked = _entries()[_written(m["name"])]
        if not entry or m["smaller"]:
            continue
        if m["rank"]:
            ranked.append(entry)
        elif not only_ranked and _is_name(text, m, capitals):
            plain.append(entry)
    found = ranked or plain[-1:]
    return found[0] if len(set(found)) == 1 else ""


def _is_name(text: str, m: re.Match[str], capitals: bool) -> bool:
    """Written with capitals; where all is, it must end the name: "GÌN GIỮ HÒA BÌNH VIỆT NAM" speaks of peace."""
    if capitals:
        return not re.match(r"\s*\w", text[m.end("name") :])
    return all(word[0].isupper() for word in re.findall(r"\w+", text[slice(*m.span("name"))]))


def _written(name: str) -> str:
    return " ".join(re.findall(r"\w+", name))


@cache
def _lines() -> tuple[tuple[str, str, str], ...]:
    text = (files("corpus") / "provinces.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((r[0], r[1], r[2] if len(r) > 2 else "") for r in rows)


@cache
def _entries() -> dict[str, tuple[str, bool]]:
    """Spelling → the province (empty: none), and whether it must stand behind its rank."""
    found = {}
    for name, now, others in _lines():
        for form in (name.lstrip("*"), *filter(None, (o.strip() for o in others.split(",")))):
            entry = "" if now == "-" else name.lstrip("*")
            found[_written(spelling(form))] = (entry, name.startswith("*"))
    return found


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_entries(), key=len, reverse=True)
    names = "|".join(r"[\s–-]{1,3}".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"(?:\b(?P<rank>{_RANK})|\b(?P<smaller>{_SMALLER})|(?<!\w))(?P<name>{names})(?!\w)")
