"""Automatic numbers of a Word document's paragraphs: "1.", "a)", "II.", "-", as Word would show them.

Directives refer to them ("theo điểm a khoản 2"), yet they stand in no paragraph's text: they follow from numbering.xml,
from styles.xml and from the order of the paragraphs (ECMA-376 part 1, section 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple


def local(name: Any) -> str:
    """The name of a tag or attribute without its namespace; "" for comments and the like."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def child(element: Any, *path: str) -> Any:
    """The first element below `element` along local names `path`, or None."""
    for name in path:
        element = next((c for c in element if local(c.tag) == name), None) if element is not None else None
    return element


def value(element: Any, name: str = "val") -> str | None:
    """The attribute of `element` with the local name `name`; None if there is none, or no element."""
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


def number(text: str | None) -> int | None:
    """A whole number as these files write it, or None."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


class Level(NamedTuple):
    """How one level of a list is numbered; in `text`, "%1" is the number of the first level."""

    start: int
    form: str
    text: str
    legal: bool  # all numbers of this level as decimal ones


@dataclass
class Numbering:
    """The numbers of one document, counted while its paragraphs are walked through in order."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)  # abstract list → its levels
    lists: dict[str, str] = field(default_factory=dict)  # list → abstract list
    overrides: dict[str, dict[int, Level]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str | None, int | None, str | None]] = field(default_factory=dict)  # list, level, parent
    linked: dict[tuple[str, str], int] = field(default_factory=dict)  # (abstract list, style) → level
    default: str | None = None  # the style of paragraphs that name none
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    met: set[tuple[str, int]] = field(default_factory=set)

    def prefix(self, properties: Any) -> str:
        """What stands in front of a paragraph with `properties` (its pPr, or None), its space included; counts on."""
        return self.next(*self._place(properties))

    def next(self, list_id: str, level: int) -> str:
        """What stands in front of the next paragraph of `level` (from 0) in the list `list_id`; "" if there is none."""
        abstract = self.lists.get(list_id)
        if abstract is None:
            return ""
        levels = {**self.levels.get(abstract, {}), **self.overrides.get(list_id, {})}
        here = levels.get(level)
        if here is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        restart = self.restarts.get(list_id, {}).get(level)
        if restart is not None and (list_id, level) not in self.met:
            counts[level] = restart
        else:
            counts[level] = counts[level] + 1 if level in counts else here.start
        self.met.add((list_id, level))
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        if here.form == "bullet":
            shown = here.text if here.text in _BULLETS else "-"
        elif here.form == "none":
            shown = re.sub(r"%\d", "", here.text)
        else:
            shown = re.sub(r"%([1-9])", lambda m: self._shown(levels, counts, int(m[1]) - 1, here.legal), here.text)
        shown = shown.strip()
        # A space even where Word puts nothing between: a tab, a space or nothing is a matter of its layout.
        return f"{shown} " if shown else ""

    def _shown(self, levels: dict[int, Level], counts: dict[int, int], level: int, legal: bool) -> str:
        of = levels.get(level)
        if of is None:
            return ""
        if level not in counts:
            counts[level] = of.start
        return written(counts[level], "decimal" if legal else of.form)

    def _place(self, properties: Any) -> tuple[str, int]:
        """List ("" or "0" for none) and level of a paragraph: its own, else its style's, else its style's parents'."""
        own = child(properties, "numPr") if properties is not None else None
        list_id = value(child(own, "numId")) if own is not None else None
        level = number(value(child(own, "ilvl"))) if own is not None else None
        style = value(child(properties, "pStyle")) if properties is not None else None
        style = style or self.default
        seen: set[str] = set()
        while style and style in self.styles and style not in seen and (list_id is None or level is None):
            seen.add(style)
            its_list, its_level, parent = self.styles[style]
            if list_id is None and its_list is not None:
                list_id = its_list
                if level is None and its_level is None:
                    its_level = self._level_of(its_list, style)
            if level is None:
                level = its_level
            style = parent
        return list_id or "", level or 0

    def _level_of(self, list_id: str, style: str) -> int | None:
        return self.linked.get((self.lists.get(list_id, ""), style))


def numbering(definitions: Any, styles: Any) -> Numbering:
    """The `Numbering` that the roots of numbering.xml and styles.xml (each may be None) tell of."""
    made = Numbering()
    links: dict[str, str] = {}  # abstract list → style that has its levels
    homes: dict[str, str] = {}  # style → abstract list with those levels
    for style in styles if styles is not None else ():
        if local(style.tag) != "style" or not (name := value(style, "styleId")):
            continue
        own = child(style, "pPr", "numPr")
        made.styles[name] = (
            value(child(own, "numId")) if own is not None else None,
            number(value(child(own, "ilvl"))) if own is not None else None,
            value(child(style, "basedOn")),
        )
        if value(style, "type") == "paragraph" and value(style, "default") in ("1", "true", "on"):
            made.default = name
    for element in definitions if definitions is not None else ():
        if local(element.tag) == "abstractNum" and (name := value(element, "abstractNumId")) is not None:
            made.levels[name] = {}
            for e in element:
                if local(e.tag) == "lvl" and (at := number(value(e, "ilvl"))) is not None:
                    made.levels[name][at] = _level(e)
                    if linked := value(child(e, "pStyle")):
                        made.linked[name, linked] = at
            if style_name := value(child(element, "numStyleLink")):
                links[name] = style_name
            if style_name := value(child(element, "styleLink")):
                homes[style_name] = name
        elif local(element.tag) == "num" and (name := value(element, "numId")) is not None:
            made.lists[name] = value(child(element, "abstractNumId")) or ""
            for e in element:
                if local(e.tag) != "lvlOverride" or (at := number(value(e, "ilvl"))) is None:
                    continue
                if (new := child(e, "lvl")) is not None:
                    made.overrides.setdefault(name, {})[at] = _level(new)
                if (start := number(value(child(e, "startOverride")))) is not None:
                    made.restarts.setdefault(name, {})[at] = start
    for name, style_name in links.items():
        if style_name in homes:
            made.lists.update({n: homes[style_name] for n, a in made.lists.items() if a == name})
    return made


_BULLETS = ("-", "–", "—", "+", "*", "•")


def _level(element: Any) -> Level:
    start = number(value(child(element, "start")))
    legal = child(element, "isLgl")
    return Level(
        start if start is not None else 0,
        value(child(element, "numFmt")) or "decimal",
        value(child(element, "lvlText")) or "",
        legal is not None and value(legal) not in ("0", "false", "off"),
    )


def written(n: int, form: str) -> str:
    """`n` as Word's number format `form` writes it; formats of other scripts are written as decimal numbers."""
    if form in ("lowerLetter", "upperLetter"):
        # a … z, then aa … zz, aaa …
        letters = chr(ord("a") + (n - 1) % 26) * min((n - 1) // 26 + 1, 9) if n > 0 else ""
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman"):
        if not 0 < n < 4000:
            return str(n)
        out = ""
        for size, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), _ROMAN, strict=True):
            while n >= size:
                out, n = out + sign, n - size
        return out if form == "lowerRoman" else out.upper()
    if form == "decimalZero":
        return f"{n:02}"
    return "" if form in ("none", "bullet") else str(n)


_ROMAN = ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i")
