"""Text of legacy Vietnamese fonts and charsets made readable, with a way back to what was published.

Before Unicode, Vietnamese was written with fonts that draw Vietnamese letters in the places of Latin-1's. Such text
arrives as "ñy ban nh©n d©n" (TCVN3) or "UÛY BAN NHAÂN DAÂN" (VNI), often beside paragraphs that are right. `repair`
finds it word by word: each word is read as it stands and in each coding, the readings are judged by whether they are
possible Vietnamese syllables, and the cheapest way through the text is taken, in which changing the coding costs
something, less so at a line's end. Right text of any language is left alone, because no reading makes it better.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from corpus._legacy_map import LINE, by_atoms, composed, mapped, runs
from corpus._legacy_path import LEAST_GAIN, Word, is_foreign, path_through, words_of
from corpus._legacy_tables import is_syllable
from corpus._legacy_words import LONE, Piece, converted, without_horn
from corpus.canonical import canonical
from corpus.document import Repair

# Cheap tests, one character class each so that they are fast. Signs and letters of Latin-1 that no Vietnamese word has;
# the likes of "©" only between letters. VNI's marks behind vowels that can't have them; windows-1258's tones behind vowels.
_SUSPECT = (
    re.compile(
        "[\x02\x05\x06\x14\x19\x1e\x80-\x84\x86-\x9f¡-¦¨ª¬¯´-¶¸º¼-¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ]"
        "|[§©«®°-³·¹»](?:(?<=[A-Za-z].)|(?<=\\s.))(?=[A-Za-z])|§(?<=[A-Za-z]§)"
    ),
    re.compile(
        "[ùõâáàãêéèúÙÕÂÁÀÃÊÉÈÚÌÒìò](?:(?<=[aA][ùõâáàãêéèúÙÕÂÁÀÃÊÉÈÚ])|(?<=[eE][ùõâáàãÙÕÂÁÀÃ])|(?<=[oO][ùõâÙÕÂ])"
        "|(?<=[uUyYöôÖÔ][ùõÙÕ])|(?<=[aâăeêoôyýõãAÂEÊOÔYÝÕÃ][ÌÒìò]))"
    ),
)
_CAPITALS = "; accented capitals may be small letters"


def mended(text: str) -> tuple[str, Repair | None, tuple[str, ...]]:
    """Canonical text of `text`, repaired if it is in a legacy coding, then with the repair and a note that says so.

    Give it the text before `canonical`, which drops characters that mean letters in some codings.
    """
    done = repair(text)
    if done is None:
        return canonical(text), None, ()
    return *done, (_note(done[1]),)


def _note(made: Repair) -> str:
    kind = "charset" if made.encoding in ("VISCII", "windows-1258") else "font"
    return f"the text was in {made.encoding} (a legacy {kind}) and was converted" + _CAPITALS * made.capitals_lost


def mended_together(parts: Sequence[str]) -> tuple[list[str], str | None, tuple[str, ...]]:
    """`parts` of one text (the strings of a page) repaired in each other's light; the coding, None if all were right; notes.

    White space and everything else that is no legacy letter stays as it is: a part that is right comes back unchanged.
    """
    text = "\n".join(parts)
    done = _changed(text)
    if done is None:
        return list(parts), None, ()
    changed, sync, names = done
    made = Repair(names, "TCVN3" in names, runs(sync))
    ends = [moved(end, made) for end in accumulate(len(part) + 1 for part in parts)]
    out = [changed[start : end - 1] for start, end in zip([0, *ends], [*ends[:-1], len(changed) + 1], strict=False)]
    return out, names, (_note(made),)


def moved(offset: int, made: Repair | None) -> int:
    """Where the character at `offset` of the text before the repair stands in the repaired text.

    Within characters that became others together, the place behind them. Without a repair, `offset` itself.
    """
    if made is None or not made.runs:
        return offset
    start, end, raw_start, raw_end = made.runs[max(0, bisect_right(made.runs, offset, key=lambda r: r[2]) - 1)]
    if end - start == raw_end - raw_start:
        return min(start + offset - raw_start, end)
    return start if offset <= raw_start else end


def published(offset: int, made: Repair | None) -> int:
    """Where the character at `offset` of the repaired text stood in the text as it was published: `moved` backwards."""
    if made is None or not made.runs:
        return offset
    start, end, raw_start, raw_end = made.runs[max(0, bisect_right(made.runs, offset, key=lambda r: r[0]) - 1)]
    if end - start == raw_end - raw_start:
        return min(raw_start + offset - start, raw_end)
    return raw_start if offset <= start else raw_end


def as_drawn(text: str, font: str) -> str:
    """`text` of a run in `font`, with ASCII capitals if the font draws small letters as such (".VnTimeH").

    A reader that knows the font calls it before `mended`, which then restores the accented capitals of those words.
    """
    if re.search(r"(?:^|\+)\.Vn\w*H\b", font):
        return re.sub("[a-z]+", lambda m: m[0].upper(), text)
    return text


def repair(text: str) -> tuple[str, Repair] | None:
    """`text` with its legacy parts converted, as canonical text, and how; None if nothing in it is to be repaired.

    `text` may be any string; offsets of the repair's runs count in it and in the canonical text given back.
    """
    done = _changed(text)
    if done is None:
        return None
    changed, back, encoding = done
    out, last = mapped(by_atoms(changed, canonical))
    return out, Repair(encoding, "TCVN3" in encoding, runs(composed(last, back)))


def _changed(text: str) -> tuple[str, array[int], str] | None:
    """`text` with its legacy words converted (NFC, not yet canonical), the way back, and the codings' names."""
    if not any(p.search(text) for p in _SUSPECT):
        return None
    whole, back = text, None
    if not unicodedata.is_normalized("NFC", text):
        whole, back = mapped(by_atoms(text, lambda s: unicodedata.normalize("NFC", s)))
    words = words_of(whole)
    path = path_through(words)
    if not any(path) or is_foreign(whole, words, path):
        return None
    names = Counter(name for name in path if name)
    changed, sync = mapped(_pieces(whole, words, path))
    if "TCVN3" in names:
        changed = _with_capitals(changed, sync, whole)
    return changed, sync if back is None else composed(sync, back), "+".join(name for name, _ in names.most_common())


