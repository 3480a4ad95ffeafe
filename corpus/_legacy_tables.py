"""What the legacy Vietnamese codings write, and what a Vietnamese syllable may look like.

Every table maps the *characters* that a legacy byte became when it was read as Latin-1 or windows-1252 to the Unicode
letter that was meant. Sources of the facts:

TCVN3 (also "ABC", fonts .VnTime, .VnTimeH …): TCVN 5712:1993, its third set VN3. One byte a letter; of the accented
    capitals only Ă Â Đ Ê Ô Ơ Ư have codes, the others are taken from a second font that draws small letters as capitals.
    A capital may also be followed by one of five combining tone marks (0xB0–0xB4).
VNI-Windows (fonts VNI-Times …): the VNI company's published code page. A vowel is followed by the character of its
    mark or of mark and tone; Đ Ơ Ư and the forms of I have one byte.
VISCII: RFC 1456. One byte a letter, six of them control characters (02 05 06 14 19 1E).
windows-1258: Microsoft's code page 1258, as Python's codec has it. The five tones are combining characters behind the
    letter, though the precomposed letters of Latin-1 have bytes of their own too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Windows' additions to Latin-1, by byte; the five bytes that windows-1252 leaves out stay control characters, as in browsers.
WINDOWS = {b: bytes([b]).decode("cp1252") for b in range(0x80, 0xA0) if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot: the order of TCVN 5712
_VOWELS = "aăâeêioôơuưy"


def _toned(vowel: str, tone: str) -> str:
    return unicodedata.normalize("NFC", vowel + tone)


def _both_cases(table: dict[str, str]) -> dict[str, str]:
    """`table` and the same for capitals: a mark behind a capital may be typed as a small letter or as a capital."""
    out = dict(table)
    for key, letter in table.items():
        out[key.upper()] = letter.upper()
        if len(key) == 2:
            out[key[0].upper() + key[1]] = letter.upper()
            out[key[0] + key[1].upper()] = letter
    return out


def _tcvn3() -> dict[str, str]:
    rows = (
        (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
        (0xB5, "àảãáạ"),
        (0xBB, "ằẳẵắ"),
        (0xC6, "ặầẩẫấậè"),
        (0xCE, "ẻẽéẹềểễếệìỉ"),
        (0xDC, "ĩíịò"),
        (0xE1, "ỏõóọồổỗốộờởỡớợù"),
        (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
    )
    table = {chr(start + i): letter for start, letters in rows for i, letter in enumerate(letters)}
    capitals = {c: c for c in "AEIOUY"} | {k: v for k, v in table.items() if v in "ĂÂÊÔƠƯ"}
    for raw, letter in capitals.items():
        for i, tone in enumerate(_TONES):
            table[raw + chr(0xB0 + i)] = _toned(letter, tone)
    return table


def _vni() -> dict[str, str]:
    # Behind the vowel: its tone (acute, grave, hook, tilde, dot), circumflex with and without tone, breve likewise.
    order = "\u0301\u0300\u0309\u0303\u0323"
    tones, circumflex, breve = "ùøûõï", "âáàåãä", "êéèúüë"
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for vowel, letter in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        for raw, tone in zip(tones, order, strict=True):
            table[vowel + raw] = _toned(letter, tone)
    for vowel, letter, marks in (
        ("a", "â", circumflex),
        ("e", "ê", circumflex),
        ("o", "ô", circumflex),
        ("a", "ă", breve),
    ):
        for raw, tone in zip(marks, ("", *order), strict=True):
            table[vowel + raw] = _toned(letter, tone)
    return _both_cases(table)


# VISCII and windows-1258 write đ as Latin-1's eth, which a reader may have made a đ already.
_D = {"đ": "đ", "Đ": "Đ"}


def _viscii() -> dict[str, str]:
    rows = (
        (0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"),
        (0xE0, "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"),
    )
    table = {chr(start + i): letter for start, letters in rows for i, letter in enumerate(letters)}
    table |= dict(zip("\x02\x05\x06\x14\x19\x1e", "ẲẴẪỶỸỴ", strict=True)) | _D
    return table | {WINDOWS[b]: table[chr(b)] for b in WINDOWS}


def _windows_1258() -> dict[str, str]:
    tones = dict(zip("ÌÒÞìò", _TONES, strict=True))  # 0xCC 0xD2 0xDE 0xEC 0xF2
    table = {}
    for b in range(0xC0, 0x100):
        raw = chr(b)
        if raw not in tones:
            table[raw] = bytes([b]).decode("cp1258")
    letters = {c: c for c in "aeiouyAEIOUY"} | {k: v for k, v in table.items() if v.lower() in _VOWELS}
    for raw, letter in letters.items():
        for mark, tone in tones.items():
            table[raw + mark] = _toned(letter, tone)
    return table | _D


# By name: raw characters (one or two) → letter. A character that means itself is in the table too, if it is no ASCII.
CODINGS = {"TCVN3": _tcvn3(), "VNI": _vni(), "windows-1258": _windows_1258(), "VISCII": _viscii()}


# ---- syllables ----

# Vowel and coda without tone, all that written Vietnamese has, with a few that only names and loans use (ăk, oong …).
_RHYMES = re.findall(
    r"\S+",
    """
