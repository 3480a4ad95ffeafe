"""Articles taken out of frozen pages: all of each with its source's selectors, and no less than pinned without.

Floors are in tests/pages/floors.json; `python tests/bench_pages.py --raise-floors` raises them, --worst N shows what is
wrong on which page.
"""

import json
import re
from datetime import date
from functools import cache

import pytest
from bench_pages import DOC, FLOORS, Got, Score, faults, generic, ours, pinned, score, with_selectors, worst
from bs4 import BeautifulSoup
from page_gold import PAGES, Article, frozen, lines_of, measure, nameless, same, when, words

from corpus.canonical import canonical, squash

# How far a figure may fall below its floor: floors have three digits.
GRACE = 0.001


def test_there_are_enough_pages() -> None:
    assert len(frozen()) >= 25
    assert len({a.folder for a in frozen()}) >= 6


def test_every_page_has_its_gold() -> None:
    folders = [path.parent for path in sorted(PAGES.glob("*/source.toml"))]
    assert folders
    for folder in folders:
        pages, gold = ({p.stem for p in folder.glob(f"*.{end}")} for end in ("html", "json"))
        assert pages == gold, f"{folder.name}: without its other half: {sorted(pages ^ gold)}"


@pytest.mark.parametrize("article", frozen(), ids=lambda a: a.name)
def test_gold_is_what_the_page_says(article: Article) -> None:
    """Canonical strings, a day that can be read, and no word that the page doesn't have."""
    strings = [article.title, article.stamp, *article.body]
    for text in [*strings, article.byline]:
        assert text == squash(canonical(text))
    assert all(strings)
    assert when(article.stamp)[0] is not None
    page = words("\n".join(lines_of(BeautifulSoup(article.data.decode("utf-8"), "html.parser"))))
    for text in [*strings, article.byline]:
        assert not words(text) - page, f"{article.name}: {text!r} has words that the page lacks"


@pytest.mark.parametrize("article", frozen(), ids=lambda a: a.name)
def test_with_selectors(article: Article) -> None:
    got = with_selectors(article)
    wrong = "\n".join([article.name, *faults(article, got)])
    assert not got.error, wrong
    assert got.title == article.title, wrong
    assert when(got.stamp or "") == when(article.stamp), wrong
    assert measure(article, got.body).f1 >= 0.99, wrong
    assert list(got.files or ()) == list(article.files), wrong
    if article.byline:
        assert got.byline == article.byline, f"{article.name}: byline {got.byline!r}, not {article.byline!r}"


@cache
def scores() -> dict[str, Score]:
    return {key: score(articles, read) for key, articles, read in ours()}


FLOORED = [(key, figure) for key, rows in json.loads(FLOORS.read_text(encoding="utf-8")).items() for figure in rows]


@pytest.mark.parametrize(("key", "figure"), FLOORED)
def test_floors(key: str, figure: str) -> None:
    """Mean F1 over all pages and of each template, and the shares of headlines, days and files that are right."""
    if key not in scores():
        pytest.skip("the pages of this set are not beside the checkout")
    least = json.loads(FLOORS.read_text(encoding="utf-8"))[key][figure]
    now = pinned(scores()[key]).get(figure, 0.0)
    if now < least - GRACE:
        articles, read = next((a, r) for k, a, r in ours() if k == key)
        only = tuple(a for a in articles if a.folder == figure) or articles
        pytest.fail(f"{key}, {figure}: {now:.3f} is below its floor {least:.3f}\n" + "\n".join(worst(only, read, 10)))


def test_every_figure_has_a_floor() -> None:
    now = {(key, figure) for key, scored in scores().items() for figure in pinned(scored)}
    assert now <= set(FLOORED), f"without a floor: {sorted(now - set(FLOORED))}; --raise-floors pins them"


def test_the_document_is_current() -> None:
    """chidao's rows of docs/pages.md say what is measured today, to a hundredth."""
    parts = dict(re.findall(r"^### (.+?)\n(.*?)(?=^### |\Z)", DOC.read_text(encoding="utf-8"), re.M | re.S))
    rows = {
        "selectors": ("Frozen pages", "chidao, with selectors"),
        "generic": ("Frozen pages", "chidao, generic"),
        "nameless": ("Frozen pages without names", "chidao, generic"),
        "portal": ("A real portal", "chidao, generic"),
    }
    for key, scored in scores().items():
        part, name = rows[key]
        said = re.search(rf"^\| \*\*{name}\*\* \| ([\d.]+) ", parts[part], re.M)
        assert said, f"docs/pages.md has no row {name!r} under {part!r}"
        assert float(said[1]) == pytest.approx(scored.f1, abs=0.01), f"{part}, {name}: make bench-pages renews it"


# --- the measure itself ----------------------------------------------------------------------------------------------

ARTICLE = Article(
    "x/y",
    b"",
    "Xã họp bàn thu hoạch",
    "Thứ Ba, 05/09/2023, 16:40",
    ("Sáng nay xã họp.", "Chủ tịch xã kết luận."),
    "Lan Chi",
    (),
    None,
)