def likeliest(text: str, least: float = LEAST_GAIN) -> str | None:
    """The coding that most of the legacy words of `text` are in; None if none are.

    `least` says how much more Vietnamese the text must become: 2.5 is a word that was none, 4 one that was a riddle.
    """
    if not any(p.search(text) for p in _SUSPECT):
        return None
    words = words_of(unicodedata.normalize("NFC", text))
    names = Counter(name for name in path_through(words, least) if name)
    return names.most_common(1)[0][0] if names else None


def _pieces(text: str, words: list[Word], path: list[str | None]) -> Iterator[Piece]:
    """`text` with every word on `path` converted."""
    kept, lost = _horns(words, path)
    at = 0
    for i, (w, name) in enumerate(zip(words, path, strict=True)):
        if name is None:
            continue
        if w.token in LONE and not _is_word(text, i, words, path):
            continue
        pieces = converted(w.token, name, kept > 0)[1]
        if name == "TCVN3" and not kept and lost > 1:
            pieces = without_horn(w.token) or pieces
        if not any(p.coded for p in pieces):
            continue
        if w.start > at:
            yield Piece(text[at : w.start], w.start - at)
        yield from pieces
        at = w.start + len(w.token)
    if at < len(text):
        yield Piece(text[at:], len(text) - at)


def _is_word(text: str, i: int, words: list[Word], path: list[str | None]) -> bool:
    """Is the sign that is the word `i` a word in its coding? A "·" at the head of a line is a list item's, mostly."""
    w, name = words[i], path[i]
    if LONE[w.token] != name:
        return False
    before = i > 0 and words[i - 1].line == w.line and path[i - 1] == name
    behind = i + 1 < len(words) and words[i + 1].line == w.line and path[i + 1] == name
    return before or (behind and (w.token != "·" or text[w.start + 1 : w.start + 2] in ",.;"))


def _horns(words: list[Word], path: list[str | None]) -> tuple[int, int]:
    """In how many TCVN3 words the ư (0xAD, a soft hyphen that many programs drop) is there, and in how many it got lost."""
    kept = lost = 0
    for w, name in zip(words, path, strict=True):
        if name == "TCVN3":
            kept += "\xad" in w.token
            lost += any(len(p.out) > 1 for p in converted(w.token, name)[1])
    return kept, lost


def _with_capitals(text: str, sync: array[int], raw: str) -> str:
    """`text` with capitals where TCVN3 has only small letters but the rest of the word, or the words beside it, are capitals."""
    out = []
    for m in LINE.finditer(text):
        line = m[0]
        words = [(w.start(), w[0]) for w in re.finditer(r"[^\W\d_]+", line)]
        # Per word: True for capitals, False for small letters, None where only the words beside it can tell.
        cases: list[bool | None] = []
        tell: list[bool] = []
        marks: list[list[int]] = []
        for start, word in words:
            at = [i for i in range(start, start + len(word)) if _recoded(m.start() + i, line[i], sync, raw)]
            own = [line[i] for i in range(start, start + len(word)) if i not in at]
            marks.append(at)
            upper = all(c.isupper() for c in own)
            if not own or (upper and len(own) == 1 and line[start] == own[0]):
                cases.append(None)
            else:
                cases.append(upper)
            tell.append(bool(own) and (not upper or (len(own) > 1 and (bool(at) or is_syllable(word)))))
        out.append(_raised(line, cases, tell, marks))
    return "".join(out)


def _recoded(at: int, letter: str, sync: array[int], raw: str) -> bool:
    """Is the small letter at `at` one that stands for a capital too, since its code has no capital?"""
    if not letter.islower() or letter.isascii():
        return False
    place = sync[at + 1]
    return place < 1 or raw[place - 1] != letter


def _raised(line: str, cases: list[bool | None], tell: list[bool], marks: list[list[int]]) -> str:
    letters = list(line)
    for k, case in enumerate(cases):
        if not marks[k]:
            continue
        if case is None:
            left = next((cases[i] for i in range(k - 1, -1, -1) if tell[i]), None)
            right = next((cases[i] for i in range(k + 1, len(cases)) if tell[i]), None)
            case = left is not False and right is not False and (left or right)
        if case:
            for i in marks[k]:
                letters[i] = letters[i].upper()
    return "".join(letters)
