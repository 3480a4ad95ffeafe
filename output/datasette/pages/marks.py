"""A text cut into marked pieces: every mark covers exactly its characters, whatever else begins or ends within it.

Pure functions: `cut` says in which order marks open and close and which words stand between, `html` writes that down.
The words themselves are never changed, so that the text of the page is the text of the document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

# So many marks may lie in one another; what lies deeper still is left unmarked, since browsers give up on deep pages.
DEPTH = 12


class Mark(NamedTuple):
    """Characters [start, end) of a text that are to be marked."""

    start: int
    end: int
    css: str  # class of the kind
    name: str  # what a link to this mark is called, where it is not the one that a link to its start leads to
    tip: str = ""  # what it is, in words
    link: str = ""  # where its words lead to


class Open(NamedTuple):
    """A mark begins, or goes on (`first` is false) behind another one that ended within it."""

    mark: int
    first: bool


class Words(NamedTuple):
    """Words and the marks that cover them, the outermost first; `first` says that the innermost has had none before (but white space)."""

    text: str
    inside: tuple[int, ...]
    first: bool


class Close(NamedTuple):
    """The mark that was opened last ends, or stops for a while."""

    mark: int


class Anchor(NamedTuple):
    """A place that links lead to and where no mark begins."""

    at: int


Piece = Open | Words | Close | Anchor


def cut(text: str, marks: Sequence[Mark], anchors: Collection[int] = ()) -> Iterator[Piece]:
    """`text` in pieces, in its order. Marks count in it and may reach over its ends; `anchors` are offsets within it.

    Of marks that begin together the longer one is outside. A mark that crosses another's end is cut in two there.
    """
    inside = sorted(
        (i for i, m in enumerate(marks) if m.start < len(text) and m.end > 0 and m.start < m.end),
        key=lambda i: (max(marks[i].start, 0), -marks[i].end, i),
    )
    opening: dict[int, list[int]] = {}
    for i in inside:
        opening.setdefault(max(marks[i].start, 0), []).append(i)
    places = {a for a in anchors if 0 <= a <= len(text)}
    borders = sorted({0, len(text), *opening, *(min(marks[i].end, len(text)) for i in inside), *places})
    stack: list[int] = []
    met: set[int] = set()
    for a, b in [*pairwise(borders), (len(text), len(text))]:
        ended = next((n for n, i in enumerate(stack) if marks[i].end <= a), None)
        if ended is not None:
            yield from map(Close, reversed(stack[ended:]))
            going_on = [i for i in stack[ended:] if marks[i].end > a]
            stack[ended:] = going_on
            yield from (Open(i, False) for i in going_on)
        if a in places and not any(marks[i].start == a for i in opening.get(a, ())[: max(0, DEPTH - len(stack))]):
            yield Anchor(a)
        for i in opening.get(a, ()):
            if len(stack) < DEPTH:
                stack.append(i)
                yield Open(i, True)
        if a < b:
            yield Words(text[a:b], tuple(stack), bool(stack) and stack[-1] not in met)
            met.update(stack[-1:] if text[a:b].strip() else ())
    yield from map(Close, reversed(stack))


def html(pieces: Iterable[Piece], marks: Sequence[Mark], begin: int = 0) -> Markup:
    """`pieces` of `cut` as HTML, everything escaped.

    The outermost mark that begins at an offset has the id c<offset>, counted from `begin` before the text; the others have
    their own names. Words within marks are links to where the innermost one leads, of which the first can be reached by
    the tab key; `data-tip` says what all of them are.
    """
    out: list[str] = []
    taken: set[int] = set()
    tips = [escape(m.tip) for m in marks]
    for p in pieces:
        if isinstance(p, Words):
            out.append(_words(p, marks, tips))
        elif isinstance(p, Close):
            out.append("</span>")
        elif isinstance(p, Anchor):
            taken.add(p.at)
            out.append(f'<span id="c{begin + p.at}" class="at"></span>')
        else:
            m = marks[p.mark]
            named = m.start >= 0 and m.start not in taken
            name = f' id="{escape(f"c{begin + m.start}" if named else m.name)}"' if p.first else ""
            if named:
                taken.add(m.start)
            out.append(f'<span{name} class="{escape(m.css)}">')
    return Markup("".join(out))  # made of escaped values only


def _words(p: Words, marks: Sequence[Mark], tips: Sequence[str]) -> str:
    # A link of white space alone has no name to be read out.
    if not p.inside or not p.text.strip() or not (link := marks[p.inside[-1]].link):
        return str(escape(p.text))
    said = " ‖ ".join(dict.fromkeys(tips[i] for i in reversed(p.inside) if tips[i]))
    tip = f' data-tip="{said}"' if said else ""
    return f'<a href="{escape(link)}"{tip}{"" if p.first else " tabindex=-1"}>{escape(p.text)}</a>'
