"""What people type, as full-text queries; and where in a text it stands."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.canonical import fold, fold_in_place, spelling
from output import query
from output.snippets import excerpt

SPELLINGS = [
    ("Hoà Bình", "hòa bình"),
    ("HÒA BÌNH", "hòa bình"),
    ("thuỷ lợi, khoẻ, loè", "thủy lợi, khỏe, lòe"),
    ("quý, quỳ, hoàn, toán", "quý, quỳ, hoàn, toán"),  # qu is a consonant; within a syllable the mark stays
]


@pytest.mark.parametrize(("text", "spelt"), SPELLINGS)
def test_tone_placement(text: str, spelt: str) -> None:
    assert spelling(text) == spelt


@given(st.text())
def test_folding_in_place_moves_nothing(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)


def test_folding_in_place_is_folding_of_vietnamese() -> None:
    text = "Đường lối ở Huế, Quảng Ngãi: ĐẨY MẠNH CHUYỂN ĐỔI SỐ, ỷ lại, Ỹ"
    assert fold_in_place(text) == fold(text)


EXPRESSIONS = [
    ("da nang", '"da" AND "nang"', '"da nang"'),
    ("Đà  Nẵng!", '"da" AND "nang"', '"da nang"'),
    ("UBND tỉnh", '("ubnd" OR "uy ban nhan dan") AND "tinh"', '("ubnd tinh" OR "uy ban nhan dan tinh")'),
    (
        "ủy ban nhân dân xã",
        '("uy ban nhan dan" OR "ubnd") AND "xa"',
        '("uy ban nhan dan xa" OR "ubnd xa")',
    ),
    ('"một cửa" huyện', '"mot cua" AND "huyen"', '"mot cua huyen"'),
    ("TT&TT", None, '("tt tt" OR "thong tin va truyen thong")'),
    ("", "", ""),
    ('" OR NEAR( * ^ : {', '"or near"', '"or near"'),  # an open quotation mark reaches to the end
    ("_ ' ; -- %", "", ""),
]


@pytest.mark.parametrize(("typed", "every", "phrase"), EXPRESSIONS)
def test_expressions(typed: str, every: str | None, phrase: str) -> None:
    assert every is None or query.folded(typed) == every
    assert query.phrase(typed, fold) == phrase


@given(st.text(max_size=60))
def test_nothing_typed_is_a_syntax_error(typed: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("create virtual table t using fts5(x, tokenize = 'unicode61 remove_diacritics 0')")
    for expression in (query.exact(typed), query.folded(typed), query.phrase(typed, fold)):
        db.execute("select * from t where t match ?", [expression or '""']).fetchall()
    db.close()


TEXT = (
    "Hôm qua trời nắng ở Da Nang. Sáng nay UBND thành phố Đà Nẵng họp về dịch vụ công. "
    "Chủ tịch đề nghị các sở phối hợp.\nTrung tâm Hoà Khánh báo cáo."
)
EXCERPTS = [
    ("da nang", ["Da Nang"], "Hôm qua trời nắng ở Da Nang."),
    ("Đà Nẵng", ["Đà Nẵng"], "Sáng nay UBND thành phố Đà Nẵng họp về dịch vụ công."),  # as typed before as folded
    ("ủy ban nhân dân", ["UBND"], "Sáng nay UBND thành phố Đà Nẵng họp về dịch vụ công."),
    ("sở công", ["công"], "Sáng nay UBND thành phố Đà Nẵng họp về dịch vụ công."),
    ("hòa khánh", ["Hoà Khánh"], "Trung tâm Hoà Khánh báo cáo."),
    ("không có đâu xyz", [], TEXT),
    ("", [], TEXT),
]


@pytest.mark.parametrize(("typed", "hits", "sentence"), EXCERPTS)
def test_excerpts(typed: str, hits: list[str], sentence: str) -> None:
    pieces, start = excerpt(TEXT, typed)
    assert "".join(p.text for p in pieces) == sentence
    assert [p.text for p in pieces if p.hit] == hits
    assert not hits or TEXT[start:].startswith(hits[0]) or len(hits) > 1


@given(st.text(max_size=400), st.text(max_size=12))
def test_an_excerpt_is_a_piece_of_its_text(text: str, typed: str) -> None:
    assert "".join(p.text for p in excerpt(text, typed)[0]) in text
