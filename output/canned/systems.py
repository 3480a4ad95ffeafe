"""Questions about e-government systems and figures, and about the sources themselves."""

from __future__ import annotations

from output.canned._common import A_SYSTEM, PLACES, ROWS, SPAN, TO, TOLD, Question, hit, texts
from output.quiet import SILENCE

_GROUP = "Hệ thống, số liệu, nguồn"
# Documents, the newest, in which figures are looked for; in which systems are counted.
_READ, _COUNTED = 1_000, 5_000
_OF = f"{_COUNTED:,}".replace(",", ".")

QUESTIONS: dict[str, Question] = {
    "he_thong": Question(
        "Nói gì về một hệ thống chính quyền điện tử?",
        "Từng chỗ nhắc đến hệ thống, kèm nguyên văn quanh đó, mới nhất trước. Chọn mã hệ thống, hoặc gõ vài chữ gọi tên nó; để"
        " trống thì liệt kê tất cả.",
        f"with {texts('fts_system(' + chr(39) + 'documents_fts' + chr(39) + ', :ma)', rows=ROWS)}"
        " select s.code, trim(replace(substr(o.text, max(1, json_extract(p.value, '$[1]') - 120), 320), char(10), ' ')) as context, o.title,"
        f" c.dated, {PLACES}, s.document, json_extract(p.value, '$[1]') as start"
        " from hit h join catalogue c on c.id = h.id join systems s on s.document = h.document join documents o on o.id = h.document,"
        " json_each(s.spans) p"
        f" where trim(:ma) = '' or s.code = trim(:ma) or says(s.text, :ma) order by h.id desc, s.document, start limit {ROWS}",
        _GROUP,
        ("ma",),
        A_SYSTEM,
    ),
    "giao_ve_he_thong": Question(
        "Ai được giao gì về một hệ thống?",
        "Chỉ đạo nói đến hệ thống ấy: ai giao, giao cho ai, việc gì, hạn nào; mới nhất trước.",
        f"with {hit(f'{TO} || {chr(39)} AND {chr(39)} || fts_system({chr(39)}directives_fts{chr(39)}, :ma)')} {TOLD} order by l.id desc, d.start",
        _GROUP,
        ("ma", "don_vi"),
        "select t.code as ma from (select id from ledger where copied = 0 order by id desc limit 5000) n"
        " join told_systems t on t.ledger = n.id group by t.code order by count(*) desc, t.code limit 1",
    ),
    "he_thong_theo_tinh": Question(
        "Hệ thống nào được nhắc ở tỉnh nào?",
        f"Đếm văn bản nhắc đến từng hệ thống theo tỉnh, thành của nguồn; nguồn không nêu thì theo nơi ghi ở dòng địa danh, ngày"
        f" tháng của văn bản. Đếm trong {_OF} văn bản mới nhất có nhắc.",
        f"with {texts('fts_system(' + chr(39) + 'documents_fts' + chr(39) + ', :ma)', f'c.copied = 0 and f.rowid {SPAN}', rows=_COUNTED)}"
        " select coalesce(nullif(province(coalesce(nullif(u.place, ''), (select o.place from documents o where o.id = h.document))), ''), '(không rõ)') as province, s.code, count(distinct h.document) as documents,"
        " max(c.dated) as latest from hit h cross join catalogue c on c.id = h.id"
        " left join sources u on u.name = c.source join systems s on s.document = h.document"
        " where trim(:ma) = '' or s.code = trim(:ma) or says(s.text, :ma)"
        f" group by province, s.code order by documents desc, province, s.code limit {ROWS}",
        _GROUP,
        ("ma", "tu_ngay", "den_ngay"),
        A_SYSTEM,
    ),
    "so_lieu": Question(
        "Số liệu nói về …",
        "Con số cùng danh từ nó đếm (“1.250 hồ sơ”, “85% dân số”). Xem trong 1.000 văn bản mới nhất có những chữ ấy; để trống"
        " thì liệt kê của văn bản mới nhất.",
        "with "
        + texts(
            "fts_in('documents_fts', 'text', :tu_khoa)", "c.copied = 0 and trim(:tu_khoa) <> ''", rows=_READ
        ).replace("hit as", "said as")
        + ", hit as materialized (select * from said union all select * from (select id, document from catalogue"
        " where trim(:tu_khoa) = '' and copied = 0 order by id desc limit 100))"
        f" select g.text as figure, g.value, o.title, c.dated, {PLACES}, g.document, g.start"
        " from hit h cross join figures g on g.document = h.document join catalogue c on c.id = h.id join documents o on o.id = h.document"
        f" where says(g.text, :tu_khoa) order by h.id desc, g.start limit {ROWS}",
        _GROUP,
        ("tu_khoa",),
        "select 'hồ sơ' as tu_khoa",
    ),
    "nguon_im_lang": Question(
        "Nguồn nào im lặng?",
        "Cổng thông tin là im lặng khi không có văn bản mới lâu hơn bốn lần khoảng cách thường thấy giữa hai ngày có văn bản của"
        " chính nó (lấy 60 ngày gần nhất có văn bản), và lâu hơn 14 ngày; dưới năm ngày có văn bản thì chưa đủ để nói. Thư mục"
        " và tệp nhập tay thì không tính là im lặng.",
        f"select n.state, n.source, s.title as source_title, n.latest, n.quiet_days, n.usual_gap, n.allowed_days, s.address from ({SILENCE}) n"
        " join sources s on s.name = n.source order by n.state = 'quiet' desc, n.quiet_days desc, n.source",
        _GROUP,
    ),
}
