"""Single words in a legacy coding: how they are converted and how Vietnamese they are before and after.

A word costs nothing where it is Vietnamese (or plain ASCII) and the more the less it could be. `corpus.legacy` adds the
costs up over a text and takes the cheapest reading.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from corpus._legacy_tables import CODINGS, WINDOWS, is_syllable

HYPHENS = "-\u2010\u2011\x1f"  # 0x1F is Word's optional hyphen
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff"))
_LETTERS = "A-Za-z\u00a1-\u024f\u0300-\u036f\u1e00-\u1eff\x80-\x9f\x02\x05\x06\x14\x19\x1e" + "".join(WINDOWS.values())
# Letters with whatever legacy letters may stand among them; hyphens too, for TCVN3's ư (0xAD) often comes as one.
TOKEN = re.compile(rf"(?:(?<!\w)[{HYPHENS}])?[{_LETTERS}]+(?:[{HYPHENS}][{_LETTERS}]+)*(?:[{HYPHENS}](?!\w))?")

# What may stand before, behind and between words of right text.
_LEAD = "«“‘„‚¡¿©§¶·•–—…†‡µ°¹²³€£¥¢" + HYPHENS
_TRAIL = "»”’“‘…–—®©™·•°¹²³ªº‰" + HYPHENS
_SIGNS = _LEAD + _TRAIL
_QUOTES = "“”‘’–—…•"
_BETWEEN = re.compile(f"[{HYPHENS}’‘“”…–—·•/]+")
_SYMBOL = re.compile(
    "[\x02\x05\x06\x14\x19\x1e\u0080-\u00bf×÷]|["
    + "".join(re.escape(c) for c in WINDOWS.values() if not c.isalpha())
    + "]"
)
_SOME_LETTER = re.compile("[^\\W\\d_]|[\x02\x05\x06\x14\x19\x1e\x80-\x9f]")
_ABBREVIATION = re.compile("[A-ZĐƯ]{1,12}|đ")
_ETH = str.maketrans("Ðð", "Đđ")
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
# An ASCII word that may have lost its ư: as a hyphen ("H-ng", "t- nh©n") or altogether ("Hng", "nh").
_MAYBE = re.compile(rf"(?i)(?:{_ONSET})-(?:ng|[aiu])?|-(?:ng|[aiu])|(?:{_ONSET})ng|nh|th|[lhs]u")
# Words that are none or rare with ơ or u but common with ươ or ưu: read so where a text has lost every ư.
_MEANT = dict(
    zip(
        ["ngời", "dới", "mợn", "vợt", "lợt", "lới", "cời", "vờn", "lu", "hu", "su", "nh", "th"],
        ["người", "dưới", "mượn", "vượt", "lượt", "lưới", "cười", "vườn", "lưu", "hưu", "sưu", "như", "thư"],
        strict=True,
    )
)

# Signs that by themselves are words in a coding: ở, ổ and Ở in VISCII; ô, đ, á and capitals in TCVN3.
LONE = {**dict.fromkeys("·±—", "VISCII"), **dict.fromkeys("«®¸¡¢£¤¥¦§", "TCVN3")}
# Units of measure, which no coding changes.
UNIT = re.compile("(?:[cdk]?m|°)[²³]|[µ°][A-Za-z]{0,2}")

_STRONG, _WEAK = 4.0, 2.5  # no word of any language; no Vietnamese word, but maybe a foreign one
_ILLEGAL = 2.0  # converted and still no Vietnamese word
_ABBREVIATED, _CONVERTED = 0.3, 0.02
_NOT_IN_CODING = 2.0  # a letter that the coding does not write


class Piece(NamedTuple):
    """A piece of a word: `out` stands for `length` raw characters; `coded` if the coding's table says so."""

    out: str
    length: int
    coded: bool = False


def _pattern(table: dict[str, str]) -> re.Pattern[str]:
    pairs = sorted(k for k in table if len(k) == 2)
    return re.compile(
        "|".join([*map(re.escape, pairs), "[" + "".join(re.escape(k) for k in table if len(k) == 1) + "]"])
    )


_PATTERNS = {name: _pattern(table) for name, table in CODINGS.items()}


def is_plain(text: str) -> bool:
    """Is `text` ASCII without the control characters that are letters in VISCII?"""
    return text.isascii() and text.isprintable()


def may_be_word(token: str) -> bool:
    """Is `token` of any use for telling codings apart, or one that a coding might change?"""
    if is_plain(token):
        return _MAYBE.fullmatch(token) is not None
    return len(token) > 1 or token.isalpha() or token in LONE or token < "\xa0"


@lru_cache(maxsize=65536)
def cost_as_is(token: str) -> float:
    """How unlikely `token` is as right Unicode text of any language: 0 for Vietnamese and for ASCII."""
    if is_plain(token) or not _SOME_LETTER.search(token):
        return 0.0
    word = unicodedata.normalize("NFC", token.translate(_INVISIBLE)).translate(_ETH)
    core = word.lstrip(_LEAD).rstrip(_TRAIL)
    worst = 0.0
    if "\xad" in token and is_syllable("".join(CODINGS["TCVN3"].get(c, c) for c in token.strip(_SIGNS))):
        return 2.0  # a soft hyphen where nobody divides a word, but ư makes one
    for part in _BETWEEN.split(core):
        if is_plain(part) or is_syllable(part) or _ABBREVIATION.fullmatch(part):
            continue
        worst = max(worst, _STRONG if _SYMBOL.search(part) else _WEAK)
    if worst == _WEAK and len(core) == 1:
        return 1.0  # a letter by itself may be named in any text
    if worst == 0.0 and core and core.isascii():
        # "§inh", "©n": a sign runs into a small letter; "x·", "th»": into a word without vowel.
        if word[0] in "«©§¹·¶¡¢£¥" and core[0].islower():
            return 1.0
        if word[-1] == "ª" or (word[-1] in "·»¹" and len(core) < 4 and not re.search("(?i)[aeiouy]", core)):
            return 2.0
    return worst


