"""Questions about tasks and days: who still owes what, what is due, what is told again and again."""

from __future__ import annotations

from output.canned._common import A_DUE, A_QUARTER, A_UNIT, PLACES, ROWS, SPAN, TO, TODAY, TOLD, Question, hit

_GROUP = "Việc và hạn"
# Of how many directives of a unit with a deadline, the newest, what it owes is told.
_NEWEST = 10_000
# Of how many directives, the newest, tasks are compared.
_COMPARED = 3_000
_DUE_SET = "' AND (facets : dueset)'"
_NEAR = f"abs(julianday(due) - julianday({TODAY}))"


# What is due of a unit: of its directives with a deadline the newest.
_NAMED = (
    f"named as materialized (select l.id, l.due from (select rowid from directives_fts where trim(:don_vi) <> ''"
    f" and directives_fts match {TO} || {_DUE_SET} order by rowid desc limit {_NEWEST}) f"
    " cross join ledger l on l.id = f.rowid where l.copied = 0 and l.due is not null)"
)


def _owed(state: str, condition: str, order: str) -> str:
    """Numbers and days of what is due: by the index of days, or, for a unit, by its name."""
    asked = f"trim(:tinh_trang) in ('', '{state}') and {condition}"
    return (
        f"select * from (select l.id, l.due from ledger l where trim(:don_vi) = '' and l.copied = 0 and {asked} order by l.due {order} limit {ROWS})"
        f" union all select * from (select l.id, l.due from named l where {asked} order by l.due {order} limit {ROWS})"
    )


# A week, month, quarter or year; nothing chosen is the week of today.
_PERIOD = "coalesce(nullif(trim(:ky), ''), 'tuan')"
_NO_DAYS = "trim(:tu_ngay) || trim(:den_ngay) = ''"
_FIRST = f"case when {_NO_DAYS} then period_first('quy', '') else :tu_ngay end"
_LAST = f"case when {_NO_DAYS} then period_last('quy', '') else :den_ngay end"

