"""What the stores hold that the tests take away from, and what takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from browser.hostile import CODES, TEXTS

import extractors
from corpus.document import Reading, Where, document
from output.database import Store
from output.dictionary import is_header
from output.exports.choosing import Chosen, Order, opened
from output.exports.formats import FORMATS

KINDS = extractors.kinds()
KIND = {k.TABLE: k for k in KINDS}
BASE = "https://so.example.org"

NOTICE = """UBND HUYỆN HOÀ VANG
Số: 12/TB-UBND            Hoà Vang, ngày 02 tháng 3 năm 2026

THÔNG BÁO
Kết luận của Chủ tịch UBND huyện Trần Văn Bình

1. Giao Phòng Nội vụ rà soát hồ sơ một cửa điện tử theo Nghị định số 61/2018/NĐ-CP trước ngày 30/4/2026.
2. Đề nghị các xã báo cáo 15 thủ tục; Phòng Nội vụ tổng hợp trong quý II.
"""
DISPATCH = """Ông Trần Văn Bình, Giám đốc Sở Y tế, yêu cầu Phòng Nội vụ 😀 gửi báo cáo.
"""
NEWS = "Chủ tịch UBND huyện Trần Văn Bình yêu cầu Phòng Nội vụ làm ngay.\n"


def reading(
    name: str,
    text: str,
    head: dict[str, Any],
    found: Sequence[tuple[str, dict[str, Any]]] = (),
    *,
    source: str = "a",
    address: str = "",
) -> Reading:
    """A document with findings; each field that is quoted in the text is proven by its first place there."""
    d = document(
        text,
        source=source,
        address=address or f"https://{source}.example.org/{name}",
        raw=f"{source}{name}",
        fetched=f"2026-03-0{len(name) % 9 + 1}T01:02:03+00:00",
    )
    made: dict[type, list[Any]] = {}
    for table, fields in found:
        said = [(f, w) for f, v in fields.items() for w in (v if isinstance(v, tuple) else (v,)) if isinstance(w, str)]
        where = tuple(Where(f, text.index(w), text.index(w) + len(w)) for f, w in said if w in text)
        start, end = where[0].start, where[0].end
        made.setdefault(KIND[table], []).append(KIND[table](start=start, end=end, by="t", where=where, **fields))
    read = Reading(d).with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **head)])
    for kind, findings in made.items():
        read = read.with_(kind, findings)
    return read


def notice(text: str = NOTICE, day: str = "2026-04-30", said: str = "ngày 30/4/2026", **where: str) -> Reading:
    """The notice; its first deadline may be another one."""
    text = text.replace("ngày 30/4/2026", said)
    first = f"Giao Phòng Nội vụ rà soát hồ sơ một cửa điện tử theo Nghị định số 61/2018/NĐ-CP trước {said}."
    second = "Đề nghị các xã báo cáo 15 thủ tục;"
    third = "Phòng Nội vụ tổng hợp trong quý II."
    office = "Phòng Nội vụ huyện Hoà Vang"
    return reading(
        "12",
        text,
        {
            "kind": "notice",
            "title": "THÔNG BÁO Kết luận của Chủ tịch UBND huyện",
            "number": "12/TB-UBND",
            "issuer": "Ủy ban nhân dân huyện Hoà Vang",
            "issued": "2026-03-02",
        },
        [
            ("officials", {"name": "Trần Văn Bình", "titles": ("Chủ tịch UBND huyện",), "roles": ("chair",)}),
            ("units", {"text": "UBND huyện", "type": "agency", "full": "Ủy ban nhân dân huyện Hoà Vang"}),
            ("units", {"text": "Phòng Nội vụ", "type": "agency", "full": office}),
            ("units", {"text": "Hoà Vang", "type": "area", "full": "huyện Hoà Vang"}),
            ("dates", {"text": "ngày 02 tháng 3 năm 2026", "value": "2026-03-02"}),
            ("dates", {"text": said, "value": day}),
            ("dates", {"text": "quý II", "value": "2026-Q2"}),
            ("citations", {"text": "Nghị định số 61/2018/NĐ-CP", "type": "Nghị định", "number": "61/2018/NĐ-CP"}),
            ("systems", {"code": "one-stop", "text": "một cửa điện tử"}),
            ("figures", {"text": "15 thủ tục", "value": 15.0}),
            (
                "directives",
                {
                    "evidence": first,
                    "issuer": "Trần Văn Bình",
                    "addressees": ("Phòng Nội vụ",),
                    "action": "rà soát hồ sơ một cửa điện tử",
                    "deadline": day,
                    "deadline_text": said,
                    "strength": "order",
                },
            ),
            (
                "directives",
                {"evidence": second, "addressees": ("các xã",), "action": "báo cáo 15 thủ tục", "strength": "request"},
            ),
            (
                "directives",
                {
                    "evidence": third,
                    "issuer": "Trần Văn Bình",
                    "addressees": ("Phòng Nội vụ",),
                    "action": "tổng hợp",
                    "deadline": "2026-Q2",
                    "deadline_text": "quý II",
                    "strength": "order",
                },
            ),
        ],
        **where,
    )


def readings() -> list[Reading]:
    """A notice; the same at another portal; a dispatch of another man of that name; news, whose address is a path."""
    sheet = {"evidence": "yêu cầu Phòng Nội vụ 😀 gửi báo cáo.", "issuer": "Trần Văn Bình", "strength": "order"}
    dispatch = [
        ("officials", {"name": "Trần Văn Bình", "titles": ("Giám đốc Sở Y tế",), "roles": ()}),
        ("units", {"text": "Sở Y tế", "type": "agency", "full": "Sở Y tế"}),
        ("units", {"text": "Phòng Nội vụ", "type": "agency", "full": "Phòng Nội vụ"}),
        ("directives", sheet | {"addressees": ("Phòng Nội vụ",), "action": "gửi báo cáo", "deadline": "--06-30"}),
    ]
    news = [
        ("officials", {"name": "Trần Văn Bình", "titles": ("Chủ tịch UBND huyện",), "roles": ()}),
        ("units", {"text": "UBND huyện", "type": "agency", "full": "Ủy ban nhân dân huyện Hoà Vang"}),
    ]
    told = {"evidence": NEWS.strip(), "issuer": "Trần Văn Bình", "addressees": ("Phòng Nội vụ",), "strength": "order"}
    news.append(("directives", told | {"action": "làm ngay", "deadline": "2025"}))
    return [
        notice(),
        notice(source="b", address="https://b.example.org/dang-lai"),
        reading("y", DISPATCH, {"kind": "dispatch", "title": "=1+1 Công văn", "published": "2026-01-05"}, dispatch),
        reading(
            "tin", NEWS, {"kind": "news", "title": "Tin", "published": "2025-11"}, news, source="b", address="tin.txt"
        ),
    ]


def crossing_spans(store: Store) -> None:
    """Places over whatever is there, that cross and hold one another; and some that are none."""
    for kind in KINDS:
        if is_header(kind):
            continue
        places = ", ".join(
            f"json_array('{c}', max(start - {n}, 0), start + {3 * n + 1}), json_array('{c}', 0, {n})"
            for n, c in enumerate(kind.columns())
        )
        store.db.execute(
            f"update {kind.TABLE} set spans = json_array({places}, 1, json_array('x'), json_array('text', -3, 99999))"
        )


def other_kinds(store: Store, last: str) -> None:
    """Every other document is an official one; the last has hostile codes."""
    store.db.execute("update documents set kind = 'notice', issued = '2026-01-02' where rowid % 2 = 0")
    store.db.execute(
        "update documents set kind = 'plan', issued = null, number = null, issuer = null where rowid % 5 = 0"
    )
    store.db.execute("update catalogue set kind = (select kind from documents where id = document)")
    for kind in KINDS:
        for column in kind.columns():
            if isinstance(CODES.get(column), str) and not is_header(kind):
                store.db.execute(f'update "{kind.TABLE}" set "{column}" = ? where document = ?', [TEXTS["sql"], last])


def order(**asked: Any) -> Order:
    """An order for everything but copies, unless `asked` says otherwise."""
    return Order(**({"chosen": Chosen(), "kinds": KINDS, "base": BASE} | asked))


def written(path: Path, name: str, folder: Path, **asked: Any) -> Path:
    """The file or folder that the format `name` makes of the store at `path`."""
    made = FORMATS[name]
    out = folder / made.out
    with opened(path) as db:
        if made.write:
            out.mkdir()
            made.write(db, out, order(**asked))
        elif made.parts:
            with out.open("wb") as file:
                file.writelines(made.parts(db, order(**asked)))
    return out


def files(out: Path) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of what was made."""
    for path in sorted(out.rglob("*")) if out.is_dir() else [out]:
        if path.is_file():
            yield path.name, path.read_bytes()
