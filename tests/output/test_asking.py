"""Questions to the ledger: filters, order, groups; who is who in a document."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import extractors
from corpus.document import Reading, document
from output import asking
from output.asking import Asked
from output.database import Store
from output.entities import Cast, key
from output.ledger import numbers

KIND = {k.TABLE: k for k in extractors.kinds()}
TODAY = date(2026, 3, 10)


def reading(
    address: str, text: str, head: dict[str, Any], told: list[dict[str, Any]], **found: list[dict[str, Any]]
) -> Reading:
    made = Reading(document(text, source="s", address=address, raw=address))
    made = made.with_(KIND["documents"], [KIND["documents"](start=0, end=1, by="t", **head)])
    full = {"evidence": text, "strength": "order", "issuer": None, "addressees": ()}
    made = made.with_(
        KIND["directives"], [KIND["directives"](start=0, end=len(text), by="t", **(full | d)) for d in told]
    )
    for table, rows in found.items():
        made = made.with_(KIND[table], [KIND[table](start=0, end=1, by="t", **r) for r in rows])
    return made


READINGS = [
    reading(
        "a",
        "Sở Nội vụ báo cáo việc sắp xếp bộ máy ở Hoà Vang.",
        {"kind": "notice", "title": "Thông báo", "issued": "2026-02-01"},
        [{"action": "báo cáo", "addressees": ("Sở Nội vụ",), "issuer": "Lò Văn Tướng", "deadline": "2026-03-31"}],
        units=[
            {"text": "Sở Nội vụ", "type": "agency", "full": "Sở Nội vụ thành phố Đà Nẵng"},
            {"text": "UBND TP", "type": "agency", "full": "Ủy ban nhân dân thành phố Đà Nẵng"},
        ],
        officials=[{"name": "Lò Văn Tướng", "titles": ("Chủ tịch UBND TP",), "roles": ()}],
    ),
    reading(
        "b",
        "Sở Tài chính rà soát; Ban Nội vụ phối hợp chuyển đổi số.",
        {"kind": "news", "title": "Tin", "published": "2025-12-01"},
        [
            {
                "action": "rà soát",
                "addressees": ("Sở Tài chính", "Ban Nội vụ"),
                "deadline": "2025-Q4",
                "strength": "request",
            },
            {"action": "phối hợp", "addressees": ("Ban Nội vụ",), "deadline": None, "strength": "wish"},
        ],
    ),
    reading(
        "c",
        "Các xã số hoá hồ sơ, đổi mới cách làm rồi chuyển về huyện.",
        {"kind": "news", "title": "Tin cũ", "published": None},
        [{"action": "số hoá hồ sơ", "addressees": ("các xã",), "deadline": "--06-30"}],
        systems=[{"code": "database", "text": "hồ sơ"}],
    ),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("asking") / "a.db", extractors.kinds()) as made:
        made.add_source("s", "S", "folder", "")
        made.write(READINGS, fingerprint="f")
        yield made


ASKED = [
    (Asked(), ["báo cáo", "rà soát", "phối hợp", "số hoá hồ sơ"]),  # the newest document first, the undated last
    (Asked(to="so noi vu"), ["báo cáo"]),
    (Asked(to="Sở Nội vụ TP Đà Nẵng"), ["báo cáo"]),  # by its completed name, abbreviated
    (Asked(to="so noi vu da nang"), ["báo cáo"]),  # where no name reads so, one whose words stand near
    (Asked(to="so noi vu ha noi"), []),
    (Asked(to="tài chính y tế"), []),
    (Asked(to="ban noi vu"), ["rà soát", "phối hợp"]),
    (Asked(by="lo van tuong"), ["báo cáo"]),
    (Asked(by="chu tich ubnd"), ["báo cáo"]),  # by the office of the person
    (Asked(strength="request"), ["rà soát"]),
    (Asked(kind="news", due="overdue"), ["rà soát"]),
    (Asked(due="ahead"), ["báo cáo"]),
    (Asked(due="open"), ["phối hợp", "số hoá hồ sơ"]),
    (Asked(due_from="2025-12-31", due_until="2025-12"), ["rà soát"]),
    (Asked(due_from="2026-01-01"), ["báo cáo"]),
    (Asked(since="2026-01"), ["báo cáo"]),
    (Asked(until="2025"), ["rà soát", "phối hợp"]),  # with its last day; without a date nothing is known
    (Asked(until="2025-11"), []),
    (Asked(since="2025-01-01", until="2025-12-01"), ["rà soát", "phối hợp"]),
    (Asked(system="database"), ["số hoá hồ sơ"]),
    (Asked(about="hòa vang"), ["báo cáo"]),
    (Asked(about="so hoa"), ["số hoá hồ sơ", "báo cáo"]),
    (Asked(about='"so hoa"'), ["số hoá hồ sơ"]),
    (Asked(about="%"), []),
    (Asked(to="noi vu", strength="order", kind="notice"), ["báo cáo"]),
    (Asked(source="s", kind="plan"), []),
    (Asked(source="t"), []),
]


@pytest.mark.parametrize(("asked", "actions"), ASKED, ids=str)
def test_directives(store: Store, asked: Asked, actions: list[str]) -> None:
    found = asking.directives(store.db.conn, asked, TODAY)
    said = {
        r[0]: r[1]
        for r in store.db.execute("select l.id, d.action from ledger l join directives d on d.id = l.directive")
    }
    got = [said[n] for n in found.numbers]
    assert sorted(got) == sorted(actions)
    assert (found.total, found.more) == (len(actions), False)
    dated = [
        store.db.execute("select coalesce(dated, '') from ledger where id = ?", [n]).fetchone()[0]
        for n in found.numbers
    ]
    assert asked.about or dated == sorted(dated, reverse=True)


def test_offset_and_size(store: Store) -> None:
    whole = asking.directives(store.db.conn, Asked(), TODAY).numbers
    steps = [asking.directives(store.db.conn, Asked(), TODAY, size=1, offset=i).numbers for i in range(5)]
    assert [n for step in steps for n in step] == whole
    assert steps[4] == []


def test_what_stands_together_comes_first(store: Store) -> None:
    found = asking.documents(store.db.conn, Asked(about="so hoa"), TODAY)
    addresses = [
        store.db.execute(
            "select address from documents d join catalogue c on c.document = d.id where c.id = ?", [n]
        ).fetchone()[0]
        for n in found.numbers
    ]
    assert addresses == ["c", "a"]  # though c is older


def test_no_two_numbers_lie_too_far_apart() -> None:
    """The full-text tables of SQLite 3.40 lose rows behind a gap of 2^57, read backwards."""
    assert numbers("2999-12-31", "2999-12-31")[1] < 1 << 57
    assert numbers("2025-06-30", "2025-06-30")[0] > numbers("2025-06-29", "2025-06-29")[1] > 0


def test_groups(store: Store) -> None:
    grouped, of = asking.groups(store.db.conn, Asked(), TODAY)
    assert of == 4
    assert dict(grouped["due"]) == {"open": 2, "ahead": 1, "overdue": 1}
    assert dict(grouped["strength"]) == {"order": 2, "request": 1, "wish": 1}
    assert dict(grouped["year"]) == {"2025": 2, "2026": 1}
    assert ("Ban Nội vụ", 2) in grouped["to"]


def test_copies_answer_once(tmp_path: Path) -> None:
    text = "Sở Nội vụ báo cáo việc sắp xếp bộ máy của thành phố và các xã, phường trước ngày 30/6 năm nay. " * 8
    head = {"kind": "news", "title": "Tin", "published": "2025-12-01"}
    told = [{"action": "báo cáo", "addressees": ("Sở Nội vụ",)}]
    with Store(tmp_path / "a.db", extractors.kinds()) as made:
        made.add_source("s", "S", "folder", "")
        made.write([reading(x, text, head, told) for x in "ab"], fingerprint="f")
        made.publish()
        assert made.db.execute("select count(*) from documents where copy_of is not null").fetchone() == (1,)
        assert asking.directives(made.db.conn, Asked(about="noi vu"), TODAY).total == 1
        assert len(asking.documents(made.db.conn, Asked(about="noi vu"), TODAY).numbers) == 1
        assert made.db.execute("select sum(copied) from appearances").fetchone() in [(None,), (0,), (1,)]


KEYS = [
    ("Ủy ban nhân dân huyện Hoà An", "ủy-ban-nhân-dân-huyện-hòa-an"),
    ("UỶ BAN NHÂN DÂN huyện  Hòa An", "ủy-ban-nhân-dân-huyện-hòa-an"),
    ("Sở TT&TT", "sở-tt-tt"),
    ("xã Tân Lập", "xã-tân-lập"),
    ("xã Tấn Lập", "xã-tấn-lập"),  # tone marks tell names apart
    ("…", ""),
]


@pytest.mark.parametrize(("name", "expected"), KEYS)
def test_keys(name: str, expected: str) -> None:
    assert key(name) == expected


def test_a_person_is_name_and_unit() -> None:
    units = [{"text": "UBND huyện", "full": "Ủy ban nhân dân huyện A"}, {"text": "Sở Y tế", "full": "Sở Y tế tỉnh B"}]
    people = [
        {"name": "Lý Văn Nam", "titles": json.dumps(["Chủ tịch UBND huyện", "Giám đốc Sở Y tế", "Phó Thủ tướng"])},
        {"name": "Hà Thị Mơ", "titles": "[]"},
    ]
    cast = Cast("d1", units, people)
    assert [(o.person, o.unit) for o in cast.offices_of(people[0])] == [
        ("lý-văn-nam@ủy-ban-nhân-dân-huyện-a", "Ủy ban nhân dân huyện A"),
        ("lý-văn-nam@sở-y-tế-tỉnh-b", "Sở Y tế tỉnh B"),
        ("lý-văn-nam@phó-thủ-tướng", ""),
    ]
    assert cast.offices_of(people[1])[0].person == "hà-thị-mơ@d1"
    assert cast.party("Sở y tế") == ("Sở Y tế tỉnh B", "sở-y-tế-tỉnh-b", "unit")
    assert cast.party("lý văn nam").kind == "person"
    assert cast.party("các xã") == ("các xã", "các-xã", "group")


def test_the_parties_of_a_directive(store: Store) -> None:
    rows = store.db.execute(
        "select p.role, p.name, p.kind from parties p join ledger l on l.id = p.ledger join directives d on d.id = l.directive where d.action = 'báo cáo'"
    ).fetchall()
    assert rows == [
        ("issuer", "Lò Văn Tướng", "person"),
        ("issuer_unit", "Ủy ban nhân dân thành phố Đà Nẵng", "unit"),
        ("addressee", "Sở Nội vụ thành phố Đà Nẵng", "unit"),
    ]
