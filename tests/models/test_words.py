"""Words with exact offsets, on any string."""

from hypothesis import given
from hypothesis import strategies as st

from models.words import doc, syllables, words

TEXT = "Chiều 25/9,  uỷ ban nhân dân   huyện hoà bình họp.\n\nÔng Nguyễn Văn A\u00a0nói: “Cần làm ngay!”"


def test_words_join_syllables() -> None:
    found = [TEXT[w.start : w.end] for w in words("Ủy ban nhân dân tỉnh triển khai công nghệ thông tin.") if w]
    assert found
    text = "Bác sĩ bây giờ có thể thản nhiên báo tin bệnh nhân bị ung thư"
    assert [text[w.start : w.end] for w in words(text)][:2] == ["Bác sĩ", "bây giờ"]


@given(st.text())
def test_words_cover_all_but_white_space(text: str) -> None:
    cut = words(text)
    at = 0
    for w in cut:
        assert at <= w.start < w.end
        assert not text[at : w.start].strip()
        at = w.end
    assert not text[at:].strip()


@given(st.text(max_size=200))
def test_spacy_doc_is_a_view(text: str) -> None:
    d = doc(text)
    assert d.text == text
    assert all(text[t.idx : t.idx + len(t.text)] == t.text for t in d)


def test_doc_tokens_are_words() -> None:
    d = doc(TEXT)
    assert d.text == TEXT
    starts = {w.start for w in words(TEXT)}
    assert starts <= {t.idx for t in d}


def test_syllables_keep_apostrophes() -> None:
    text = "huyện Đắk R'lấp"
    assert [text[w.start : w.end] for w in syllables(text)] == ["huyện", "Đắk", "R'lấp"]
