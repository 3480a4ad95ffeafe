"""Which words of a text are in which coding: the cheapest way through its words (Viterbi).

Every word costs in every reading what `_legacy_words` says; to change the reading costs something too.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from corpus._legacy_tables import CODINGS, is_syllable
from corpus._legacy_words import TOKEN, UNIT, converted, cost_as_is, may_be_word

# Costs of leaving one coding for another within a line, by how many words of the text speak for it.
_ENTER = ((10, 1.2), (3, 2.0), (0, 3.0))
_LEAVE = 1.0
_NEW_LINE = 0.5  # share of it that is due at a line's end
# In a text with right words too (more than this share of the legacy ones), lines stand for themselves: that share, and
# what a word costs in a coding that gains nothing.
_MIXED, _NEW_LINE_MIXED = 0.05, (0.1, 0.15)
_RIGHT = re.compile("[ăơưĂƠƯ\u1e00-\u1eff]")
# What must be gained over the text as it stands: one word that is none in any language, or two that are foreign at best.
LEAST_GAIN = 3.0
# A coding is considered if it makes this share of the words Vietnamese that are none as they stand.
_LEAST_SHARE = 0.3
_WRONG, _WEAK = 2.0, 2.5  # from these costs on: no Vietnamese as it stands; no word of any language


class Word(NamedTuple):
    """A word that a coding might change, or that tells codings apart."""

    start: int
    token: str
    line: int  # number of its line
    as_is: float  # what it costs as it stands


def words_of(text: str) -> list[Word]:
    """The words of `text` that matter here: those with more than ASCII, and those that may have lost a ư."""
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
        out.append(Word(start, token, line, cost_as_is(token)))
    return out


def is_foreign(text: str, words: list[Word], path: list[str | None]) -> bool:
    """Is it more likely another language? The words to change are letters alone, and more words beside them are not Vietnamese."""
    changed = [w for w, name in zip(words, path, strict=True) if name and w.as_is >= _WRONG]
    if any(w.as_is > _WEAK for w in changed):
        return False
    lines = text.split("\n")
    beside = " ".join(lines[n] for n in {w.line for w in changed})
    strange = sum(not is_syllable(word) for word in re.findall(r"(?<![\w.@/])[A-Za-z]?[a-z]{2,}(?![\w@]|\.\w)", beside))
    return strange > len(changed)


def _candidates(words: list[Word]) -> dict[str, int]:
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


def path_through(words: list[Word], least: float = LEAST_GAIN) -> list[str | None]:
    """The coding of each word on the cheapest way through the text; None for words that are right.

    `least` is what must be gained over the text as it stands; where it isn't, all words are right.
    """
    candidates = _candidates(words)
    if not candidates:
        return [None] * len(words)
    names: list[str | None] = [None, *candidates]
    enter = [_LEAVE, *(next(cost for n, cost in _ENTER if candidates[c] >= n) for c in candidates)]
    # A text that is mostly in a coding begins in it.
    now = [
        0.0,
        *(
            e * _NEW_LINE * (0.5 if 2 * n > len(words) else 1)
            for e, n in zip(enter[1:], candidates.values(), strict=True)
        ),
    ]
    right = sum(w.as_is == 0.0 and _RIGHT.search(w.token) is not None for w in words)
    mixed = right >= 3 and right > _MIXED * sum(candidates.values())
    new_line, doubt = _NEW_LINE_MIXED if mixed else (_NEW_LINE, 0.0)
    steps: list[list[int]] = []
    line = 0
    for w in words:
        factor = new_line if w.line != line else 1.0
        line = w.line
        cheapest = min(range(len(names)), key=now.__getitem__)
        step, then = [], []
        for i, name in enumerate(names):
            change = now[cheapest] + enter[i] * factor
            come = cheapest if change < now[i] else i
            step.append(come)
            cost = w.as_is
            if name is not None:
                cost = converted(w.token, name)[0]
                if w.as_is == 0.0 or cost >= _WRONG:
                    cost += doubt
            then.append(min(change, now[i]) + cost)
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
