"""A page as flat lists: its blocks (paragraphs and lines) and the elements that hold them. `_blocks` makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SENTENCE_END = re.compile(r"[.!?…:;][\"”’)\]]*$")


@dataclass(slots=True)
class Node:
    """An element: `first` and `last` (exclusive) are its blocks' indices."""

    name: str
    words: str  # words of its class and id
    parent: int
    depth: int
    first: int
    last: int = 0
    chrome: bool = False
    titled: bool = False  # its name speaks of a title, or it is a nameless element right within one that does


@dataclass(slots=True)
class Block:
    """A paragraph or line of the page."""

    text: str
    node: int  # the innermost element that holds all of it
    linked: int  # characters of it that are links
    links: int
    to_files: int  # links to documents among them
    heading: int  # 1 to 6 within h1 to h6, else 0
    titled: bool  # within an element whose class or id speaks of a title
    strong: bool  # all of it is bold
    row: bool  # within a table
    dropped: bool = False  # within an element that is not the article's
    others: bool = False  # within a list of other articles

    @property
    def own(self) -> int:
        """Characters that are no link."""
        return len(self.text) - self.linked


@dataclass
class Page:
    """What `blocks_of` gives."""

    blocks: list[Block] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    files: list[tuple[int, str]] = field(default_factory=list)  # (index of the block behind it, address as written)
    times: list[tuple[int, str]] = field(default_factory=list)  # (index of the block, <time datetime>)

    def up(self, node: int) -> Iterator[int]:
        """`node` and the elements around it, innermost first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def common(self, a: int, b: int) -> int:
        """The innermost element around both."""
        while a != b:
            if self.nodes[a].depth >= self.nodes[b].depth:
                a = self.nodes[a].parent
            else:
                b = self.nodes[b].parent
        return a


def prose(block: Block) -> int:
    """Characters of running text in `block`: 0 for a menu item, a label, a line of links."""
    own = block.own
    if block.dropped or block.linked > own:
        return 0
    return own if own >= 80 or (own >= 40 and _SENTENCE_END.search(block.text)) else 0
