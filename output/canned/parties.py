"""Questions about who gives and who receives: of one unit or person, of pairs, and counted."""

from __future__ import annotations

from output.canned._common import A_UNIT, AN_ISSUER, BY, ROWS, SPAN, TO, TOLD, Question, hit

_GROUP = "Ai giao, ai nhận"
# Of how many directives, the newest in the span asked for, parties are counted.
_COUNTED = 20_000
_OF = f"{_COUNTED:,}".replace(",", ".")
_NEWEST = f"hit as materialized (select l.id, l.dated, l.due from ledger l where l.copied = 0 and l.id {SPAN} order by l.id desc limit {_COUNTED})"


def _most(role: str, kinds: str) -> str:
    """Who has most directives in a role."""
    return (
        f"with {_NEWEST} select p.name as unit, p.key as unit_key, p.kind as unit_kind, count(*) as directives,"
        " sum(h.due is not null) as with_deadline, max(h.dated) as latest"
        f" from hit h cross join parties p on p.ledger = h.id where p.role = '{role}' and p.kind in ({kinds})"
        " group by p.key order by directives desc, p.key limit 200"
    )


_A = "fts_in('directives_fts', 'addressees', :don_vi)"
_B = "fts_in('directives_fts', 'addressees', :don_vi_kia)"
_SAID_A = "fts_in('directives_fts', 'evidence', :don_vi)"
_SAID_B = "fts_in('directives_fts', 'evidence', :don_vi_kia)"
# Both are told, or one is told to work with the other, whose name then stands in the words themselves.
_BOTH = f"'(' || {_A} || ' AND ' || {_B} || ') OR (' || {_A} || ' AND ' || {_SAID_B} || ') OR (' || {_B} || ' AND ' || {_SAID_A} || ')'"

QUESTIONS: dict[str, Question] = {
    "chi_dao_cho_don_vi": Question(
        "Chỉ đạo cho một đơn vị",
        "Đơn vị được giao việc gì, bởi ai, khi nào phải xong, và văn bản nào nói thế. Gõ có dấu hay không dấu, viết tắt hay viết"
        " đủ đều được.",
        f"with {hit(TO)} {TOLD} order by l.id desc, d.start",
        _GROUP,
        ("don_vi",),
        A_UNIT,
    ),
    "chi_dao_cua": Question(
        "Chỉ đạo của một người hoặc cơ quan",
        "Ai đó đã giao, yêu cầu, đề nghị những gì. Gõ có dấu hay không dấu, viết tắt hay viết đủ đều được.",
        f"with {hit(BY)} {TOLD} order by l.id desc, d.start",
        _GROUP,
        ("nguoi_giao",),
        AN_ISSUER,
    ),
    "duoc_giao_nhieu": Question(
        "Đơn vị nào được giao nhiều việc nhất?",
        f"Đếm theo đơn vị phải làm, trong {_OF} chỉ đạo mới nhất của khoảng thời gian ấy. Văn bản đăng ở nhiều nơi chỉ tính một"
        " lần.",
        _most("addressee", "'unit'"),
        _GROUP,
        ("tu_ngay", "den_ngay"),
        "select substr(max(dated), 1, 4) || '-01-01' as tu_ngay, substr(max(dated), 1, 4) || '-12-31' as den_ngay from ledger where dated <= date('now', '+7 hours')",
    ),
    "giao_nhieu": Question(
        "Ai giao nhiều việc nhất?",
        f"Đếm theo người hoặc cơ quan giao, trong {_OF} chỉ đạo mới nhất của khoảng thời gian ấy. Một người là họ tên cùng với"
        " đơn vị: hai người trùng tên ở hai nơi là hai dòng.",
        _most("issuer", "'unit', 'person', 'group'"),
        _GROUP,
        ("tu_ngay", "den_ngay"),
        "select substr(max(dated), 1, 4) || '-01-01' as tu_ngay, substr(max(dated), 1, 4) || '-12-31' as den_ngay from ledger where dated <= date('now', '+7 hours')",
    ),
    "ai_giao_ai": Question(
        "Ai hay giao việc cho ai?",
        f"Đếm từng cặp người giao và nơi nhận, trong {_OF} chỉ đạo mới nhất của khoảng thời gian ấy.",
        f"with {_NEWEST} select a.name as issuer, a.key as issuer_key, a.kind as issuer_kind, b.name as unit, b.key as unit_key,"
        " b.kind as unit_kind, count(*) as directives, max(h.dated) as latest"
        " from hit h cross join parties a on a.ledger = h.id and a.role = 'issuer'"
        " cross join parties b on b.ledger = h.id and b.role = 'addressee' and b.kind <> 'person'"
        " group by a.key, b.key order by directives desc, a.key, b.key limit 200",
        _GROUP,
        ("tu_ngay", "den_ngay"),
        "select substr(max(dated), 1, 4) || '-01-01' as tu_ngay, substr(max(dated), 1, 4) || '-12-31' as den_ngay from ledger where dated <= date('now', '+7 hours')",
    ),
    "phoi_hop": Question(
        "Hai đơn vị cùng được giao việc gì (phối hợp)?",
        "Việc giao cho cả hai, hoặc giao cho đơn vị này phối hợp với đơn vị kia. Cần nêu cả hai.",
        "with "
        + hit(_BOTH, "l.copied = 0 and trim(:don_vi) <> '' and trim(:don_vi_kia) <> ''", rows=1_000)
        + ", both as materialized (select h.id from hit h join parties a on a.ledger = h.id and a.role in ('addressee', 'coordinating')"
        " join parties b on b.ledger = h.id and b.role in ('addressee', 'coordinating') and b.key <> a.key"
        " where says(a.name, :don_vi) and says(b.name, :don_vi_kia)"
        f" group by h.id order by h.id desc limit {ROWS}) "
        + TOLD.replace("from hit h", "from both h").replace("d.addressees,", "d.addressees, d.coordinating,")
        + " order by l.id desc, d.start",
        _GROUP,
        ("don_vi", "don_vi_kia"),
        "select a.name as don_vi, b.name as don_vi_kia from (select id from ledger where copied = 0 order by id desc limit 2000) n"
        " join parties a on a.ledger = n.id and a.role = 'addressee' and a.kind = 'unit'"
        " join parties b on b.ledger = n.id and b.role in ('addressee', 'coordinating') and b.kind = 'unit' and b.key <> a.key"
        " group by a.key, b.key order by count(*) desc, a.key, b.key limit 1",
    ),
}
