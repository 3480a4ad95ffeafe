"""How much of the articles' words page readers bring, and how much else: chidao beside the extractors of the field.

usage: python tests/bench_pages.py [--write] [--raise-floors | --lower-floors] [--worst N]

--write puts the tables into docs/pages.md and needs the extractors of requirements-bench.lock (`make bench-pages`).
--raise-floors writes chidao's figures into tests/pages/floors.json where they are better, --lower-floors all of them;
both, and --worst N (chidao's N worst pages and what is wrong there), do without the extractors.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tarfile
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "pages"
FLOORS = PAGES / "floors.json"
PORTAL = ROOT.parent / "shared" / "portals" / "stp.tar.gz"
DOC = ROOT / "docs" / "pages.md"
sys.path.insert(0, str(ROOT))  # run as a script, in an environment where chidao is not installed

from corpus.canonical import canonical, squash  # noqa: E402
from corpus.readers import PageRules, ReadError, read_bytes  # noqa: E402


class Article(NamedTuple):
    """A page and what a person reads on it."""

    name: str  # "folder/page"
    data: bytes
    title: str
    stamp: str
    body: tuple[str, ...]  # paragraphs, without headline, stamp and byline
    byline: str
    files: tuple[str, ...]
    rules: PageRules | None  # the selectors of its source

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]


class Got(NamedTuple):
    """What a reader made of a page; a field is None where the reader has no such field."""

    body: str
    title: str | None = None
    stamp: str | None = None
    byline: str | None = None
    files: tuple[str, ...] | None = None
    error: str = ""  # why there is nothing


class Measure(NamedTuple):
    """Body words of one page: word → how often it is missing, and how often it is there without being the article's."""

    precision: float
    recall: float
    f1: float
    missing: Counter[str]
    extra: Counter[str]


# --- the pages -------------------------------------------------------------------------------------------------------


@cache
def frozen() -> tuple[Article, ...]:
    """The articles of tests/pages: NAME.html beside NAME.json, one source.toml a folder."""
    found = []
    for path in sorted(PAGES.glob("*/*.json")):
        page = path.with_suffix(".html")
        gold = json.loads(path.read_text(encoding="utf-8"))
        rules = tomllib.loads((path.parent / "source.toml").read_text(encoding="utf-8"))["article"]
        found.append(
            Article(
                f"{path.parent.name}/{path.stem}",
                page.read_bytes(),
                gold["title"],
                gold["stamp"],
                tuple(gold["body"]),
                gold["byline"],
                tuple(gold["files"]),
                PageRules.model_validate(rules[-1]),
            )
        )
    return tuple(found)


@cache
def portal() -> tuple[Article, ...]:
    """The articles of a real portal's copy beside the checkout; none where it is missing.

    Its reference is the cells of `#tableforprint` below the one with the headline, up to a list of other articles; a
    page is an article if it is filed under a section ("Root" is none) and has words.
    """
    if not PORTAL.exists():
        return ()
    found = []
    with tarfile.open(PORTAL) as packed:
        for member in sorted(packed.getmembers(), key=lambda m: m.name):
            stream = packed.extractfile(member) if member.name.endswith(".html") else None
            if stream is None:
                continue
            data = stream.read()
            soup = BeautifulSoup(data.decode("utf-8", "replace"), "html.parser")
            table, section = soup.select_one("#tableforprint"), soup.select_one(".FolderTitle")
            if table is None or section is None or squash(section.get_text()) == "Root":
                continue
            title, time = table.select_one("p.Title, td.Title"), soup.select_one(".ms-news-header .Time")
            assert title is not None and time is not None
            shown = squash(canonical(title.get_text()))
            title.decompose()
            lines: list[str] = []
            for line in lines_of(table):
                if re.match(r"(?i)tin (đã đưa|mới hơn|cũ hơn|liên quan|khác)\b", line):
                    break
                lines.append(line)
            if lines:
                name = "portal/" + member.name.removeprefix("./").removesuffix("/index.html")
                stamp = squash(canonical(time.get_text()))
                found.append(Article(name, data, shown, stamp, tuple(lines), "", (), None))
    return tuple(found)


_BREAKS = "address article aside blockquote br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()


def lines_of(element: Tag) -> list[str]:
    """The text of `element` as a browser breaks it into lines: words split by inline mark-up stay whole. Changes it."""
    for hidden in element(["script", "style", "noscript", "template"]):
        hidden.decompose()
    for block in element(_BREAKS):
        block.insert_before("\n")
        block.insert_after("\n")
    lines = (squash(canonical(line)) for line in re.sub(r"[ \t\r]*\n\s*", "\n", _text(element)).split("\n"))
    return [line for line in lines if line]


