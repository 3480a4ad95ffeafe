"""Questions about persons, their offices, and meetings."""

from __future__ import annotations

from output.canned._common import PLACES, ROWS, Question, texts

_GROUP = "Người và cuộc họp"
# In how many documents that hold the words, the newest, offices and meetings are looked for.
_READ = 3_000
_OF = f"{_READ:,}".replace(",", ".")


def _saying(parameter: str) -> str:
    """The newest documents that hold the words asked for; without words the newest of all."""
    found = texts(
        f"fts_in('documents_fts', 'text', :{parameter})", f"c.copied = 0 and trim(:{parameter}) <> ''", rows=_READ
    )
    return (
        found.replace("hit as", "said as")
        + f", hit as materialized (select * from said union all select * from (select id, document from catalogue"
        f" where trim(:{parameter}) = '' and copied = 0 order by id desc limit {ROWS}))"
    )


_OFFICES = (
    "select p.name, p.person as name_key, p.title as office, p.unit, p.unit_key, p.dated, o.title,"
    f" {PLACES}, p.document, t.start from hit h join offices p on p.document = h.document join officials t on t.id = p.official"
    " join documents o on o.id = h.document"
)
_MEETINGS = (
    f"select m.date, m.about, m.chair, m.head, m.place, m.units, o.title, {PLACES}, m.document, m.start"
    " from hit h join meetings m on m.document = h.document join documents o on o.id = h.document"
)
_RECENT = "(select document from catalogue where copied = 0 order by id desc limit 1000)"

QUESTIONS: dict[str, Question] = {
    "chuc_vu": Question(
        "Chức vụ của ông, bà … qua các văn bản",
        "Mỗi dòng là một chức vụ và văn bản nêu chức vụ ấy, theo thời gian. Một người là họ tên cùng với đơn vị: sổ không gộp"
        f" những người trùng tên. Xem trong {_OF} văn bản mới nhất có họ tên ấy.",
        f"with {_saying('ten')} select * from ({_OFFICES} where says(p.name, :ten) order by h.id desc limit {ROWS})"
        " order by name, name_key, dated desc, document, start",
        _GROUP,
        ("ten",),
        f"select p.name as ten from {_RECENT} c join offices p on p.document = c.document where p.title <> ''"
        " group by p.person order by count(distinct p.document) desc, p.person limit 1",
    ),
    "ai_o_don_vi": Question(
        "Ai giữ chức vụ gì ở đơn vị X?",
        f"Người và chức vụ mà văn bản nêu ở một đơn vị, mới nhất trước. Xem trong {_OF} văn bản mới nhất có tên đơn vị ấy.",
        f"with {_saying('don_vi')} {_OFFICES} where p.unit <> '' and says(p.unit, :don_vi)"
        f" order by h.id desc, p.name, t.start limit {ROWS}",
        _GROUP,
        ("don_vi",),
        f"select p.unit as don_vi from {_RECENT} c join offices p on p.document = c.document where p.unit <> ''"
        " group by p.unit_key order by count(distinct p.person) desc, p.unit_key limit 1",
    ),
    "hop": Question(
        "Cuộc họp nào có đơn vị X dự?",
        f"Cuộc họp, làm việc mà văn bản nêu đơn vị ấy tham dự, mới nhất trước. Xem trong {_OF} văn bản mới nhất có tên đơn vị ấy.",
        f"with {_saying('don_vi')} {_MEETINGS} where exists (select 1 from json_each(m.units) j where says(j.value, :don_vi))"
        f" order by h.id desc, m.start limit {ROWS}",
        _GROUP,
        ("don_vi",),
        f"select j.value as don_vi from {_RECENT} c join meetings m on m.document = c.document, json_each(m.units) j"
        " group by j.value order by count(*) desc, j.value limit 1",
    ),
    "hop_chu_tri": Question(
        "Ông, bà … chủ trì những cuộc họp nào?",
        "Cuộc họp, làm việc do người ấy chủ trì hoặc dẫn đầu đoàn, mới nhất trước.",
        f"with {_saying('ten')} {_MEETINGS} where (m.chair is not null and says(m.chair, :ten)) or (m.head is not null and says(m.head, :ten))"
        f" order by h.id desc, m.start limit {ROWS}",
        _GROUP,
        ("ten",),
        f"select m.chair as ten from {_RECENT} c join meetings m on m.document = c.document where m.chair is not null"
        " group by m.chair order by count(*) desc, m.chair limit 1",
    ),
}
