"""Which of a page's blocks are the article's body.

Every block has a value: running text counts by its length, links, tools and lists of other articles count against. The
body is the element whose blocks sum up highest (the idea of maximum subsequence segmentation, Pasternack and Roth,
WWW 2009, on the tree instead of the token stream); where the headline is known, blocks before it don't count and
what stands between it and the element does. Then the lead in front of it and the source line behind it are taken in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from corpus.readers._chrome import (
    heads_box,
    is_attachment,
    is_contact,
    is_date_label,
    is_footer,
    is_label,
    is_tool,
    names_author,
    names_box,
    opens_comments,
    opens_others,
    plain,
)
from corpus.readers._page import Block, Page, prose
from corpus.readers._stamp import is_hour

# Names that the systems give the element with the body; " content " alone is too common to say much.
_BODY_NAMES = re.compile(
    r" (?:articlebody|article body|bodytext|hometext bodytext|entry content|post content|postcontent|article content|articlecontent|journal content article|asset content"
    r"|content detail|contentdetail|detail content|detailcontent|news content|newscontent|news detail|newsdetail|noidung|noi dung|noidungbaiviet|noidungtin|chitiet|chi tiet|chitiettin"
    r"|field name body|field body|field item|item page|itemfulltext|external class|externalclass|ms rtestate field|fck detail|fckdetail|story body|maincontent detail|body content|text content|lblbody|lblcontent|lblnoidung|lbl content|lbl body|lbl noi dung) "
)
_COUNTED = re.compile(r"(?i)(?:lượt|lần|xem|đọc|view)\w*\W*$")
# A line that only leads to another article.
_POINTS = re.compile(r"(?i)\W*(?:>>|»|›|▶|►|→|☞|xem thêm|đọc thêm|tin liên quan|bài liên quan|xem tiếp|mời xem)")
_CONTENTS = re.compile(r"\W*(?:muc luc|noi dung (?:chinh|bai viet)|trong bai(?: viet)? nay)(?: bai viet)?\W*$")
_SOURCE = re.compile(
    r"(?:theo|nguon(?: tin| bai)?|tac gia|bai(?:,| va)? (?:anh|viet)|tin(?:,| va)? (?:bai|anh)|anh|nguoi viet|thuc hien|bien tap|bt|ctv|pv|tin)\s*[:\-–]?\s*\S.{0,70}$|(?:bbt|ban bien tap|theo \S.{1,50})$"
)


def values(page: Page) -> list[float]:
    """What each block says for (above 0) or against its element being the body."""
    return [_value(b) for b in page.blocks]


def _value(block: Block) -> float:
    if block.dropped:
        return -8.0
    text = block.text
    if len(text) < 200 and (is_tool(text) or opens_others(text)):
        return -40.0
    if len(text) < 400 and is_footer(text):
        return -60.0 - len(text) / 2
    if is_contact(text):
        return -10.0
    if block.linked > block.own:
        return -1.0 if block.to_files else -20.0 - len(text) / 2
    running = prose(block)
    if running:
        return running - block.linked / 2
    return block.own * 0.15 - block.linked if not block.heading else 0.0


def best_node(page: Page, worth: list[float], title: int | None) -> int:
    """The index of the element that is the body; `title` is the headline's block."""
    floor = -1 if title is None else title
    counted = [0.0 if i <= floor else w for i, w in enumerate(worth)]
    sums = list(accumulate(counted, initial=0.0))
    against = list(accumulate((min(w, 0.0) for w in counted), initial=0.0))
    own = list(accumulate((0 if i <= floor or b.dropped else b.own for i, b in enumerate(page.blocks)), initial=0))
    best, best_score = 0, float("-inf")
    for i, n in enumerate(page.nodes):
        first = max(n.first, floor + 1)
        if n.last <= first:
            continue
        score = sums[n.last] - sums[first]
        if title is not None:
            score += against[first] - against[floor + 1]
        if n.words and _BODY_NAMES.search(n.words):
            score += min(150.0, 30.0 + 0.5 * (own[n.last] - own[first])) if own[n.last] > own[first] else 0.0
        # The innermost of several with the same blocks: they come later.
        if score >= best_score:
            best, best_score = i, score
    return best


