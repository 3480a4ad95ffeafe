"""The help: every table, view and column in Vietnamese, every link in it leads somewhere, what is added later is still told."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
from desk import served

import extractors
from corpus.document import Finding, Reading, document, said
from corpus.reasons import REASONS
from output.database import Store
from output.datasette.pages.help import scores
from output.dictionary import VIEWS, tables
from output.help_words import reasons, sentences
from output.help_words import said as in_vietnamese


@dataclass(frozen=True, kw_only=True)
class Slogan(Finding):
    """A kind that nobody has translated."""

    TABLE = "slogans"

    text: str = said("The words as they are shouted")


KINDS = [*extractors.kinds(), Slogan]


def described() -> dict[str, tuple[str, dict[str, str]]]:
    return {**tables(extractors.kinds()), **{name: (about, columns) for name, (about, _, columns) in VIEWS.items()}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("help")
    with Store(folder / "kho.db", KINDS) as store:
        store.add_source("s", "S", "folder", "")
        store.write([Reading(document("Trời đẹp.", source="s", address="a", raw="r"))], fingerprint="f")
    with served(folder / "kho.db", KINDS, folder) as client:
        yield client


@pytest.fixture(scope="module")
def page(site: httpx.Client) -> str:
    answer = site.get("/-/help")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.text


@pytest.mark.parametrize("table", described())
def test_every_sentence_of_the_dictionary_is_there_in_vietnamese(table: str) -> None:
    about, columns = described()[table]
    assert [s for s in (about, *columns.values()) if s not in sentences()] == []


def test_every_reason_is_there_in_vietnamese_and_nothing_else() -> None:
    assert [s for s in REASONS.values() if s not in sentences()] == []
    told = {s for about, columns in described().values() for s in (about, *columns.values())} | {*REASONS.values()}
    assert [s for s in sentences() if s not in told] == []


def test_translations_are_vietnamese() -> None:
    plain = [v for v in sentences().values() if not re.search(r"[À-ỹ]", v)]
    assert plain == ["Ai giao"]  # no mark stands in it


def test_the_page_tells_of_every_table_view_and_column(page: str) -> None:
    text = html.unescape(page)
    for name, (_, columns) in described().items():
        assert re.search(rf'<h3 id="(?:bang|khung-nhin)-{name}">', page), name
        for column, english in columns.items():
            assert f"<dt><code>{column}</code></dt><dd>{in_vietnamese(english)[0]}</dd>" in text, (name, column)


def test_what_nobody_has_translated_is_told_in_english(page: str) -> None:
    assert '<span lang="en">A kind that nobody has translated.</span>' in page
    assert '<span lang="en">The words as they are shouted</span>' in page


def test_the_table_of_contents_and_every_other_link(site: httpx.Client, page: str) -> None:
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    contents = re.findall(r'<li><a href="#([^"]+)">', page[: page.index("</nav>", page.index("Mục lục"))])
    assert contents == re.findall(r'<h2 id="([^"]+)">', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= {*ids}
    for link in {html.unescape(x).split("#")[0] for x in re.findall(r'href="(/[^"]*)"', page)}:
        assert site.get(link).status_code == 200, link


def test_scores_and_limits_are_those_of_the_readme(page: str) -> None:
    head, *lines = scores()
    assert len(lines) >= 12
    assert all(len(line) == len(head) for line in lines)
    assert all(re.fullmatch(r"[01],\d\d|–", cell) for line in lines for cell in line[1:])
    assert all(re.search(r"[À-ỹ]", line[0]) for line in lines)
    for line in lines:
        assert all(f">{cell}<" in page for cell in line)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, []),
        ("stalled", ["chờ quá lâu không có gì, hoặc trả lời quá chậm"]),
        ("missing,robots", ["máy chủ báo không có (404)", "robots.txt không cho phép"]),
        (
            "tls: expired, since May,reset: broke",
            ["kết nối an toàn không thành: chứng thư hoặc giao thức", "kết nối đứt trước khi nhận đủ"],
        ),
        ("something else", [""]),
    ],
)
def test_reasons_of_a_source(stated: str | None, expected: list[str]) -> None:
    assert [words for words, _ in reasons(stated)] == expected


def test_what_the_program_said_stands_beside_the_reason() -> None:
    assert [s for _, s in reasons("tls: expired, since May,reset: broke")] == ["expired, since May", "broke"]
