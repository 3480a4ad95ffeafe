"""Which links of a page lead to articles: for drafting a source file from a list that nobody has described.

Links that stand in the same place of the same structure make a group. The group with the most long link texts that
no menu holds is the list; a regular expression for its addresses and a selector for what holds it follow from it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from corpus._drafting.naming import classes, names, own_names
from corpus.canonical import canonical, squash
from corpus.listing import normal
from corpus.readers._blocks import is_file
from corpus.readers._chrome import is_tool, names_chrome, opens_others, pieces
from corpus.stamps import stamped

_WORDS = 5
_LENGTH = 24
_FEWEST = 3
_PAGER = re.compile(
    r"(?i)^\W*(?:\d{1,4}|trang (?:sau|trước|đầu|cuối|kế)|tiếp(?: theo)?|sau|trước|xem thêm|next|prev\w*|last|first)\W*$"
)


class Link(NamedTuple):
    """A link to the portal's own host."""

    address: str  # as `corpus.listing.normal` writes it
    url: str
    text: str
    tag: Tag


class Group(NamedTuple):
    """Links to articles: one an address, with the words that announce it."""

    links: list[Link]
    score: float

    @property
    def addresses(self) -> set[str]:
        """The addresses, as `normal` writes them."""
        return {link.address for link in self.links}


def links_of(soup: BeautifulSoup, at: str, own: Callable[[str], bool]) -> list[Link]:
    """The page's links to its own host, in their order, without files and links to itself."""
    base = soup.select_one("base[href]")
    start = urljoin(at, str(base["href"])) if base is not None else at
    found = []
    for a in soup.find_all("a", href=True):
        href = str(a["href"]).strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")) or is_file(href):
            continue
        try:
            url = urljoin(start, href)
            address = normal(url)
        except ValueError:  # a malformed address in somebody's page
            continue
        if own(url) and address != normal(at):
            text = squash(canonical(a.get_text(" ")))
            title = squash(canonical(str(a.get("title") or "")))
            found.append(Link(address, url, max(text, title, key=len) if text else text, a))
    return found


def announces(text: str) -> bool:
    """May `text` be the headline of an article, by its length and its words?"""
    return (
        len(text) >= _LENGTH
        and len(text.split()) >= _WORDS
        and not is_tool(text)
        and not opens_others(text)
        and not _PAGER.match(text)
    )


def in_chrome(tag: Tag) -> bool:
    """Does `tag` stand in a menu, a foot, a column of other things?"""
    for above in (tag, *tag.parents):
        if above.name in ("nav", "footer", "aside") or above.get("role") in ("navigation", "menu"):
            return True
        if above.name == "header" and above.find_parent(["article", "section", "li", "main"]) is None:
            return True
        if above.name in ("body", "html", "[document]", "form", "main"):
            return False
        given = above.get("class") or ""
        words = pieces(given if isinstance(given, str) else " ".join(given), str(above.get("id") or ""))
        if names_chrome(words):
            return True
    return False


def groups(links: Sequence[Link]) -> list[Group]:
    """Groups of links that announce articles, the best first."""
    gathered: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for link in links:
        gathered[_place(link.tag)].append(link)
    found = []
    for members in gathered.values():
        best: dict[str, Link] = {}
        for link in members:
            if announces(link.text) and len(link.text) > len(best[link.address].text if link.address in best else ""):
                best[link.address] = link
        distinct = {m.address for m in members}
        if best and len(best) >= 0.5 * len(distinct):
            chosen = list(best.values())
            score = sum(min(len(m.text), 100) for m in chosen) / 100
            if sum(in_chrome(m.tag) for m in chosen) > len(chosen) / 2:
                score *= 0.25
            dated = sum(_dated(m) for m in chosen)
            score *= 1.0 + 0.5 * dated / len(chosen)
            found.append(Group(chosen, score))
    return sorted(found, key=lambda g: -g.score)


def repeated(pages: Sequence[Sequence[Link]]) -> set[tuple[tuple[str, ...], str]]:
    """Links (by place and address) that most of `pages` show in the same place: columns beside what a page lists.

    Of fewer than three pages nothing is said.
    """
    times = Counter(key for links in pages for key in {key_of(x) for x in links})
    return {k for k, n in times.items() if len(pages) >= 3 and n > len(pages) / 2}


def key_of(link: Link) -> tuple[tuple[str, ...], str]:
    """Where `link` stands, and where it leads."""
    return _place(link.tag), link.address