def names_body(words: str) -> bool:
    """Do these words name the element that holds an article's body?"""
    return _BODY_NAMES.search(words) is not None


def body_blocks(page: Page, node: int, title: int | None, *, sure: bool = False) -> list[int]:
    """The indices of the blocks of the body in element `node`, with lead and source line, without what is not read.

    `sure` says that the element is the body by the portal's own selector: only what never is an article's is left out.
    """
    n = page.nodes[node]
    if sure:
        return _cut(page, range(n.first, n.last))
    floor = -1 if title is None else title
    _drop_inserted(page, node)
    inside = _cut(page, range(max(n.first, floor + 1), n.last))
    if title is not None and n.last > title:
        lead = [i for i in range(title + 1, n.first) if _leads(page.blocks[i])]
        # Without running text between headline and body, lines there are labels of something else.
        inside = (lead if any(prose(page.blocks[i]) for i in lead) else []) + inside + _tail(page, node, title)
    return _only_text(page, inside)


def _leads(block: Block) -> bool:
    return (
        not block.dropped
        and block.linked <= block.own
        and (prose(block) > 0 or len(block.text) >= 40)
        and not _beside(block.text)
    )


def _drop_inserted(page: Page, node: int) -> None:
    """Mark notices, modules and adverts that were put into the middle of the body: they have names and heads of their own."""
    around = page.nodes[node]
    sums = list(accumulate((prose(b) for b in page.blocks[around.first : around.last]), initial=0))
    for n in page.nodes[node + 1 :]:
        if n.first >= around.last:
            break
        if n.last > around.last or n.last - n.first < 2 or n.name in ("tr", "tbody"):
            continue
        head = page.blocks[n.first]
        if head.dropped or not (names_box(n.words) or heads_box(head.text)):
            continue
        held = sums[n.last - around.first] - sums[n.first - around.first]
        if (head.heading or head.strong or head.text.isupper()) and len(head.text) <= 70 and held <= 0.5 * sums[-1]:
            for block in page.blocks[n.first : n.last]:
                block.dropped = True


def _only_text(page: Page, kept: list[int]) -> list[int]:
    """`kept` without the labels in front of the first running text and the files behind the last."""
    running = [at for at, i in enumerate(kept) if prose(page.blocks[i])]
    if not running:
        return kept
    first, last = running[0], running[-1]
    left: list[int] = []
    filed = False
    for at, i in enumerate(kept):
        block = page.blocks[i]
        if at < first and (is_label(block.text) or is_hour(block.text) or _counts(page, i)):
            continue
        if at > last:
            # Links to files count as the article's words unless they hang below it under a head or by their file names.
            attached = is_attachment(block.text) or (filed and block.to_files > 0)
            if attached or is_date_label(block.text):
                filed = filed or attached
                continue
            if filed and not (wrote(page, i) or looks_like_source(block.text)):
                continue
        left.append(i)
    return left


def _counts(page: Page, i: int) -> bool:
    """Is block `i` the number to a label like "Lượt xem:" in front of it?"""
    return (
        i > 0
        and re.fullmatch(r"\W*\d[\d.,]*\W*", page.blocks[i].text) is not None
        and _COUNTED.search(page.blocks[i - 1].text) is not None
    )


def wrote(page: Page, i: int) -> bool:
    """Does the mark-up call block `i` the author's or the source's line?"""
    block = page.blocks[i]
    around = page.nodes[block.node]
    above = page.nodes[around.parent] if around.parent >= 0 and around.last - around.first == 1 else around
    return len(block.text) <= 120 and (
        names_author(around.words) or (above.last - above.first <= 2 and names_author(above.words))
    )


