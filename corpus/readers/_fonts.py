"""Fonts and formats of Word that show capitals where small letters were typed."""

from __future__ import annotations

import re

# ".VnTimeH", ".VnArialH": the fonts of TCVN3 (TCVN 5712:1993) for capitals, since that coding has no accented ones.
_CAPITALS = re.compile(r"\.Vn.*H$")
_ASCII = {ord(c): c.upper() for c in "abcdefghijklmnopqrstuvwxyz"}
# Signs that no Vietnamese word has: letters of a legacy font, whose capitals are other letters.
_LEGACY = re.compile("[¡-¿Ä-ÇËÎ-ÑÖ-ØÛÜÞßä-çëî-ñö-øûüþÿ]")


def draws_capitals(font: str) -> bool:
    """Does `font` show small letters as capitals?"""
    return _CAPITALS.match(font) is not None


def raised(text: str, font: str, *, caps: bool = False) -> str:
    """`text` as `font`, or the format for capitals (`caps`), shows it.

    Letters of a legacy coding stay; mending it makes them capitals among others.
    """
    if draws_capitals(font) or (caps and (_LEGACY.search(text) or font.startswith(".Vn"))):
        return text.translate(_ASCII)
    return text.upper() if caps else text
