"""The Vietnamese words that users see: of the questions (output/canned), of tables, columns, codes and boxes."""

from __future__ import annotations

from typing import NamedTuple

from output.canned import QUESTIONS

# name → title, description, SQL
QUERIES: dict[str, tuple[str, str, str]] = {name: (q.title, q.about, q.sql) for name, q in QUESTIONS.items()}


class Parameter(NamedTuple):
    """A box of a question: what it is called, an example of what to type, and its kind.

    `kind` is text, date or choice; a choice has (value, words) to choose from, a text may have them as suggestions.
    """

    label: str
    example: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    nothing: str = "tất cả"  # what choosing nothing means


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
    "unit": "Đơn vị",
    "due_state": "So với hôm nay",
    "days_left": "Còn (ngày)",
    "times": "Số văn bản",
    "since": "Từ",
    "latest": "Mới nhất",
    "overdue": "Đã quá hạn",
    "ahead": "Chưa tới hạn",
    "latest_due": "Hạn xa nhất",
    "with_deadline": "Có nêu hạn",
    "coordinating": "Phối hợp",
    "date": "Ngày họp",
    "about": "Nội dung",
    "chair": "Chủ trì",
    "head": "Trưởng đoàn",
    "place": "Địa điểm",
    "units": "Đơn vị dự",
    "cited": "Số, ký hiệu",
    "type": "Loại văn bản",
    "text": "Nguyên văn",
    "sources": "Nguồn",
    "source": "Nguồn",
    "changed_at": "Thấy bản mới lúc",
    "version": "Phiên bản",
    "changes": "Số câu khác",
    "before": "Trước khi sửa",
    "after": "Sau khi sửa",
    "province": "Tỉnh, thành",
    "documents": "Số văn bản",
    "figure": "Số liệu",
    "value": "Trị số",
    "state": "Tình trạng",
    "source_title": "Tên nguồn",
    "quiet_days": "Số ngày chưa có gì mới",
    "usual_gap": "Thường cách (ngày)",
    "allowed_days": "Chờ đến (ngày)",
    "address": "Địa chỉ",
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
    "silence": {
        "quiet": "im lặng",
        "fresh": "đều",
        "unsaid": "chưa đủ để nói",
        "handed": "không tính (nhập tay)",
    },
    "health": {"well": "tốt", "watch": "cần xem", "ill": "hỏng", "unknown": "chưa hỏi lần nào"},
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

PARAMETERS: dict[str, Parameter] = {
    "don_vi": Parameter("Đơn vị", "Sở Nội vụ"),
    "don_vi_kia": Parameter("Đơn vị kia", "Sở Tài chính"),
    "co_quan": Parameter("Cơ quan hoặc người ký", "UBND tỉnh"),
    "nguoi_giao": Parameter("Người hoặc cơ quan giao", "UBND tỉnh"),
    "tu_ngay": Parameter("Từ ngày", "2025-07-01", "date"),
    "den_ngay": Parameter("Đến ngày", "2025-12-31", "date"),
    "ngay": Parameter("Kỳ có ngày", "2025-07-01", "date"),
    "ky": Parameter(
        "Kỳ",
        "thang",
        "choice",
        (
            ("tuan", "tuần"),
            ("thang", "tháng"),
            ("quy", "quý"),
            ("nam", "năm"),
            ("30_ngay", "30 ngày kể từ ngày ấy"),
        ),
        "tuần",
    ),
    "tinh_trang": Parameter(
        "Hạn",
        "overdue",
        "choice",
        tuple((c, VALUES["due"][c]) for c in ("overdue", "ahead")),
        "quá hạn và chưa tới hạn",
    ),
    "so_chu": Parameter(
        "So mấy chữ đầu", "8", "choice", (("4", "4 chữ"), ("6", "6 chữ"), ("8", "8 chữ"), ("12", "12 chữ")), "8 chữ"
    ),
    "loai": Parameter("Loại văn bản", "plan", "choice", tuple(VALUES["kind"].items())),
    "ten": Parameter("Họ tên", "Nguyễn Văn"),
    "ma": Parameter("Hệ thống", "one-stop", "text", tuple(VALUES["system"].items())),
    "tu_khoa": Parameter("Từ khoá", "dịch vụ công trực tuyến"),
}