@lru_cache(maxsize=65536)
def converted(token: str, coding: str, horns_kept: bool = False) -> tuple[float, tuple[Piece, ...]]:
    """`token` read in `coding`: how unlikely that is, and its pieces (the token as it is where it cannot be read so).

    `horns_kept` says that the text has TCVN3's ư as what it should be, so that none is to be put back.
    """
    edge = len(token) - len(token.lstrip(_QUOTES)) if coding == "VISCII" else 0
    pieces = _pieces(token, coding)
    if coding == "TCVN3" and not horns_kept:
        pieces = _with_horn(pieces)
    cost = _cost(token, pieces)
    if cost >= _ILLEGAL and coding == "VISCII" and token.strip(_QUOTES) not in ("", token):
        # VISCII has letters where windows-1252 has quotation marks; around this word they are quotation marks.
        core = token.strip(_QUOTES)
        inner = _pieces(core, coding)
        if _cost(core, inner) < cost:
            behind = token[edge + len(core) :]
            cost = _cost(core, inner)
            pieces = [*(Piece(c, 1) for c in token[:edge]), *inner, *(Piece(c, 1) for c in behind)]
    if cost > _ILLEGAL:
        pieces = [Piece(c, 1) for c in token]
    return cost, tuple(pieces)


def _pieces(token: str, coding: str) -> list[Piece]:
    table, out, at = CODINGS[coding], [], 0
    for m in _PATTERNS[coding].finditer(token):
        out += [Piece(c, 1) for c in token[at : m.start()]]
        out.append(Piece(table[m[0]], m.end() - m.start(), True))
        at = m.end()
    out += [Piece(c, 1) for c in token[at:]]
    return out


def _cost(token: str, pieces: list[Piece]) -> float:
    for p in pieces:
        if not p.coded and not p.out.isascii() and (p.out.isalpha() or _SYMBOL.match(p.out)) and p.out not in _SIGNS:
            return max(cost_as_is(token), 1.0) + _NOT_IN_CODING
    text = "".join(p.out for p in pieces)
    if is_plain(token) or token in LONE:
        return 0.0
    if text == token:
        return cost_as_is(token) + _CONVERTED
    worst = _CONVERTED
    for part in _BETWEEN.split(text.strip(_SIGNS)):
        if part and not is_syllable(part):
            short = part.isascii() or _ABBREVIATION.fullmatch(part)
            # A soft hyphen that is a letter is worth a strange word: what it stands in would be one without it too.
            worst = max(worst, _ABBREVIATED if short else _ILLEGAL / 2 if "\xad" in token else _ILLEGAL)
    return worst


def _with_horn(pieces: list[Piece]) -> list[Piece]:
    """TCVN3's ư (0xAD, the soft hyphen) where it became a hyphen or got lost: put back if only that makes a syllable."""
    for i, p in enumerate(pieces):
        if p.out not in HYPHENS:
            continue
        before, behind = _run(pieces[:i][::-1])[::-1], _run(pieces[i + 1 :])
        # A part that is a syllable by itself is a part of a compound: "kinh tế-xã hội". Only "-u tiên" is none.
        if is_syllable(f"{before}ư{behind}") and not (before and is_syllable(before)):
            if before or not is_syllable(behind) or behind.lower() == "u":
                pieces[i] = Piece("ư", 1, True)
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        word = _run(pieces[at:])
        if not word:
            out.append(pieces[at])
            at += 1
            continue
        part = pieces[at : at + len(word)]
        at += len(word)
        horn = next((i for i, p in enumerate(part) if p.coded and p.out in "ơờớởỡợ"), None)
        if horn is not None and not is_syllable(word) and is_syllable(f"{word[:horn]}ư{word[horn:]}"):
            part[horn] = Piece("ư" + part[horn].out, part[horn].length, True)
        out += part
    return out


def _run(pieces: list[Piece]) -> str:
    """The letters that `pieces` begin with."""
    n = next((i for i, p in enumerate(pieces) if not p.out.isalpha()), len(pieces))
    return "".join(p.out for p in pieces[:n])


def without_horn(token: str) -> tuple[Piece, ...] | None:
    """`token` of a TCVN3 text in which every ư got lost, as it was meant; None if it needs nothing more."""
    word = "".join(p.out for p in converted(token, "TCVN3")[1])
    meant = _MEANT.get(word.lower())
    if meant is None and (m := re.fullmatch(f"({_ONSET})ng", word.lower())):
        meant = m[1] + "ưng"
    if meant is None:
        return None
    return (Piece(meant.upper() if word.isupper() else word[0] + meant[1:], len(token), True),)
