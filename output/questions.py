"""The questions that users ask most, as Datasette's canned queries, and the Vietnamese words that users see.

Texts are compared folded (fold() is a function of the Datasette plugin), so that `da nang` finds Đà Nẵng; a parameter
that is left empty does not narrow the answer, except in full-text search, which needs words. A text that several
portals carry answers once, with the number of its places.
"""

from __future__ import annotations

_DATED = "coalesce(o.issued, o.published) as dated"
_OF = "from directives d join documents o on o.id = d.document and o.copy_of is null"
_PLACES = "1 + (select count(*) from documents c where c.copy_of = o.id) as places"
_TOLD = "d.issuer, d.addressees, d.action, d.deadline, d.strength"

# name → title, description, SQL
QUERIES: dict[str, tuple[str, str, str]] = {
    "chi_dao_cho_don_vi": (
        "Chỉ đạo cho một đơn vị",
        "Đơn vị được giao việc gì, bởi ai, khi nào phải xong, và văn bản nào nói thế. Gõ có dấu hay không dấu đều được.",
        f"select {_TOLD}, o.title, {_DATED}, {_PLACES}, d.document, d.start {_OF}"
        " where trim(:don_vi) = '' or exists (select 1 from json_each(d.addressees) j where instr(fold(j.value), fold(trim(:don_vi))))"
        " order by dated desc, d.document, d.start limit 500",
    ),
    "chi_dao_cua": (
        "Chỉ đạo của một người hoặc cơ quan",
        "Ai đó đã giao, yêu cầu, đề nghị những gì. Gõ có dấu hay không dấu đều được.",
        f"select {_TOLD}, o.title, {_DATED}, {_PLACES}, d.document, d.start {_OF}"
        " where trim(:nguoi_giao) = '' or instr(fold(d.issuer), fold(trim(:nguoi_giao)))"
        " order by dated desc, d.document, d.start limit 500",
    ),
    "den_han": (
        "Việc đến hạn giữa hai ngày",
        "Hạn là một tháng, quý hay năm thì tính đến ngày cuối. Để trống một đầu thì không giới hạn đầu ấy.",
        "select due, deadline_text, issuer, addressees, action, title, places, document, start from deadlines"
        " where due is not null and (trim(:tu_ngay) = '' or due >= trim(:tu_ngay)) and (trim(:den_ngay) = '' or due <= trim(:den_ngay))"
        " order by due, document, start limit 500",
    ),
    "chuc_vu": (
        "Chức vụ của một người và nơi nêu",
        "Mỗi dòng là một chức vụ, kèm văn bản nêu chức vụ ấy.",
        f"select t.name, t.title as office, {_DATED}, o.title, t.places, t.document, t.start"
        " from official_titles t join documents o on o.id = t.document"
        " where trim(:ten) = '' or instr(fold(t.name), fold(trim(:ten))) order by t.name, dated limit 500",
    ),
    "he_thong": (
        "Nói gì về một hệ thống chính quyền điện tử",
        "Mã hệ thống như one-stop, portal, digital-signature, hoặc vài chữ gọi tên nó; để trống thì liệt kê tất cả.",
        "select s.code, trim(replace(substr(o.text, max(1, json_extract(p.value, '$[1]') - 120), 320), char(10), ' ')) as context, o.title,"
        f" {_DATED}, {_PLACES}, s.document, json_extract(p.value, '$[1]') as start"
        " from systems s join documents o on o.id = s.document and o.copy_of is null, json_each(s.spans) p"
        " where trim(:ma) = '' or s.code = trim(:ma) or instr(fold(s.text), fold(trim(:ma))) order by dated desc, s.document, start limit 500",
    ),
    "tim_chi_dao": (
        "Tìm trong chỉ đạo",
        "Tìm toàn văn trong các chỉ đạo, có dấu hay không dấu; đúng dấu xếp trước.",
        f"select {_TOLD}, {_PLACES}, d.document, d.start,"
        " f.rowid in (select rowid from directives_fts where directives_fts match fts_exact('directives_fts', :tu_khoa)) as exact"
        " from directives_fts f join directives d on d.id = f.directive join documents o on o.id = d.document and o.copy_of is null"
        " where directives_fts match fts('directives_fts', :tu_khoa) order by exact desc, f.rank limit 200",
    ),
    "tim_van_ban": (
        "Tìm trong văn bản",
        "Tìm toàn văn, có dấu hay không dấu; đúng dấu xếp trước.",
        # Of the places of a text the representative answers, or, where only copies have these words, one of them.
        f"select h.kind, h.title, coalesce(h.issued, h.published) as dated, {_PLACES}, h.id as document, h.exact from ("
        "select o.id, o.kind, o.title, o.issued, o.published, o.copy_of, f.rank as found, min(o.copy_of is not null),"
        " f.rowid in (select rowid from documents_fts where documents_fts match fts_exact('documents_fts', :tu_khoa)) as exact"
        " from documents_fts f join documents o on o.id = f.document"
        " where documents_fts match fts('documents_fts', :tu_khoa) group by coalesce(o.copy_of, o.id)) h"
        " join documents o on o.id = coalesce(h.copy_of, h.id) order by h.exact desc, h.found limit 200",
    ),
    "moi_nhat": (
        "Văn bản mới nhất",
        "Theo ngày ban hành hoặc ngày đăng.",
        f"select {_DATED}, o.kind, o.number, o.title, o.issuer, {_PLACES}, o.id as document,"
        " (select count(*) from directives d where d.document = o.id) as directives"
        " from documents o where o.copy_of is null order by dated desc nulls last limit 200",
    ),
}

