"""How much of the articles' words page readers bring, and how much else: chidao beside the extractors of the field.

usage: python tests/bench_pages.py [--write | --raise-floors | --lower-floors | --worst N]

Without options, and with --write, which puts them into docs/pages.md, the tables are made; that needs the extractors of
requirements-bench.lock: `make bench-pages` installs them into an environment of their own. The others do without them:
--raise-floors writes chidao's figures into tests/pages/floors.json where they are better, --lower-floors writes all of
them, and --worst N shows chidao's N worst pages of every set and what is wrong there.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from page_gold import PAGES, PORTAL, ROOT, Article, frozen, lines_of, measure, nameless, portal, same, when

from corpus.canonical import squash
from corpus.readers import PageRules, ReadError, read_bytes

FLOORS = PAGES / "floors.json"
DOC = ROOT / "docs" / "pages.md"


class Got(NamedTuple):
    """What a reader made of a page; a field is None where the reader has no such field."""

    body: str
    title: str | None = None
    stamp: str | None = None
    byline: str | None = None
    files: tuple[str, ...] | None = None
    error: str = ""  # why there is nothing


# --- the readers -----------------------------------------------------------------------------------------------------


def chidao(article: Article, rules: PageRules | None) -> Got:
    """chidao's reading: body is what stands under no mark."""
    try:
        document = read_bytes(article.data, media="html", address=article.name, rules=rules)
    except ReadError as error:
        return Got("", "", "", "", (), str(error))
    text, marked = document.text, {"headline": "", "stamp": "", "byline": ""}
    for mark in sorted(document.marks, key=lambda m: -m.start):
        marked[mark.kind] = squash(f"{text[mark.start : mark.end]} {marked[mark.kind]}")
        text = f"{text[: mark.start]}\n{text[mark.end :]}"
    return Got(text, marked["headline"], marked["stamp"], marked["byline"], document.files)


def with_selectors(article: Article) -> Got:
    return chidao(article, article.rules)


def generic(article: Article) -> Got:
    return chidao(article, None)


def _html(article: Article) -> str:
    return article.data.decode("utf-8", "replace")


def _trafilatura(article: Article, **options: Any) -> Got:
    import trafilatura

    html = _html(article)
    head = trafilatura.extract_metadata(html)
    body = trafilatura.extract(html, include_comments=False, **options) or ""
    return Got(body, (head and head.title) or "", (head and head.date) or "")


def _trafilatura_recall(article: Article) -> Got:
    return _trafilatura(article, favor_recall=True)


def _readability(article: Article) -> Got:
    import readability

    page = readability.Document(_html(article))
    return Got("\n".join(lines_of(BeautifulSoup(page.summary(), "html.parser"))), page.short_title())


def _justext(article: Article) -> Got:
    import justext

    found = justext.justext(_html(article), justext.get_stoplist("Vietnamese"))
    return Got("\n".join(p.text for p in found if not p.is_boilerplate))


def _newspaper(article: Article) -> Got:
    import newspaper

    page = newspaper.Article("https://example.gov.vn/", language="vi")
    page.download(input_html=_html(article))
    page.parse()
    return Got(page.text, page.title or "", str(page.publish_date or ""))


def _goose(article: Article) -> Got:
    import goose3

    settings = {"use_meta_language": False, "target_language": "vi", "enable_image_fetching": False}
    with goose3.Goose(settings) as goose:
        page = goose.extract(raw_html=_html(article))
    return Got(page.cleaned_text, page.title or "", str(page.publish_date or ""))


def _resiliparse(article: Article) -> Got:
    from resiliparse.extract.html2text import extract_plain_text

    return Got(extract_plain_text(_html(article), main_content=True, list_bullets=False, alt_texts=False))


def _boilerpy(article: Article) -> Got:
    from boilerpy3.extractors import ArticleExtractor

    page = ArticleExtractor().get_doc(_html(article))
    return Got(page.content, page.title or "")


class Reader(NamedTuple):
    name: str
    package: str  # "" for chidao
    read: Callable[[Article], Got]


