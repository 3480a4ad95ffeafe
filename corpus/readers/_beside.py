"""Marks the blocks of a page that stand beside the article: in elements that say so by name, in lists of other articles."""

from __future__ import annotations

from itertools import accumulate

from corpus.readers._chrome import is_contact, is_footer, names_comments, opens_others
from corpus.readers._page import Block, Page, prose


def footing(block: Block) -> bool:
    """Is `block` running text of the page's foot: who keeps and licences the site, and where to reach them?"""
    return len(block.text) < 500 and (is_footer(block.text) or is_contact(block.text))


def drop_chrome(page: Page) -> None:
    """Mark the blocks in elements that name themselves something else than the article.

    Names lie: "content-with-sidebar" may be the whole page. What holds most of the running text stays, if there is a
    heading in it or hardly a link.
    """
    sums = list(accumulate((0 if footing(b) else prose(b) for b in page.blocks), initial=0))
    heads = list(accumulate((b.heading in (1, 2) or b.titled for b in page.blocks), initial=0))
    linked = list(accumulate((b.linked for b in page.blocks), initial=0))
    total = sums[-1]
    starts = [0] * (len(page.blocks) + 1)
    for n in page.nodes:
        if not n.chrome or n.first >= n.last:
            continue
        held = sums[n.last] - sums[n.first]
        headed, links = heads[n.last] > heads[n.first], linked[n.last] - linked[n.first]
        article = not names_comments(n.words) and (headed or links < 0.1 * held)
        if held > 0.8 * total or (held > 0.5 * total and article):
            continue
        starts[n.first] += 1
        starts[n.last] -= 1
    for block, depth in zip(page.blocks, accumulate(starts), strict=False):
        block.dropped = depth > 0
    _drop_cards(page)
    _drop_boxes(page)


def _drop_boxes(page: Page) -> None:
    """Mark elements that begin with a head like "Tin liên quan" and hold little beside links: boxes of other articles."""
    own = list(accumulate((0 if b.dropped else prose(b) for b in page.blocks), initial=0))
    linked = list(accumulate((b.linked for b in page.blocks), initial=0))
    for i, block in enumerate(page.blocks):
        if block.dropped or len(block.text) > 90 or not opens_others(block.text):
            continue
        box = None
        for at in page.up(block.node):
            n = page.nodes[at]
            if n.first != i:
                break
            held = own[n.last] - own[i]
            if n.last > i + 1 and linked[n.last] - linked[i] >= 12 and held <= 0.35 * own[-1]:
                box = n
        if box is not None:
            for other in page.blocks[box.first : box.last]:
                other.dropped = other.others = True


def _drop_cards(page: Page) -> None:
    """Mark runs of three and more alike elements that each begin with a link: lists of other articles with their leads."""
    heads = list(accumulate((b.linked >= 15 and b.own < 14 and not b.to_files for b in page.blocks), initial=0))
    last: dict[int, tuple[str, str]] = {}
    runs: dict[int, list[int]] = {}

    def close(run: list[int]) -> None:
        if len(run) >= 3:
            for i in run:
                for block in page.blocks[page.nodes[i].first : page.nodes[i].last]:
                    block.dropped = True

    for i, n in enumerate(page.nodes):
        if n.parent < 0 or n.name not in ("li", "div", "article", "section", "dl", "dd", "figure") or n.first >= n.last:
            continue
        kind = (n.name, n.words)
        head = page.blocks[n.first : n.first + 2]
        card = n.last - n.first <= 8 and any(heads[j + 1] > heads[j] for j in range(n.first, n.first + len(head)))
        if card and last.get(n.parent) == kind:
            runs[n.parent].append(i)
        else:
            close(runs.pop(n.parent, []))
            if card:
                runs[n.parent] = [i]
        last[n.parent] = kind if card else ("", "")
    for run in runs.values():
        close(run)