def _text(element: Tag) -> str:
    # A line break in the source is white space; only those put in above count.
    marked = (re.sub(r"\s+", " ", s) if s != "\n" else s for s in element.find_all(string=True))
    return "".join(marked)


# --- the measure -----------------------------------------------------------------------------------------------------


def words(text: str) -> Counter[str]:
    """The words of `text`, lower-cased, and how often each stands there."""
    return Counter(re.findall(r"\w+", canonical(text).lower()))


def measure(article: Article, body: str) -> Measure:
    """`body` against the article's.

    Some readers leave headline, stamp and byline in the text and some don't: their words, said once, are neither asked
    for nor counted against anyone.
    """
    wanted, got = words("\n".join(article.body)), words(body)
    missing = wanted - got
    extra = got - wanted - words(f"{article.title}\n{article.stamp}\n{article.byline}")
    right = (wanted & got).total()
    precision = right / (right + extra.total()) if right else 0.0
    recall = right / wanted.total()
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Measure(precision, recall, f1, missing, extra)


_MONTHS = "một hai ba tư năm sáu bảy tám chín mười|mười một|mười hai".replace(" ", "|", 9).split("|")
_DAY = re.compile(
    r"(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4})"
    r"|(?P<d3>\d{1,2}) tháng (?P<m3>\d{1,2})(?: năm|,)? (?P<y3>\d{4})"
    r"|th(?P<m4>\d{1,2}) (?P<d4>\d{1,2}), (?P<y4>\d{4})"
    rf"|(?P<d5>\d{{1,2}}) tháng (?P<m5>{'|'.join(reversed(_MONTHS))}), (?P<y5>\d{{4}})"
)
_HOUR = re.compile(r"\b(\d{1,2})[:h](\d\d)(?::\d\d)?\b['’]?\s*(am|pm|sa|ch|sáng|chiều)?(?!\w)")


def when(stamp: str) -> tuple[date | None, tuple[int, int] | None]:
    """Day and time of day that a stamp shows; day before month, as in Vietnam."""
    low = canonical(stamp).lower()
    day = None
    if (found := _DAY.search(low)) is not None:
        year, month, of_month = (
            next(v for k, v in found.groupdict().items() if v and k[0] == part) for part in ("y", "m", "d")
        )
        number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
        day = date(int(year), number, int(of_month))
    time = None
    if (clock := _HOUR.search(low)) is not None:
        hour = int(clock[1])
        if clock[3] in ("pm", "ch", "chiều") and hour < 12:
            hour += 12
        time = (hour, int(clock[2]))
    return day, time


def same(a: str | None, b: str) -> bool:
    """Are two headlines the same but for case, white space and outer punctuation?"""
    return _bare(a or "") == _bare(b)


def _bare(text: str) -> str:
    return squash(canonical(text)).casefold().strip(" .:-–|\"“”")


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

    f1: float
    low: float  # 95 % interval of the mean F1
    high: float
    precision: float
    recall: float
    worst: tuple[float, str]
    title: float | None
    stamp: float | None
    files: float | None
    folders: dict[str, float]  # mean F1
    errors: int


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def score(articles: tuple[Article, ...], read: Callable[[Article], Got]) -> Score:
    """Read every article and compare. What an extractor raises is raised."""
    got = [read(a) for a in articles]
    measures = [measure(a, g.body) for a, g in zip(articles, got, strict=True)]
    f1s = [m.f1 for m in measures]
    draw = random.Random(0)
    means = sorted(mean(draw.choices(f1s, k=len(f1s))) for _ in range(2000))
    folders: dict[str, list[float]] = {}
    for article, f1 in zip(articles, f1s, strict=True):
        folders.setdefault(article.folder, []).append(f1)

    def share(right: Iterable[bool | None]) -> float | None:
        values = list(right)
        return None if any(v is None for v in values) else mean(map(float, values))  # type: ignore[arg-type]

    pairs = list(zip(articles, got, strict=True))
    return Score(
        mean(f1s),
        means[50],
        means[1949],
        mean(m.precision for m in measures),
        mean(m.recall for m in measures),
        min((f1, a.name) for f1, a in zip(f1s, articles, strict=True)),
        share(None if g.title is None else same(g.title, a.title) for a, g in pairs),
        share(None if g.stamp is None else when(g.stamp)[0] == when(a.stamp)[0] for a, g in pairs),
        share(None if g.files is None else sorted(g.files) == sorted(a.files) for a, g in pairs),
        {folder: mean(values) for folder, values in folders.items()},
        sum(bool(g.error) for g in got),
    )


