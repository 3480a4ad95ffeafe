"""Is one text a copy of another? The same report on several portals, lightly edited, is one text; a sibling is not.

A *copy* keeps long stretches of words and changes what stands around them: another headline or lead, a caption more,
some paragraphs less. A *sibling* (the next decision of the same form, next week's notice of the same meeting) keeps the
form and changes what is filled in: a number, a date, a name in the midst of words that stay. So two texts are aligned
word by word, and it counts how much of them is shared and in how many places a number or a name has given way to another.

Finding candidates among many texts is MinHash with bands (Broder 1997), over shingles of five folded words. The hashes
follow from constants here and from BLAKE2: every process and machine computes the same, which Python's `hash` does not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.aligning import aligned
from corpus.canonical import fold

# Raise it with every change that gives a text another sketch or two texts another likeness: stores then group anew.
VERSION = 1

# Words from which on a text may be a copy without being the very same.
LONG = 40
# How much of the shorter and of the longer text must be shared: an abridged copy has at least half of the words.
SHARED_SHORTER = 0.75
SHARED_LONGER = 0.5
# One number or name may differ where so many words are shared: editors mend slips. In a shorter text none may.
_FORGIVING = 400

# Of longer texts so many words are compared.
_ALIGNED = 50_000

_SHINGLE = 5
# Bands of two hashes each, for finding candidates; the other hashes serve the estimate only.
_BANDS, _ROWS, _HASHES = 20, 2, 120
# Texts whose shingles seem less alike than this are not aligned. The least that a copy by the shares above has is about
# 0.4 and 120 hashes tell it to ±0.05.
_WORTH_ALIGNING = 0.27
# A longer passage that gives way to another was rewritten, not filled in.
_FILLED = 30

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")

# What every text of a form has: motto, legal bases, who asked for it, who gets it.
_MOTTO = re.compile(r"(?i)cộng h[oò][aà] x[aã] hội chủ nghĩa việt nam|độc lập\s*[-–]\s*tự do\s*[-–]\s*hạnh phúc")
_BASIS = r"(?:[-–+][^\S\n]*)?(?:Căn cứ|Xét|Theo|Thực hiện)\s"
_BASES = re.compile(
    rf"(?m)^[^\S\n]*(?:{_BASIS}[^;]{{1,600}};[^\S\n]*\n\s{{0,80}})+"
    rf"(?:{_BASIS}[^;\n]{{1,400}}(?:\n(?!\s*\n)[^;\n]{{1,400}})?[.,:;][^\S\n]*\n)?"
)
_RECIPIENTS = re.compile(r"(?im)^[^\S\n]*nơi nhận[^\n]*(?:\n[^\S\n]*(?:[-–+*•]|như (?:trên|điều)|lưu\b)[^\n]*)*")
# A line that only says when a page was published or how often it was read.
_STAMP = re.compile(
    r"(?i)(?:\s|[-–|,.:;/()]|\d|cập nhật|lần cuối|ngày|tháng|năm|đăng|lúc|lượt|lần|xem|đọc|truy cập|thứ|hai|ba|tư|sáu|bảy|chủ nhật|gmt|utc|am|pm|sa|ch|giờ|phút|h\b|bài viết|tin|viết|số|vào|thời gian)+"
)
_NUMBER = re.compile(
    r"(?m)(?:^[^\S\n]*|(?<=[^\S\n][^\S\n])|(?<=\t))(?:(?:Luật|LUẬT|Nghị quyết|NGHỊ QUYẾT|Quyết định|QUYẾT ĐỊNH)[^\S\n]+[Ss][ốỐ]\s*:|S[ốỐ]\s*:?)\s*(\d+[\w.-]*(?:\s?/\s?[\w&.-]+)+)"
)
_PLACE_DATE = re.compile(
    r"(?m)(?:^[^\S\n]*|(?<=\s\s)|(?<=\t))(?!Thứ|Chủ)[^\W\d_][^\n,;:]{1,40},\s*ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})\s*$"
)
_DATE = re.compile(r"(?i)(\d{1,2})\s{1,3}th[áa]ng\s{1,3}(\d{1,2})\b")
_YEAR = re.compile(r"(?i)((?:/|\bth[áa]ng\s{1,3})\d{1,2})\s{1,3}n[ăa]m\s{1,3}(\d{4})\b")
_HEAD = 1500  # characters in which a document states its own number and date

_NAME, _FIGURE = "n", "f"
_OPENS = ".!?…:;-–•“\"'("  # behind these a capital is only that of a sentence


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a text, folded, and a letter a word: "n" for a name's, "f" for a figure, " " for any other."""

    words: tuple[str, ...]
    sorts: str
    total: int  # how many words the text has with its boilerplate
    own: tuple[str, str]  # the number and the date that the document states as its own; "" for none
    digest: bytes  # of all words, boilerplate and all: the same for texts that are the same when folded

    @cached_property
    def numbers(self) -> NDArray[np.uint64]:
        """A number a word."""
        return np.array([_number_of(x) for x in self.words], np.uint64)

    @cached_property
    def pairs(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Of every two words in a row a number; in the order of the text, and ascending."""
        return _rows(self.numbers, 2), np.unique(_rows(self.numbers, 2))

    @cached_property
    def threes(self) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Of every three words in a row a number; in the order of the text, and ascending."""
        return _rows(self.numbers, 3), np.unique(_rows(self.numbers, 3))

    @cached_property
    def telling(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where the names are, and where the figures."""
        sorts = np.frombuffer(self.sorts.encode("ascii"), np.uint8)
        return sorts == ord(_NAME), sorts == ord(_FIGURE)


class Sketch(NamedTuple):
    """What is kept of a text to find its likes: `key` is that of its words, `hashes` their MinHash (uint32)."""

    key: int  # 63 bits; the same for texts that are the same when folded
    hashes: NDArray[np.uint32]  # empty for a text that is too short to have copies that differ from it


class Likeness(NamedTuple):
    """What two texts share: in words of the shorter and of the longer one, and how many figures and names were filled in anew."""

    shorter: float
    longer: float
    shared: int
    fillings: int

    @property
    def copy(self) -> bool:
        """Is the one a copy of the other?"""
        enough = self.shorter >= SHARED_SHORTER and self.longer >= SHARED_LONGER
        return enough and self.fillings <= (self.shared >= _FORGIVING)


def words(text: str) -> Words:
    """The words of `text` (canonical) that tell it from others: figures and dates in one form, letters folded, i for y.

    Left out are punctuation, the boilerplate of official documents and the page's stamp.
    """
    number, dated = _NUMBER.search(text[:_HEAD]), _PLACE_DATE.search(text[:_HEAD])
    own = (
        re.sub(r"^0+|\s", "", fold(number[1])) if number else "",
        "-".join(str(int(x)) for x in reversed(dated.groups())) if dated else "",
    )
    text = _YEAR.sub(r"\1/\2", _DATE.sub(r"\1/\2", text))
    lines = {line: list(_read(line)) for line in _lines(text)}
    whole = [w for line in _lines(text) for w, _ in lines[line]]
    digest = hashlib.blake2b("\n".join(whole).encode("utf-8", "replace"), digest_size=16).digest()
    for pattern in (_BASES, _RECIPIENTS):
        text = pattern.sub("\n", text)
    content = [x for line in _lines(text) if not _MOTTO.search(line) for x in lines.get(line) or _read(line)]
    return Words(tuple(w for w, _ in content), "".join(s for _, s in content), len(whole), own, digest)


def _lines(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.strip()]
    # A stamp stands at the top or the end; in between, a line with a date is what the text is about.
    edge = {*range(min(4, len(lines))), *range(max(0, len(lines) - 3), len(lines))}
    return [line for n, line in enumerate(lines) if not (n in edge and len(line) < 90 and _STAMP.fullmatch(line))]


def _read(line: str) -> Iterator[tuple[str, str]]:
    """The words of a line and what sort each is."""
    shouted = line.isupper()
    for m in _WORD.finditer(line):
        word = m.group()
        if word[0].isdigit():
            pieces = [re.sub(r"[.,]", "", word)] if _THOUSANDS.fullmatch(word) else re.split(r"[.,]", word)
            yield from ((p.lstrip("0") or "0", _FIGURE) for p in pieces)
            continue
        before = line[max(0, m.start() - 8) : m.start()].rstrip()[-1:]
        named = word[0].isupper() and word[1:].islower() and not shouted and before and before not in _OPENS
        yield _plain(word), _NAME if named else " "


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    return fold(word).replace("y", "i")


@lru_cache(maxsize=100_000)
def _number_of(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def _mixed(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of SplitMix64: every bit of the result depends on all bits of `x`."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def _rows(numbers: NDArray[np.uint64], n: int) -> NDArray[np.uint64]:
    """A number for each `n` in a row."""
    rows = np.zeros(max(0, len(numbers) - n + 1), np.uint64)
    for i in range(n):
        rows = rows * np.uint64(0x100000001B3) + numbers[i : i + len(rows)]
    return rows


_SEEDS = _mixed(np.arange(1, _HASHES + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def sketch(w: Words) -> Sketch:
    """The sketch of a text's words. Linear in their number."""
    short = w.total < LONG or len(w.words) < 2 * _SHINGLE
    # Of a longer text all that likeness() asks for counts: texts of one key are alike to the same texts.
    rest = b"" if short else "\n".join((*w.own, w.sorts, *w.words)).encode("utf-8", "replace")
    key = int.from_bytes(hashlib.blake2b(w.digest + rest, digest_size=8).digest(), "big") >> 1
    if short:
        return Sketch(key, np.empty(0, np.uint32))
    shingles = np.unique(_rows(w.numbers, _SHINGLE))
    least = np.full(len(_SEEDS), np.iinfo(np.uint64).max, np.uint64)
    for n in range(0, len(shingles), 4096):  # in parts: each shingle takes a row of all hashes
        least = np.minimum(least, _mixed(shingles[n : n + 4096, None] ^ _SEEDS).min(axis=0))
    return Sketch(key, (least >> np.uint64(32)).astype(np.uint32))


def bands(hashes: NDArray[np.uint32]) -> list[int]:
    """Keys of 63 bits, of which texts that are alike have at least one in common; none for an empty sketch."""
    rows = hashes[: _BANDS * _ROWS].reshape(-1, _ROWS).astype(np.uint64)
    keys = np.arange(1, len(rows) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for n in range(_ROWS if len(rows) else 0):
        keys = _mixed(keys ^ rows[:, n]) + rows[:, n]
    return [int(k) for k in _mixed(keys) >> np.uint64(1)]


def worth_aligning(a: NDArray[np.uint32], others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Which sketches, a row each in `others`, leave it open that their texts are copies of that of `a`?"""
    shares: NDArray[np.bool_] = np.mean(others == a, axis=1) >= _WORTH_ALIGNING
    return shares


def differ_by_head(a: tuple[str, str], b: tuple[str, str]) -> bool:
    """Do two documents state numbers or dates as their own that differ? Then they are two, however alike."""
    return any(x and y and x != y for x, y in zip(a, b, strict=True))


def likeness(a: Words, b: Words) -> Likeness:
    """What `a` and `b` share; the same for `b` and `a`."""
    if a.digest == b.digest:
        return Likeness(1.0, 1.0, len(a.words), 0)
    if min(a.total, b.total) < LONG or differ_by_head(a.own, b.own) or not a.words or not b.words:
        return Likeness(0.0, 0.0, 0, 0)
    if (len(a.words), a.words) > (len(b.words), b.words):
        a, b = b, a
    if len(a.words) < SHARED_LONGER * len(b.words):
        return Likeness(0.0, 0.0, 0, 0)  # at most a part of it: not worth aligning
    fillings = _fillings(a, b)
    if fillings > (len(a.words) >= _FORGIVING):
        return Likeness(0.0, 0.0, 0, fillings)  # a sibling, of which there may be thousands: not worth aligning
    one, two = a.words[:_ALIGNED], b.words[:_ALIGNED]
    shared = sum(n for _, _, n in aligned(one, two))
    return Likeness(shared / len(one), shared / len(two), shared, fillings)


def _fillings(a: Words, b: Words) -> int:
    """How many figures gave way to other figures, and names to other names, between words that stay.

    A place is told by the three words before it and the three behind it, which both texts have. So the first and last
    words of a text do not count: headlines and bylines are each portal's own. None of the names or figures may stand
    in the other text: what only moved is the same. Any syllable and any figure may stand somewhere; it is the same only
    beside the same words, a syllable beside one (every name but the shortest brings its neighbour along), a figure
    among two.
    """
    one, two = _gaps(a, b), _gaps(b, a)
    return sum(min(x, y) for place in one.keys() & two.keys() for x, y in zip(one[place], two[place], strict=True))


def _gaps(w: Words, other: Words) -> dict[tuple[int, int], tuple[int, int]]:
    """Where `w` has names or figures that `other` has not: the places, with how many new names and figures."""
    threes = w.threes[0]
    paired, known = _in(w.pairs, other.pairs), _in(w.threes, other.threes)
    covered = np.zeros(len(w.words), bool)
    beside = np.zeros(len(w.words), bool)
    for n in range(3):
        covered[n : n + len(known)] |= known
    for n in range(2):
        beside[n : n + len(paired)] |= paired
    names, figures = w.telling
    new_names, new_figures = names & ~beside & ~covered, figures & ~covered
    found: dict[tuple[int, int], tuple[int, int]] = {}
    if not (new_names.any() or new_figures.any()):
        return found
    edges = np.flatnonzero(np.diff(covered.astype(np.int8), prepend=0, append=0))  # runs that are covered: [start, end)
    for start, end in zip(edges[1::2], edges[2::2], strict=False):
        if end - start <= _FILLED and (
            counts := (int(new_names[start:end].sum()), int(new_figures[start:end].sum()))
        ) != (0, 0):
            found[int(threes[start - 3]), int(threes[end])] = counts
    return found


def _in(
    rows: tuple[NDArray[np.uint64], NDArray[np.uint64]], other: tuple[NDArray[np.uint64], NDArray[np.uint64]]
) -> NDArray[np.bool_]:
    """Which of `rows` stand among the others?"""
    if not len(other[1]):
        return np.zeros(len(rows[0]), bool)
    at = np.minimum(np.searchsorted(other[1], rows[0]), len(other[1]) - 1)
    found: NDArray[np.bool_] = other[1][at] == rows[0]
    return found
