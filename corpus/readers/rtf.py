"""Rich Text Format, by the library striprtf."""

from __future__ import annotations

import re

from corpus.readers._errors import ReadError

# A run that is deleted by a tracked change, or hidden.
_GONE = re.compile(r"(\{(?:\\[a-z]+-?\d*\s?)*?\\)(?:deleted|v)(?![a-z0-9])")
_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{400,}")
_BULLET = re.compile("(?m)^ *[\uf020-\uf0ff](?=[ \t])")
# A link's address is no part of the text; an automatic number is; a cell is a line, as in other tables.
_BACKSLASH = re.compile(r"(\\\\)|\\(?:nest)?cell(?![a-z])|\\pntext(?![a-z])|\\fldinst(?![a-z])")


def read(data: bytes) -> str:
    """The words of `data`: a line a paragraph, tables cell after cell. Raises ReadError if it is damaged."""
    from striprtf.striprtf import rtf_to_text

    # Pictures are megabytes of digits; no words are so long.
    data = _PICTURE.sub(b" ", data)
    # RTF is ASCII; bytes above are those of the font's code page, which striprtf only knows written in hexadecimal.
    source = "".join(chr(b) if b < 0x80 else f"\\'{b:02x}" for b in data)
    # striprtf knows no such runs, but leaves out what belongs to the document's title.
    source = _GONE.sub(r"\1title", _BACKSLASH.sub(_mended, source))
    try:
        text: str = rtf_to_text(source, errors="replace")
    except (ValueError, IndexError, KeyError, OverflowError, LookupError) as error:
        raise ReadError(f"the RTF file is damaged ({type(error).__name__}); save it again, as docx") from error
    # A character beyond the basic plane is written as two halves.
    text = _BULLET.sub("-", text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _mended(m: re.Match[str]) -> str:
    if m[1]:
        return m[1]
    if "cell" in m[0]:
        return "\\line"
    return "\\listtext" if "pntext" in m[0] else "\\fldinst "
