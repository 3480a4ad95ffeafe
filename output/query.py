"""What someone types, as full-text queries: words and "phrases", with abbreviations and their long forms as one.

Each query has two spellings: exact (lower case, tone marks kept, placed as the older orthography has them) and folded
(no marks, đ as d). Nothing that is typed can be a syntax error of FTS5: only words get through, each in quotation marks.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from functools import cache

from corpus.abbreviations import abbreviations
from corpus.canonical import canonical, fold, spelling

Words = tuple[str, ...]
# One place of a query: the word sequences that may stand there, as typed first.
Slot = tuple[Words, ...]

# What people type short beside the abbreviations that texts use.
_TYPED = {
    "TP": "thành phố",
    "TX": "thị xã",
    "TT": "thị trấn",
    "HCM": "Hồ Chí Minh",
    "TPHCM": "thành phố Hồ Chí Minh",
    "DVC": "dịch vụ công",
    "CP": "Chính phủ",
    "TTg": "Thủ tướng",
    "CCHC": "cải cách hành chính",
    "MTTQ": "Mặt trận Tổ quốc",
}
# Words of a query; more are left out.
_MOST = 32
# Ways to write a phrase of several abbreviations that are tried.
_WAYS = 12
# Words that may stand between those of a name.
_NEAR = 8


def words(text: str) -> Words:
    """The words of `text` as an index sees them, in their order."""
    return tuple(re.findall(r"[^\W_]+", text))


@cache
def _alike(form: Callable[[str], str]) -> dict[Words, tuple[Words, ...]]:
    """Word sequence → the sequences that mean the same, in the spelling `form`."""
    pairs = [(words(form(a)), words(form(b))) for a, b in (*abbreviations().items(), *_TYPED.items())]
    found: dict[Words, list[Words]] = {}
    for short, long in pairs:
        found.setdefault(short, []).append(long)
        # A long form may be written short in one way or another, but "trung tâm" is not looked for as "tt".
        if len(short) > 1 or len(short[0]) > 2:
            found.setdefault(long, []).append(short)
    return {k: tuple(dict.fromkeys(v)) for k, v in found.items()}


@cache
def _longest(form: Callable[[str], str]) -> int:
    return max(map(len, _alike(form)))


def slots(text: str, form: Callable[[str], str]) -> list[Slot]:
    """The places of what was typed, in the spelling `form` (`spelling` or `fold`)."""
    typed = words(form(canonical(text)))[:_MOST]
    alike = _alike(form)
    found: list[Slot] = []
    at = 0
    while at < len(typed):
        for n in range(min(_longest(form), len(typed) - at), 0, -1):
            piece = typed[at : at + n]
            if piece in alike:
                found.append((piece, *alike[piece]))
                at += n
                break
        else:
            found.append((typed[at : at + 1],))
            at += 1
    return found


def phrase(text: str, form: Callable[[str], str]) -> str:
    """An FTS5 expression for all of `text` as one phrase, however abbreviated; empty without a word."""
    ways = itertools.islice(itertools.product(*slots(text, form)), _WAYS)
    return _any([_quoted(sum(way, ())) for way in ways if way])


def near(text: str, form: Callable[[str], str]) -> str:
    """An FTS5 expression for all words of `text` near each other, however abbreviated; empty without a word.

    "Sở Nội vụ Đà Nẵng" is near "Sở Nội vụ thành phố Đà Nẵng".
    """
    ways = itertools.islice(itertools.product(*slots(text, form)), _WAYS)
    return _any([f"NEAR({' '.join(map(_quoted, way))}, {_NEAR})" for way in ways if way])


def every(text: str, form: Callable[[str], str]) -> str:
    """An FTS5 expression for all words of `text`, anywhere; what stands in quotation marks is a phrase. Empty without a word."""
    found = []
    for n, piece in enumerate(re.split(r'["“”]', text)):
        found += [phrase(piece, form)] if n % 2 else [_any([_quoted(w) for w in slot]) for slot in slots(piece, form)]
    return " AND ".join(dict.fromkeys(filter(None, found)))


def _quoted(sequence: Words) -> str:
    return '"' + " ".join(sequence) + '"'


def _any(expressions: list[str]) -> str:
    once = list(dict.fromkeys(expressions))
    return once[0] if len(once) == 1 else f"({' OR '.join(once)})" if once else ""


def is_single(text: str) -> bool:
    """Is there no difference between a phrase and all words of `text`?"""
    return len(slots(text, fold)) < 2


def exact(text: str) -> str:
    """`every` in the exact spelling."""
    return every(text, spelling)


def folded(text: str) -> str:
    """`every` in the folded spelling."""
    return every(text, fold)
