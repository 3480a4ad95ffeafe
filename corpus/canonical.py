"""From whatever characters were published to the canonical text that every offset counts in.

Canonical text is Unicode NFC with the Icelandic eth that legacy Vietnamese converters left behind (``Ð``/``ð``) turned
into ``Đ``/``đ``; line ends are ``\\n``; a no-break or otherwise special space is a plain space; soft hyphens, zero-width
characters and byte-order marks are gone, other control characters too. White space is otherwise kept, so that layout
(columns, indents, blank lines) can still be read. ``canonical(canonical(x)) == canonical(x)``.
"""

import re
import unicodedata

_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})
# Every Unicode space separator but the plain one, and the tab, which some converters put inside table cells.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Soft hyphen, zero-width characters and direction marks, BOM, replacement for an undecodable byte; C0/C1 controls but \t and \n.
_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def canonical(text: str) -> str:
    """The canonical text of `text` (any string). Idempotent; never raises."""
    text = _DROPPED.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    # A lone surrogate cannot be stored or printed as UTF-8.
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return unicodedata.normalize("NFC", text).translate(_ETH)


def squash(text: str) -> str:
    """`text` with every run of white space as one space and none at the ends: how a quotation is written."""
    return " ".join(text.split())


def fold(text: str) -> str:
    """`text` as a search finds it: lower case, đ as d, all other marks dropped ("Đà Nẵng" → "da nang")."""
    low = text.lower()
    if low.isascii():
        return low
    # What Vietnamese writes is looked up; the few other characters are decomposed, run by run.
    low = low.translate(_FOLDED)
    return low if low.isascii() else _FOREIGN.sub(lambda m: _unmarked(m[0]), low)


_FOREIGN = re.compile("[^\x00-\x7f]+")


def _unmarked(low: str) -> str:
    decomposed = unicodedata.normalize("NFD", low.replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# Where the tone mark of oa, oe and uy stands at a syllable's end: "hoà" is written "hòa" as well. The older way is ours.
_NEWER = {
    f"{first}{marked}": f"{toned}{second}"
    for first, second, tones, seconds in (
        ("o", "a", "òóỏõọ", "àáảãạ"),
        ("o", "e", "òóỏõọ", "èéẻẽẹ"),
        ("u", "y", "ùúủũụ", "ỳýỷỹỵ"),
    )
    for toned, marked in zip(tones, seconds, strict=True)
}
_TONED = re.compile(rf"(?<!q)(?:{'|'.join(_NEWER)})(?!\w)")


def spelling(text: str) -> str:
    """`text` in lower case and NFC, with the tone marks of oa, oe, uy where the older orthography has them.

    Two texts are spelt the same if this is the same ("Hoà Bình", "HÒA BÌNH" → "hòa bình").
    """
    return _TONED.sub(lambda m: _NEWER[m[0]], unicodedata.normalize("NFC", text.lower()))


_PLAIN = {c: f for c in map(chr, range(0xC0, 0x1EFA)) if len(f := _unmarked(c)) == 1 and c.lower() == c and f != c}
_FOLDED = str.maketrans(_PLAIN)


def fold_in_place(text: str) -> str:
    """`text` folded as `fold` does, character by character: the same length, so that offsets stay.

    What Vietnamese does not write may keep its marks.
    """
    low = text.lower()
    return (low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)).translate(
        _FOLDED
    )
