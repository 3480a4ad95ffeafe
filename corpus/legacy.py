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
from typing import NamedTuple

from corpus._legacy_map import LINE, by_atoms, composed, mapped, runs
from corpus._legacy_tables import CODINGS, is_syllable
from corpus._legacy_words import LONE, TOKEN, UNIT, Piece, converted, cost_as_is, may_be_word, without_horn
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

# Costs of leaving one coding for another within a line, by how many words of the text speak for it.
_ENTER = ((10, 1.2), (3, 2.0), (0, 3.0))
_LEAVE = 1.0
_NEWLINE = 0.5  # share of it that is due at a line's end
# What must be gained over the text as it stands: one word that is none in any language, or two that are foreign at best.
_LEAST_GAIN = 3.0
# A coding is considered if it makes this share of the words Vietnamese that are none as they stand.
_LEAST_SHARE = 0.3
_WRONG, _WEAK = 2.0, 2.5  # from these costs on: no Vietnamese as it stands; no word of any language


class _Word(NamedTuple):
    start: int
    token: str
    line: int
    as_is: float


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
    words = _words(whole)
    path = _path(words, _candidates(words))
    if not any(path) or _is_foreign(whole, words, path):
        return None
    names = Counter(name for name in path if name)
    changed, sync = mapped(_pieces(whole, words, path))
    if "TCVN3" in names:
        changed = _with_capitals(changed, sync, whole)
    return changed, sync if back is None else composed(sync, back), "+".join(name for name, _ in names.most_common())


def likeliest(text: str, least: float = _LEAST_GAIN) -> str | None:
    """The coding that most of the legacy words of `text` are in; None if none are.

    `least` says how much more Vietnamese the text must become: 2.5 is a word that was none, 4 one that was a riddle.
    """
    if not any(p.search(text) for p in _SUSPECT):
        return None
    words = _words(unicodedata.normalize("NFC", text))
    names = Counter(name for name in _path(words, _candidates(words), least) if name)
    return names.most_common(1)[0][0] if names else None


def _words(text: str) -> list[_Word]:
    out = []
    line = at = 0
    for m in TOKEN.finditer(text):
        token = m[0]
        if not may_be_word(token):
            continue
        start = m.start()
        line += text.count("\n", at, start)
        at = start
        if UNIT.fullmatch(token) and (token[-1] in "²³" or text[max(0, start - 2) : start].strip()[-1:].isdigit()):
            continue
        out.append(_Word(start, token, line, cost_as_is(token)))
    return out


def _is_foreign(text: str, words: list[_Word], path: list[str | None]) -> bool:
    """Is it more likely another language? The words to change are letters alone, and more words beside them are not Vietnamese."""
    changed = [w for w, name in zip(words, path, strict=True) if name and w.as_is >= _WRONG]
    if any(w.as_is > _WEAK for w in changed):
        return False
    lines = text.split("\n")
    beside = " ".join(lines[n] for n in {w.line for w in changed})
    strange = sum(not is_syllable(word) for word in re.findall(r"(?<![\w.@/])[A-Za-z]?[a-z]{2,}(?![\w@]|\.\w)", beside))
    return strange > len(changed)


def _candidates(words: list[_Word]) -> dict[str, int]:
    """The codings that make Vietnamese of words that are none, and of how many; the best first.

    Another than the best must explain words that the best leaves unexplained.
    """
    wrong = Counter(w.token for w in words if w.as_is >= _WRONG)
    gained: dict[str, set[str]] = {}
    for name in CODINGS:
        readings = {token: converted(token, name) for token in wrong}
        gained[name] = {token for token, (cost, _) in readings.items() if cost < 1.0}
    found: dict[str, int] = {}
    left = set(wrong)
    while left:
        name = max(gained, key=lambda name: sum(wrong[t] for t in gained[name] & left))
        new = gained[name] & left
        if not new or len(new) < _LEAST_SHARE * len(left) or (found and len(new) < 3):
            break
        found[name] = sum(wrong[t] for t in gained[name])
        left -= new
    # Letters alone may be another language's: then most words that are not Vietnamese stay what they are.
    riddles = any(cost_as_is(t) > _WEAK for t in wrong if t not in left)
    if not riddles and sum(wrong[t] for t in wrong if t not in left) < 3 * sum(wrong[t] for t in left):
        return {}
    return found


def _path(words: list[_Word], candidates: dict[str, int], least: float = _LEAST_GAIN) -> list[str | None]:
    """The coding of each word on the cheapest way through the text (Viterbi); None for words that are right."""
    if not candidates:
        return [None] * len(words)
    names: list[str | None] = [None, *candidates]
    enter = [_LEAVE, *(next(cost for n, cost in _ENTER if candidates[c] >= n) for c in candidates)]
    # A text that is mostly in a coding begins in it.
    most = [0.0, *(2.0 * n > len(words) for n in candidates.values())]
    now = [0.0, *(cost * _NEWLINE * (0.5 if m else 1.0) for cost, m in zip(enter[1:], most[1:], strict=True))]
    steps: list[list[int]] = []
    line = 0
    for w in words:
        factor = _NEWLINE if w.line != line else 1.0
        line = w.line
        cheapest = min(range(len(names)), key=now.__getitem__)
        step, then = [], []
        for i, name in enumerate(names):
            change = now[cheapest] + enter[i] * factor
            come = cheapest if change < now[i] else i
            step.append(come)
            then.append(min(change, now[i]) + (w.as_is if name is None else converted(w.token, name)[0]))
        steps.append(step)
        now = then
    state = min(range(len(names)), key=now.__getitem__)
    path: list[str | None] = []
    for step in reversed(steps):
        path.append(names[state])
        state = step[state]
    path.reverse()
    saved = sum(w.as_is - converted(w.token, c)[0] for w, c in zip(words, path, strict=True) if c)
    return path if saved >= least else [None] * len(words)


def _pieces(text: str, words: list[_Word], path: list[str | None]) -> Iterator[Piece]:
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


def _is_word(text: str, i: int, words: list[_Word], path: list[str | None]) -> bool:
    """Is the sign that is the word `i` a word in its coding? A "·" at the head of a line is a list item's, mostly."""
    w, name = words[i], path[i]
    if LONE[w.token] != name:
        return False
    before = i > 0 and words[i - 1].line == w.line and path[i - 1] == name
    behind = i + 1 < len(words) and words[i + 1].line == w.line and path[i + 1] == name
    return before or (behind and (w.token != "·" or text[w.start + 1 : w.start + 2] in ",.;"))


def _horns(words: list[_Word], path: list[str | None]) -> tuple[int, int]:
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