@pytest.mark.parametrize(
    ("body", "precision", "recall"),
    [
        ("Sáng nay xã họp.\nChủ tịch xã kết luận.", 1.0, 1.0),
        ("SÁNG NAY XÃ HỌP.\tChủ  tịch xã kết luận", 1.0, 1.0),
        ("Chủ tịch xã kết luận. Sáng nay xã họp.", 1.0, 1.0),
        ("Sáng nay xã họp.", 1.0, 4 / 9),
        ("Sáng nay xã họp. Chủ tịch xã kết luận. Tin liên quan", 9 / 12, 1.0),
        # Headline, stamp and byline are forgiven once.
        (
            "Xã họp bàn thu hoạch\nThứ Ba, 05/09/2023, 16:40\nSáng nay xã họp. Chủ tịch xã kết luận.\nLan Chi",
            1.0,
            1.0,
        ),
        ("Sáng nay xã họp. Chủ tịch xã kết luận. Lan Chi Lan Chi", 9 / 11, 1.0),
        # A word said once too often is one too many.
        ("Sáng nay xã họp. Chủ tịch xã kết luận. luận", 9 / 10, 1.0),
        ("Trang chủ", 1 / 2, 1 / 9),
        ("", 0.0, 0.0),
    ],
)
def test_measure(body: str, precision: float, recall: float) -> None:
    m = measure(ARTICLE, body)
    assert (m.precision, m.recall) == (pytest.approx(precision), pytest.approx(recall))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    assert m.f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("stamp", "day", "time"),
    [
        ("Thứ Ba, 05/09/2023, 16:40", date(2023, 9, 5), (16, 40)),
        ("08:47 | 18/10/2025", date(2025, 10, 18), (8, 47)),
        ("15/03/2021 4:12:09 CH", date(2021, 3, 15), (16, 12)),
        ("Ngày 5/8/2009, 9:14:26 AM", date(2009, 8, 5), (9, 14)),
        ("12/8/2009 12:22:00 PM", date(2009, 8, 12), (12, 22)),
        ("Cập nhật lúc 14h05' ngày 12/9/2022", date(2022, 9, 12), (14, 5)),
        ("28/12/2022, 15:31 CH", date(2022, 12, 28), (15, 31)),
        ("03/11/2025 7:30 sáng", date(2025, 11, 3), (7, 30)),
        ("(05.08.2019 16:32)", date(2019, 8, 5), (16, 32)),
        ("Thứ sáu, 09 Tháng 9 2022 17:08", date(2022, 9, 9), (17, 8)),
        ("Th10 19, 2025", date(2025, 10, 19), None),
        ("6 Tháng Mười, 2025", date(2025, 10, 6), None),
        ("6 Tháng Mười Hai, 2025", date(2025, 12, 6), None),
        ("13-09-2022", date(2022, 9, 13), None),
        ("2019-10-12T07:16:48", date(2019, 10, 12), (7, 16)),
        ("không ngày", None, None),
    ],
)
def test_when(stamp: str, day: date | None, time: tuple[int, int] | None) -> None:
    assert when(stamp) == (day, time)


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("Xã  họp bàn.", "xã họp bàn", True),
        ("Xã họp bàn | Cổng TTĐT", "Xã họp bàn", False),
        (None, "Xã họp bàn", False),
    ],
)
def test_same(a: str | None, b: str, equal: bool) -> None:
    assert same(a, b) is equal


def test_lines_of_keeps_words_whole() -> None:
    soup = BeautifulSoup(
        "<td>Ng<span>ày</span>\n 5/9<br>xã<p>họp</p>bàn<script>x</script><ul><li>a</li><li>b</li></ul></td>", "lxml"
    )
    assert lines_of(soup) == ["Ngày 5/9", "xã", "họp", "bàn", "a", "b"]


def test_nameless_pages_say_the_same() -> None:
    for bare, whole in zip(nameless(), frozen(), strict=True):
        before, after = (BeautifulSoup(a.data.decode("utf-8"), "html.parser") for a in (whole, bare))
        assert not after.select("[class], [id]"), bare.name
        assert lines_of(after) == lines_of(before), bare.name


def test_faults_name_words_headline_day_and_files() -> None:
    got = Got("Sáng nay xã họp. Chủ tịch kết luận. Xem thêm", "Trang chủ", "06/09/2023", "", ("a.pdf",))
    assert faults(ARTICLE, got) == [
        "1 words missing: xã",
        "2 words extra: xem thêm",
        "headline 'Trang chủ', not 'Xã họp bàn thu hoạch'",
        "stamp '06/09/2023', not 'Thứ Ba, 05/09/2023, 16:40'",
        "files ['a.pdf'], not []",
    ]
    assert faults(ARTICLE, Got("", "", "", "", (), "no article")) == ["refused: no article"]


def test_a_page_that_is_refused_counts_as_empty() -> None:
    empty = ARTICLE._replace(data=b"<html><body><p>x</p></body></html>")
    got = generic(empty)
    assert got.error
    assert measure(empty, got.body).f1 == 0.0
