"""What is said of each clause to the model that decides whether it directs (`models.clauses`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.document import Document
from extractors._clauses import GROUP, Clause, clauses, cue, cues
from extractors._tagging import Entity, entities
from extractors._zones import zones

_PAST = re.compile(
    r"(?i)(?<!\w)(?:đã|đang|vừa|được (?:đầu tư|xây dựng|triển khai|thực hiện|tổ chức)|từng|còn|chưa|hiện nay|hiện có|thời gian qua)(?!\w)"
)
_FUTURE = re.compile(r"(?i)(?<!\w)sẽ(?!\w)")
_IMPERATIVE = re.compile(
    r"(?i)(?:tiếp tục|tăng cường|đẩy mạnh|nâng cao|rà soát|chủ động|khẩn trương|tập trung|thực hiện|tổ chức|triển khai|xây dựng|chỉ đạo|phối hợp|"
    r"chủ trì|báo cáo|tham mưu|hướng dẫn|kiểm tra|đôn đốc|quan tâm|bố trí|làm tốt|hoàn thiện|hoàn thành|đảm bảo|bảo đảm|xác định|nghiên cứu|"
    r"kịp thời|phát huy|chấn chỉnh|duy trì|cập nhật|tuyên truyền|quản lý|xử lý|khắc phục|ưu tiên|chú trọng|nghiêm túc|thường xuyên|quán triệt|"
    r"quyết liệt|kết hợp|thống nhất|cần|phải|đưa|mở|rút|làm|bám sát|nắm|tránh|tuyệt đối|chấm dứt|đề cao|sắp xếp|tháo gỡ|điều chỉnh|bổ sung|công khai|niêm yết|xem xét|"
    r"nhanh chóng|từng bước|gắn|chia sẻ|kết nối|vận động|tham gia|tổng kết|sơ kết|đánh giá|đầu tư|thu hút|giám sát|thanh tra|phê duyệt|thẩm định|cải cách|cải thiện|giữ vững|"
    r"phân công|giao|lập|trình|gửi|giải quyết|tạo điều kiện|hỗ trợ|không|kiên quyết|chuẩn bị|đề xuất|đổi mới|ban hành|theo dõi|tổng hợp|huy động|thành lập|tích cực|phấn đấu|sớm|củng cố|khai thác|phát triển|mở rộng|ứng dụng)\b"
)
_TASKS = re.compile(
    r"(?i)nhiệm vụ|giải pháp|tổ chức thực hiện|kiến nghị|đề xuất|chỉ đạo|thời gian tới|kết luận|yêu cầu|phương hướng|công việc|trách nhiệm|như sau"
)
_ASSESS = re.compile(
    r"(?i)đánh giá|kết quả|tồn tại|hạn chế|khó khăn|thực trạng|tình hình|nguyên nhân|ưu điểm|mục tiêu|mục đích|nội dung và thời gian|căn cứ|thành phần"
)
# "… kết luận như sau:": what follows are conclusions.
_CONCLUDES = re.compile(
    r"(?i)(?:kết luận|chỉ đạo|ý kiến|yêu cầu|giao nhiệm vụ|đề nghị|thống nhất|nhiệm vụ|nội dung)[^.;]{0,60}(?:như sau|sau đây|sau)? *:$"
)
# A subject that is told rather than reported: "Tỉnh cần …", "Trong thời gian tới, Huyện tập trung …".
_SUBJECT = re.compile(
    r"(?:(?:Trong )?[Tt]hời gian tới, *|[Tt]rước mắt, *|[Đđ]ồng thời,? *|[Tt]heo đó,? *|[Dd]o đó,? *|[Tt]rên cơ sở (?:đó|này),? *|[Rr]iêng *|[Vv]ề phía *|[Nn]goài ra,? *)*"
)
_WORD = re.compile(r"\w+|[:“”\"…?!]")


def attributes(document: Document, kind: str) -> list[list[str]]:
    """CRFsuite attributes of every clause of `document`, whose kind (news, notice …) is `kind`."""
    z = zones(document)
    flat = z.flat
    all_clauses = clauses(document)
    found = entities(document)
    at = 0
    rows: list[list[str]] = []
    concluding = False
    said_before = ""  # the last verb of saying, of this paragraph or one before
    last_paragraph = -1
    for c in all_clauses:
        words = flat[c.start : c.end]
        low = words.lower()
        tokens = _WORD.findall(low)
        while at < len(found) and found[at].start < c.start:
            at += 1
        first = found[at] if at < len(found) and found[at].start < c.end else None
        new = c.paragraph != last_paragraph
        own_cues = cues(words)
        row = ["b", f"k={kind}", f"m={c.marker or '-'}", f"k|m={kind}|{c.marker or '-'}"]
        row += [f"t{i}={t}" for i, t in enumerate(tokens[:4])]
        row += [f"t01={' '.join(tokens[:2])}", f"t12={' '.join(tokens[1:3])}"]
        row += {f"w={t}" for t in tokens if t != ":"}  # a colon at the end is "leads", one within is "tells:"
        row += {f"c={x}" for x in own_cues}
        row.append(f"cue={cue(words) or '-'}|{kind == 'news'}")
        row.append(f"n={min(len(tokens) // 8, 5)}")
        row += _telling(flat, c, found, at)
        if c.item:
            row.append("item")
        if c.nth == 0:
            row.append("first")
        if c.leads:
            row.append("leads")
        if _PAST.search(words):
            row.append("past")
            row.append(f"past|{cue(words)}")
        if _FUTURE.search(words):
            row.append("future")
        if _IMPERATIVE.match(words):
            row += ["imp", f"imp|{kind}", f"imp|said={said_before}", f"imp|m={c.marker or '-'}"]
        if first is not None and first.start - c.start < 4:
            after = flat[first.end : c.end]
            row.append(f"opens={first.label}")
            row.append(
                f"opens={first.label}|{'past' if re.match(r' *(?:đã|đang|vừa|là|có|sẽ|được)', after) else 'imp' if _IMPERATIVE.match(after.strip(' ,')) else cue(after[:24]) or '-'}"
            )
        told = _SUBJECT.match(flat, c.start, c.end)
        at_subject = told.end() if told else c.start
        subject = next((e.end for e in found[at : at + 4] if e.start == at_subject), None)
        if subject is None and (group := GROUP.match(flat, at_subject, c.end)):
            subject = group.end()
        if subject:
            after = flat[subject : c.end].lstrip(" ,")
            does = (
                "imp"
                if _IMPERATIVE.match(after)
                else "past"
                if re.match(r"(?:đã|đang|vừa|có|là|được|còn|chưa)\b", after)
                else "-"
            )
            row += [f"subject={does}", f"subject={does}|{kind}", f"subject={does}|concluding={concluding}"]
        if concluding:
            row.append("concluding")
            if _IMPERATIVE.match(words):
                row.append("imp|concluding")
        governing = _governing(flat, c)
        row += governing
        if _IMPERATIVE.match(words):
            row += [f"imp|{g}" for g in governing]
        row.append(f"said={said_before or '-'}|{'new' if new else 'same'}")
        if (tokens and tokens[0] in ("“", '"')) or "”" in words:
            row.append("quoted")
        rows.append(row)
        concluding = concluding or bool(z.official and c.leads and _CONCLUDES.search(words))
        if own_cues:
            said_before = own_cues[-1] if len(own_cues[-1]) > 4 or not said_before else said_before
        elif new and not c.marker and z.kind == "news" and _PAST.search(words):
            said_before = ""
        last_paragraph = c.paragraph
    _neighbours(rows)
    return rows


_TELLS = re.compile(
    r"(?i)(?<!\w)(?<!được )(?<!đã )(?:yêu cầu|đề nghị|giao|chỉ đạo|phân công|kiến nghị|đề xuất|lưu ý|nhắc nhở|nhắc|đôn đốc|mong muốn|mong|hy vọng|"
    r"kêu gọi|nhấn mạnh|khẳng định|cho rằng|thống nhất|đồng ý|quán triệt|khuyến nghị)(?!\w)"
)


def _telling(flat: str, c: Clause, found: Sequence[Entity], at: int) -> list[str]:
    """Whether somebody named tells here, and whether a colon opens what he tells within the same clause."""
    row = []
    inside = []
    for e in found[at:]:
        if e.start >= c.end:
            break
        inside.append(e)
    for m in _TELLS.finditer(flat, c.start, c.end):
        verb = m.group().lower()
        before = [e for e in inside if e.end <= m.start() and m.start() - e.end < 45]
        if before:
            row += [f"tells={before[-1].label}", f"tells={before[-1].label}|{verb}"]
        if m.start() == c.start:
            row.append(f"tells=first|{verb}")
        after = [e for e in inside if 0 <= e.start - m.end() < 4]
        if after:
            row += [f"told={after[0].label}", f"told={after[0].label}|{verb}"]
        colon = flat.find(":", m.end(), min(c.end, m.end() + 60))
        if colon >= 0 and colon < c.end - 12:
            row.append(f"tells:={verb}")
            row.append("tells:")
    return row


def _governing(flat: str, c: Clause) -> list[str]:
    if not c.governors:
        return ["g=-"]
    a, b = c.governors[-1]
    inner = flat[a:b]
    outer = " ".join(flat[x:y] for x, y in c.governors)
    row = [f"g={cue(inner) or '-'}", f"go={cue(outer) or '-'}"]
    if _TASKS.search(outer):
        row.append("gtask")
    if _ASSESS.search(inner):
        row.append("gassess")
    if _ASSESS.search(outer):
        row.append("goassess")
    if inner.isupper():
        row.append("gcaps")
    first = flat[slice(*c.governors[0])]
    row.append(f"section={'task' if _TASKS.search(first) else 'assess' if _ASSESS.search(first) else '-'}")
    return row


def _neighbours(rows: list[list[str]]) -> None:
    """Add to each clause the leading facts of its neighbours."""
    brief = [
        [a for a in row if (a.startswith(("cue=", "imp", "past", "t0=")) and "|" not in a) or a.startswith("cue=")]
        for row in rows
    ]
    for i, row in enumerate(rows):
        if i:
            row += [f"-1:{a}" for a in brief[i - 1]]
        if i + 1 < len(rows):
            row += [f"+1:{a}" for a in brief[i + 1]]
