"""The invariant: every span of every reading quotes what the finding says, on any input."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extractors
from corpus.canonical import squash
from corpus.document import Document, document
from corpus.gold import gold_pairs
from corpus.readers import read_file
from output.exchange import exchange

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
DEV = ROOT.parent / "shared" / "gold" / "dev"

# Fields whose value is not the words themselves: values computed from them, names put in natural case.
COMPUTED = {
    "value",
    "deadline",
    "date",
    "published",
    "issued",
    "issuer",
    "signer_title",
    "number",
    "strength",
    "type",
    "full",
    "code",
}


def assert_quoted(d: Document) -> None:
    reading = extractors.read(d)
    assert not reading.faults, reading.faults
    for f in reading.all():
        assert 0 <= f.start < f.end <= len(d.text)
        for w in f.where:
            assert 0 <= w.start < w.end <= len(d.text), (type(f).__name__, w)
            value = getattr(f, w.field, None)
            if w.field in COMPUTED or (value is None and w.field in ("date_text",)):
                continue
            said = d.quote(w.start, w.end)
            values = value if isinstance(value, tuple) else (value,)
            assert said in values or said.lower() in [str(v).lower() for v in values], (
                type(f).__name__,
                w.field,
                said,
                value,
            )
    entry = exchange(reading, "x")
    for section in ("officials", "units", "dates", "directives", "references", "figures", "meetings"):
        for e in entry[section]:
            quoted = {squash(str(v)) for v in e.values() if isinstance(v, str)} | {
                squash(v) for x in e.values() if isinstance(x, list) for v in x if isinstance(v, str)
            }
            for key in {"text", "name", "evidence"} & e.keys():
                assert any(squash(entry["text"][a:b]) == e[key] for a, b in e["spans"]), (section, e[key])
            if section in ("units", "dates", "references", "figures"):
                assert all(squash(entry["text"][a:b]) in quoted for a, b in e["spans"]), (section, e)


@pytest.mark.parametrize(
    "folder", [SAMPLE, pytest.param(DEV, marks=pytest.mark.skipif(not DEV.exists(), reason="no shared gold here"))]
)
def test_real_texts(folder: Path) -> None:
    pairs = gold_pairs(folder)
    assert pairs
    for pair in pairs:
        assert_quoted(read_file(pair.path))


PIECES = st.sampled_from(
    [
        "Ủy ban nhân dân",
        "UBND huyện",
        "Chủ tịch",
        "ông Nguyễn Văn A",
        "Bà H'Yăng Niê",
        "yêu cầu",
        "đề nghị",
        "giao",
        "Sở Tài chính",
        "và",
        ",",
        ";",
        ":",
        ".",
        "\n",
        "\n\n",
        "   ",
        "\t",
        "- ",
        "1. ",
        "a) ",
        "I. ",
        "“",
        "”",
        "(",
        ")",
        "ngày 30/2/2020",
        "ngày 15 tháng 5",
        "trước 31/12",
        "14 và 16/5/2013",
        "quý II",
        "năm 2020",
        "6 tháng đầu năm",
        "100%",
        "1,5 tỷ đồng",
        "số 12/QĐ-UBND",
        "Quyết định số 12/QĐ-UBND ngày 1/2/2020",
        "Nơi nhận:",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "THÔNG BÁO",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 1/TB-UBND",
        "Kính gửi: ",
        "cần",
        "phải",
        "kết luận cuộc họp",
        "\xa0",
        "\xad",
        "\ufeff",
        "ẹ́",
        "Ð",
        "😀",
        "İ",
        "ß",
        "\x00",
        "hôm nay",
        "…",
        "rà soát",
        "báo cáo",
        "huyện Vân Đồn",
        "làm trưởng đoàn",
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=60).map(" ".join))
@settings(max_examples=400)
def test_hostile_mixtures(text: str) -> None:
    assert_quoted(document(text))


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text(text: str) -> None:
    assert_quoted(document(text))


@given(st.text(alphabet="Uỷ ủy bannhd \n\t.;:,-–“”()0123456789/%ĐđÐÔÀ\u0301\u0323\u00a0\u200b", max_size=400))
@settings(max_examples=300)
def test_near_vietnamese(text: str) -> None:
    assert_quoted(document(text))