OURS = (Reader("chidao, with selectors", "", with_selectors), Reader("chidao, generic", "", generic))
PEERS = (
    Reader("trafilatura", "trafilatura", _trafilatura),
    Reader("trafilatura, favor_recall", "trafilatura", _trafilatura_recall),
    Reader("readability-lxml", "readability-lxml", _readability),
    Reader("jusText", "justext", _justext),
    Reader("newspaper4k", "newspaper4k", _newspaper),
    Reader("goose3", "goose3", _goose),
    Reader("resiliparse", "resiliparse", _resiliparse),
    Reader("boilerpy3", "boilerpy3", _boilerpy),
)


# --- the tables ------------------------------------------------------------------------------------------------------


class Score(NamedTuple):
    """One reader over one set; shares are None where the reader has no such field."""

    f1: float  # this and the next four are means over pages
    low: float  # 95 % interval of the mean: percentile bootstrap over pages
    high: float
    precision: float
    recall: float
    worst: float  # F1
    title: float | None
    stamp: float | None
    files: float | None
    folders: dict[str, float]  # mean F1


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def score(articles: tuple[Article, ...], read: Callable[[Article], Got]) -> Score:
    """Read every article and compare. What an extractor raises is raised."""
    pairs = [(a, read(a)) for a in articles]
    measures = [measure(a, g.body) for a, g in pairs]
    f1s = [m.f1 for m in measures]
    draw = random.Random(0)
    means = sorted(mean(draw.choices(f1s, k=len(f1s))) for _ in range(2000))
    folders: dict[str, list[float]] = {}
    for article, f1 in zip(articles, f1s, strict=True):
        folders.setdefault(article.folder, []).append(f1)

    def share(given: bool, right: Callable[[Article, Got], bool]) -> float | None:
        return mean(right(a, g) for a, g in pairs) if given else None

    first = pairs[0][1]
    return Score(
        mean(f1s),
        means[50],
        means[1949],
        mean(m.precision for m in measures),
        mean(m.recall for m in measures),
        min(f1s),
        share(first.title is not None, lambda a, g: same(g.title, a.title)),
        share(first.stamp is not None, lambda a, g: when(g.stamp or "")[0] == when(a.stamp)[0]),
        share(first.files is not None, lambda a, g: sorted(g.files or ()) == sorted(a.files)),
        {folder: mean(values) for folder, values in folders.items()},
    )


def ours() -> Iterator[tuple[str, tuple[Article, ...], Callable[[Article], Got]]]:
    """What is pinned in tests/pages/floors.json: its key there, the pages, and how chidao reads them."""
    yield "selectors", frozen(), with_selectors
    yield "generic", frozen(), generic
    yield "nameless", nameless(), generic
    if portal():
        yield "portal", portal(), generic


def pinned(scored: Score) -> dict[str, float]:
    """The figures of `scored` that have floors."""
    shares = {"title": scored.title or 0.0, "stamp": scored.stamp or 0.0, "files": scored.files or 0.0}
    return {k: round(v, 3) for k, v in ({"mean": scored.f1} | scored.folders | shares).items()}


