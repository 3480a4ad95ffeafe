"""Selectors for a portal's article pages, learned from a few of them.

The generic reader reads the samples first; what it found is looked for in the mark-up, and a selector is taken only if
it finds the very same on every sample. Where none does, the part is left to the generic reader.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag

from corpus._drafting.naming import names, own_names
from corpus.canonical import canonical, fold
from corpus.readers import PageRules, ReadError
from corpus.readers.html import Page, parse, read

# A body selector must give the same words as the generic reader, to this share.
_SAME = 0.95
# Of a good body at least this share is the article: a selector that takes in the whole page and drops half of it again
# goes wrong on the next page.
_DENSE = 0.6
_BODIES = 8  # elements that are tried for the body
_NAMES = 40  # names of elements that are looked into for what is to be dropped
_SILENT = ("script", "style", "noscript", "template", "select", "textarea")


class Sample(NamedTuple):
    """An article page: its bytes, its mark-up, what the generic reader found."""

    url: str
    data: bytes
    soup: BeautifulSoup
    page: Page

    def part(self, kind: str) -> str:
        """The words marked as `kind`."""
        return next((self.page.text[m.start : m.end] for m in self.page.marks if m.kind == kind), "")

    @property
    def body(self) -> list[str]:
        """The lines of the text that no mark covers."""
        marked = {self.page.text[m.start : m.end] for m in self.page.marks}
        return [line for line in self.page.text.split("\n") if line and line not in marked]


class Learned(NamedTuple):
    """The selectors, and in words what could not be found out."""

    rules: PageRules
    doubts: dict[str, str]  # by field of the rules


def sample(url: str, data: bytes) -> Sample | None:
    """The page in `data` as a sample; None if it is none that can be read."""
    try:
        page = read(data)
    except ReadError:
        return None
    return Sample(url, data, parse(data), page)


def learn(samples: Sequence[Sample]) -> Learned:
    """Selectors that hold on all of `samples` (one at the least)."""
    found: dict[str, object] = {}
    doubts: dict[str, str] = {}
    for kind in ("headline", "stamp"):
        selector = _part(samples, kind)
        if selector:
            found[kind] = selector
        else:
            doubts[kind] = f"no selector gave the {kind} on all samples; the generic reader finds it"
    attachments = _attachments(samples)
    if attachments:
        found["attachments"] = attachments
    body, drop = _body(samples, found)
    if body:
        found |= {"body": body, "drop": drop}
        if not attachments and any(_loses_files(s, PageRules(**found)) for s in samples):  # type: ignore[arg-type]
            doubts["attachments"] = "the generic reader finds files outside the body for which no selector was found"
    else:
        doubts["body"] = "no selector gave the article on all samples; the generic reader finds it"
    byline = _part(samples, "byline", most=2)
    if byline:
        found["byline"] = byline
    return Learned(PageRules(**found), doubts)  # type: ignore[arg-type]


def _key(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _shown(tag: Tag) -> str:
    return _key(canonical(tag.get_text(" ")))


def _first(soup: BeautifulSoup, selector: str) -> Tag | None:
    """The element that the reader would take: the first one with words."""
    return next((t for t in soup.select(selector) if _shown(t)), None)


def _part(samples: Sequence[Sample], kind: str, most: int = 4) -> str | None:
    """The selector that finds exactly the words marked as `kind` on all samples that have them (at least two of several)."""
    having = [s for s in samples if s.part(kind)]
    if len(having) < (len(samples) if kind != "byline" else min(2, len(samples))) or not having:
        return None
    wanted = {id(s): _key(s.part(kind)) for s in samples}
    ranked: Counter[str] = Counter()
    order: dict[str, int] = {}
    for s in having:
        for tag in _saying(s.soup, wanted[id(s)]):
            for n, name in enumerate(names(tag)):
                ranked[name] += 1
                order.setdefault(name, n)
    for name in sorted(ranked, key=lambda n: (-min(ranked[n], len(having)), order[n])):
        if all(_says(s.soup, name, wanted[id(s)], kind) for s in samples):
            return name
    return None


def _says(soup: BeautifulSoup, selector: str, wanted: str, kind: str) -> bool:
    tag = _first(soup, selector)
    if tag is None:
        return kind == "byline" and not wanted
    return _shown(tag) == wanted


def _saying(soup: BeautifulSoup, wanted: str) -> Iterator[Tag]:
    """Elements whose words are `wanted` (as `_key` writes them), the innermost first."""
    if not wanted or soup.body is None:
        return
    found = []
    stack: list[Tag] = [soup.body]
    while stack:
        tag = stack.pop()
        if tag.name in _SILENT:
            continue
        said = _shown(tag)
        if wanted not in said:
            continue
        if said == wanted:
            found.append(tag)
        stack += [c for c in tag.children if isinstance(c, Tag)]
    yield from reversed(found)


def _body(samples: Sequence[Sample], found: dict[str, object]) -> tuple[str | None, tuple[str, ...]]:
    candidates: Counter[str] = Counter()
    order: dict[str, int] = {}
    for s in samples:
        for distance, tag in enumerate(_holders(s)):
            for n, name in enumerate(names(tag)):
                if name.endswith((" div", " td", " span", " p")):
                    continue
                candidates[name] += 1
                order[name] = min(order.get(name, 99), 10 * distance + n)
    best: tuple[float, str, tuple[str, ...]] | None = None
    seen: set[tuple[int, ...]] = set()
    for name in sorted(candidates, key=lambda c: (-candidates[c], order[c])):
        if not all(_alone(s.soup, name) for s in samples) or min(_density(s, name) for s in samples) < _DENSE:
            continue
        selected = tuple(id(s.soup.select_one(name)) for s in samples)
        if selected in seen:
            continue  # another name of the same elements
        seen.add(selected)
        if len(seen) > _BODIES:
            break
        drop = _drop(samples, name)
        share = min(_alike(s, PageRules(**{**found, "body": name, "drop": drop})) for s in samples)  # type: ignore[arg-type]
        if share >= _SAME and (best is None or share > best[0] + 0.002):
            best = (share, name, drop)
        if share > 0.999:
            break
    return (best[1], best[2]) if best else (None, ())


def _alone(soup: BeautifulSoup, selector: str) -> bool:
    """Does `selector` find one element, or several within the first?"""
    found = soup.select(selector)
    return bool(found) and all(any(p is found[0] for p in t.parents) for t in found[1:])


def _density(s: Sample, selector: str) -> float:
    """The share of the element's words that the generic reader took."""
    element = s.soup.select_one(selector)
    if element is None:
        return 0.0
    words = [str(t) for t in element.find_all(string=True) if t.parent is not None and t.parent.name not in _SILENT]
    return len(_key(s.page.text)) / max(1, len(_key(canonical(" ".join(words)))))