def floors_of(scored: Score) -> dict[str, float]:
    """The figures that are pinned in tests/pages/floors.json."""
    shares = {"title": scored.title or 0.0, "stamp": scored.stamp or 0.0, "files": scored.files or 0.0}
    return {k: round(v, 3) for k, v in ({"mean": scored.f1} | scored.folders | shares).items()}


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _labelled(reader: Reader) -> str:
    return f"**{reader.name}**" if not reader.package else f"{reader.name} {version(reader.package)}"


def tables() -> Iterator[str]:
    """The lines of docs/pages.md below its words: all readers over all sets."""
    sets = [("Frozen pages", frozen()), ("A real portal", portal())]
    for name, articles in sets:
        if not articles:
            continue
        templates = len({a.folder for a in articles})
        yield f"### {name}: {len(articles)} articles, {templates} template{'s' * (templates > 1)}"
        yield ""
        yield "| reader | F1 | 95 % | precision | recall | worst page | headline | day |"
        yield "|---|---|---|---|---|---|---|---|"
        scores = []
        for reader in OURS + PEERS:
            if reader.read is with_selectors and any(a.rules is None for a in articles):
                continue
            s = score(articles, reader.read)
            scores.append((reader, s))
            yield (
                f"| {_labelled(reader)} | {s.f1:.3f} | {s.low:.3f} – {s.high:.3f} | {s.precision:.3f} | {s.recall:.3f} "
                f"| {s.worst[0]:.3f} | {_cell(s.title)} | {_cell(s.stamp)} |"
            )
        yield ""
        if templates > 1:
            folders = list(scores[0][1].folders)
            yield "Mean F1 a template:"
            yield ""
            yield "| reader | " + " | ".join(folders) + " |"
            yield "|---|" + "---|" * len(folders)
            for reader, s in scores:
                yield f"| {reader.name} | " + " | ".join(f"{s.folders[f]:.3f}" for f in folders) + " |"
            yield ""


_START, _END = "<!-- tables: generated by make bench-pages -->", "<!-- end of tables -->"


def write_doc() -> None:
    """Put the tables between the two marks of docs/pages.md."""
    text = DOC.read_text(encoding="utf-8")
    before, rest = text.split(_START)
    after = rest.split(_END)[1]
    DOC.write_text(f"{before}{_START}\n\n" + "\n".join(tables()).strip() + f"\n\n{_END}{after}", encoding="utf-8")


def write_floors(lower: bool) -> None:
    """Pin chidao's figures on the frozen pages: the better ones, or with `lower` all."""
    old = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() and not lower else {}
    pinned = {}
    for key, read in (("selectors", with_selectors), ("generic", generic)):
        now = floors_of(score(frozen(), read))
        pinned[key] = {k: max(v, old.get(key, {}).get(k, 0.0)) for k, v in now.items()}
    FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def faults(article: Article, got: Got) -> list[str]:
    """What is wrong with a reading, in words; empty if nothing is."""
    if got.error:
        return [f"refused: {got.error}"]
    m = measure(article, got.body)
    found = []
    for what, counted in (("missing", m.missing), ("extra", m.extra)):
        if counted:
            found.append(f"{counted.total()} words {what}: {_listed(counted)}")
    if not same(got.title, article.title):
        found.append(f"headline {got.title!r}, not {article.title!r}")
    if when(got.stamp or "")[0] != when(article.stamp)[0]:
        found.append(f"stamp {got.stamp!r}, not {article.stamp!r}")
    if sorted(got.files or ()) != sorted(article.files):
        found.append(f"files {list(got.files or ())}, not {list(article.files)}")
    return found


def _listed(counted: Counter[str]) -> str:
    return " ".join(w if n == 1 else f"{w}×{n}" for w, n in list(counted.items())[:40])


def worst(read: Callable[[Article], Got], most: int) -> Iterator[str]:
    """The pages that `read` gets least of, and what is wrong there."""
    readings = [(a, read(a)) for a in (*frozen(), *portal())]
    for article, got in sorted(readings, key=lambda r: measure(r[0], r[1].body).f1)[:most]:
        yield f"{measure(article, got.body).f1:.3f} {article.name}"
        yield from (f"      {line}" for line in faults(article, got))


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("--write", action="store_true", help="put the tables into docs/pages.md")
    options.add_argument("--raise-floors", action="store_true", help="pin chidao's figures where they are better")
    options.add_argument("--lower-floors", action="store_true", help="pin all of chidao's figures")
    options.add_argument("--worst", type=int, metavar="N", help="the N worst pages of the generic reader")
    given = options.parse_args()
    if given.raise_floors or given.lower_floors:
        write_floors(given.lower_floors)
    elif given.worst:
        print("\n".join(worst(generic, given.worst)))
    elif given.write:
        write_doc()
    else:
        print("\n".join(tables()))


if __name__ == "__main__":
    main()
