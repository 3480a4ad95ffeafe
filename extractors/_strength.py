"""How strongly a directive is meant: the verb decides, then the words of necessity, then the lead-in (guidelines)."""

from __future__ import annotations

import re

from extractors._clauses import Clause

_VERB = re.compile(
    r"(?i)(?<!\w)(?<!được )(?<!theo )(?<!ban )(?<!phát biểu )(?<!ý kiến )(?<!sự )(?<!công tác )(?<!những )(?<!các )(?<!nghiên cứu )(?:"
    r"(?P<order>yêu cầu|giao|chỉ đạo|phân công|quyết định|đồng ý|thống nhất|quán triệt|nghiêm cấm|chỉ thị|ra lệnh)|"
    r"(?P<request>đề nghị|kiến nghị|đề xuất|lưu ý|nhắc nhở|nhắc|kêu gọi|khuyến nghị|gợi ý|khuyến khích|vận động|đôn đốc)|"
    r"(?P<wish>mong muốn|mong rằng|mong|hy vọng|hi vọng|kỳ vọng))(?!\w| của| này| liên quan)"
)
_NEEDS = re.compile(r"(?i)(?<!\w)(?:(?P<request>cần|nên|hãy)|(?P<order>phải))(?!\w)")
# "…”, Bộ trưởng chỉ đạo.": the verb stands behind what is quoted.
_BEHIND = re.compile(r"[”\"],? [^”\"]{3,90}$")


def strength(flat: str, c: Clause, action: tuple[int, int], learned: str, before: tuple[Clause, str] | None) -> str:
    """order, request or wish for the clause `c` whose action is at `action`.

    `learned` is what the model says, which stands where no word decides; `before` is the directive before `c` with its
    strength, from which a further part of the same sentence takes its own.
    """
    lead = flat[c.start : action[0]]
    if verb := _last(_VERB, lead):
        return verb
    behind = _BEHIND.search(flat, max(action[0], c.end - 110), c.end)
    if behind and (verb := _last(_VERB, behind.group())):
        return verb
    if needs := _NEEDS.search(flat, c.start, min(action[0] + 6, c.end)):
        return needs.lastgroup or learned
    if c.governors and flat[c.governors[-1][1] - 1] == ":" and (verb := _last(_VERB, flat[slice(*c.governors[-1])])):
        return verb
    if c.item and before and before[0].paragraph == c.paragraph:
        return before[1]
    return learned


def _last(pattern: re.Pattern[str], words: str) -> str | None:
    found = [m.lastgroup for m in pattern.finditer(words)]
    return found[-1] if found else None
