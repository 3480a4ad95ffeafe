"""Headline and body together: of the blocks that may be the headline, the one below which an article stands.

A head in a side column has text below it too; an article has its stamp beside its headline, the tools to print and
share it, a list of other articles behind it, and it is what the page's own title names.
"""

from __future__ import annotations

from corpus.readers._blocks import Block, Page, names_module_head
from corpus.readers._chrome import is_tool, opens_comments, opens_others
from corpus.readers._headline import candidates
from corpus.readers._main_text import best_node, names_body, prose
from corpus.readers._stamp import is_stamp

# So many of the likeliest headlines are looked at closely.
_MOST = 15


def choose(page: Page, worth: list[float], wanted: list[str], site: str) -> tuple[int | None, int]:
    """The index of the headline's block (None if no block is one) and of the element with the body.

    `worth` are the blocks' `values`, `wanted` what the page's head calls the article, `site` the site's name.
    """
    plain = best_node(page, worth, None)
    stops = [_stops(block) for block in page.blocks]
    sizes = [prose(block) for block in page.blocks]
    best, title, node = 0.9, None, plain
    for i, score in candidates(page, wanted, site)[:_MOST]:
        counted, running = _below(page, worth, i, stops, sizes)
        held = best_node(page, counted, i)
        score += min(1.5, running / 400) + _evidence(page, i, held)
        if score > best:
            best, title, node = score, i, held
    return title, node


def _below(page: Page, worth: list[float], title: int, stops: list[bool], sizes: list[int]) -> tuple[list[float], int]:
    """What the blocks are worth if `title` is the headline, and how much running text belongs to it.

    Behind a list of other articles, or the comments, text counts only where the article's text stood before.
    """
    counted = list(worth)
    homes: set[int] = set()
    around, tight = 0, False
    stopped = False
    running = 0
    at = page.blocks[title].node
    for i in range(title + 1, len(page.blocks)):
        block = page.blocks[i]
        if stops[i] or (homes and _another(page, i, around, tight, running)):
            stopped = True
        if counted[i] <= 0:
            continue
        near = _near(page, block.node)
        if not homes or not stopped:
            inside = True
        elif tight:
            inside = page.nodes[around].first <= i < page.nodes[around].last
        else:
            inside = running < 300 or not homes.isdisjoint(near)
        if not inside:
            counted[i] = -0.1 * counted[i]
            continue
        size = sizes[i]
        if size:
            if not homes:
                around = page.common(at, block.node)
                tight = page.nodes[around].first >= title - 8
                stopped = False
            homes.add(
                near[1] if page.nodes[block.node].name in ("p", "li", "span", "font") and len(near) > 1 else near[0]
            )
            running += size
    return counted, running


def _stops(block: Block) -> bool:
    if block.others or (block.linked >= 25 and block.linked > block.own and not block.to_files):
        return True
    return len(block.text) < 90 and (
        opens_others(block.text)
        or ((block.heading > 0 or block.strong or block.dropped) and opens_comments(block.text))
    )


def _another(page: Page, i: int, around: int, tight: bool, running: int) -> bool:
    """Does the head of something else stand in block `i`, outside the element with headline and first text?"""
    block = page.blocks[i]
    if len(block.text) > 90 or page.nodes[around].first <= i < page.nodes[around].last:
        return False
    words = page.nodes[block.node].words
    return names_module_head(words) or (tight and running >= 350 and (block.heading > 0 or block.titled))


def _near(page: Page, node: int) -> list[int]:
    found: list[int] = []
    for at in page.up(node):
        found.append(at)
        if len(found) == 6:
            break
    return found


def _evidence(page: Page, title: int, node: int) -> float:
    """What else says that an article begins at `title` with its body in `node`."""
    blocks = page.blocks
    score = 0.0
    beside = [abs(j - title) for j in range(max(title - 4, 0), min(title + 7, len(blocks))) if is_stamp(blocks[j].text)]
    if beside:
        score += 1.2 if min(beside) <= 2 else 0.9
    last = min(max(page.nodes[node].last, title + 1) + 12, len(blocks))
    if any(
        is_tool(blocks[j].text)
        for j in (*range(max(title - 2, 0), min(title + 8, len(blocks))), *range(max(last - 14, title), last))
    ):
        score += 0.6
    if names_body(page.nodes[node].words):
        score += 0.5
    if any(blocks[j].others or opens_others(blocks[j].text) for j in range(max(last - 14, title), last)):
        score += 0.3
    first = next((j for j in range(title + 1, len(blocks)) if prose(blocks[j])), len(blocks))
    gap = sum(
        not is_tool(blocks[j].text) and not is_stamp(blocks[j].text) for j in range(title + 1, min(first, title + 30))
    )
    return score - min(0.06 * gap, 0.6)
