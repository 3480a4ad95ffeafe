"""How an element of a page is called in a CSS selector that also holds on other pages of the same portal."""

from __future__ import annotations

import re
from collections.abc import Iterator

import soupsieve
from bs4 import Tag

# Names that only lay out or describe a state: they say nothing of what stands there.
_LAYOUT = re.compile(
    r"(?i)^(?:row|col|cols?-.*|col\d*|container.*|wrap|wrapper|inner|outer|clearfix|clear|cf|left|right|center|pull-.*|float-.*|text-.*|font-.*|fs-.*|fw-.*"
    r"|[mp][trblxyse]?-\S+|d-.*|w-\d+|h-\d+|g-\d+|flex.*|align-.*|justify-.*|grid.*|span\d+|panel|panel-default|card|media|active|current|selected|first|last|odd|even|alt"
    r"|item-?\d+|hidden.*|visible.*|show|fade|in|open|img-.*|lazy.*|bold|no-.*|has-.*|js-.*|ng-.*|ms-.*|wow|animated|post-\d+|node-\d+|status-.*|format-.*|category-.*|tag-.*|type-.*|hentry|\S*_\d+|row-\d+|\S*--\d+|elementor-element.*)$"
)
_STABLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_-]{1,60}$")
# "dnn_ctr1234_ViewArticle_lblTitle", "ctl00_ctl34_g_1a2b_lblBody": the last part is the control's own name.
_CONTROL = re.compile(
    r"^(?:dnn_)?ctr?l?\d.*?(_[A-Za-z][A-Za-z]\w*)$|^dnn_ctr\d+(_\w+)$|.*[_$](?:ctl|ctr|g_[0-9a-f]+)\d*.*?(_[A-Za-z]\w{3,})$"
)
_DEEP = 5


def classes(tag: Tag) -> list[str]:
    """The classes of `tag` that name what it is."""
    given = tag.get("class") or []
    found = given.split() if isinstance(given, str) else list(given)
    return [c for c in found if _STABLE.match(c) and not re.search(r"\d{3}", c) and not _LAYOUT.match(c)]


def own_names(tag: Tag) -> list[str]:
    """Selectors that name `tag` itself by attribute, class or id, the most telling first."""
    found: list[str] = []
    itemprop = tag.get("itemprop")
    if isinstance(itemprop, str) and re.fullmatch(r"[A-Za-z]+", itemprop):
        found.append(f"[itemprop={itemprop}]")
    id_ = str(tag.get("id") or "")
    if _STABLE.match(id_) and not re.search(r"\d{2}|_ct[lr]\d|INSTANCE|^WebPart|^ctl", id_):
        found.append(f"#{soupsieve.escape(id_)}")
    elif m := _CONTROL.match(id_):
        tail = next(g for g in m.groups() if g)
        if not re.search(r"\d{2}", tail):
            found.append(f"[id$={tail}]")
    names = classes(tag)
    found += [f"{tag.name}.{c}" if tag.name in ("h1", "h2", "h3", "time") else f".{c}" for c in names]
    if len(names) > 1:
        found.append("".join(f".{c}" for c in names[:3]))
    return found


def names(tag: Tag) -> Iterator[str]:
    """Selectors for `tag`: by its own names, then below a named element around it, then by its kind alone."""
    own = own_names(tag)
    yield from own
    around = [a for _, a in zip(range(_DEEP), tag.parents, strict=False)]
    for above in around:
        for name in own_names(above):
            direct = " > " if above is tag.parent else " "
            yield f"{name}{direct}{tag.name}"
            for mine in own[:3]:
                yield f"{name} {mine}"
    if tag.name in ("h1", "h2", "article", "time", "main"):
        yield tag.name