def write_floors(lower: bool) -> None:
    """Pin chidao's figures: the better ones, or with `lower` all. A set that is not at hand keeps its floors."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    for key, articles, read in ours():
        old = {} if lower else floors.get(key, {})
        floors[key] = {k: max(v, old.get(k, 0.0)) for k, v in pinned(score(articles, read)).items()}
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")


def tables() -> Iterator[str]:
    """The lines of the tables in docs/pages.md: all readers over all sets."""
    sets = [("Frozen pages", frozen()), ("Frozen pages without names", nameless()), ("A real portal", portal())]
    for name, articles in sets:
        if not articles:
            continue
        scores = [
            (reader, score(articles, reader.read))
            for reader in OURS + PEERS
            if reader.read is not with_selectors or articles[0].rules is not None
        ]
        folders = list(scores[0][1].folders)
        yield f"### {name}"
        yield ""
        yield f"{len(articles)} articles, {len(folders)} template{'s' * (len(folders) > 1)}."
        yield ""
        yield "| reader | F1 | 95 % | precision | recall | worst page | headline | day |"
        yield "|---|---|---|---|---|---|---|---|"
        for reader, s in scores:
            yield (
                f"| {_label(reader)} | {s.f1:.3f} | {s.low:.3f} – {s.high:.3f} | {s.precision:.3f} | {s.recall:.3f} "
                f"| {s.worst:.3f} | {_share(s.title)} | {_share(s.stamp)} |"
            )
        yield ""
        if len(folders) > 1:
            yield "Mean F1 of each template:"
            yield ""
            yield "| reader | " + " | ".join(folders) + " |"
            yield "|---|" + "---|" * len(folders)
            for reader, s in scores:
                yield f"| {_label(reader)} | " + " | ".join(f"{s.folders[f]:.2f}" for f in folders) + " |"
            yield ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _label(reader: Reader) -> str:
    if not reader.package:
        return f"**{reader.name}**"
    name, comma, option = reader.name.partition(", ")
    return f"{name} {version(reader.package)}{comma}{option}"


_START, _END = "<!-- tables: generated by make bench-pages -->", "<!-- end of tables -->"


def write_doc() -> None:
    """Put the tables between the two marks of docs/pages.md."""
    if not portal():
        sys.exit(f"docs/pages.md has a table of a real portal, whose copy is not at {PORTAL.relative_to(ROOT.parent)}")
    before, rest = DOC.read_text(encoding="utf-8").split(_START)
    after = rest.split(_END)[1]
    DOC.write_text(f"{before}{_START}\n\n" + "\n".join(tables()).strip() + f"\n\n{_END}{after}", encoding="utf-8")


def faults(article: Article, got: Got) -> list[str]:
    """What is wrong with a reading, in words; empty if nothing is."""
    if got.error:
        return [f"refused: {got.error}"]
    m = measure(article, got.body)
    found = [
        f"{counted.total()} words {what}: {_listed(counted)}"
        for what, counted in (("missing", m.missing), ("extra", m.extra))
        if counted
    ]
    if not same(got.title, article.title):
        found.append(f"headline {got.title!r}, not {article.title!r}")
    if when(got.stamp or "") != when(article.stamp):
        found.append(f"stamp {got.stamp!r}, not {article.stamp!r}")
    if sorted(got.files or ()) != sorted(article.files):
        found.append(f"files {list(got.files or ())}, not {list(article.files)}")
    return found


def _listed(counted: Counter[str]) -> str:
    return " ".join(w if n == 1 else f"{w}×{n}" for w, n in list(counted.items())[:40])


def worst(articles: tuple[Article, ...], read: Callable[[Article], Got], most: int) -> Iterator[str]:
    """The pages that `read` gets least of, and what is wrong there; at most `most`, and none without a fault."""
    readings = [(measure(a, g.body).f1, a, g) for a, g in ((a, read(a)) for a in articles)]
    for f1, article, got in sorted(readings, key=lambda r: r[0])[:most]:
        if wrong := faults(article, got):
            yield f"{f1:.3f} {article.name}"
            yield from (f"      {line}" for line in wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options = parser.add_mutually_exclusive_group()
    options.add_argument("--write", action="store_true", help="put the tables into docs/pages.md")
    options.add_argument("--raise-floors", action="store_true", help="pin chidao's figures where they are better")
    options.add_argument("--lower-floors", action="store_true", help="pin all of chidao's figures")
    options.add_argument("--worst", type=int, metavar="N", help="show the N worst pages of every set")
    given = parser.parse_args()
    if given.raise_floors or given.lower_floors:
        write_floors(given.lower_floors)
    elif given.worst:
        for key, articles, read in ours():
            print(f"== {key}", *worst(articles, read, given.worst), sep="\n")
    elif given.write:
        write_doc()
    else:
        print("\n".join(tables()))


if __name__ == "__main__":
    main()