QUESTIONS: dict[str, Question] = {
    "con_no": Question(
        "Bộ, sở nào còn nợ việc gì?",
        "Việc có hạn, mỗi dòng một đơn vị phải làm; gần hôm nay nhất đứng trước, tối đa 300 việc (nếu nêu đơn vị: trong 10.000"
        " việc có hạn mới giao nhất). Sổ chỉ biết văn bản đã giao gì và hạn ngày nào, không biết việc đã làm xong chưa: “đã quá"
        " hạn” nghĩa là ngày hạn đã qua.",
        f"with {_NAMED}, hit as materialized ({_owed('overdue', f'l.due < {TODAY}', 'desc')} union all {_owed('ahead', f'l.due >= {TODAY}', 'asc')}),"
        f" near as materialized (select id, due from hit order by {_NEAR}, id desc limit {ROWS})"
        f" select a.name as unit, a.key as unit_key, a.kind as unit_kind, case when l.due < {TODAY} then 'overdue' else 'ahead' end as due_state,"
        f" l.due, cast(julianday(l.due) - julianday({TODAY}) as integer) as days_left, d.action, d.issuer, i.key as issuer_key, i.kind as issuer_kind,"
        f" o.title, l.dated, {PLACES}, d.id as directive, d.document, d.start"
        " from near h join ledger l on l.id = h.id join parties a on a.ledger = l.id and a.role = 'addressee'"
        " join directives d on d.id = l.directive join documents o on o.id = l.document"
        " left join parties i on i.ledger = l.id and i.role = 'issuer'"
        " where a.kind <> 'person' and says(a.name, :don_vi)"
        f" order by abs(days_left), l.due desc, l.id, a.rowid limit {ROWS}",
        _GROUP,
        ("don_vi", "tinh_trang"),
        f"select p.name as don_vi from (select id from ledger where due <= {TODAY} and copied = 0 order by due desc limit 400) n"
        " join parties p on p.ledger = n.id where p.role = 'addressee' and p.kind = 'unit' group by p.key order by count(*) desc, p.key limit 1",
    ),
    "giao_trong_quy": Question(
        "Ai giao gì cho huyện X trong quý này?",
        "Việc giao cho một đơn vị trong các văn bản của một khoảng thời gian. Để trống cả hai ngày thì tính quý này.",
        "with "
        + hit(
            TO,
            f"l.copied = 0 and f.rowid between number_from({_FIRST}, {_LAST}) and number_until({_FIRST}, {_LAST})",
        )
        + f" {TOLD} order by l.id desc, d.start",
        _GROUP,
        ("don_vi", "tu_ngay", "den_ngay"),
        f"select q.tu_ngay, q.den_ngay, (select p.name from (select id from ledger where copied = 0 and id between"
        " number_from(q.tu_ngay, q.den_ngay) and number_until(q.tu_ngay, q.den_ngay) order by id desc limit 400) n join parties p"
        " on p.ledger = n.id where p.role = 'addressee' and p.kind = 'unit' group by p.key order by count(*) desc, p.key limit 1)"
        f" as don_vi from ({A_QUARTER}) q",
    ),
    "den_han_ky": Question(
        "Việc đến hạn tuần này, tháng này",
        "Việc có hạn trong tuần (từ thứ Hai), tháng, quý hay năm của hôm nay, hoặc của một ngày khác nếu nêu ngày; không chọn"
        " kỳ thì tính tuần. Hạn là một tháng, quý hay năm thì tính đến ngày cuối.",
        "with hit as materialized (select l.id from ledger l where trim(:don_vi) = '' and l.copied = 0"
        f" and l.due between period_first({_PERIOD}, :ngay) and period_last({_PERIOD}, :ngay) order by l.due limit {ROWS}),"
        f" named as materialized (select l.id from directives_fts f cross join ledger l on l.id = f.rowid where trim(:don_vi) <> ''"
        f" and directives_fts match {TO} || {_DUE_SET} and l.copied = 0"
        f" and l.due between period_first({_PERIOD}, :ngay) and period_last({_PERIOD}, :ngay) order by l.due limit {ROWS}) "
        + TOLD.replace("from hit h", "from (select id from hit union all select id from named) h")
        + " order by l.due, l.id, d.start",
        _GROUP,
        ("ky", "don_vi", "ngay"),
        f"select 'thang' as ky, due as ngay from ({A_DUE})",
    ),
    "nhac_lai": Question(
        "Nhiệm vụ nhắc lại nhiều lần",
        f"Việc mà nhiều văn bản giao lại cho cùng một nơi. Hai việc là một nếu mấy chữ đầu như nhau, không kể dấu, chữ hoa và"
        f" số; so {_COMPARED:,} chỉ đạo mới nhất (nếu nêu đơn vị: mới nhất của đơn vị ấy). Ít chữ hơn thì gộp rộng hơn và dễ"
        " gộp lầm: hãy đọc từng chỗ.".replace(",000", ".000"),
        "with "
        + hit(TO, rows=_COMPARED)
        + ", said as materialized (select leading(d.action, :so_chu) as task, p.key, p.name, p.kind, l.id, l.document, l.dated"
        " from hit h join ledger l on l.id = h.id join directives d on d.id = l.directive"
        " join parties p on p.ledger = l.id and p.role = 'addressee' where says(p.name, :don_vi)),"
        " again as (select key, name, kind, count(distinct document) as times, min(dated) as since, max(id) as newest from said"
        " where task <> '' group by task, key having times > 1 order by times desc, newest desc limit 200)"
        " select a.times, a.name as unit, a.key as unit_key, a.kind as unit_kind, d.action, a.since, l.dated as latest, l.due, d.issuer,"
        " d.id as directive, d.document, d.start from again a join ledger l on l.id = a.newest join directives d on d.id = l.directive"
        " order by a.times desc, l.id desc",
        _GROUP,
        ("don_vi", "so_chu"),
        "select '' as don_vi, '6' as so_chu",
    ),
    "no_theo_don_vi": Question(
        "Đơn vị nào có nhiều việc quá hạn nhất?",
        "Đếm việc có hạn theo đơn vị phải làm. Để trống hai ngày thì tính hạn trong khoảng một năm trước tới một năm sau hôm"
        " nay. Quá hạn nghĩa là ngày hạn đã qua, không phải là chưa làm.",
        "with due as materialized (select l.id, l.due from ledger l where l.copied = 0 and l.due between"
        f" case when {_NO_DAYS} then date({TODAY}, '-1 year') else day_from(:tu_ngay) end and"
        f" case when {_NO_DAYS} then date({TODAY}, '+1 year') else day_until(:den_ngay) end order by l.due desc limit 50000)"
        f" select p.name as unit, p.key as unit_key, p.kind as unit_kind, sum(h.due < {TODAY}) as overdue, sum(h.due >= {TODAY}) as ahead,"
        " max(h.due) as latest_due from due h join parties p on p.ledger = h.id where p.role = 'addressee' and p.kind = 'unit'"
        " group by p.key order by overdue desc, ahead desc, p.key limit 200",
        _GROUP,
        ("tu_ngay", "den_ngay"),
        f"select date(due, '-1 year') as tu_ngay, due as den_ngay from ({A_DUE})",
    ),
    "den_han": Question(
        "Việc đến hạn giữa hai ngày",
        "Hạn là một tháng, quý hay năm thì tính đến ngày cuối. Để trống một đầu thì không giới hạn đầu ấy.",
        "with hit as materialized (select l.id from ledger l where l.copied = 0 and l.due between day_from(:tu_ngay)"
        f" and day_until(:den_ngay) order by l.due limit {ROWS}) "
        + TOLD.replace("select d.issuer", "select l.due, d.deadline_text, d.issuer").replace(
            " l.due, d.deadline_text, d.strength", " d.strength"
        )
        + " order by l.due, l.id, d.start",
        _GROUP,
        ("tu_ngay", "den_ngay"),
        f"select date(due, 'start of month') as tu_ngay, due as den_ngay from ({A_DUE})",
    ),
    "khong_han": Question(
        "Việc nào giao mà không nêu hạn?",
        "Chỉ đạo không nói phải xong khi nào, hoặc nói mà không rõ năm; mới nhất trước.",
        "with "
        + hit(f"{TO} || ' AND (facets : dueopen)'", f"l.copied = 0 and f.rowid {SPAN}")
        + f" {TOLD} order by l.id desc, d.start",
        _GROUP,
        ("don_vi", "tu_ngay", "den_ngay"),
        A_UNIT,
    ),
}