def _beside(text: str) -> bool:
    return is_tool(text) or is_label(text) or opens_others(text) or (len(text) < 400 and is_footer(text))


def _tail(page: Page, node: int, title: int) -> list[int]:
    """Blocks behind the body that still are the article's: more paragraphs, its source, up to anything else."""
    around = page.nodes[page.common(page.blocks[title].node, node)]
    taken: list[int] = []
    skipped = 0
    for i in range(page.nodes[node].last, min(around.last, page.nodes[node].last + 40)):
        block = page.blocks[i]
        if (
            block.others
            or opens_others(block.text)
            or is_footer(block.text)
            or (block.linked > block.own and block.linked > 25 and not block.to_files)
        ):
            break
        if block.dropped or is_tool(block.text):
            skipped += 1
            if skipped > 12:
                break
            continue
        if prose(block) or looks_like_source(block.text) or wrote(page, i) or (skipped == 0 and len(block.text) > 3):
            taken.append(i)
        else:
            break
    return taken


def looks_like_source(line: str) -> bool:
    """Is `line` short and does it say who wrote or first published the article ("Theo …", "Nguồn: …")?"""
    return len(line) < 90 and _SOURCE.match(plain(line).strip(" ()[]*.-–_")) is not None


def _cut(page: Page, indices: Iterable[int]) -> list[int]:
    """Those of `indices` that are read: without tools, runs of links, and what follows a head like "Tin liên quan"."""
    rest = [i for i in indices if not page.blocks[i].dropped]
    left = sum(prose(page.blocks[i]) for i in rest)
    total = left
    kept: list[int] = []
    skipping = contents = False
    for at, i in enumerate(rest):
        block = page.blocks[i]
        running = prose(block)
        # A table of contents leads to parts of the article itself: its head, and links up to the first other line.
        contents = not block.to_files and block.linked > block.own if contents else _heads_contents(page, rest, at)
        if contents:
            continue
        if (block.heading or block.strong) and opens_comments(block.text):
            break
        if len(block.text) < 200 and opens_others(block.text):
            following = rest[at + 1 : at + 4]
            listed = any(_is_link(page.blocks[j]) for j in following) or not following
            if listed or left < 0.2 * total:
                # In the middle of an article it is a box; behind it nothing more comes.
                if left < 0.4 * total:
                    break
                skipping = True
                continue
        if len(block.text) < 400 and is_footer(block.text) and left < 0.25 * total + len(block.text):
            break
        left -= running
        if is_tool(block.text):
            continue
        if _is_link(block):
            if skipping or _POINTS.match(block.text) or _in_run(page, rest, at):
                continue
        elif running:
            skipping = False
        elif skipping:
            continue
        kept.append(i)
    return kept


def _heads_contents(page: Page, rest: list[int], at: int) -> bool:
    """Is this the head of the article's table of contents, with two links right below it?"""
    below = [page.blocks[j] for j in rest[at + 1 : at + 3]]
    return (
        _CONTENTS.match(plain(page.blocks[rest[at]].text)) is not None
        and len(below) == 2
        and all(b.linked > b.own and not b.to_files for b in below)
    )


def _is_link(block: Block) -> bool:
    # "Tên bài (12/05/2025)": the date behind a link is none of its own words.
    return not block.to_files and block.linked >= 12 and block.own <= 26 and block.linked > 0.5 * len(block.text)


def _in_run(page: Page, rest: list[int], at: int) -> bool:
    """Do two links in a row stand here, with nothing but dates between them?"""
    count = 1
    for step in (-1, 1):
        j = at + step
        while 0 <= j < len(rest) and count < 2:
            block = page.blocks[rest[j]]
            if _is_link(block):
                count += 1
            elif block.own > 26 or prose(block):
                break
            j += step
            if abs(j - at) > 4:
                break
    return count >= 2