a ai ao au ay am an ang anh ac ach ap at ak ăm ăn ăng ăc ăp ăt ăk âu ây âm ân âng âc âp ât âk
e eo em en eng ec ep et ek ê êu êm ên êng ênh êch êp êt êk i ia iu im in inh ich ip it ing ik
iêu iêm iên iêng iêc iêp iêt o oi om on ong oc op ot oong ooc ok ô ôi ôm ôn ông ôc ôp ôt ôk ôông
ơ ơi ơm ơn ơp ơt u ua ui um un ung uc up ut uk uôi uôm uôn uông uôc uôt ư ưa ưi ưu ưm ưn ưng ưc ưt ươi ươu ươm ươn ương
ươc ươp ươt y yêu yêm yên yêng yêt oa oai oay oam oan oang oanh oac oach oap oat oao oăm oăn oăng oăc oăt oe oeo oem oen oet
uâ uây uân uâng uât uê uên uênh uêch uêu uơ uy uya uyu uyn uynh uych uyp uyt uyên uyêt ynh ym yn yt ych
""",
)
_ONSET = re.compile(r"(ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|[bcdđghklmnpqrstvx])?(.+)")
_BEFORE_FRONT = frozenset("eêiyéèẻẽẹếềểễệíìỉĩịýỳỷỹỵ")


def _written() -> frozenset[str]:
    """Every rhyme with every tone that it takes, the tone at both places where spelling allows two (hoà, hòa)."""
    out = set()
    for rhyme in _RHYMES:
        vowels = len(rhyme.rstrip("cghkmnpt"))
        marked = [i for i in range(vowels) if rhyme[i] in "ăâêôơư"]
        if marked:
            places = [marked[-1]]
        elif vowels == 1 or (vowels == 2 and len(rhyme) > 2):
            places = [vowels - 1]
        elif vowels == 2:
            places = [0, 1] if rhyme in ("oa", "oe", "uy") else [0]
        else:
            places = [1]
        # A syllable closed by a stop has the acute or the dot.
        tones = "\u0301\u0323" if rhyme[-1] in "cpkt" or rhyme.endswith("ch") else "\u0300\u0309\u0303\u0301\u0323"
        if len(tones) > 2:
            out.add(rhyme)
        out |= {_toned(rhyme[: i + 1], tone) + rhyme[i + 1 :] for i in places for tone in tones}
    return frozenset(out)


_WRITTEN = _written()


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Could `word` (NFC, letters only) be a Vietnamese syllable: a legal onset, rhyme and tone? Case plays no part."""
    m = _ONSET.fullmatch(word.lower())
    if not m:
        return False
    onset, rest = m[1] or "", m[2]
    if onset == "gi":
        # gì, giết: the i belongs to the onset and to the rhyme.
        return rest in _WRITTEN or "i" + rest in _WRITTEN
    if onset == "g" and rest[0] in "iíìỉĩị":
        return rest in _WRITTEN
    if onset == "q":
        return rest[0] in "uúùủũụ" and (rest in _WRITTEN or (rest[1:] in _WRITTEN and rest[1] not in "uưo"))
    front = rest[0] in _BEFORE_FRONT
    if (onset in ("c", "g", "ng") and front) or (onset in ("gh", "ngh") and not front):
        return False
    return rest in _WRITTEN
