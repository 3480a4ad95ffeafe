"""Corrections laid over rows, as tables of cases: a pure function of rows, text and corrections."""

import json
from typing import Any

import pytest

import extractors
from corpus.canonical import squash
from extractors.lexicon import table as lexicon_table
from output import events, overlay
from output.dictionary import is_header
from output.shapes import HEAD, CorrectionError, checked, encoded, from_form, is_iso, own, shape

TEXT = (
    "Huyện họp giao ban\n\nÔng Giàng A Páo yêu cầu Phòng Nội vụ báo cáo kết quả trước ngày 30/6/2020. "
    "Chị Lò Thị Mây cùng dự.\n\nUBND xã Tà Tổng nhận nhiệm vụ.\n\nVăn phòng rà soát hồ sơ. Bà con phấn khởi.\n"
)
LATER = TEXT.replace("Huyện họp giao ban", "Huyện họp giao ban tháng Sáu")  # everything moves, no words change
OTHER = TEXT.replace("báo cáo kết quả", "hoàn thành hồ sơ")
DOCUMENT = "0123456789abcdef"


def row(within: str, fact: str, words: str, by: str = "rule", **fields: Any) -> dict[str, Any]:
    """A row of `fact` at `words`, as extraction makes it."""
    start = within.index(words)
    spans = []
    for field, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if shape(fact, field).quoted and item and item in within:
                spans.append([field, within.index(item), within.index(item) + len(item)])
    place = {"start": start, "end": start + len(words), "quote": squash(words), "by": by}
    cells = {k: encoded(v) for k, v in fields.items()}
    key = f"{DOCUMENT}-{fact}-{fields.get('action') or words}"
    return {"id": key, "document": DOCUMENT, **place, **cells, "spans": json.dumps(spans, ensure_ascii=False)}


def told(text: str, **other: Any) -> dict[str, Any]:
    words = next(s for s in text.splitlines() if s.startswith("Ông")).split(" Chị")[0]
    action = words.split("Nội vụ ")[1].rstrip(".")
    fields: dict[str, Any] = {"evidence": words, "issuer": "Giàng A Páo", "addressees": ["Phòng Nội vụ"]}
    fields |= {"coordinating": [], "action": action, "strength": "order"}
    fields |= {"deadline": "2020-06-30", "deadline_text": "ngày 30/6/2020"}
    return row(text, "directives", words, **(fields | other))


def unit(text: str, full: str = "UBND xã Tà Tổng", words: str = "UBND xã Tà Tổng") -> dict[str, Any]:
    return row(text, "units", words, text=words, type="agency", full=full)


def head(**fields: Any) -> dict[str, Any]:
    return {"id": DOCUMENT, **dict.fromkeys(HEAD), "kind": "news", **fields}


def made(what: str, fact: str, of: dict[str, Any], text: str = TEXT, **said: Any) -> dict[str, Any]:
    """The event of a correction of the row `of`, made on `text`."""
    start, end = of.get("start"), of.get("end")
    before, after = overlay.around(text, start, end) if start is not None and end is not None else ("", "")
    about = {
        "document": DOCUMENT,
        "fact": fact,
        "row": of["id"],
        "start": start,
        "end": end,
        "before": before,
        "after": after,
    }
    extracted = {k: v for k, v in of.items() if k != "document"}
    sign = {"author": "an", "at": "2026-01-02T03:04:05+00:00", "reason": "sai"}
    said = {
        **about,
        "quote": of.get("quote", ""),
        "text": overlay.digest_of(text),
        "extracted": extracted,
        **said,
        **sign,
    }
    return events.from_line(json.dumps({"event": "made", "what": what, **said}))