def surrounded(group: Group, lines: Sequence[str]) -> float:
    """The share of the characters of `lines` that stands in the element around the group's links."""
    holder = _common([x.tag for x in group.links])
    said = squash(canonical(holder.get_text(" "))) if holder is not None else ""
    return sum(len(x) for x in lines if squash(x) in said) / max(1, sum(map(len, lines)))


def _place(tag: Tag) -> tuple[str, ...]:
    around = (t for t in (tag, *tag.parents) if t.name not in ("body", "html"))
    return tuple(re.sub(r"\d+", "#", f"{t.name}.{'.'.join(classes(t))}") for t in around)[:-1]


def _dated(link: Link) -> bool:
    """Does a date stand beside the link, in what holds it and no other announcing link?"""
    for above in list(link.tag.parents)[:4]:
        text = above.get_text(" ")
        if len(text) > len(link.text) + 900:
            return False
        if stamped(text):
            return True
    return False


def best_group(links: Sequence[Link]) -> Group | None:
    """The list of articles among `links`: the best group, and with it those of the same kind beside it; None without one."""
    ranked = [g for g in groups(links) if len(g.links) >= _FEWEST]
    if not ranked or ranked[0].score < 1.0:
        return _scattered(links)
    best = ranked[0]
    shapes = {shape(x.address) for x in best.links}
    holder = _common([x.tag for x in best.links])
    taken = {x.address: x for x in best.links}
    # The newest item often looks different and stands above the others.
    for _ in range(4):
        if holder is None or holder.name in ("body", "form", "html"):
            break
        inside = [x for x in links if x.address not in taken and announces(x.text) and _within(x.tag, holder)]
        fresh = [x for x in inside if shape(x.address) in shapes and not _chrome_below(x.tag, holder)]
        if len({x.address for x in fresh}) > max(3, len(best.links) // 2) or len(fresh) < len(inside) / 2:
            break
        taken |= {x.address: x for x in fresh}
        holder = holder.parent
    return Group(list(taken.values()), best.score)


def _scattered(links: Sequence[Link]) -> Group | None:
    """Links of one shape of address, wherever they stand: for lists too short or too uneven to make a group."""
    by_shape: dict[str, dict[str, Link]] = defaultdict(dict)
    for link in links:
        if announces(link.text) and not in_chrome(link.tag):
            by_shape[shape(link.address)].setdefault(link.address, link)
    best = max(by_shape.values(), key=len, default={})
    return Group(list(best.values()), 0.5) if len(best) >= 2 else None


def _within(tag: Tag, holder: Tag) -> bool:
    return any(above is holder for above in tag.parents)


def _chrome_below(tag: Tag, holder: Tag) -> bool:
    for above in (tag, *tag.parents):
        if above is holder:
            return False
        given = above.get("class") or ""
        words = pieces(given if isinstance(given, str) else " ".join(given), str(above.get("id") or ""))
        if above.name in ("nav", "footer", "aside") or names_chrome(words):
            return True
    return False


def _common(tags: Sequence[Tag]) -> Tag | None:
    """The innermost element around all of `tags`."""
    if not tags:
        return None
    common = list(tags[0].parents)
    for tag in tags[1:]:
        ids = {id(p) for p in tag.parents}
        common = [p for p in common if id(p) in ids]
    return common[0] if common else None


def shape(address: str) -> str:
    """The kind of an address: how many parts its path has, its ending, the names of its parameters."""
    parts = urlsplit(address)
    segments = [s for s in parts.path.split("/") if s]
    ending = re.search(r"\.[A-Za-z]{2,5}$", segments[-1]) if segments else None
    keys = ",".join(sorted(k for k, _ in parse_qsl(parts.query, keep_blank_values=True)))
    return f"{len(segments)}{ending[0] if ending else ''}?{keys}"


def pattern(addresses: set[str], others: set[str]) -> str:
    """A regular expression that the paths (and queries) of `addresses` match in full and, if it can be, `others` don't."""
    by_shape: dict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        by_shape[shape(address)].append(address)
    most = max(map(len, by_shape.values()))
    # One odd link on a list is an advertisement sooner than another kind of article.
    kept = [group for group in by_shape.values() if len(group) > 1 or most == 1]
    made = list(dict.fromkeys(_generalised(group, others) for group in kept))
    return made[0] if len(made) == 1 else "|".join(f"(?:{m})" for m in made)


def _generalised(addresses: list[str], others: set[str]) -> str:
    paths = [urlsplit(a).path for a in addresses]
    rows = [[s for s in p.split("/") if s] for p in paths]
    segments = [_segment([row[i] for row in rows], last=i == len(rows[0]) - 1) for i in range(len(rows[0]))]
    path = "/" + "/".join(segments)
    if not re.search(r"\.[a-z]{2,5}$", path):
        path += "/?"
    varying = len(set(paths)) > 1
    if varying and not re.search(r"\.(?:aspx|php|jsp)$", path.replace("\\", "")):
        shortest = min(len(p.strip("/").rsplit("/", 1)[-1]) for p in paths)
        strangers = [urlsplit(o).path for o in others if re.fullmatch(path, urlsplit(o).path)]
        if strangers and segments[-1] == "[^/]+" and shortest >= 16:
            # Sections and articles have the same kind of address; articles have long ones.
            path = path.replace("[^/]+/?", f"[^/]{{{max(8, min(12, shortest // 3))},}}/?")
        return path
    queries = [dict(parse_qsl(urlsplit(a).query, keep_blank_values=True)) for a in addresses]
    keys = [k for k, _ in parse_qsl(urlsplit(addresses[0]).query, keep_blank_values=True)]
    if not keys or (varying and len(set(paths)) == len(paths)):
        return path
    fixed = [k for k in keys if len({q.get(k) for q in queries}) == 1 and len(queries) > 2]
    telling = [k for k in keys if k not in fixed]
    # "view=article" beside lists with "view=category": a word that all articles share tells what kind of page it is. A
    # number that they share (a category's, say) does not.
    kin = [dict(parse_qsl(urlsplit(o).query)) for o in others if re.fullmatch(path, urlsplit(o).path)]
    kinds = [k for k in fixed if re.search(r"[^\W\d]", v := queries[0][k]) and any(q.get(k, v) != v for q in kin)]
    wanted = "".join(f"(?=.*[?&]{_escaped(k)}={_escaped(queries[0][k])}(?:&|$))" for k in kinds)
    wanted += "".join(f"(?=.*[?&]{_escaped(k)}={_value([q.get(k, '') for q in queries])}(?:&|$))" for k in telling)
    return f"{path}{wanted}\\?.*"


def _escaped(text: str) -> str:
    """`text` as a regular expression; unlike re.escape, hyphens stay readable."""
    return re.sub(r"([.^$*+?{}\[\]\\|()])", r"\\\1", text)


def _value(values: list[str]) -> str:
    if all(v.isdigit() for v in values):
        return r"\d+"
    # "1425:thong-bao": the number and the name of an article; addresses write the colon in either way.
    return r"\d+(?::|%3A)[^&]+" if all(re.match(r"\d+:.", v) for v in values) else "[^&]+"


def _segment(values: list[str], *, last: bool) -> str:
    if len(set(values)) == 1 and not (last and len(values) < 3):
        return _escaped(values[0])
    if all(v.isdigit() for v in values):
        return r"\d+"
    ending = Counter(m[0] if (m := re.search(r"\.[A-Za-z]{2,5}$", v)) else "" for v in values).most_common(1)[0][0]
    stems = [v.removesuffix(ending) for v in values]
    # "-post1234", "-d567", "_12": the number that the system gives an article.
    tails = {re.sub(r"\d+", "#", m[0]) if (m := re.search(r"[-_.](?:[a-z]{0,6})\d{2,}$", s)) else "" for s in stems}
    if len(tails) == 1 and "" not in tails and len(values) >= _FEWEST:
        return "[^/]+" + _escaped(tails.pop()).replace("#", r"\d+") + _escaped(ending)
    return "[^/]+" + _escaped(ending)


def holder(soup: BeautifulSoup, links: Sequence[Link], wanted: set[str], fits: Callable[[str], bool]) -> str | None:
    """The selector whose elements hold the links to `wanted` and hardly any other that `fits`; None if no name does it.

    Of those that do it equally well the one nearest to the links is taken: the item, then the list.
    """
    tags = [x.tag for x in links if x.address in wanted]
    candidates: dict[str, int] = {}
    for tag in tags[:3] + tags[-2:]:
        for distance, above in enumerate([*tag.parents][:9], 1):
            if above.name in ("body", "html", "[document]"):
                break
            for name in own_names(above) or list(names(above))[:2]:
                candidates.setdefault(name, distance)
    by_tag = {id(x.tag): x.address for x in links if fits(x.url)}
    best: tuple[float, int, str] | None = None
    for name, distance in candidates.items():
        selected = {by_tag[id(a)] for part in soup.select(name) for a in part.find_all("a") if id(a) in by_tag}
        hit = len(selected & wanted)
        if not hit:
            continue
        score = round(hit / len(wanted) * 2 + hit / len(selected), 2)
        if best is None or (-score, distance) < (-best[0], best[1]):
            best = (score, distance, name)
    return best[2] if best and best[0] >= 2.2 else None
