"""Headline and body together: of the blocks that may be the headline, the one below which an article stands.

A head in a side column has text below it too; an article has its stamp beside its headline, the tools to print and
share it, a list of other articles behind it, and it is what the page's own title names.
"""

from __future__ import annotations

from corpus.readers._chrome import is_footer, is_label, is_tool, names_module_head, opens_comments, opens_others
from corpus.readers._headline import candidates, undated
from corpus.readers._main_text import best_node, names_body
from corpus.readers._page import Block, Page, prose
from corpus.readers._stamp import is_stamp

# So many of the likeliest headlines are looked at closely.
_MOST = 15
_SOFT, _HARD = 1, 2


def choose(page: Page, worth: list[float], wanted: list[str], site: str) -> tuple[int | None, int]:
    """The index of the headline's block (None if no block is one) and of the element with the body.

    `worth` are the blocks' `values`, `wanted` what the page's head calls the article, `site` the site's name.
    """
    plain = best_node(page, worth, None)
    stops = [_stop(block) for block in page.blocks]
    sizes = [prose(block) for block in page.blocks]
    best, title, node = 0.9, None, plain
    for i, score in candidates(page, wanted, site)[:_MOST] + _dated(page)[:_MOST]:
        counted, running = _below(page, worth, i, stops, sizes)
        held = best_node(page, counted, i)
        score += min(1.5, running / 400) + _evidence(page, i, held)
        if score > best:
            best, title, node = score, i, held
    return title, node


def _dated(page: Page) -> list[tuple[int, float]]:
    """Plain lines with a stamp beside them and text below: headlines that no mark-up sets off, with low scores."""
    found: list[tuple[int, float]] = []
    for i, block in enumerate(page.blocks):
        text = block.text
        if block.dropped or block.linked or block.heading or block.titled or block.strong or len(text) > 200:
            continue
        if not 20 <= len(text) <= 200 or text[-1] in ".:;" or len(text.split()) < 5 or is_stamp(text):
            continue
        if is_tool(text) or is_footer(text) or is_label(text):
            continue
        dated = undated(text) != text or any(is_stamp(b.text) for b in page.blocks[i + 1 : i + 3])
        if dated:
            found.append((i, 0.2))
            continue
        below = next((b for b in page.blocks[i + 1 : i + 4] if not is_tool(b.text)), None)
        stamped = any(is_stamp(b.text) for b in page.blocks[max(i - 4, 0) : i])
        if below is not None and stamped and prose(below) >= 100:
            found.append((i, 0.1))
    return found


def _below(page: Page, worth: list[float], title: int, stops: list[int], sizes: list[int]) -> tuple[list[float], int]:
    """What the blocks are worth if `title` is the headline, and how much running text belongs to it.

    Behind a list of other articles, or the comments, text counts only where the article's text stood before.
    """
    counted = list(worth)
    homes: set[int] = set()
    around, tight = 0, False
    stopped = 0
    running = 0
    at = page.blocks[title].node
    for i in range(title + 1, len(page.blocks)):
        block = page.blocks[i]
        stopped = max(stopped, stops[i])
        if homes and _another(page, i, around, tight, running):
            stopped = _HARD
        if counted[i] <= 0:
            continue
        near = _near(page, block.node)
        if not homes or not stopped:
            inside = True
        elif tight:
            inside = page.nodes[around].first <= i < page.nodes[around].last or (
                # Only the lead stood before a box of links; the body is in an element beside it.
                running < 600
                and (stopped == _SOFT or any(names_body(page.nodes[x].words) for x in near))
                and page.nodes[around].parent in near
            )
        else:
            inside = running < 300 or not homes.isdisjoint(near)
        if not inside:
            counted[i] = -0.1 * counted[i]
            continue
        if sizes[i]:
            if not homes:
                around = page.common(at, block.node)
                tight = page.nodes[around].first >= title - 8
                stopped = 0
            elif stopped and not page.nodes[around].first <= i < page.nodes[around].last:
                around, stopped = page.common(around, block.node), 0
            flat = page.nodes[block.node].name in ("p", "li", "span", "font") and len(near) > 1
            homes.add(near[1] if flat else near[0])
            running += sizes[i]
    return counted, running


def _stop(block: Block) -> int:
    """Does the article end at `block`: at the head of a list of others (surely), at a link to one (perhaps)?"""
    if block.others or (len(block.text) < 90 and opens_others(block.text)):
        return _HARD
    if len(block.text) < 90 and (block.heading or block.strong or block.dropped) and opens_comments(block.text):
        return _HARD
    return _SOFT if block.linked >= 25 and block.linked > block.own and not block.to_files else 0


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
