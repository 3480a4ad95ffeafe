"""Plain text of any charset that Vietnamese text is found in."""

from __future__ import annotations

import re
import unicodedata

from corpus._legacy_tables import WINDOWS, is_syllable
from corpus._legacy_words import TOKEN, cost_as_is
from corpus.legacy import likeliest
from corpus.readers._errors import ReadError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_BINARY = "it is binary data and no text; give a txt, html, docx or pdf file"
_VISCII_CONTROLS = b"\x02\x05\x06\x14\x19\x1e"
# Charsets that are declared by habit, whatever the text is in: they say nothing.
_SAYS_NOTHING = re.compile(r"(?i)(?:us-)?ascii|utf-?8|iso-?8859-?1|latin-?1|windows-1252|cp-?1252|(?:x-)?user-defined")
# A punctuation mark of windows-1252 among ASCII in what is otherwise UTF-8: pasted by hand, and clear.
_PASTED = re.compile(rb"(?<![\x80-\xff])[\x85\x91-\x97](?![\x80-\xff])")
# What text in a Latin script consists of.
_LATIN = re.compile("[\t\n\r\x20-\x7e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac\ufeff]")
_DECODED = re.compile("[\u0080-\ufffc]")
# By byte; what windows-1258 leaves out stays what windows-1252 has.
_WINDOWS_1258 = WINDOWS | {b: c for b in range(0x80, 0x100) if (c := bytes([b]).decode("cp1258", errors="ignore"))}
# Characters by the byte that they were, if UTF-8 was read as windows-1252, Latin-1 or windows-1258 (which has Ă for Ã).
_BYTES = {chr(b): b for b in range(0x80, 0x100)} | {c: b for b, c in WINDOWS.items()} | {"Ă": 0xC3}
_CONTINUED = "[" + "".join(re.escape(c) for c, b in _BYTES.items() if b < 0xC0) + "]"
_TWICE = re.compile(f"[ÂÃĂÄÅÆÌ]{_CONTINUED}|[áâ]{_CONTINUED}{{2}}")
_HINTS = ("á»", "áº", "Æ°", "Ä‘", "Ã¡", "Ã¢", "Ã£", "Ã´", "Ă¡", "Ă¢", "Ă£", "Ă´")


def decode(data: bytes, declared: str | None = None) -> str:
    """`data` as characters: by its byte-order mark, else as UTF-16 or UTF-8 if it is that, else by what makes Vietnamese.

    `declared` is a charset's name as a page or an HTTP header gives it; it counts only where the bytes leave a choice.
    Text of a legacy font or of VISCII comes back as windows-1252 has it, for `corpus.legacy.mended`. UTF-8 that was
    encoded twice is put right. Raises ReadError for binary data.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    sample = data[:65536]
    if sample.count(0) > len(sample) // 100:
        return _utf_16(data)
    try:
        return once_encoded(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        # Cut off within a character, or broken in few places: what is broken is marked.
        loose = _PASTED.sub(lambda m: WINDOWS[m[0][0]].encode(), data).decode("utf-8", errors="replace")
        broken = loose.count("\ufffd")
        if error.reason == "unexpected end of data" or broken * 4 <= len(_DECODED.findall(loose)):
            return once_encoded(loose)
    if sum((b < 9 or 13 < b < 32) and b not in _VISCII_CONTROLS for b in sample) * 50 > len(sample):
        raise ReadError(_BINARY)
    text = data.decode("latin-1").translate(WINDOWS)
    # Lines with none but ASCII tell nothing.
    telling = "\n".join(line for line in text.splitlines() if not line.isascii())[:65536]
    coding = likeliest(telling, least=1.0)
    if coding is None and declared and not _SAYS_NOTHING.fullmatch(declared.strip()):
        try:
            return unicodedata.normalize("NFC", data.decode(declared.strip()))
        except (LookupError, UnicodeDecodeError):
            pass  # unknown or not true
    if coding == "windows-1258":
        return unicodedata.normalize("NFC", data.decode("latin-1").translate(_WINDOWS_1258))
    return text


def once_encoded(text: str) -> str:
    """`text` with those lines put right that were UTF-8 taken for a one-byte charset and encoded again ("á»¦y ban")."""
    for _ in range(2):
        if not any(hint in text for hint in _HINTS):
            break
        lines = text.split("\n")
        fixed = [_once(line) for line in lines]
        if fixed == lines:
            break
        text = "\n".join(fixed)
    return text


def _once(line: str) -> str:
    if not _TWICE.search(line):
        return line
    fixed = _TWICE.sub(_decoded, line)
    # Đ and à lose their second byte easily: a control character and a no-break space.
    fixed = re.sub("Ä[?\ufffd]?(?=[A-Za-zÀ-ỹ])", "Đ", fixed)
    fixed = re.sub("([A-Za-zđĐ]*)[ÃĂ]  ?([a-z]*)", _with_a, fixed)
    return fixed if _strangeness(fixed) < _strangeness(line) else line


def _decoded(m: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[c] for c in m[0]).decode("utf-8")
    except UnicodeDecodeError:
        return m[0]


def _with_a(m: re.Match[str]) -> str:
    inside = f"{m[1]}à{m[2]}"
    return inside if m[2] and "  " not in m[0] and is_syllable(inside) and not is_syllable(m[2]) else f"{m[1]}à {m[2]}"


def _strangeness(line: str) -> float:
    return sum(cost_as_is(m[0]) for m in TOKEN.finditer(line))


def _utf_16(data: bytes) -> str:
    """`data` as UTF-16 without a byte-order mark. Raises ReadError if it is none: most of its units must be Latin text."""
    data = data[: len(data) // 2 * 2]
    even, odd = data[0:65536:2].count(0), data[1:65536:2].count(0)
    text = data.decode("utf-16-be" if even > odd else "utf-16-le", errors="replace")
    if len(_LATIN.findall(text[:32768])) < 0.97 * min(len(text), 32768):
        raise ReadError(_BINARY)
    return text


def read(data: bytes) -> str:
    """The text of a plain text file, not yet canonical. Raises ReadError for binary data."""
    return decode(data)
