"""CSV with its data package, read back with Frictionless; formulas; JSON of tables."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package, system
from hypothesis import given
from hypothesis import strategies as st
from taking import KIND, KINDS, written

from output.exports.choosing import opened
from output.exports.formulas import defused, rewriter, undone

csv.field_size_limit(1 << 30)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("raw", [False, True])
def test_the_package_is_valid(store: Path, tmp_path: Path, raw: bool) -> None:
    folder = written(store, "csv", tmp_path, raw=raw)
    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type", "message"])[:5]
    assert report.stats["tasks"] > 20


@pytest.mark.parametrize("raw", [False, True])
def test_the_rows_come_back(store: Path, tmp_path: Path, raw: bool) -> None:
    """Every cell of every finding, of documents and of texts is the store's, apostrophes taken off."""
    folder = written(store, "csv", tmp_path, raw=raw)
    back = (lambda c: c) if raw else undone
    with opened(store) as db:
        for name, key in (
            ("texts", "documents"),
            ("documents", "documents"),
            *((t, t) for t in KIND if t != "documents"),
        ):
            rows = read(folder, name)
            owner = "id" if key == "documents" else "document"
            kept = f'select * from "{key}" where {owner} in (select id from documents where copy_of is null)'
            there = {r["id"]: r for r in db.execute(kept)}
            assert len(rows) == len(there)
            assert rows or name == "meetings"
            for row in rows:
                mine = there[row.get("document", "") if name == "texts" else row["id"]]
                for column, cell in row.items():
                    value = mine["id" if name == "texts" and column == "document" else column]
                    assert back(cell) == ("" if value is None else str(value)), (name, column)


def test_types_keys_and_meanings(plain: Path, tmp_path: Path) -> None:
    folder = written(plain, "csv", tmp_path)
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resources = {r["name"]: r["schema"] for r in package["resources"]}
    types = {name: {f["name"]: f["type"] for f in s["fields"]} for name, s in resources.items()}
    assert types["directives"]["addressees"] == "array"
    assert types["figures"]["value"] == "number"
    assert types["directives"]["start"] == "integer"
    assert types["deadlines"]["due"] == "date"
    assert types["documents"]["issued"] == "date"
    assert types["documents"]["published"] == "string"  # one of them is a month
    assert all(f["description"] for s in resources.values() for f in s["fields"])
    assert resources["directives"]["foreignKeys"][0]["reference"] == {"resource": "documents", "fields": ["id"]}
    assert [f["reference"]["resource"] for f in resources["parties"]["foreignKeys"]] == ["directives"]
    assert (resources["texts"]["primaryKey"], resources["directives"]["primaryKey"]) == (["document"], ["id"])
    assert [r["addressees"] for r in read(folder, "directives") if "15" in r["action"]] == ['["các xã"]']


def test_places_tell_of_copies(plain: Path, tmp_path: Path) -> None:
    rows = read(written(plain, "csv", tmp_path), "places")
    assert len(rows) == 4
    assert {r["address"] for r in rows if r["document"] != r["copy"]} == {"https://b.example.org/dang-lai"}


CELLS = [
    ("=1+1", "'=1+1"),
    ("+84 236", "'+84 236"),
    ("-1+1", "'-1+1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\tx"),
    ("\rx", "'\rx"),
    ("\n=x", "'\n=x"),
    (" =x", "' =x"),
    ("＝1", "'＝1"),
    ("--06-30", "'--06-30"),
    ("'=1", "''=1"),
    ("-", "'-"),
    ("-5", "-5"),
    ("-1.234,5", "-1.234,5"),
    ("5-6", "5-6"),
    ("'tis", "'tis"),
    ("Giao = nhận", "Giao = nhận"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "expected"), CELLS)
def test_formulas(cell: str, expected: str) -> None:
    assert defused(cell) == expected
    assert undone(expected) == cell


SIGNS = st.text(st.sampled_from("'=+-@＝ \t\r\n,\"a1;"), max_size=8)


@given(SIGNS)
def test_nothing_is_lost(cell: str) -> None:
    assert undone(defused(cell)) == cell


@given(st.lists(st.lists(SIGNS, min_size=2, max_size=3), max_size=5), st.integers(1, 9))
def test_rewriting_as_it_passes(rows: list[list[str]], size: int) -> None:
    def made(cells: list[list[str]]) -> bytes:
        import io

        out = io.StringIO(newline="")
        csv.writer(out).writerows(cells)
        return out.getvalue().encode()

    data, piece = made(rows), rewriter()
    pieces = [piece(data[n : n + size], False) for n in range(0, len(data), size)]
    assert b"".join([*pieces, piece(b"", True)]) == made([[defused(c) for c in row] for row in rows])


def test_a_row_is_not_held_back() -> None:
    piece = rewriter()
    assert piece(b'a,=1\r\n"b\n', False) == b"a,'=1\r\n"
    assert piece('=c",đ'.encode()[:-1], False) == b""
    assert piece("đ".encode()[1:], True) == '"b\n=c",đ\r\n'.encode()


@pytest.mark.parametrize("table", ["directives", "directives_in_context", "parties", "ledger", "documents", "places"])
def test_json_is_what_the_table_holds(store: Path, tmp_path: Path, table: str) -> None:
    lines = written(store, "jsonl", tmp_path, table=table).read_text(encoding="utf-8").split("\n")[:-1]
    rows = [json.loads(line) for line in lines]
    assert rows == json.loads(written(store, "json", tmp_path, table=table).read_text(encoding="utf-8"))
    with opened(store) as db:
        columns = [r[1] for r in db.execute(f"pragma table_info({table})")]
    assert rows
    assert all(list(r) == columns for r in rows)


def test_lists_are_lists(plain: Path, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = json.loads(written(plain, "json", tmp_path, table="directives").read_bytes())
    told = next(r for r in rows if r["action"] == "gửi báo cáo")
    assert told["addressees"] == ["Phòng Nội vụ"]
    assert told["spans"][0][0] == "evidence"
    assert told["coordinating"] == []
    assert len(rows) == 5
    assert KINDS