def _holders(s: Sample) -> list[Tag]:
    """Elements around the body's lines: the innermost that holds nearly all of their words, then those around it."""
    lines = [(_key(line), line) for line in s.body if len(line) >= 30]
    if not lines or s.soup.body is None:
        return []
    total = sum(len(k) for k, _ in lines)
    tag: Tag = s.soup.body
    while True:
        inner = None
        for child in tag.children:
            if isinstance(child, Tag) and child.name not in _SILENT:
                said = _shown(child)
                if sum(len(k) for k, _ in lines if k in said) >= 0.9 * total:
                    inner = child
                    break
        if inner is None:
            break
        tag = inner
    return [
        tag,
        *(p for _, p in zip(range(4), tag.parents, strict=False) if p.name not in ("body", "html", "[document]")),
    ]


def _drop(samples: Sequence[Sample], body: str) -> tuple[str, ...]:
    """Selectors of elements within `body` of which the generic reader took nothing, on any sample."""
    wanted: Counter[str] = Counter()
    within = [(s, element) for s in samples if (element := s.soup.select_one(body)) is not None]
    for s, element in within:
        kept = {_key(line) for line in s.page.text.split("\n")}
        wanted.update(name for tag in _left_out(element, kept) for name in own_names(tag)[:3])
    taken: list[str] = []
    gone: set[int] = set()
    for name, _ in wanted.most_common(_NAMES):
        hit = [(s, element.select(name)) for s, element in within]
        if any(_holds_kept(s, tags) for s, tags in hit):
            continue
        fresh = [t for _, tags in hit for t in tags if not any(id(p) in gone for p in (t, *t.parents))]
        if fresh:
            taken.append(name)
            gone.update(map(id, fresh))
    return tuple(taken[:12])


def _left_out(element: Tag, kept: Iterable[str]) -> Iterator[Tag]:
    """The outermost elements within `element` none of whose words were kept."""
    lines = [k for k in kept if len(k) >= 4]
    stack = [c for c in element.children if isinstance(c, Tag)]
    while stack:
        tag = stack.pop()
        said = _shown(tag)
        if not said:
            continue
        if any(k in said for k in lines) or any(len(said) >= 4 and said in k for k in lines):
            stack += [c for c in tag.children if isinstance(c, Tag)]
        else:
            yield tag


def _holds_kept(s: Sample, tags: Sequence[Tag]) -> bool:
    """Do `tags` hold a line of the article, or stand within one?"""
    if not tags:
        return False
    kept = [k for line in s.body if len(k := _key(line)) >= 12]
    shown = [_shown(t) for t in tags]
    return any(k in said or (len(said) >= 12 and said in k) for said in shown for k in kept)


def _alike(s: Sample, rules: PageRules) -> float:
    """F1 of the words that `rules` read against those that the generic reader reads."""
    try:
        page = read(s.data, rules)
    except ReadError:
        return 0.0
    a, b = Counter(fold(page.text).split()), Counter(fold(s.page.text).split())
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def _attachments(samples: Sequence[Sample]) -> str | None:
    """The selector of the articles' links to files, and of no others; None if there are none, or no name holds them."""
    wanted: Counter[str] = Counter()
    for s in samples:
        links = [a for a in s.soup.find_all("a", href=True) if str(a["href"]).strip() in s.page.files]
        for name in {n for a in links for above in list(a.parents)[:3] for n in own_names(above)}:
            wanted[name] += 1
    return _fitting(wanted, samples)


def _loses_files(s: Sample, rules: PageRules) -> bool:
    try:
        return not set(s.page.files) <= set(read(s.data, rules).files)
    except ReadError:
        return bool(s.page.files)


def _fitting(wanted: Counter[str], samples: Sequence[Sample]) -> str | None:
    exact: Callable[[Sample, str], bool] = lambda s, selector: (
        list(dict.fromkeys(str(a.get("href") or "").strip() for a in s.soup.select(selector))) == list(s.page.files)
    )
    for name in sorted(wanted, key=lambda n: (-wanted[n], len(n))):
        if all(exact(s, f"{name} a") for s in samples):
            return f"{name} a"
    return None
