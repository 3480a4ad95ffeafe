"""Questions about documents: found by words, cited, copied, changed."""

from __future__ import annotations

from output.canned._common import PLACES, ROWS, SPAN, TODAY, Question, texts

_GROUP = "Văn bản"
_DIRECTIVES_IN = "(select count(*) from directives d where d.document = o.id) as directives"
_HEAD = f"o.kind, o.number, o.title, o.issuer, {PLACES}, o.id as document, {_DIRECTIVES_IN}"
# Of how many documents, the newest in the span asked for, citations are counted.
_COUNTED = 20_000
# Numbers of rows that are as spelt, then those that are not, of each the newest.
_READ = 400


def _found(table: str, where: str) -> str:
    """`found(id, exact)`: what has the words, as they are spelt (exact is 1) or in any spelling."""

    def tier(function: str, exact: int) -> str:
        return (
            f"select * from (select n.id, {exact} as exact from {table}_fts f cross join {where} n on n.id = f.rowid"
            f" where {table}_fts match {function}('{table}_fts', :tu_khoa) order by f.rowid desc limit {_READ})"
        )

    return f"found as materialized (select id, max(exact) as exact from ({tier('fts_exact', 1)} union all {tier('fts', 0)}) group by id)"


QUESTIONS: dict[str, Question] = {
    "nhac_nhieu": Question(
        "Văn bản nào được nhắc đến nhiều nhất?",
        "Đếm số văn bản viện dẫn mỗi số, ký hiệu, trong 20.000 văn bản mới nhất của khoảng thời gian ấy; văn bản đăng ở nhiều nơi chỉ tính một lần. Bấm vào số, ký hiệu để"
        " tìm trong sổ.",
        f"with hit as materialized (select id, document, dated from catalogue c where c.copied = 0 and c.id {SPAN}"
        f" order by id desc limit {_COUNTED}), cited as materialized (select n.number, n.type, n.text, n.document, n.start, h.id, h.dated"
        " from hit h cross join citations n on n.document = h.document where n.number is not null)"
        " select number as cited, type, count(distinct document) as times, max(id) as newest_number, text, dated as latest, document, start"
        " from cited where trim(:tu_khoa) = '' or says(text, :tu_khoa) group by number collate nocase order by times desc, number limit 200",
        _GROUP,
        ("tu_khoa", "tu_ngay", "den_ngay"),
        "select (substr(max(dated), 1, 4) - 2) || '-01-01' as tu_ngay, substr(max(dated), 1, 4) || '-12-31' as den_ngay from ledger"
        f" where dated <= {TODAY}",
    ),
    "tim_chi_dao": Question(
        "Tìm trong chỉ đạo",
        "Tìm toàn văn trong các chỉ đạo, có dấu hay không dấu; đúng dấu xếp trước, rồi mới nhất trước. Cần ít nhất một chữ.",
        f"with {_found('directives', 'ledger')} select d.issuer, i.key as issuer_key, i.kind as issuer_kind, d.addressees, d.action, l.due,"
        f" d.strength, o.title, l.dated, {PLACES}, d.id as directive, d.document, d.start, f.exact"
        " from found f join ledger l on l.id = f.id join directives d on d.id = l.directive join documents o on o.id = l.document"
        " left join parties i on i.ledger = l.id and i.role = 'issuer'"
        " where l.copied = 0 order by f.exact desc, l.id desc, d.start limit 200",
        _GROUP,
        ("tu_khoa",),
        "select 'báo cáo' as tu_khoa",
    ),
    "tim_van_ban": Question(
        "Tìm trong văn bản",
        "Tìm toàn văn, có dấu hay không dấu; đúng dấu xếp trước, rồi mới nhất trước. Cần ít nhất một chữ.",
        # Of the places of a text the representative answers, or, where only copies have these words, one of them.
        f"with {_found('documents', 'catalogue')} select h.kind, h.title, h.dated, {PLACES}, h.id as document, h.exact from ("
        "select o.id, o.kind, o.title, c.dated, o.copy_of, c.id as found, min(o.copy_of is not null), f.exact"
        " from found f join catalogue c on c.id = f.id join documents o on o.id = c.document group by coalesce(o.copy_of, o.id)) h"
        " join documents o on o.id = coalesce(h.copy_of, h.id) order by h.exact desc, h.found desc limit 200",
        _GROUP,
        ("tu_khoa",),
        "select 'báo cáo' as tu_khoa",
    ),
    "van_ban_cua": Question(
        "Văn bản do cơ quan X ban hành",
        "Theo cơ quan ban hành hoặc người ký ghi trên văn bản, mới nhất trước. Cần nêu tên cơ quan hoặc người ký.",
        "with "
        + texts(
            "fts_in('documents_fts', 'issuer', :co_quan) || fts_facet('kind', :loai)",
            f"c.copied = 0 and f.rowid {SPAN}",
            rows=ROWS,
        )
        + f" select c.dated, {_HEAD} from hit h join catalogue c on c.id = h.id join documents o on o.id = h.document order by h.id desc",
        _GROUP,
        ("co_quan", "loai", "tu_ngay", "den_ngay"),
        "select o.issuer as co_quan from (select document from catalogue where copied = 0 order by id desc limit 500) c"
        " join documents o on o.id = c.document where o.issuer is not null group by o.issuer order by count(*) desc, o.issuer limit 1",
    ),
    "moi_nhat": Question(
        "Văn bản mới nhất",
        "Theo ngày ban hành hoặc ngày đăng.",
        f"with hit as materialized (select id, document, dated from catalogue where copied = 0 order by id desc limit 200)"
        f" select h.dated, {_HEAD} from hit h join documents o on o.id = h.document order by h.id desc",
        _GROUP,
    ),
    "dang_nhieu_noi": Question(
        "Văn bản đăng ở nhiều nơi nhất",
        "Cùng một văn bản ở nhiều địa chỉ, kể cả khi mỗi nơi sửa vài chữ. “Nguồn” liệt kê những nơi đăng.",
        "with many as materialized (select copy_of as document, count(*) as copies from documents where copy_of is not null"
        " group by copy_of order by copies desc limit 5000)"
        " select m.copies + 1 as places, o.title, c.dated, (select group_concat(distinct x.source) from documents x"
        " where x.copy_of = o.id or x.id = o.id) as sources, o.kind, o.id as document from many m"
        f" cross join catalogue c on c.document = m.document join documents o on o.id = m.document where c.id {SPAN}"
        " order by places desc, c.id desc limit 200",
        _GROUP,
        ("tu_ngay", "den_ngay"),
        "select c.dated as tu_ngay, c.dated as den_ngay from (select copy_of from documents where copy_of is not null limit 100) d"
        " join catalogue c on c.document = d.copy_of where c.dated is not null order by c.id desc limit 1",
    ),
    "da_sua": Question(
        "Văn bản đã sửa sau khi đăng",
        "Trang đã có chữ khác so với lần đọc trước: bao nhiêu câu, lúc nào thấy, và câu đầu tiên trước và sau khi sửa ở phiên bản"
        " mới nhất. Ngày là ngày sổ thấy bản mới (giờ UTC).",
        "with edited as materialized (select document, max(version) as version, count(*) as changes from changes group by document),"
        " hit as materialized (select e.*, v.fetched from edited e cross join versions v on v.id = e.document || '-' || e.version"
        " where substr(v.fetched, 1, 10) between day_from(:tu_ngay) and day_until(:den_ngay) order by v.fetched desc limit 200)"
        " select h.fetched as changed_at, o.title, h.version, h.changes, x.before, x.after, o.source, h.document, x.start from hit h"
        " join documents o on o.id = h.document join changes x on x.id = (select y.id from changes y where y.document = h.document"
        " and y.version = h.version order by y.start is null, y.start limit 1) order by h.fetched desc, h.document",
        _GROUP,
        ("tu_ngay", "den_ngay"),
        "select substr(v.fetched, 1, 7) as tu_ngay, substr(v.fetched, 1, 7) as den_ngay from (select document, version from changes limit 100) c"
        " join versions v on v.id = c.document || '-' || c.version order by v.fetched desc limit 1",
    ),
}
