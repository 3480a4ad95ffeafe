"""Marked text: the words stay, marks cover their characters exactly, and nest."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.datasette.pages.marks import DEPTH, Anchor, Close, Mark, Open, Words, cut, html


def mark(start: int, end: int, css: str = "m-a", name: str = "n") -> Mark:
    return Mark(start, end, css, name, tip=f"{css} {start}", link=f"#{name}")


def shown(text: str, marks: list[Mark], anchors: tuple[int, ...] = ()) -> str:
    """Pieces as brackets: [0 … ] for the first piece of mark 0, (0 … ) for a later one, ^ for an anchor."""
    out, first = "", []
    for p in cut(text, marks, anchors):
        if isinstance(p, Open):
            out += f"{'[' if p.first else '('}{p.mark} "
            first.append(p.first)
        elif isinstance(p, Close):
            out += "]" if first.pop() else ")"
        elif isinstance(p, Anchor):
            out += "^"
        else:
            out += p.text
    return out


CUT = [
    ("abcdef", [], (), "abcdef"),
    ("", [], (), ""),
    ("", [(0, 3)], (0,), "^"),
    ("abcdef", [(1, 3)], (), "a[0 bc]def"),
    ("abcdef", [(0, 6)], (), "[0 abcdef]"),
    ("abcdef", [(1, 3), (3, 5)], (), "a[0 bc][1 de]f"),
    ("abcdef", [(2, 3), (1, 5)], (), "a[1 b[0 c]de]f"),
    ("abcdef", [(1, 4), (2, 6)], (), "a[0 b[1 cd]](1 ef)"),
    ("abcdef", [(1, 4), (1, 4)], (), "a[0 [1 bcd]]ef"),
    ("abcdef", [(1, 2), (1, 4)], (), "a[1 [0 b]cd]ef"),
    ("abcdef", [(-3, 2), (4, 99)], (), "[0 ab]cd[1 ef]"),
    ("abcdef", [(3, 3), (5, 2), (-4, 0), (6, 9)], (), "abcdef"),
    ("abcdef", [(1, 3)], (0, 1, 2, 6), "^a[0 b^c]def^"),
    ("abcdef", [(1, 3)], (-1, 7), "a[0 bc]def"),
    ("abcdef", [(0, 4), (1, 5), (2, 6)], (), "[0 a[1 b[2 cd]]](1 (2 e))(2 f)"),
]


@pytest.mark.parametrize(("text", "places", "anchors", "expected"), CUT)
def test_cut(text: str, places: list[tuple[int, int]], anchors: tuple[int, ...], expected: str) -> None:
    assert shown(text, [mark(a, b) for a, b in places], anchors) == expected


def test_as_many_as_there_may_be_in_one_another() -> None:
    marks = [mark(0, 50 - i) for i in range(40)]
    pieces = list(cut("x" * 60, marks, (0,)))
    assert max(len(p.inside) for p in pieces if isinstance(p, Words)) == DEPTH
    assert "".join(p.text for p in pieces if isinstance(p, Words)) == "x" * 60


def test_an_anchor_where_the_only_mark_lies_too_deep() -> None:
    marks = [*(mark(0, 9) for _ in range(DEPTH)), mark(3, 5)]
    assert Anchor(3) in list(cut("abcdefghi", marks, (3,)))


class Page(HTMLParser):
    """Text and ids of a page; every element must end where it may."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.ids, self.open, self.links = "", [], [], []
        self.feed(str(page))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("span", "a")
        assert "a" not in self.open
        self.open.append(tag)
        said = dict(attrs)
        assert set(said) <= {"id", "class", "href", "data-tip", "tabindex"}
        self.ids += [said["id"]] if "id" in said else []
        self.links += [said] if tag == "a" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html() -> None:
    marks = [Mark(0, 9, "m-d", "d1", "Chỉ đạo: a", "#f-d1"), Mark(0, 3, "m-u", "u1", 'Đơn vị: "b"', "#f-u1")]
    page = html(cut("abc def < g", marks), marks, begin=100)
    assert page == (
        '<span id="c100" class="m-d"><span id="u1" class="m-u">'
        '<a href="#f-u1" data-tip="Đơn vị: &#34;b&#34; ‖ Chỉ đạo: a">abc</a></span>'
        '<a href="#f-d1" data-tip="Chỉ đạo: a"> def &lt;</a></span> g'
    )