# Parameter of a query → what its box is called, and an example of what to type.
PARAMETERS: dict[str, tuple[str, str]] = {
    "don_vi": ("Đơn vị", "Sở Nội vụ"),
    "nguoi_giao": ("Người hoặc cơ quan giao", "UBND tỉnh"),
    "tu_ngay": ("Từ ngày", "2025-07-01"),
    "den_ngay": ("Đến ngày", "2025-12-31"),
    "ten": ("Họ tên", "Nguyễn Văn"),
    "ma": ("Hệ thống", "one-stop"),
    "tu_khoa": ("Từ khoá", "dịch vụ công trực tuyến"),
}

# What users read above a column of an answer, beside the names that queries use.
LABELS: dict[str, str] = {
    "issuer": "Ai giao",
    "addressees": "Giao cho",
    "action": "Việc phải làm",
    "deadline": "Hạn",
    "deadline_text": "Hạn, nguyên văn",
    "due": "Hạn chót",
    "strength": "Mức độ",
    "title": "Văn bản nêu",
    "dated": "Ngày",
    "document": "Chứng cứ",
    "start": "Vị trí",
    "name": "Họ tên",
    "office": "Chức vụ",
    "code": "Hệ thống",
    "context": "Nguyên văn",
    "kind": "Loại",
    "number": "Số, ký hiệu",
    "exact": "Đúng dấu",
    "directives": "Chỉ đạo",
    "places": "Số nơi đăng",
}

# The tables under the names that users read, in the order of the front page.
TITLES: dict[str, str] = {
    "directives": "Chỉ đạo",
    "documents": "Văn bản",
    "officials": "Người",
    "units": "Đơn vị, địa bàn",
    "meetings": "Cuộc họp",
    "dates": "Thời gian",
    "citations": "Văn bản viện dẫn",
    "systems": "Hệ thống",
    "figures": "Số liệu",
    "sources": "Nguồn",
    "items": "Trang, tệp đã biết",
    "fetches": "Lần hỏi",
    "versions": "Phiên bản",
    "changes": "Câu đã sửa",
    "runs": "Lần chạy",
    "problems": "Trục trặc",
}

# Codes of a document's head and of a directive as users read them; the tables keep the codes.
VALUES: dict[str, dict[str, str]] = {
    "kind": {
        "news": "tin, bài",
        "notice": "thông báo, kết luận",
        "dispatch": "công văn, công điện",
        "plan": "kế hoạch",
        "decision": "quyết định, nghị quyết",
        "order": "chỉ thị",
        "report": "báo cáo, tờ trình",
        "other": "khác",
    },
    "strength": {"order": "giao, yêu cầu", "request": "đề nghị", "wish": "mong muốn"},
    "due": {"overdue": "đã quá hạn", "ahead": "chưa tới hạn", "open": "không nêu hạn"},
    "system": {
        "portal": "cổng, trang thông tin điện tử",
        "official-email": "thư điện tử công vụ",
        "document-management": "quản lý văn bản và điều hành",
        "one-stop": "một cửa điện tử, hành chính công",
        "online-services": "dịch vụ công trực tuyến",
        "digital-signature": "chữ ký số",
        "video-conference": "họp trực tuyến, cầu truyền hình",
        "quality-iso": "quản lý chất lượng ISO",
        "public-post": "bưu chính công ích",
        "network": "mạng, hạ tầng công nghệ thông tin",
        "security": "an toàn thông tin, an ninh mạng",
        "database": "cơ sở dữ liệu, hệ thống chuyên ngành",
        "architecture": "kiến trúc chính quyền điện tử",
        "ranking": "chỉ số, xếp hạng",
        "broadcast": "truyền thanh, phát thanh - truyền hình",
        "social-media": "mạng xã hội",
        "workforce": "nhân lực, tổ công nghệ số cộng đồng",
        "e-government": "chính quyền điện tử, chuyển đổi số",
        "reporting": "hệ thống báo cáo, IOC, đô thị thông minh",
        "payment": "thanh toán trực tuyến, không tiền mặt",
        "identity": "Đề án 06, định danh điện tử, VNeID",
    },
}
