"""Plain text of any charset that Vietnamese text is found in."""

from __future__ import annotations

import unicodedata

from charset_normalizer import from_bytes

from corpus.readers._errors import ReadError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(data: bytes, declared: str | None = None) -> str:
    """`data` as characters: by its byte-order mark, as UTF-8, by what it `declared`, else by what it looks like.

    Raises ReadError for binary data.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace")
    sample = data[:65536]
    if sample.count(0) > len(sample) // 100:
        raise ReadError("it is binary data and no text; give a txt, html, docx or pdf file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if declared and declared.lower().replace("_", "-") not in ("utf-8", "utf8"):
        try:
            return unicodedata.normalize("NFC", data.decode(declared))
        except (LookupError, UnicodeDecodeError):
            pass
    # A file that is UTF-8 but for a few broken bytes is read as that; the broken ones are marked.
    loose = data.decode("utf-8", errors="replace")
    if loose.count("\ufffd") * 200 < len(loose):
        return loose
    control = sum(b < 9 or 13 < b < 32 for b in sample)
    if control * 50 > len(sample):
        raise ReadError("it is binary data and no text; give a txt, html, docx or pdf file")
    best = from_bytes(sample, cp_isolation=["cp1258", "utf_16", "cp1252"]).best()
    name = best.encoding if best else "cp1258"
    try:
        return unicodedata.normalize("NFC", data.decode(name, errors="replace"))
    except LookupError:
        raise ReadError(f"its charset {name} is not known; convert it to UTF-8") from None


def read(data: bytes) -> str:
    """The text of a plain text file. Raises ReadError for binary data."""
    return decode(data)
