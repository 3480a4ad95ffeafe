"""Canonical text and layout: nothing is lost that offsets count on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.canonical import canonical, fold, squash
from corpus.document import document
from corpus.layout import lay_out

CASES = [
    ("Ðắk Lắk", "Đắk Lắk"),  # the eth of legacy converters
    ("ðồng", "đồng"),
    ("Ủy\u00a0ban", "Ủy ban"),  # no-break space
    ("ứng\u00addụng", "ứngdụng"),  # soft hyphen
    ("\ufeffSở\u200b", "Sở"),
    (unicodedata.normalize("NFD", "Nguyễn Thị Hợp"), "Nguyễn Thị Hợp"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("Số:\t12", "Số:\t12"),  # a tab is layout
    ("a\x00b\x07c", "abc"),
]


@pytest.mark.parametrize(("given_text", "wanted"), CASES)
def test_canonical(given_text: str, wanted: str) -> None:
    assert canonical(given_text) == wanted


@given(st.text())
def test_canonical_twice_is_once(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    once.encode("utf-8")


@given(st.text())
def test_flat_text_keeps_every_offset(text: str) -> None:
    d = document(text)
    layout = lay_out(d.text)
    assert len(layout.flat) == len(d.text)
    assert all(a == b or (a.isspace() and b.isspace()) for a, b in zip(layout.flat, d.text, strict=True))
    for a, b in layout.sentences:
        assert 0 <= a < b <= len(d.text)
        assert squash(d.text[a:b])


def test_fold_finds_d_with_stroke() -> None:
    assert fold("Đà Nẵng, ĐẢNG") == "da nang, dang"


WRAPPED = [
    ("Bộ Tài chính chủ trì, phối hợp với các bộ\nliên quan rà soát.", True),  # lower case goes on
    ("Hà Nội, ngày 25\ntháng 11 năm 2025", True),
    ("Kết luận như sau:\n1. Giao Sở Tài chính", False),  # a list begins
    ("- Như trên;\n- Lưu: VT.", False),
    ("Cổng thông tin\nTin tức", False),  # two lines of a menu
]


@pytest.mark.parametrize(("text", "joined"), WRAPPED)
def test_wrapped_lines(text: str, joined: bool) -> None:
    assert ("\n" not in lay_out(text).flat) is joined
