"""Who is who within a document: units by their completed names, persons by name *and* unit.

A name alone never makes two persons one: "Nguyễn Văn An, Giám đốc Sở A" and "Nguyễn Văn An, Chủ tịch huyện B" are two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from corpus.canonical import spelling, squash

Row = Mapping[str, Any]


class Party(NamedTuple):
    """Who gives a directive or is to act: `kind` is unit, person or group (neither is named so elsewhere in the text)."""

    name: str
    key: str
    kind: str


class Office(NamedTuple):
    """An office that a person holds: the title as stated, the unit completed (empty where the title names none)."""

    person: str
    name: str
    title: str
    unit: str
    unit_key: str


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """The key of a name, which stands in addresses: "Ủy ban nhân dân huyện Hoà An" → "ủy-ban-nhân-dân-huyện-hòa-an".

    Case, tone placement and punctuation do not count; tone marks do, since they tell names apart.
    """
    return "-".join(re.findall(r"\w+", spelling(name)))


class Cast:
    """The units and persons of one document, from its rows of `units` and `officials`."""

    def __init__(
        self, document: str, units: Sequence[Row], officials: Sequence[Row], spellings: Sequence[Row] = ()
    ) -> None:
        """`document` is its id; rows are as the store's tables hold them. `spellings` say which keys go under which name."""
        self._document = document
        self._spelt = {(s["kind"], s["key"]): (s["to_key"], s["name"]) for s in spellings}
        self._units = {key(u["text"] or ""): self.full(u) for u in units}
        self.offices: dict[str, list[Office]] = {}
        for person in officials:
            self.offices.setdefault(key(person["name"] or ""), []).extend(self.offices_of(person))

    def offices_of(self, person: Row) -> list[Office]:
        """The offices that a row of `officials` states; without any one entry, a person known in this document only."""
        name = squash(person["name"] or "")
        stated = [squash(t) for t in json.loads(person["titles"] or "[]")]
        if not stated:
            return [Office(*self._person(name, self._document), "", "", "")]
        found = []
        for title in stated:
            unit = self.unit_of(title)
            found.append(Office(*self._person(name, key(unit or title)), title, unit, key(unit)))
        return found

    def _person(self, name: str, behind: str) -> tuple[str, str]:
        """The key of a person, and the name under which the person goes."""
        person = f"{key(name)}@{behind}"
        return self._spelt.get(("person", person), (person, name))

    def full(self, unit: Row) -> str:
        """The name under which a row of `units` goes: the completed one, if that is not to be spelt otherwise."""
        name = squash(unit["full"] or unit["text"] or "")
        spelt: str = self._spelt.get(("unit", key(name)), ("", name))[1]
        return spelt

    def unit_of(self, title: str) -> str:
        """The completed name of the unit that `title` names, the longest one; empty if it names none of this document."""
        said = f"-{key(title)}-"
        inside = [u for u in self._units if u and f"-{u}-" in said]
        return self._units[max(inside, key=len)] if inside else ""

    def party(self, name: str) -> Party:
        """Who `name`, as a directive states it, is."""
        name = squash(name)
        k = key(name)
        if k in self._units:
            return Party(self._units[k], key(self._units[k]), "unit")
        if self.offices.get(k):
            return Party(self.offices[k][0].name, self.offices[k][0].person, "person")
        return Party(name, k, "group")

    def names_of(self, name: str) -> list[str]:
        """`name` as stated and completed, once if they are the same; nothing for an empty name."""
        return list(dict.fromkeys(filter(None, (squash(name), self.party(name).name))))

    def offices_words(self, name: str) -> list[str]:
        """The titles of the person `name`, and their units."""
        return list(dict.fromkeys(w for o in self.offices.get(key(name), []) for w in (o.title, o.unit) if w))


# Between two names: a word that nobody searches for, so that no phrase reaches from one name into the next.
_BREAK = " ‖0‖ "


def joined(names: Sequence[str]) -> str:
    """`names` as one text in which no phrase reaches from one name into the next."""
    return _BREAK.join(names)