def added(words: str, fact: str, text: str = TEXT, beside: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    start = text.index(words)
    before, after = overlay.around(text, start, start + len(words))
    place = {"start": start, "end": start + len(words), "quote": squash(words), "before": before, "after": after}
    said = {"document": DOCUMENT, "fact": fact, "text": overlay.digest_of(text), **place, "fields": fields}
    sign = {"author": "an", "at": "2026-01-02T03:04:05+00:00", "reason": "sót"}
    return events.from_line(json.dumps({"event": "made", "what": "add", "beside": list(beside), **said, **sign}))


SCHOOL = ["Phòng Giáo dục"]
CHANGE = made("change", "directives", told(TEXT), fields={"addressees": SCHOOL})
REMOVE = made("remove", "directives", told(TEXT))
FULL = made("change", "units", unit(TEXT), fields={"full": "Ủy ban nhân dân xã Tà Tổng"})
TITLE = made("change", "documents", head(title="Huyện họp"), fields={"title": "Huyện họp giao ban"})
MISSED = added(
    "Văn phòng rà soát hồ sơ.",
    "directives",
    evidence="Văn phòng rà soát hồ sơ.",
    action="rà soát hồ sơ",
    strength="order",
)
found_later = row(TEXT, "directives", "Văn phòng rà soát hồ sơ.", evidence="Văn phòng rà soát hồ sơ.", action="rà soát hồ sơ", strength="order", addressees=[])  # fmt: skip
found_otherwise = {**found_later, "strength": "wish"}
wider = row(TEXT, "directives", told(TEXT)["quote"] + " Chị Lò Thị Mây", addressees=["Phòng"], action="báo cáo", strength="wish")  # fmt: skip
moved_otherwise = {**found_otherwise, "start": found_later["start"] + 10, "end": found_later["end"] + 10, "spans": "[]"}
BESIDE = added("phòng rà soát hồ sơ.", "directives", beside=(found_later["id"],), evidence="phòng rà soát hồ sơ.", action="rà soát", strength="order")  # fmt: skip
CASES: list[tuple[str, dict[str, Any], str, list[dict[str, Any]], str, int]] = [
    # what, correction, text as it is now, rows as extracted now, state, rows that are left
    ("nothing changed", CHANGE, TEXT, [told(TEXT)], "applied", 1),
    ("other code finds another issuer", CHANGE, TEXT, [told(TEXT, issuer="Bà Mây")], "applied", 1),
    ("other code finds another addressee", CHANGE, TEXT, [told(TEXT, addressees=["Nội vụ"])], "applied", 1),
    ("other code finds other bounds and another key", CHANGE, TEXT, [wider], "applied", 1),
    ("other code finds what was corrected", CHANGE, TEXT, [told(TEXT, addressees=SCHOOL)], "settled", 1),
    ("other code does not find it", CHANGE, TEXT, [], "ask", 0),
    ("the text moved", CHANGE, LATER, [told(LATER)], "applied", 1),
    ("the text moved, other code differs elsewhere", CHANGE, LATER, [told(LATER, issuer=None)], "applied", 1),
    ("the text moved, and the same field differs", CHANGE, LATER, [told(LATER, addressees=["Nội vụ"])], "ask", 1),
    ("the text moved, what was corrected is found", CHANGE, LATER, [told(LATER, addressees=SCHOOL)], "settled", 1),
    ("its words changed", CHANGE, OTHER, [told(OTHER)], "ask", 1),
    ("its words are gone", CHANGE, "Không có gì.", [], "ask", 0),
    ("none: nothing changed", REMOVE, TEXT, [told(TEXT)], "applied", 0),
    ("none: other code finds other values", REMOVE, TEXT, [told(TEXT, issuer=None)], "applied", 0),
    ("none: other code does not find it", REMOVE, TEXT, [], "settled", 0),
    ("none: the text moved", REMOVE, LATER, [told(LATER)], "applied", 0),
    ("none: the text moved, other values", REMOVE, LATER, [told(LATER, strength="wish")], "ask", 1),
    ("none: the text moved, not found", REMOVE, LATER, [], "settled", 0),
    ("none: its words changed", REMOVE, OTHER, [told(OTHER)], "ask", 1),
    ("unit", FULL, TEXT, [unit(TEXT)], "applied", 1),
    ("unit, moved", FULL, LATER, [unit(LATER)], "applied", 1),
    ("unit, moved and completed otherwise", FULL, LATER, [unit(LATER, "Xã Tà Tổng")], "ask", 1),
    ("unit, completed otherwise", FULL, TEXT, [unit(TEXT, "Xã Tà Tổng")], "applied", 1),
    ("head", TITLE, TEXT, [head(title="Huyện họp")], "applied", 1),
    ("head, read otherwise", TITLE, TEXT, [head(title="Họp")], "applied", 1),
    ("head, moved", TITLE, LATER, [head(title="Huyện họp")], "applied", 1),
    ("head, moved and read otherwise", TITLE, LATER, [head(title="Họp")], "ask", 1),
    ("head, right by now", TITLE, LATER, [head(title="Huyện họp giao ban")], "settled", 1),
    ("missed", MISSED, TEXT, [told(TEXT)], "applied", 2),
    ("missed, moved", MISSED, LATER, [told(LATER)], "applied", 2),
    ("missed, found by now", MISSED, TEXT, [told(TEXT), found_later], "settled", 2),
    ("missed, found otherwise by now", MISSED, TEXT, [told(TEXT), found_otherwise], "applied", 2),
    ("missed, moved, found otherwise", MISSED, LATER, [moved_otherwise], "ask", 1),
    ("missed, another directive is beside it", BESIDE, TEXT, [told(TEXT), found_otherwise], "applied", 3),
    ("missed, its words are gone", MISSED, TEXT.replace("rà soát", "cất"), [], "ask", 0),
]


@pytest.mark.parametrize(
    ("correction", "text", "rows", "state", "left"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_states(correction: dict[str, Any], text: str, rows: list[dict[str, Any]], state: str, left: int) -> None:
    fact = correction["fact"]
    before = json.dumps(rows)
    after, outcomes = overlay.apply({fact: rows}, text, [correction])
    outcome = outcomes[correction["id"]]
    assert (outcome.state, len(after[fact])) == (state, left), outcome
    assert bool(outcome.why) == (state != "applied")
    assert json.dumps(rows) == before  # nothing is changed in place
    if state != "applied":
        assert after[fact] == rows
    elif correction["what"] != "remove":
        now = next(r for r in after[fact] if r["id"] == outcome.row)
        assert all(now[f] == encoded(v) for f, v in correction["fields"].items())
        assert fact == "documents" or now["by"] == f"correction:{correction['id']}"
    for r in after[fact] if fact != "documents" else ():
        assert squash(text[r["start"] : r["end"]]) == r["quote"]
        for field, a, b in json.loads(r["spans"]):
            value = r[field]
            assert squash(text[a:b]) in (json.loads(value) if value.startswith("[") else [value])


SPANS: list[tuple[str, dict[str, Any], str, dict[str, Any], dict[str, list[str]]]] = [
    ("nowhere in the text", told(TEXT), "directives", {"addressees": ["Sở Nội vụ"]}, {"addressees": []}),
    ("in the text", told(TEXT), "directives", {"addressees": ["Văn phòng", "Sở X"]}, {"addressees": ["Văn phòng"]}),
    ("others stay", told(TEXT), "directives", {"issuer": None}, {"issuer": [], "addressees": ["Phòng Nội vụ"]}),
    (
        "a date is not quoted",
        told(TEXT),
        "directives",
        {"deadline": "2020"},
        {"deadline": [], "deadline_text": ["ngày 30/6/2020"]},
    ),
    ("of a word only the whole", told(TEXT), "directives", {"issuer": "Pá"}, {"issuer": []}),
    ("its own words", unit(TEXT, words="UBND xã"), "units", {"text": "UBND xã Tà Tổng"}, {"text": ["UBND xã Tà Tổng"]}),
    ("completed", unit(TEXT), "units", {"full": "Bà con"}, {"full": [], "text": ["UBND xã Tà Tổng"]}),
]


@pytest.mark.parametrize(("of", "fact", "fields", "quoted"), [c[1:] for c in SPANS], ids=[c[0] for c in SPANS])
def test_spans_stay_true(of: dict[str, Any], fact: str, fields: dict[str, Any], quoted: dict[str, list[str]]) -> None:
    c = made("change", fact, of, fields=fields)
    after, _ = overlay.apply({fact: [of]}, TEXT, [c])
    now = after[fact][0]
    spans = json.loads(now["spans"])
    for field, words in quoted.items():
        assert [TEXT[a:b] for f, a, b in spans if f == field] == words
    assert now["quote"] == squash(TEXT[now["start"] : now["end"]])
    if own(fact) in fields:
        assert now["quote"] == fields[own(fact)]


def test_several_corrections_of_a_row() -> None:
    first = made("change", "directives", told(TEXT), fields={"issuer": "Lò Thị Mây"})
    back = made("change", "directives", told(TEXT), fields={"issuer": "Giàng A Páo", "strength": "request"})
    rows = {"directives": [told(TEXT)], "units": [unit(TEXT)]}
    after, outcomes = overlay.apply(rows, TEXT, [first, CHANGE, back, FULL])
    now = after["directives"][0]
    assert (now["issuer"], now["addressees"], now["strength"]) == ("Giàng A Páo", encoded(SCHOOL), "request")
    assert [o.state for o in outcomes.values()] == ["applied"] * 4
    after, outcomes = overlay.apply(rows, TEXT, [REMOVE, CHANGE])
    assert after["directives"] == []
    assert outcomes[CHANGE["id"]].state == "settled"
    new = after_add = overlay.lay(rows, TEXT, [MISSED]).rows["directives"][-1]
    on_new = made("change", "directives", new, fields={"addressees": ["Văn phòng"]})
    after, outcomes = overlay.apply(rows, LATER, [MISSED, on_new])
    assert outcomes[on_new["id"]].state == "applied"
    assert next(r for r in after["directives"] if r["id"] == after_add["id"])["addressees"] == '["Văn phòng"]'
    after, outcomes = overlay.apply(rows, TEXT, [on_new])  # what it was made on has been undone
    assert (outcomes[on_new["id"]].state, after) == ("ask", rows)


def test_of_the_same_words_the_right_ones() -> None:
    text = "Các xã báo cáo.\n\nMột: họp sớm.\n\nCác xã báo cáo.\n\nHai: họp muộn.\n"
    rows = [row(text, "directives", "Các xã báo cáo.", action="báo cáo", strength="order")]
    second = text.rindex("Các xã")
    rows.append({**rows[0], "id": "second", "start": second, "end": second + 15, "spans": "[]"})
    c = made("remove", "directives", rows[1], text)
    after, _ = overlay.apply({"directives": rows}, text, [c])
    assert [r["id"] for r in after["directives"]] == [rows[0]["id"]]
    # Other code finds the second place only, under the key that the first one had.
    renamed = [{**rows[1], "id": rows[0]["id"]}]
    after, _ = overlay.apply({"directives": renamed}, text, [made("remove", "directives", rows[0], text)])
    assert after["directives"] == renamed
    # The text moves: what stands around the words tells which they are.
    moved = "Thêm.\n\n" + text
    now = [{**r, "start": r["start"] + 7, "end": r["end"] + 7, "spans": "[]"} for r in rows]
    after, _ = overlay.apply({"directives": now}, moved, [c])
    assert [r["id"] for r in after["directives"]] == [rows[0]["id"]]


def test_shapes_are_those_of_the_dataclasses() -> None:
    for kind in extractors.kinds():
        hints = {n: str(f.type) for n, f in kind.__dataclass_fields__.items()}
        for field in kind.columns():
            s = shape(kind.TABLE, field, "REAL" if hints[field].startswith("float") else "TEXT")
            assert (s.kind in ("list", "choices")) == hints[field].startswith("tuple"), (kind.TABLE, field)
            assert (s.kind == "number") == hints[field].startswith("float"), (kind.TABLE, field)
            assert s.needed == (hints[field] in ("str", "float")), (kind.TABLE, field)
        if is_header(kind):
            assert tuple(kind.columns()) == HEAD
        elif kind.TABLE != "meetings":
            assert own(kind.TABLE) in kind.columns()
    assert set(shape("systems", "code").choices) == set(lexicon_table("systems.tsv"))


WRONG = [
    ("directives", "deadline", "30/6/2020", "no ISO value"),
    ("directives", "deadline", "2021-02-31", "no ISO value"),
    ("directives", "deadline", 2021, "is a text"),
    ("directives", "strength", "must", "none of order, request, wish"),
    ("directives", "strength", None, "may not be empty"),
    ("directives", "addressees", "Phòng Nội vụ", "is a list"),
    ("directives", "addressees", ["a", " "], "is a list"),
    ("directives", "action", "", "may not be empty"),
    ("directives", "action", "x" * 6000, "1 to 5000 characters"),
    ("directives", "action", "\u200b", "1 to 5000 characters"),
    ("officials", "roles", ["boss"], "none of chair"),
    ("units", "type", "place", "none of agency, area"),
    ("documents", "kind", "letter", "none of news"),
]


@pytest.mark.parametrize(("fact", "field", "value", "said"), WRONG)
def test_what_a_field_cannot_hold(fact: str, field: str, value: object, said: str) -> None:
    with pytest.raises(CorrectionError, match=said) as error:
        checked(fact, field, value)
    assert f"{fact}.{field}" in str(error.value)


def test_numbers_and_forms() -> None:
    for value in (True, "7", float("nan"), float("inf")):
        with pytest.raises(CorrectionError, match="is a number"):
            checked("figures", "value", value, "REAL")
    assert checked("figures", "value", 7, "REAL") == 7.0
    assert checked("directives", "addressees", ["  Phòng\u00a0Nội vụ ", "Phòng Nội vụ"]) == ["Phòng Nội vụ"]
    assert checked("directives", "addressees", None) == []
    assert from_form("directives", "addressees", " Phòng A\r\n\r\nPhòng B ") == ["Phòng A", "Phòng B"]
    assert from_form("directives", "deadline", "  ") is None
    assert from_form("figures", "value", " 1.5 ", "REAL") == 1.5
    assert from_form("figures", "value", "1,5", "REAL") == "1,5"  # which `checked` refuses


ISO = [
    *(
        ("2020-02-29", True),
        ("2021-02-29", False),
        ("2021", True),
        ("2021-13", False),
        ("2021-Q4", True),
        ("2021-Q5", False),
    ),
    *(("2013/2015", True), ("2020-05-01/2020-05-15", True), ("--01-13", True), ("--02-30", False), ("--09", True)),
    *(("a", False), ("", False), ("2021/", False), ("0000", False), ("2021-1-1", False), ("1/2/3", False)),
]


@pytest.mark.parametrize(("value", "good"), ISO)
def test_iso(value: str, good: bool) -> None:
    assert is_iso(value) == good