def test_a_mark_is_reached_by_the_tab_key_once() -> None:
    marks = [mark(0, 10, name="d"), mark(3, 5, name="u")]
    links = Page(html(cut("abcdefghijk", marks), marks)).links
    assert [(x["href"], x.get("tabindex")) for x in links] == [("#d", None), ("#u", None), ("#d", "-1")]


def test_a_mark_from_before_the_part_has_its_own_name() -> None:
    marks = [mark(-5, 3, name="x"), mark(0, 2, name="y")]
    assert Page(html(cut("abcdef", marks), marks, 200)).ids == ["x", "c200"]


def test_words_without_a_link_are_no_link() -> None:
    marks = [Mark(0, 3, "m-a", "n")]
    assert html(cut("a<b>", marks), marks) == '<span id="c0" class="m-a">a&lt;b</span>&gt;'


def test_white_space_alone_is_no_link() -> None:
    marks = [mark(0, 5, name="d"), mark(0, 2, name="u"), mark(3, 5, name="v")]
    page = Page(html(cut("ab cd", marks), marks))
    assert [(x["href"], x.get("tabindex")) for x in page.links] == [("#u", None), ("#v", None)]
    assert page.text == "ab cd"


TEXTS = st.text(st.sampled_from("ab <>&\"'\n\u202eđ\u0301"), max_size=40)
PLACES = st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45)), max_size=DEPTH)


@given(TEXTS, PLACES, st.lists(st.integers(-3, 45), max_size=5))
def test_text_stays_and_marks_cover_their_characters(
    text: str, places: list[tuple[int, int]], anchors: list[int]
) -> None:
    marks = [mark(a, b, f"m-{n}", f"n{n}") for n, (a, b) in enumerate(places)]
    at, covered, stack = 0, {n: set() for n in range(len(marks))}, []
    opened: list[int] = []
    for p in cut(text, marks, anchors):
        if isinstance(p, Open):
            stack.append(p.mark)
            assert p.first == (p.mark not in opened)
            opened.append(p.mark)
        elif isinstance(p, Close):
            assert stack.pop() == p.mark
        elif isinstance(p, Words):
            assert list(p.inside) == stack
            assert p.text == text[at : at + len(p.text)] != ""
            for n in stack:
                covered[n] |= set(range(at, at + len(p.text)))
            at += len(p.text)
    assert at == len(text)
    assert stack == []
    assert covered == {n: set(range(max(0, m.start), min(m.end, len(text)))) for n, m in enumerate(marks)}


@given(TEXTS, PLACES, st.lists(st.integers(0, 45), max_size=5))
def test_html_holds_the_text_and_every_place(text: str, places: list[tuple[int, int]], anchors: list[int]) -> None:
    marks = [mark(a, b, f"m-{n}", f"n{n}") for n, (a, b) in enumerate(places)]
    page = Page(html(cut(text, marks, anchors), marks, 7))
    assert page.text == text
    assert len(page.ids) == len(set(page.ids))
    begun = {m.start for m in marks if 0 <= m.start < min(m.end, len(text))} | {a for a in anchors if a <= len(text)}
    assert {i for i in page.ids if i.startswith("c")} == {f"c{7 + a}" for a in begun}
    names = [m.name for m in marks if m.start < min(m.end, len(text)) and m.end > 0]
    assert len(page.ids) == len(names) + len(begun - {m.start for m in marks if 0 <= m.start < min(m.end, len(text))})
    assert not re.search(r"on\w+=|javascript:", page.text)
